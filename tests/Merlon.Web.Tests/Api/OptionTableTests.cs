using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Merlon.Cli;

namespace Merlon.Web.Tests.Api;

/// <summary>
/// Whatever an option of the command line says, a request can: each option of each command is a parameter, a member of the body or a header of one of the command's operations,
/// or the table of docs/guide/api.md says what it is instead.
/// </summary>
public sealed partial class OptionTableTests
{
    [Fact]
    public async Task Every_option_has_its_parameter_or_a_reason()
    {
        await using var served = await ServedMerlon.StartAsync();
        var parameters = ParametersOf((await served.DescriptionAsync()).Tree);
        var operations = CommandTableTests.Rows().ToDictionary(static row => row.Command, static row => row.Operations, StringComparer.Ordinal);
        List<string> missing = [], needless = [];
        HashSet<OptionRow> used = [];
        var rows = Rows().ToList();
        foreach (var (command, name) in Options().Where(option => operations[option.Command].Length > 0)) // the table of commands says why others have none
        {
            var known = operations[command].SelectMany(operation => parameters.GetValueOrDefault(operation, [])).ToHashSet(StringComparer.Ordinal);
            var own = rows.Find(row => row.Options.Contains(name, StringComparer.Ordinal) && row.Commands.Contains(command, StringComparer.Ordinal));
            var row = own ?? rows.Find(row => row.Options.Contains(name, StringComparer.Ordinal) && row.Commands.Count == 0);
            if (Has(known, name))
            {
                needless.AddRange(own is null ? [] : [$"{command} {name}"]);
            }
            else if (row is null || row.As.Length > 0 && !Has(known, row.As))
            {
                missing.Add($"merlon {command} {name}{(row is null ? "" : $": no {row.As}")}");
            }
            else
            {
                used.Add(row);
            }
        }

        missing.Order(StringComparer.Ordinal).ShouldBeEmpty($"options without a parameter and without a row:\n{string.Join('\n', missing)}");
        needless.ShouldBeEmpty("rows for options that have a parameter");
        rows.Where(row => !used.Contains(row)).Select(static row => string.Join(' ', row.Options)).ShouldBeEmpty("rows that no option needs");
        rows.SelectMany(static row => row.Operations).Where(operation => !parameters.ContainsKey(operation)).ShouldBeEmpty("operations that are not there");
    }

    // Options of commands that do something, those that they have from their groups too.
    static IEnumerable<(string Command, string Option)> Options() => Below(MerlonCommand.Root(new Terminal { Out = TextWriter.Null, Error = TextWriter.Null }), "", []);

    static IEnumerable<(string Command, string Option)> Below(Command command, string path, IReadOnlyList<string> inherited)
    {
        var own = command.Options.Where(static option => option is not HelpOption).ToList();
        IReadOnlyList<string> further = [.. inherited, .. own.Where(static option => option.Recursive).Select(static option => option.Name)];
        foreach (var inner in command.Subcommands)
        {
            foreach (var found in Below(inner, $"{path} {inner.Name}".Trim(), further))
            {
                yield return found;
            }
        }

        if (path.Length > 0 && (command.Subcommands.Count == 0 || command.Action is not null))
        {
            foreach (var name in own.Select(static option => option.Name).Concat(inherited).Distinct(StringComparer.Ordinal))
            {
                yield return (path, name);
            }
        }
    }

    // Names of parameters, of headers and of members of bodies, by operation.
    static Dictionary<string, HashSet<string>> ParametersOf(JsonObject document)
    {
        Dictionary<string, HashSet<string>> found = new(StringComparer.Ordinal);
        foreach (var operation in document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject()).Select(static member => member.Value).OfType<JsonObject>().Where(static member => member.ContainsKey("operationId")))
        {
            var names = (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(document, parameter!)["name"]!.GetValue<string>())
                .Concat((operation["requestBody"]?["content"]?.AsObject() ?? []).SelectMany(media => Members(document, media.Value?["schema"], 0)));
            found[operation["operationId"]!.GetValue<string>()] = names.Select(Plain).ToHashSet(StringComparer.Ordinal);
        }

        return found;
    }

    // Members of a body and of what it holds.
    static IEnumerable<string> Members(JsonObject document, JsonNode? schema, int depth)
    {
        if (schema is null || depth > 4)
        {
            return [];
        }

        var known = Resolve(document, schema);
        return (known["properties"]?.AsObject() ?? []).SelectMany(member => Members(document, member.Value, depth + 1).Prepend(member.Key))
            .Concat(Members(document, known["items"], depth + 1))
            .Concat(new[] { "oneOf", "anyOf", "allOf" }.SelectMany(name => known[name]?.AsArray() ?? []).SelectMany(one => Members(document, one, depth + 1)));
    }

    static JsonNode Resolve(JsonObject document, JsonNode node)
    {
        var found = node;
        while (found["$ref"]?.GetValue<string>() is { } reference)
        {
            found = reference[2..].Split('/').Aggregate((JsonNode)document, static (at, name) => at[name]!);
        }

        return found;
    }

    // --as-of, as_of and asOf are one name.
    static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    // One of them, or a list of them.
    static bool Has(HashSet<string> known, string name) => Plain(name) is var plain && (known.Contains(plain) || known.Contains(plain + "s") || known.Contains(plain + "es"));

    static IEnumerable<OptionRow> Rows()
        => from line in File.ReadAllLines(Repository.PathOf(CommandTableTests.Guide))
           let row = Row().Match(line)
           where row.Success
           let form = row.Groups["form"].Value
           select new OptionRow(
               [.. Option().Matches(row.Groups["options"].Value).Select(static match => match.Value)], [.. Command().Matches(row.Groups["commands"].Value).Select(static match => match.Groups["name"].Value)],
               As().Match(form).Groups["name"].Value, [.. Operation().Matches(form).Select(static match => match.Groups["name"].Value)]);

    // What a row says: another parameter (as `name`), or operations and reasons.
    sealed record OptionRow(IReadOnlyList<string> Options, IReadOnlyList<string> Commands, string As, IReadOnlyList<string> Operations);

    [GeneratedRegex(@"^\| (?<options>`--[a-z0-9-]+`(, `--[a-z0-9-]+`)*) \| (?<commands>every command|`[a-z -]+`(, `[a-z -]+`)*) \| (?<form>\S.+) \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("^as `(?<name>[A-Za-z_-]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex As();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Operation();

    [GeneratedRegex("--[a-z0-9-]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex("`(?<name>[a-z -]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();
}
