using Merlon.Answers;
using System.CommandLine;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> EveryCommand()
    {
        var names = new TheoryData<string>();
        foreach (var path in PathsOf(Root(), ""))
        {
            names.Add(path);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Help_of_every_command_is_as_reviewed(string command)
    {
        var run = CommandRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        Golden.Verify(run.Output, $"tests/Merlon.System.Tests/Cli/golden/help{(command.Length == 0 ? "" : "-")}{command.Replace(' ', '-')}.txt");
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Help_of_every_command_ends_with_an_example_of_it(string command)
    {
        var output = CommandRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-h"]).Output;

        output.ShouldContain($"Examples:\n  merlon {command}".TrimEnd());
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public void Every_command_is_in_the_guide(string command)
        => File.ReadAllText(Repository.PathOf("docs/guide/command-line.md")).ShouldContain($"merlon {command}".TrimEnd());

    [Fact]
    public void Without_a_command_the_help_is_printed()
    {
        CommandRun.Of().Output.ShouldBe(CommandRun.Of("--help").Output);
        CommandRun.Of().ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public void The_version_is_one_line(string word)
    {
        var run = CommandRun.Of(word);

        run.ShouldBe(new CommandRun(0, $"merlon {AnswerWords.Version} (ATT&CK 18.1 built in)\n", ""));
    }

    [Fact]
    public void Every_example_of_the_help_is_a_command_line_that_parses()
    {
        foreach (var example in CommandsOf(Root()).OfType<ExampledCommand>().SelectMany(static command => command.Examples))
        {
            var args = global::System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(example.CommandLine).Skip(1).ToArray();
            UsageComplaint.Of(Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false })).ShouldBeNull(example.CommandLine);
        }
    }

    [Fact]
    public void A_command_that_is_named_is_built_alone_and_as_ever()
    {
        foreach (var command in Root().Subcommands)
        {
            var alone = MerlonCommand.Root(new Terminal { Out = TextWriter.Null, Error = TextWriter.Null }, command.Name).Subcommands.ShouldHaveSingleItem();

            PathsOf(alone, alone.Name).ShouldBe(PathsOf(command, command.Name));
        }

        MerlonCommand.Root(new Terminal { Out = TextWriter.Null, Error = TextWriter.Null }, "shwo").Subcommands.Count.ShouldBe(Root().Subcommands.Count);
    }

    static Command Root() => MerlonCommand.Root(new Terminal { Out = TextWriter.Null, Error = TextWriter.Null });

    static IEnumerable<Command> CommandsOf(Command command) => command.Subcommands.SelectMany(CommandsOf).Prepend(command);

    static IEnumerable<string> PathsOf(Command command, string path)
        => command.Subcommands.SelectMany(sub => PathsOf(sub, $"{path} {sub.Name}".Trim())).Prepend(path);
}
