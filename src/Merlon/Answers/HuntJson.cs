using System.Text.Json;
using Merlon.Hunting;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>A hunt as one JSON document: counts, tallies per rule, files, findings.</summary>
static class HuntJson
{
    public static void Write(Utf8JsonWriter json, HuntReport report)
    {
        var summary = report.Summary;
        json.WriteStartObject();
        json.WriteString("release", report.Knowledge.Release.Version);
        WriteTotals(json, summary);
        json.WriteObjects("rules", summary.Rules, tally => WriteTally(json, tally, report));
        json.WriteObjects("techniques", report.Techniques, one =>
        {
            json.WriteString("id", one.Technique.Id);
            json.WriteString("name", one.Technique.Name);
            json.WriteNumber("hits", one.Hits);
            json.WriteNumber("rules", one.Rules.Count);
        });
        json.WriteObjects("hosts", summary.Hosts, host =>
        {
            json.WriteString("host", host.Host);
            json.WriteNumber("hits", host.Hits);
            json.WriteNumber("rules", host.Rules.Count);
            FindingJson.WriteTime(json, "first", host.First);
            FindingJson.WriteTime(json, "last", host.Last);
        });
        json.WriteObjects("files", summary.Files, file => WriteFile(json, file));
        json.WriteObjects("findings", summary.Findings, finding => FindingJson.Write(json, finding, report.Knowledge));
        json.WriteObjects("refused", summary.Refused, refused =>
        {
            json.WriteString("document", refused.Document);
            json.WriteString("title", refused.Title);
            json.WriteString("code", refused.Refusal.Code);
            json.WriteString("reason", refused.Refusal.Message);
        });
        json.WriteObjects("unresolvedTags", report.Unresolved, tag =>
        {
            json.WriteString("tag", $"attack.{tag.Tag}");
            json.WriteNumber("rules", tag.Rules);
            json.WriteSome("movedTo", tag.MovedTo);
        });
        if (summary.Profile.Count > 0)
        {
            json.WriteObjects("profile", summary.Profile, one =>
            {
                json.WriteText("id", one.Rule.Id);
                json.WriteString("title", one.Rule.Title);
                json.WriteNumber("evaluations", one.Evaluations);
                json.WriteNumber("hits", one.Hits);
                json.WriteRounded("milliseconds", one.Elapsed.TotalMilliseconds);
            });
        }

        if (report.Story is { } story)
        {
            json.WriteStartObject("story");
            StoryJson.Write(json, story);
            json.WriteEndObject();
        }

        if (report.Learnt is { } learnt)
        {
            json.WriteNumber("learnt", learnt);
        }

        if (report.Recorded is { } recorded)
        {
            json.WriteStartObject("recorded");
            json.WriteNumber("stated", recorded.Stated);
            json.WriteNumber("unchanged", recorded.Unchanged);
            json.WriteEndObject();
        }

        DiagnosticJson.Write(json, "diagnostics", report.Diagnostics);
        json.WriteEndObject();
    }

    static void WriteTotals(Utf8JsonWriter json, HuntSummary summary)
    {
        var totals = summary.Totals;
        json.WriteStartObject("summary");
        json.WriteNumber("files", totals.Files);
        json.WriteNumber("records", totals.Records);
        json.WriteNumber("failed", totals.Failed);
        json.WriteNumber("unrouted", totals.Unrouted);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteNumber("rulesEvaluated", summary.RulesEvaluated);
        json.WriteNumber("rulesRefused", summary.Refused.Count);
        json.WriteNumber("rulesWithHits", summary.Rules.Count);
        json.WriteNumber("hits", totals.Hits);
        json.WriteNumber("findings", totals.Findings);
        json.WriteNumber("repetitions", totals.Repetitions);
        json.WriteNumber("normal", totals.Normal);
        json.WriteNumber("outOfTime", totals.OutOfTime);
        json.WriteNumber("findingsNotKept", totals.NotKept);
        FindingJson.WriteTime(json, "first", totals.First);
        FindingJson.WriteTime(json, "last", totals.Last);
        json.WriteEndObject();
    }

    static void WriteTally(Utf8JsonWriter json, RuleTally tally, HuntReport report)
    {
        json.WriteString("id", tally.Rule.Id);
        json.WriteString("title", tally.Rule.Title);
        json.WriteString("document", tally.Rule.Document);
        json.WriteString("level", tally.Rule.Level);
        json.WriteText("status", tally.Rule.Status);
        json.WriteNumber("hits", tally.Hits);
        json.WriteNumber("findings", tally.Findings);
        if (tally.Normal > 0)
        {
            json.WriteNumber("normal", tally.Normal);
        }

        json.WriteNumber("hosts", tally.Hosts);
        FindingJson.WriteTime(json, "first", tally.First);
        FindingJson.WriteTime(json, "last", tally.Last);
        if (tally.Rule.IsCorrelation)
        {
            json.WriteBoolean("correlation", value: true);
        }

        if (!tally.Rule.IsShown)
        {
            json.WriteBoolean("countedOnly", value: true);
        }

        json.WriteSome("tags", tally.Rule.Tags);
        json.WriteSome("techniques", [.. report.Knowledge.TagsOf(tally.Rule).Techniques.Select(static technique => technique.Id)]);
    }

    static void WriteFile(Utf8JsonWriter json, FileTally file)
    {
        json.WriteString("document", file.Document);
        json.WriteString("format", AnswerWords.Of(file.Format));
        json.WriteNumber("records", file.Records);
        json.WriteNumber("failed", file.Failed);
        json.WriteNumber("unrouted", file.Unrouted);
        json.WriteNumber("bytes", file.Bytes);
        json.WriteStartObject("pipelines");
        foreach (var (name, count) in file.Pipelines.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
    }
}
