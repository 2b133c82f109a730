using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Merlon.Cli;

/// <summary>A command whose help ends with examples.</summary>
sealed class ExampledCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whole command lines, one or more, each with what it does.</summary>
    public required IReadOnlyList<CommandExample> Examples { get; init; }
}

/// <summary>A command line and what it does.</summary>
sealed record CommandExample(string CommandLine, string Meaning);

/// <summary>The library's help, on a page of the terminal's width, followed by the command's examples.</summary>
sealed class ExamplesHelp(HelpAction library, Terminal terminal) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        library.MaxWidth = terminal.WidthColumns;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        library.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = terminal.Out;
        foreach (var line in text.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n'))
        {
            terminal.Out.WriteLine(line.TrimEnd());
        }

        if (parseResult.CommandResult.Command is ExampledCommand command)
        {
            WriteExamples(command.Examples);
        }

        return ExitCode.Success;
    }

    void WriteExamples(IReadOnlyList<CommandExample> examples)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Examples:");
        foreach (var example in examples)
        {
            terminal.Out.WriteLine($"  {example.CommandLine}");
            terminal.Out.WriteLine($"      {example.Meaning}");
        }
    }
}
