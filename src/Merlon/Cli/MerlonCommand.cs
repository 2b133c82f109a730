using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>The command line as a whole: the tree of commands, and one run of it.</summary>
static class MerlonCommand
{
    /// <summary>Merlon's version, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(MerlonCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Runs one command line and waits for its exit code (<see cref="ExitCode"/>).</summary>
    public static int Run(string[] args, Terminal terminal) => RunAsync(args, terminal, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Runs one command line. Never throws: every failure becomes a message on the error stream and an exit code.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        // Arguments are taken as they are: no @response files, no bundles of letters.
        var parse = Root(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parse.Action is not ExamplesHelp && UsageComplaint.Of(parse) is { } complaint)
        {
            return complaint.Write(terminal);
        }

        return await Failure.GuardAsync(terminal, async () =>
        {
            var exitCode = await parse.InvokeAsync(configuration, cancellationToken);
            await terminal.Out.FlushAsync(CancellationToken.None); // an answer that nobody got is a failure
            return exitCode;
        });
    }

    /// <summary>Builds the tree; cheap, since no command loads anything before it runs.</summary>
    public static Command Root(Terminal terminal)
    {
        var root = new ExampledCommand("merlon", "Merlon turns MITRE ATT&CK into a working defence: who is likely to come, what you would see and stop, and what to do first.")
        {
            Examples =
            [
                new("merlon init my-organisation", "Writes a commented organisation.yaml by asking a few questions."),
                new("merlon assess my-organisation", "Assesses it and writes the report to merlon-out/."),
                new("merlon show T1059.001", "Shows what the release says of a technique."),
            ],
        };
        root.Add(AssessCommand.Build(terminal));
        root.Add(InitCommand.Build(terminal));
        root.Add(ShowCommand.Build(terminal));
        root.Add(SearchCommand.Build(terminal));
        root.Add(ListCommand.Build(terminal));
        root.Add(ReleaseCommand.Build(terminal));
        root.Add(JournalCommand.Build(terminal));
        root.Add(VersionCommand(terminal));

        var version = new Option<bool>("--version") { Description = "Show the version." };
        root.Add(version);
        var help = new HelpOption("--help", "-h") { Recursive = true, Description = "Show help and examples." };
        help.Action = new ExamplesHelp((HelpAction)help.Action!, terminal); // the library sets it in the constructor
        root.Add(help);
        root.SetAction(parse => parse.GetValue(version) ? PrintVersion(terminal) : help.Action is ExamplesHelp page ? page.Invoke(parse) : ExitCode.Success);
        return root;
    }

    static ExampledCommand VersionCommand(Terminal terminal)
    {
        var command = new ExampledCommand("version", "Show the version, and which ATT&CK release is built in.")
        {
            Examples = [new("merlon version", "Prints one line.")],
        };
        command.SetAction(_ => PrintVersion(terminal));
        return command;
    }

    static int PrintVersion(Terminal terminal)
    {
        terminal.Out.WriteLine($"merlon {Version} (ATT&CK {BuiltInRelease.Version} built in)");
        return ExitCode.Success;
    }
}
