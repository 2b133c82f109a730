using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>The command line as a whole: the tree of commands, and one run of it.</summary>
static class MerlonCommand
{
    /// <summary>Every command, in the order of the help.</summary>
    static readonly NamedCommand[] Commands =
    [
        new("assess", AssessCommand.Build),
        new("report", ReportCommand.Build),
        new("gaps", GapsCommand.Build),
        new("trend", TrendCommand.Build),
        new("compare", CompareCommand.Build),
        new("watch", WatchCommand.Build),
        new("sign", SignCommand.Build),
        new("verify", VerifyCommand.Build),
        new("plan", PlanCommand.Build),
        new("init", InitCommand.Build),
        new("show", ShowCommand.Build),
        new("export", ExportCommand.Build),
        new("search", SearchCommand.Build),
        new("list", ListCommand.Build),
        new("graph", GraphCommand.Build),
        new("matrix", MatrixCommand.Build),
        new("layer", LayerCommand.Build),
        new("hunt", HuntCommand.Build),
        new("rules", RulesCommand.Build),
        new("tests", TestsCommand.Build),
        new("release", ReleaseCommand.Build),
        new("extend", ExtendCommand.Build),
        new("inventory", InventoryCommand.Build),
        new("evidence", EvidenceCommand.Build),
        new("controls", ControlsCommand.Build),
        new("dettect", DettectCommand.Build),
        new("maturity", MaturityCommand.Build),
        new("priorities", PrioritiesCommand.Build),
        new("costs", CostsCommand.Build),
        new("benefit", BenefitCommand.Build),
        new("journal", JournalCommand.Build),
        new("serve", ServeCommand.Build),
        new("users", UsersCommand.Build),
        new("backup", BackupCommand.Build),
        new("restore", BackupCommand.BuildRestore),
        new("move", BackupCommand.BuildMove),
        new("version", VersionCommand),
    ];

    /// <summary>Runs one command line and waits for its exit code (<see cref="ExitCode"/>).</summary>
    public static int Run(string[] args, Terminal terminal) => Run(args, terminal, CancellationToken.None);

    /// <summary>
    /// Runs one command line. Never throws: every failure becomes a message on the error stream and an exit code. The thread
    /// waits even where a command does not: the process has nothing else to do, and each async method above the command would
    /// be compiled at start.
    /// </summary>
    public static int Run(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        // Arguments are taken as they are: no @response files, no bundles of letters.
        var parse = Parse(args, terminal);
        if (parse.Action is not ExamplesHelp && UsageComplaint.Of(parse) is { } complaint)
        {
            return complaint.Write(terminal);
        }

        return Failure.Guard(terminal, () =>
        {
            if (terminal.Database is null && DatabaseChoice.In(parse) is { } database)
            {
                parse = Parse(args, terminal with { Database = database }); // commands have their terminal from the time they are built
            }

            var exitCode = parse.Action is SynchronousCommandLineAction
                ? parse.Invoke(configuration)
                : parse.InvokeAsync(configuration, cancellationToken).GetAwaiter().GetResult();
            terminal.Out.Flush(); // an answer that nobody got is a failure
            return exitCode;
        });
    }

    static ParseResult Parse(string[] args, Terminal terminal)
        => Root(terminal, args.Length > 0 ? args[0] : null).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });

    /// <summary>
    /// Builds the tree. No command loads anything before it runs, but building them all is a quarter of the time that a short
    /// one takes: where one is named, it alone is built.
    /// </summary>
    /// <param name="terminal">Where commands write.</param>
    /// <param name="only">The first argument, or null; a word that names no command builds all of them.</param>
    public static Command Root(Terminal terminal, string? only = null)
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
        var called = Array.Find(Commands, command => string.Equals(command.Name, only, StringComparison.Ordinal));
        foreach (var command in called is null ? Commands : [called])
        {
            root.Add(command.Build(terminal));
        }

        DatabaseChoice.AddBelow(root);

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
        terminal.Out.WriteLine($"merlon {AnswerWords.Version} (ATT&CK {BuiltInRelease.Version} built in)");
        return ExitCode.Success;
    }

    /// <summary>A command that is not built yet.</summary>
    sealed record NamedCommand(string Name, Func<Terminal, Command> Build);
}
