using System.Text.Json;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>Events as evtx_dump writes them beside SigmaHQ's recordings, as flat names and values to compare.</summary>
static class EvtxDumpEvents
{
    /// <summary>The events of a file: one document after another.</summary>
    public static List<SortedDictionary<string, string>> Read(byte[] json)
    {
        var events = new List<SortedDictionary<string, string>>();
        var rest = json.AsSpan();
        while (rest.ContainsAnyExcept(" \r\n\t"u8))
        {
            var reader = new Utf8JsonReader(rest);
            using var document = JsonDocument.ParseValue(ref reader);
            rest = rest[(int)reader.BytesConsumed..];
            events.Add(Flat(document.RootElement.GetProperty("Event")));
        }

        return events;
    }

    /// <summary>A record of ours as the same; the time cut to microseconds, which are all that evtx_dump writes.</summary>
    public static SortedDictionary<string, string> Of(LogEvent record)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < record.Count; i++)
        {
            var value = record.NameText(i) == "TimeCreated" ? record.ValueText(i)[..26] + "Z" : record.ValueText(i);
            fields[record.NameText(i)] = $"{record.KindOf(i)} {value}";
        }

        return fields;
    }

    /// <summary>What orders events.</summary>
    public static long IdOf(SortedDictionary<string, string> fields) => long.Parse(fields["EventRecordID"][7..], System.Globalization.CultureInfo.InvariantCulture);

    static SortedDictionary<string, string> Flat(JsonElement element)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in element.GetProperty("System").EnumerateObject().Where(static p => p.Value.ValueKind != JsonValueKind.Null))
        {
            if (part.Value.ValueKind != JsonValueKind.Object)
            {
                fields[part.Name] = TextOf(part.Value);
                continue;
            }

            foreach (var attribute in part.Value.GetProperty("#attributes").EnumerateObject())
            {
                fields[attribute.Name == "SystemTime" ? part.Name : $"{part.Name}_{attribute.Name}"] = TextOf(attribute.Value);
            }

            if (part.Value.TryGetProperty("#text", out var text))
            {
                fields[part.Name] = TextOf(text);
            }
        }

        foreach (var data in element.EnumerateObject().Where(static p => p.Name is "EventData" or "UserData"))
        {
            var inside = data.Name == "EventData" ? data.Value : data.Value.EnumerateObject().Single().Value;
            foreach (var field in inside.EnumerateObject())
            {
                if (field.Name != "#attributes")
                {
                    fields[field.Name] = TextOf(field.Value);
                }
                else if (field.Value.TryGetProperty("Name", out var name))
                {
                    fields["EventData_Name"] = TextOf(name);
                }
            }
        }

        return fields;
    }

    static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "Number " + value.GetRawText(),
        JsonValueKind.True or JsonValueKind.False => "Boolean " + value.GetRawText(),
        JsonValueKind.Null => "Null ",
        _ => "Text " + value.GetString(),
    };
}
