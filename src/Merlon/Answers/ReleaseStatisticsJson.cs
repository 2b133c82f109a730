using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>Counts of a release as JSON.</summary>
static class ReleaseStatisticsJson
{
    /// <summary>Name in the JSON document, name for people, count; the order of both outputs.</summary>
    public static readonly (string Key, string Title, Func<ReleaseCounts, int> Count)[] Kinds =
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

    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, ReleaseStatistics statistics)
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
