using System.Globalization;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>An inventory as one JSON document: everything that was counted.</summary>
static class InventoryJson
{
    public static void Write(Utf8JsonWriter json, InventoryReport report, IReadOnlyList<Diagnostic> diagnostics, int gapHours)
    {
        var inventory = report.Inventory;
        json.WriteStartObject();
        json.WriteNumber("records", inventory.Records);
        json.WriteNumber("failed", inventory.Failed);
        json.WriteNumber("not_recognised", inventory.Unknown);
        json.WriteNumber("without_time", inventory.Timeless);
        json.WriteStartObject("counted_together");
        foreach (var (what, count) in inventory.Overflow.OrderBy(static o => o.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(what, count);
        }

        json.WriteEndObject();
        json.WriteObjects("files", report.Files, file =>
        {
            json.WriteString("document", file.Document);
            json.WriteString("format", AnswerWords.Of(file.Format));
            json.WriteNumber("records", file.Records);
            json.WriteNumber("failed", file.Failed);
            json.WriteNumber("bytes", file.Bytes);
        });
        json.WriteObjects("sources", inventory.Sources, source => WriteSource(json, source, gapHours));
        json.WriteObjects("hosts", inventory.Hosts, host =>
        {
            json.WriteString("name", host.Name);
            json.WriteNumber("records", host.Records);
            json.WriteNumber("sources", host.Sources);
            WriteSpan(json, host.First, host.Last);
        });
        json.WriteObjects("logons", inventory.Logons, logon =>
        {
            json.WriteString("account", logon.Account);
            json.WriteString("origin", logon.Origin);
            json.WriteString("host", logon.Host);
            json.WriteString("type", logon.Type);
            json.WriteNumber("succeeded", logon.Succeeded);
            json.WriteNumber("failed", logon.Failed);
            WriteSpan(json, logon.First, logon.Last);
        });
        json.WriteObjects("first_seen", inventory.FirstSeen, value =>
        {
            json.WriteString("field", value.Field);
            json.WriteString("value", value.Value);
            json.WriteNumber("records", value.Records);
            json.WriteString("first", Moment(value.First));
            json.WriteString("host", value.Host);
        });
        json.WriteObjects("rules", report.Rules, reach => WriteRule(json, reach));
        json.WriteObjects("evidence", report.Evidence, evidence => EvidenceJson.Write(json, evidence));
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    }

    static void WriteSource(Utf8JsonWriter json, LogSourceSeen source, int gapHours)
    {
        json.WriteString("label", source.Label);
        json.WriteString("pipeline", source.Pipeline);
        json.WriteString("format", AnswerWords.Of(source.Format));
        json.WriteStartObject("selectors");
        for (var i = 0; i < source.Selectors.Count; i++)
        {
            json.WriteString(source.Selectors[i], source.Values[i]);
        }

        json.WriteEndObject();
        json.WriteStrings("log_sources", source.LogSources);
        json.WriteStrings("providers", source.Providers);
        json.WriteNumber("records", source.Records);
        WriteSpan(json, source.First, source.Last);
        json.WriteStartObject("hosts");
        foreach (var (host, count) in source.Hosts)
        {
            json.WriteNumber(host, count);
        }

        json.WriteEndObject();
        json.WriteObjects("fields", source.Fields, field =>
        {
            json.WriteString("name", field.Name);
            json.WriteNumber("present", field.Present);
            json.WriteNumber("filled", field.Filled);
        });
        json.WriteObjects("hours", source.Hours, hour =>
        {
            json.WriteString("hour", Moment(hour.Key));
            json.WriteNumber("records", hour.Value);
        });
        json.WriteObjects("gaps", source.GapsOf(gapHours), gap =>
        {
            json.WriteString("from", Moment(gap.From));
            json.WriteString("until", Moment(gap.Until));
        });
    }

    static void WriteRule(Utf8JsonWriter json, RuleReach reach)
    {
        json.WriteString("id", reach.Rule.Id);
        json.WriteString("title", reach.Rule.Title);
        json.WriteString("document", reach.Rule.Document);
        json.WriteString("reach", NameOf(reach.Kind));
        json.WriteStrings("missing", reach.Missing);
        json.WriteStrings("sources", reach.Sources);
        json.WriteNumber("records", reach.Records);
    }

    static string NameOf(RuleReachKind kind) => kind switch
    {
        RuleReachKind.CanFire => "can_fire",
        RuleReachKind.NoLogSource => "no_log_source",
        RuleReachKind.NoEvent => "no_event",
        RuleReachKind.NoField => "no_field",
        _ => "refused",
    };

    static void WriteSpan(Utf8JsonWriter json, DateTimeOffset? first, DateTimeOffset? last)
    {
        json.WriteString("first", Moment(first));
        json.WriteString("last", Moment(last));
    }

    static string? Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
