using System.Globalization;
using System.Text.Json;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Visibility;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>What logs show of ATT&amp;CK as one JSON document: every number with its parts.</summary>
static class VisibilityJson
{
    public static void Write(Utf8JsonWriter json, MeasuredVisibility measured, IReadOnlyList<Diagnostic> diagnostics)
    {
        var report = measured.Report;
        json.WriteStartObject();
        json.WriteString("organisation", measured.Organisation.Name);
        json.WriteString("release", report.Release);
        json.WriteDay("as_of", measured.AsOf);
        json.WriteObjects("telemetry", report.Sight.Telemetry, entry =>
        {
            json.WriteString("place", entry.Place);
            json.WriteStrings("scopes", entry.Scopes);
            json.WriteDay("as_of", entry.AsOf);
            json.WriteNumber("records", entry.Inventory.Records);
            json.WriteNumber("not_recognised", entry.Inventory.Unknown);
            json.WriteNumber("failed", entry.Inventory.Failed);
        });
        json.WriteObjects("files", measured.Files, file =>
        {
            json.WriteString("document", file.Document);
            json.WriteString("format", AnswerWords.Of(file.Format));
            json.WriteNumber("records", file.Records);
            json.WriteNumber("failed", file.Failed);
        });
        json.WriteStrings("hosts_of_no_scope", report.Sight.Homeless);
        json.WriteObjects("scopes", report.Scopes, scope => WriteScope(json, scope, measured.Organisation));
        json.WriteObjects("techniques", report.Techniques, technique => WriteTechnique(json, technique));
        json.WriteObjects("evidence", report.Evidence, evidence => EvidenceJson.Write(json, evidence));
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    }

    static void WriteScope(Utf8JsonWriter json, ScopeVisibility scope, Organisation organisation)
    {
        json.WriteString("name", scope.Scope.Name);
        json.WriteStrings("platforms", scope.Scope.Platforms);
        if (scope.Scope.Devices is { } devices)
        {
            json.WriteNumber("devices", devices);
        }

        json.WriteObjects("log_sources", scope.Sources, source =>
        {
            json.WriteString("log_source", source.Key);
            json.WriteString("title", source.Title);
            json.WriteBoolean("declared", source.IsDeclared);
            json.WriteNumber("records", source.Records);
            json.WriteNumber("devices_seen", source.Devices.Seen);
            json.WriteNumber("devices_of", source.Devices.Of);
            json.WriteBoolean("devices_declared", source.Devices.IsDeclared);
            json.WriteRounded("device_share", source.Devices.Share);
            json.WriteString("first", Moment(source.First));
            json.WriteString("last", Moment(source.Last));
            json.WriteStrings("found", source.Labels);
            json.WriteStrings("places", source.Places);
            json.WriteRounded("quality", source.Quality.Score);
            json.WriteRounded("quality_factor", source.Quality.Factor);
            json.WriteObjects("dimensions", source.Quality.Levels, level =>
            {
                json.WriteString("dimension", level.Dimension.ToString().ToLowerInvariant());
                json.WriteNumber("level", level.Level);
                if (level.Share is { } share)
                {
                    json.WriteRounded("share", share);
                }

                json.WriteString("basis", level.Basis.ToString().ToLowerInvariant());
                json.WriteString(level.Basis == QualityBasis.Asked ? "question" : "says", level.Says);
                json.WriteString("place", level.Place);
            });
            json.WriteObjects("fields_lacking", source.Fields?.Lacking ?? [], lack =>
            {
                json.WriteString("field", lack.Field);
                json.WriteNumber("filled", lack.Filled);
                json.WriteNumber("records", lack.Records);
            });
        });
        json.WriteObjects("declared_not_seen", scope.DeclaredNotSeen, silent =>
        {
            json.WriteString("log_source", silent.Source);
            json.WriteString("place", $"{organisation.Document}:{silent.Location}");
        });
        json.WriteObjects("references", scope.References, reference =>
        {
            WriteReference(json, reference.Sight);
            json.WriteStrings("techniques", reference.Techniques);
        });
    }

    static void WriteReference(Utf8JsonWriter json, ReferenceSight sight)
    {
        json.WriteString("name", sight.Need.Name);
        json.WriteString("channel", sight.Need.Channel);
        json.WriteString("component", sight.Component);
        json.WriteString("platform", sight.Platform);
        json.WriteString("read_as", ReadingOf(sight.Need.Reading));
        json.WriteString("wanted", sight.Need.Wanted);
        json.WriteString("verdict", AnswerWords.Of(sight.Verdict));
        json.WriteString("why", sight.Reason);
        json.WriteString("log_source", sight.Source);
        json.WriteNumber("records", sight.Records);
        json.WriteRounded("value", sight.Value);
        json.WriteRounded("verdict_factor", sight.VerdictFactor);
        json.WriteRounded("device_share", sight.Devices.Share);
        json.WriteRounded("field_share", sight.Fields?.Share ?? 1);
        json.WriteRounded("quality_factor", sight.QualityFactor);
    }

    static void WriteTechnique(Utf8JsonWriter json, TechniqueVisibility technique)
    {
        json.WriteString("id", technique.Technique.Id);
        json.WriteString("name", technique.Technique.Name);
        json.WriteString("scope", technique.Scope);
        json.WriteRounded("visibility", technique.Value);
        json.WriteObjects("platforms", technique.Platforms, platform =>
        {
            json.WriteString("platform", platform.Platform);
            json.WriteString("best", platform.Analytic);
            json.WriteRounded("value", platform.Value);
            json.WriteObjects("references", platform.References, reference =>
            {
                json.WriteString("name", reference.Need.Name);
                json.WriteString("channel", reference.Need.Channel);
                json.WriteString("verdict", AnswerWords.Of(reference.Verdict));
                json.WriteString("log_source", reference.Source);
                json.WriteRounded("value", reference.Value);
            });
        });
    }

    static string ReadingOf(ChannelReading reading) => reading switch
    {
        ChannelReading.Whole => "any record",
        ChannelReading.EventIds => "event ids",
        ChannelReading.EventNames => "event names",
        ChannelReading.Table => "table",
        _ => "not read",
    };

    static string? Moment(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
