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
        Sarif.Write(
            json,
            () => json.WriteObjects("rules", rules, rule => WriteRule(json, rule, report)),
            () => json.WriteObjects("results", report.Summary.Findings, finding => WriteResult(json, finding, numbers[finding.Rule])));
    }

    static void WriteRule(Utf8JsonWriter json, HuntedRule rule, HuntReport report)
    {
        json.WriteString("id", rule.Key);
        Sarif.WriteText(json, "shortDescription", rule.Title);
        if (rule.Description.Length > 0)
        {
            Sarif.WriteText(json, "fullDescription", rule.Description);
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
        Sarif.WriteText(json, "message", FindingStream.Sentence(finding));
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        Sarif.WriteFile(json, finding.Document);
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

    static string FingerprintOf(Finding finding)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Key.Rule}\u001d{finding.Key.Host}\u001d{finding.Key.Values}\u001d{HuntTime.Utc(finding.Time)}")).AsSpan(0, 16));
}
