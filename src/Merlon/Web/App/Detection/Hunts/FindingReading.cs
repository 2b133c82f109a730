using System.Text.Json;
using Merlon.Hunting;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Findings from the JSON that <see cref="FindingJson"/> writes.</summary>
static class FindingReading
{
    /// <summary>A finding.</summary>
    /// <param name="one">The object.</param>
    /// <param name="rules">Rules that were read already: one and the same for one and the same.</param>
    public static Finding Read(JsonElement one, Dictionary<string, HuntedRule> rules)
    {
        var rule = RuleOf(one.GetProperty("rule"));
        if (!rules.TryGetValue(rule.Key, out var known))
        {
            rules.Add(rule.Key, known = rule);
        }

        var time = StoredHunt.Time(one, "time");
        return new Finding
        {
            Rule = known,
            Time = time,
            Host = StoredHunt.Text(one, "host"),
            User = StoredHunt.Text(one, "user"),
            Session = StoredHunt.Text(one, "session"),
            Document = StoredHunt.Text(one, "document"),
            Record = StoredHunt.Number(one, "record"),
            Offset = StoredHunt.Number(one, "offset"),
            Pipeline = StoredHunt.Text(one, "pipeline"),
            Count = Math.Max(1, StoredHunt.Number(one, "count")),
            LastTime = StoredHunt.Time(one, "lastTime") ?? time,
            Fields = [.. FieldsOf(one, "matched", isMarked: true), .. FieldsOf(one, "fields", isMarked: false)],
            Events = one.TryGetProperty("events", out var events)
                ? [.. events.EnumerateArray().Select(static e => new FindingEvent(StoredHunt.Text(e, "rule"), StoredHunt.Time(e, "time"), StoredHunt.Text(e, "document"), StoredHunt.Number(e, "record")))]
                : [],
        };
    }

    /// <summary>The rule of a finding.</summary>
    public static HuntedRule RuleOf(JsonElement rule) => new()
    {
        Id = StoredHunt.Text(rule, "id"),
        Title = StoredHunt.Text(rule, "title"),
        Level = StoredHunt.Text(rule, "level"),
        Status = StoredHunt.Text(rule, "status"),
        Document = StoredHunt.Text(rule, "document"),
        IsCorrelation = rule.TryGetProperty("correlation", out _),
        Tags = StoredHunt.Texts(rule, "tags"),
    };

    static IEnumerable<FindingField> FieldsOf(JsonElement one, string name, bool isMarked)
    {
        foreach (var field in one.GetProperty(name).EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var value in field.Value.EnumerateArray())
                {
                    yield return new FindingField(field.Name, value.GetString() ?? "", isMarked);
                }
            }
            else
            {
                yield return new FindingField(field.Name, field.Value.GetString() ?? "", isMarked);
            }
        }
    }
}
