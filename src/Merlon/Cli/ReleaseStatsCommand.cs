using System.CommandLine;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary><c>merlon release stats</c>: live objects of each kind, per domain and over distinct objects.</summary>
static class ReleaseStatsCommand
{
    // Name in the JSON document, name for people, count; the order of both outputs.
    static readonly (string Key, string Title, Func<ReleaseCounts, int> Count)[] Kinds =
    [
        ("tactics", "tactics", static counts => counts.Tactics),
        ("techniques", "techniques", static counts => counts.Techniques),
        ("subtechniques", "sub-techniques", static counts => counts.Subtechniques),
        ("groups", "groups", static counts => counts.Groups),
        ("campaigns", "campaigns", static counts => counts.Campaigns),
        ("software", "software", static counts => counts.Software),
        ("malware", "  malware", static counts => counts.Malware),
        ("tools", "  tools", static counts => counts.Tools),
        ("mitigations", "mitigations", static counts => counts.Mitigations),
        ("datasources", "data sources", static counts => counts.DataSources),
        ("datacomponents", "data components", static counts => counts.DataComponents),
        ("detectionstrategies", "detection strategies", static counts => counts.DetectionStrategies),
        ("analytics", "analytics", static counts => counts.Analytics),
        ("logsources", "log sources", static counts => counts.LogSources),
        ("assets", "assets", static counts => counts.Assets),
        ("relationships", "relationships", static counts => counts.Relationships),
        ("revoked", "revoked objects", static counts => counts.Revoked),
        ("deprecated", "deprecated objects", static counts => counts.Deprecated),
    ];

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("stats", "Count the live objects of a release.")
        {
            Examples =
            [
                new("merlon release stats", "Counts the release in use."),
                new("merlon release stats --from ../attack --version 12.1 --json", "Counts 12.1 of a folder of bundles, as JSON."),
            ],
        };
        var choice = new ReleaseChoice(command, "--from", "--version");
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var statistics = ReleaseStatistics.Of(release);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => Write(writer, statistics));
            }
            else
            {
                Print(terminal, statistics);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, ReleaseStatistics statistics)
    {
        var page = new Page(terminal);
        page.Title(SafeText.Line($"ATT&CK {statistics.Version}: live objects"));
        page.Blank();
        var table = new TextTable
        {
            Columns =
            [
                new("", IsFlexible: true),
                .. statistics.Domains.Select(static domain => new TableColumn(SafeText.Line(domain.Key), IsNumber: true)),
                new("distinct", IsNumber: true),
            ],
        };
        foreach (var (_, title, count) in Kinds)
        {
            table.Add([title, .. statistics.Domains.Select(domain => Page.Count(count(domain.Value))), Page.Count(count(statistics.Total))]);
        }

        page.Table(table);
    }

    static void Write(Utf8JsonWriter json, ReleaseStatistics statistics)
    {
        json.WriteStartObject();
        json.WriteString("version", statistics.Version);
        json.WriteStartObject("domains");
        foreach (var (domain, counts) in statistics.Domains)
        {
            WriteCounts(json, domain, counts);
        }

        json.WriteEndObject();
        WriteCounts(json, "total", statistics.Total);
        json.WriteEndObject();
    }

    static void WriteCounts(Utf8JsonWriter json, string name, ReleaseCounts counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, _, count) in Kinds)
        {
            json.WriteNumber(key, count(counts));
        }

        json.WriteEndObject();
    }
}
