using System.CommandLine;
using System.Text.RegularExpressions;
using Merlon.Cli;
using Merlon.Web.Api;

namespace Merlon.Web.Tests.Api;

/// <summary>Whatever the command line can do, the API can: the table in docs/guide/api.md names every command and every operation, and only what there is.</summary>
public sealed partial class CommandTableTests
{
    internal const string Guide = "docs/guide/api.md";

    [Fact]
    public async Task Every_command_has_its_operations_or_a_reason()
    {
        await using var served = await ServedMerlon.StartAsync();
        var operations = ApiIndex.Of(await served.DescriptionAsync()).Select(static operation => operation.Id).ToHashSet(StringComparer.Ordinal);
        var rows = Rows().ToDictionary(static row => row.Command, static row => row.Operations, StringComparer.Ordinal);
        var commands = Commands(MerlonCommand.Root(new Terminal { Out = TextWriter.Null, Error = TextWriter.Null }), "").ToList();
        commands.Where(command => !rows.ContainsKey(command)).ShouldBeEmpty("commands without a row");
        rows.Keys.Except(commands, StringComparer.Ordinal).ShouldBeEmpty("rows without a command");
        rows.SelectMany(static row => row.Value).Except(operations, StringComparer.Ordinal).ShouldBeEmpty("operations that are not there");
    }

    [Fact]
    public async Task Every_operation_stands_in_the_guide()
    {
        await using var served = await ServedMerlon.StartAsync();
        var guide = await File.ReadAllTextAsync(Repository.PathOf(Guide));
        ApiIndex.Of(await served.DescriptionAsync()).Select(static operation => operation.Id).Where(id => !guide.Contains($"`{id}`", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    // Commands that do something themselves: most groups of commands only show help.
    static IEnumerable<string> Commands(Command command, string prefix)
        => command.Subcommands.SelectMany(inner => Commands(inner, $"{prefix}{inner.Name} ")).Concat(prefix.Length > 0 && (command.Subcommands.Count == 0 || command.Action is not null) ? [prefix.TrimEnd()] : []);

    internal static IEnumerable<(string Command, string[] Operations)> Rows()
        => from line in File.ReadAllLines(Repository.PathOf(Guide))
           let row = Row().Match(line)
           where row.Success
           select (row.Groups["command"].Value, Name().Matches(row.Groups["operations"].Value).Select(static match => match.Groups["name"].Value).ToArray());

    [GeneratedRegex(@"^\| `merlon (?<command>[a-z -]+)` \| (?<operations>.+) \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
