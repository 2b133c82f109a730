using System.Text.Json;
using Merlon.Assessment;
using Merlon.Trend;

namespace Merlon.Answers;

/// <summary>Moves and trends as JSON: docs/guide/trend.md lists the keys.</summary>
static class MoveJson
{
    public static void Write(Utf8JsonWriter json, CoverageMove move, double fell)
    {
        json.WriteStartObject();
        json.WriteDay("from", move.From);
        json.WriteDay("to", move.To);
        WriteBody(json, move);
        json.WriteRounded("fell_threshold", fell);
        json.WriteBoolean("fell", move.HasFallen(fell) || move.Fallen(fell).Count > 0);
        json.WriteStrings("fallen", move.Fallen(fell).Select(static t => t.Technique.Id));
        json.WriteObjects("techniques", move.Techniques, technique => WriteTechnique(json, technique));
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CoverageTrend trend)
    {
        json.WriteStartObject();
        json.WriteString("organisation", trend.Organisation);
        json.WriteString("known", MoveWords.KeyOf(trend.Knowledge));
        json.WriteObjects("points", trend.Points, point => WritePoint(json, point));
        json.WriteEndObject();
    }

    public static void WritePoint(Utf8JsonWriter json, TrendPoint point)
    {
        json.WriteDay("day", point.Day);
        json.WriteString("known_at", point.KnownAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("basis", MoveWords.KeyOf(point.Basis));
        json.WriteString("release", point.Release);
        WriteSummary(json, "summary", point.Summary);
        if (point.Recorded is { } recorded)
        {
            WriteSummary(json, "recorded", recorded);
        }

        json.WriteStartObject("sources");
        foreach (var (kind, count) in point.Sources)
        {
            json.WriteNumber(EvidenceJson.NameOf(kind), count);
        }

        json.WriteEndObject();
        if (point.Move is { } move)
        {
            json.WriteStartObject("move");
            WriteBody(json, move);
            json.WriteEndObject();
        }

        json.WriteStrings("remarks", point.Remarks);
    }

    static void WriteBody(Utf8JsonWriter json, CoverageMove move)
    {
        WriteAxes(json, "before", move.Before);
        WriteAxes(json, "after", move.After);
        WriteAxes(json, "difference", move.Difference);
        WriteAxes(json, "rest", move.Rest);
        json.WriteObjects("parts", move.Parts, part => WritePart(json, part));
    }

    static void WriteTechnique(Utf8JsonWriter json, TechniqueMove move)
    {
        ObjectJson.WriteReference(json, move.Technique);
        json.WriteSome("formerly", move.Formerly);
        json.WriteRounded("weight_before", move.WeightBefore);
        json.WriteRounded("weight_after", move.WeightAfter);
        WriteAxes(json, "before", move.Before);
        WriteAxes(json, "after", move.After);
        json.WriteObjects("parts", move.Parts, part => WritePart(json, part));
    }

    static void WritePart(Utf8JsonWriter json, MovePart part)
    {
        json.WriteString("cause", MoveWords.KeyOf(part.Cause));
        json.WriteText("source", part.Source);
        json.WriteString("change", MoveWords.KeyOf(part.Change));
        WriteAxes(json, "amount", part.Amount);
        json.WriteNumber("techniques", part.Techniques);
        json.WriteString("why", part.Why);
        json.WriteSome("places", part.Places);
    }

    public static void WriteSummary(Utf8JsonWriter json, string name, CoverageSummary summary)
    {
        json.WriteStartObject(name);
        json.WriteRounded("visibility", summary.Visibility);
        json.WriteRounded("detection", summary.Detection);
        json.WriteRounded("prevention", summary.Prevention);
        json.WriteRounded("covered", summary.Covered);
        json.WriteNumber("techniques", summary.Techniques);
        json.WriteNumber("refuted", summary.Refuted);
        json.WriteNumber("tested", summary.Tested);
        json.WriteEndObject();
    }

    public static void WriteAxes(Utf8JsonWriter json, string name, AxisMove axes)
    {
        json.WriteStartObject(name);
        json.WriteRounded("visibility", axes.Visibility);
        json.WriteRounded("detection", axes.Detection);
        json.WriteRounded("prevention", axes.Prevention);
        json.WriteRounded("covered", axes.Covered);
        json.WriteEndObject();
    }
}
