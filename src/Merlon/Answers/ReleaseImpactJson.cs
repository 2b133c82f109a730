using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>What a change of release means, as JSON: every item, nothing cut.</summary>
static class ReleaseImpactJson
{
    public static void Write(Utf8JsonWriter json, ReleaseImpact impact)
    {
        json.WriteStartObject();
        json.WriteString("from", impact.From);
        json.WriteString("to", impact.To);
        json.WriteObjects("counts", impact.Counts, count =>
        {
            json.WriteString("area", ImpactWords.NameOf(count.Area));
            json.WriteNumber("references", count.References);
            json.WriteNumber("touched", count.Touched);
            json.WriteNumber("broken", count.Broken);
        });
        json.WriteObjects("items", impact.Items, item => WriteItem(json, item));
        json.WriteObjects("unknown", impact.Unknown, unknown =>
        {
            json.WriteString("reference", unknown.Reference);
            json.WriteNumber("count", unknown.Count);
        });
        json.WriteObjects("files", impact.Files, file =>
        {
            json.WriteString("document", file.Document);
            json.WriteString("what", file.What);
            json.WriteBoolean("recognised", file.IsRecognised);
            json.WriteNumber("references", file.References);
        });
        json.WriteEndObject();
    }

    static void WriteItem(Utf8JsonWriter json, ImpactItem item)
    {
        var (used, change) = (item.Used, item.Change);
        json.WriteString("area", ImpactWords.NameOf(used.Area));
        json.WriteString("document", used.Document);
        if (used.Location.Line > 0)
        {
            json.WriteNumber("line", used.Location.Line);
            json.WriteNumber("column", used.Location.Column);
        }

        if (used.Location.Path is { } path)
        {
            json.WriteString("path", path);
        }

        json.WriteString("kind", ImpactWords.NameOf(used.Kind));
        json.WriteString("reference", used.Reference);
        json.WriteString("subject", used.Subject);
        json.WriteBoolean("broken", change.IsBroken);
        json.WriteStrings("effects", ImpactWords.NamesOf(change.Effects));
        json.WriteStrings("proposed", change.Proposed);
        json.WriteStrings("steps", change.Steps);
        json.WriteStrings("details", change.Details);
        if (used.Evidence.Count > 0)
        {
            json.WriteStrings("evidence", used.Evidence);
        }
    }
}
