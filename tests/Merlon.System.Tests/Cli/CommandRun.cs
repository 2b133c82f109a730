using System.Text.Json;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary>One command line run in-process, and what it wrote.</summary>
sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs plainly on a page of 100 columns, as in a pipe.</summary>
    public static CommandRun Of(params string[] args) => On(static terminal => terminal, args);

    /// <summary>Runs on another terminal.</summary>
    public static CommandRun On(Func<Terminal, Terminal> change, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = MerlonCommand.Run(args, change(new Terminal { Out = output, Error = error, WidthColumns = 100 }));
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Standard output as the one JSON document that it has to be.</summary>
    public JsonElement Json()
    {
        Output.TrimEnd('\n').ShouldNotContain('\n');
        return JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>Everything that a person would see, for a golden file; paths of this machine are replaced.</summary>
    public string Transcript(params (string Path, string Name)[] replaced)
    {
        var text = $"exit code {ExitCode}\n--- output\n{Output}--- error\n{Error}";
        foreach (var (path, name) in replaced)
        {
            text = text.Replace(path, name, StringComparison.Ordinal);
        }

        return text;
    }
}
