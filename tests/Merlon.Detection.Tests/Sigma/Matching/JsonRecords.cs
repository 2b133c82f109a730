using System.Text.Json;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>JSON texts as records, the slow and plain way: a reading apart from the product's own.</summary>
static class JsonRecords
{
    /// <summary>One object.</summary>
    public static LogEvent Of(string json, LogFormat format = LogFormat.Json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement, format);
    }

    /// <summary>Objects one after the other, with white space between them.</summary>
    public static List<LogEvent> ReadAll(byte[] utf8)
    {
        List<LogEvent> records = [];
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            using var document = JsonDocument.ParseValue(ref reader);
            records.Add(Of(document.RootElement, LogFormat.Json));
        }

        return records;
    }

    static LogEvent Of(JsonElement root, LogFormat format)
    {
        var record = new LogEvent { Format = format };
        Add(record, "", root, depth: 0, isElement: false);
        return record;
    }

    static void Add(LogEvent record, string name, JsonElement value, int depth, bool isElement)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (name.Length > 0)
                {
                    record.Add(name, JsonSerializer.Serialize(value), LogValueKind.Structure, depth, isElement);
                }

                foreach (var property in value.EnumerateObject())
                {
                    Add(record, name.Length > 0 ? name + "." + property.Name : property.Name, property.Value, name.Length > 0 ? depth + 1 : depth, isElement);
                }

                break;
            case JsonValueKind.Array:
                record.Add(name, JsonSerializer.Serialize(value), LogValueKind.Structure, depth, isElement);
                foreach (var item in value.EnumerateArray())
                {
                    Add(record, name, item, depth, isElement: true);
                }

                break;
            default:
                record.Add(name, value.ValueKind is JsonValueKind.String ? value.GetString() ?? "" : value.ValueKind is JsonValueKind.Null ? "" : value.GetRawText(), KindOf(value), depth, isElement);
                break;
        }
    }

    static LogValueKind KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => LogValueKind.Text,
        JsonValueKind.Number => LogValueKind.Number,
        JsonValueKind.Null => LogValueKind.Null,
        _ => LogValueKind.Boolean,
    };
}
