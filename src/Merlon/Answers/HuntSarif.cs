using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Findings as SARIF 2.1.0, for tools that show results of analyses.</summary>
static class HuntSarif
{
    public static void Write(Utf8JsonWriter json, HuntReport report)
    {
        var rules = report.Summary.Findings.Select(static finding => finding.Rule).Distinct((IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance).ToList();
        var numbers = rules.Select(static (rule, i) => (rule, i)).ToDictionary(static pair => pair.rule, static pair => pair.i, (IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance);
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Merlon");
        json.WriteString("version", AnswerWords.Version);
        json.WriteObjects("rules", rules, rule => WriteRule(json, rule, report));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteObjects("results", report.Summary.Findings, finding => WriteResult(json, finding, numbers[finding.Rule]));
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteRule(Utf8JsonWriter json, HuntedRule rule, HuntReport report)
    {
        json.WriteString("id", rule.Key);
        json.WriteStartObject("shortDescription");
        json.WriteString("text", rule.Title);
        json.WriteEndObject();
        if (rule.Description.Length > 0)
        {
            json.WriteStartObject("fullDescription");
            json.WriteString("text", rule.Description);
            json.WriteEndObject();
        }

        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", LevelOf(rule));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStrings("tags", rule.Tags);
        json.WriteStrings("techniques", report.Knowledge.TagsOf(rule).Techniques.Select(static technique => technique.Id));
        json.WriteText("sigmaLevel", rule.Level);
        json.WriteText("sigmaStatus", rule.Status);
        json.WriteString("document", rule.Document);
        json.WriteEndObject();
    }

    static void WriteResult(Utf8JsonWriter json, Finding finding, int rule)
    {
        json.WriteString("ruleId", finding.Rule.Key);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", LevelOf(finding.Rule));
        json.WriteStartObject("message");
        json.WriteString("text", FindingStream.Sentence(finding));
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(finding.Document));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("byteOffset", finding.Offset);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", FormattableString.Invariant($"record {finding.Record}"));
        json.WriteString("kind", "member");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("occurrenceCount", Math.Min(finding.Count, int.MaxValue));
        json.WriteStartObject("partialFingerprints");
        json.WriteString("merlonFinding/v1", FingerprintOf(finding));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        FindingJson.WriteTime(json, "time", finding.Time);
        json.WriteText("host", finding.Host);
        json.WriteText("user", finding.User);
        foreach (var field in finding.Fields.Where(static one => one.IsMarked).DistinctBy(static one => one.Name, StringComparer.Ordinal))
        {
            json.WriteString($"matched:{field.Name}", field.Value);
        }

        json.WriteEndObject();
    }

    static string LevelOf(HuntedRule rule) => rule.Gravity switch
    {
        >= 4 => "error",
        3 => "warning",
        _ => "note",
    };

    static string UriOf(string document) => Uri.EscapeDataString(document.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal);

    static string FingerprintOf(Finding finding)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Key.Rule}\u001d{finding.Key.Host}\u001d{finding.Key.Values}\u001d{HuntTime.Utc(finding.Time)}")).AsSpan(0, 16));
}
