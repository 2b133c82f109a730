using System.IO.Compression;
using System.Text.Json;
using Merlon.Logs;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>Recorded logs of the shared data as records, read apart from the product's own readers.</summary>
static class RecordedLogs
{
    /// <summary>Archives of NDJSON, in ordinal order, by their path below the shared data.</summary>
    public static IEnumerable<string> Archives()
    {
        var folder = SharedData.PathOf("logs/security-datasets");
        return Directory.EnumerateFiles(folder, "*.zip", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal);
    }

    /// <summary>Lines of the archive's files one after the other, with their number over all of them, from 1; only the numbers asked for.</summary>
    public static IEnumerable<(int Number, byte[] Json)> LinesOf(string archive, IReadOnlySet<int>? only = null)
    {
        using var zip = ZipFile.OpenRead(Path.Combine(SharedData.PathOf("logs/security-datasets"), archive));
        var number = 0;
        var last = only is null ? int.MaxValue : only.Max();
        foreach (var entry in zip.Entries.Where(static e => e.FullName.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            while (number < last && reader.ReadLine() is { } line)
            {
                number++;
                if (line.StartsWith('{') && (only is null || only.Contains(number)))
                {
                    yield return (number, System.Text.Encoding.UTF8.GetBytes(line));
                }
            }
        }
    }

    /// <summary>Objects one after the other.</summary>
    public static List<LogEvent> ReadAll(byte[] utf8)
    {
        List<LogEvent> records = [];
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var record = new LogEvent { Format = LogFormat.Json };
            Add(record, "", document.RootElement, depth: 0, isElement: false);
            records.Add(record);
        }

        return records;
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
            case JsonValueKind.String:
                record.Add(name, value.GetString() ?? "", LogValueKind.Text, depth, isElement);
                break;
            case JsonValueKind.Null:
                record.Add(name, "", LogValueKind.Null, depth, isElement);
                break;
            default:
                record.Add(name, value.GetRawText(), value.ValueKind is JsonValueKind.Number ? LogValueKind.Number : LogValueKind.Boolean, depth, isElement);
                break;
        }
    }
}
