using System.Text.Json;
using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>One finding as a JSON object: a line of NDJSON, or an element of the document.</summary>
static class FindingJson
{
    /// <summary>Writes the members of the object.</summary>
    public static void Write(Utf8JsonWriter json, Finding finding, HuntKnowledge knowledge)
    {
        WriteTime(json, "time", finding.Time);
        if (finding.Time is not null)
        {
            json.WriteString("localTime", HuntTime.LocalIso(finding.Time, knowledge.Zone));
        }

        json.WriteStartObject("rule");
        json.WriteText("id", finding.Rule.Id);
        json.WriteString("title", finding.Rule.Title);
        json.WriteText("level", finding.Rule.Level);
        json.WriteText("status", finding.Rule.Status);
        json.WriteString("document", finding.Rule.Document);
        if (finding.Rule.IsCorrelation)
        {
            json.WriteBoolean("correlation", value: true);
        }

        json.WriteSome("tags", finding.Rule.Tags);
        json.WriteEndObject();
        var tags = knowledge.TagsOf(finding.Rule);
        json.WriteSome("techniques", [.. tags.Techniques.Select(static technique => technique.Id)]);
        json.WriteSome("tactics", [.. tags.Tactics.Select(static tactic => tactic.Shortname).Distinct(StringComparer.Ordinal)]);
        json.WriteText("host", finding.Host);
        json.WriteText("user", finding.User);
        json.WriteText("session", finding.Session);
        json.WriteString("document", finding.Document);
        json.WriteNumber("record", finding.Record);
        json.WriteNumber("offset", finding.Offset);
        json.WriteText("pipeline", finding.Pipeline);
        json.WriteNumber("count", finding.Count);
        if (finding.Count > 1)
        {
            WriteTime(json, "lastTime", finding.LastTime);
        }

        WriteFields(json, "matched", finding.Fields.Where(static one => one.IsMarked));
        WriteFields(json, "fields", finding.Fields.Where(static one => !one.IsMarked));
        if (finding.Events.Count > 0)
        {
            json.WriteObjects("events", finding.Events, one =>
            {
                json.WriteString("rule", one.Rule);
                WriteTime(json, "time", one.Time);
                json.WriteString("document", one.Document);
                json.WriteNumber("record", one.Record);
            });
        }
    }

    /// <summary>A time in UTC, left out where there is none.</summary>
    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) => json.WriteText(name, HuntTime.Utc(time));

    // A name may stand twice; then the values are an array.
    static void WriteFields(Utf8JsonWriter json, string name, IEnumerable<FindingField> fields)
    {
        json.WriteStartObject(name);
        foreach (var field in fields.GroupBy(static one => one.Name, static one => one.Value, StringComparer.Ordinal))
        {
            var values = field.ToList();
            if (values.Count == 1)
            {
                json.WriteString(field.Key, values[0]);
            }
            else
            {
                json.WriteStrings(field.Key, values);
            }
        }

        json.WriteEndObject();
    }
}
