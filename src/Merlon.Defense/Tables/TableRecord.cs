using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Tables;

/// <summary>A text and where it stands.</summary>
readonly record struct TableCell(string Text, SourceLocation Place);

/// <summary>
/// One row of a CSV table, one mapping of a YAML list or one object of a JSON array: texts by key with their places, so that one reader
/// serves all three. What is not there is absent; an empty cell is not there.
/// </summary>
sealed class TableRecord(IReadOnlyDictionary<string, TableCell> cells, SourceLocation place)
{
    /// <summary>Where the record begins.</summary>
    public SourceLocation Place { get; } = place;

    /// <summary>Keys that are there.</summary>
    public IEnumerable<string> Keys => cells.Keys;

    /// <summary>A cell, or null.</summary>
    public TableCell? Find(string key) => cells.TryGetValue(key, out var cell) ? cell : null;

    /// <summary>A key as it is compared: trimmed, lower case, spaces and hyphens as underscores.</summary>
    public static string NameOf(string written) => written.Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_');

    /// <summary>The mappings of a YAML sequence; lists in them become texts parted by a space. What is no mapping is said (<paramref name="code"/>).</summary>
    public static IReadOnlyList<TableRecord> OfYaml(YamlNode.Sequence sequence, string path, int recordsMax, string code, DiagnosticLog log)
    {
        var records = new List<TableRecord>();
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var item = sequence.Items[i];
            var place = item.Location with { Path = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]") };
            if (records.Count == recordsMax)
            {
                log.Warn(code, place, $"{path} has more than {recordsMax} entries; the rest was left out");
                break;
            }

            if (item is not YamlNode.Mapping mapping)
            {
                log.Warn(code, place, $"an entry of {path} is a mapping of keys and values; this is not and was left out");
                continue;
            }

            var cells = new Dictionary<string, TableCell>(StringComparer.Ordinal);
            foreach (var (key, value) in mapping.Entries)
            {
                var name = NameOf(key.Text);
                var where = value.Location with { Path = $"{place.Path}.{key.Text}" };
                var text = value switch
                {
                    YamlNode.Scalar { IsNull: true } => "",
                    YamlNode.Scalar scalar => Clean(scalar.Text),
                    YamlNode.Sequence list => string.Join(' ', list.Items.OfType<YamlNode.Scalar>().Select(static one => Clean(one.Text))),
                    _ => null,
                };
                if (text is null)
                {
                    log.Warn(code, where, $"{key.Text} is one text or a list of texts; this is a mapping and was left out");
                }
                else if (text.Length > 0)
                {
                    cells[name] = new(text, where);
                }
            }

            records.Add(new TableRecord(cells, place));
        }

        return records;
    }

    /// <summary>The objects of a JSON array; lists in them become texts parted by a space. What is no object is said (<paramref name="code"/>).</summary>
    public static IReadOnlyList<TableRecord> OfJson(JsonElement array, string path, int recordsMax, string code, DiagnosticLog log)
    {
        var records = new List<TableRecord>();
        var index = -1;
        foreach (var item in array.EnumerateArray())
        {
            index++;
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (records.Count == recordsMax)
            {
                log.Warn(code, new SourceLocation(0, 0, at), $"there are more than {recordsMax} entries; the rest was left out");
                break;
            }

            if (item.ValueKind != JsonValueKind.Object)
            {
                log.Warn(code, new SourceLocation(0, 0, at), "an entry is an object; this is not and was left out");
                continue;
            }

            var cells = new Dictionary<string, TableCell>(StringComparer.Ordinal);
            foreach (var property in item.EnumerateObject())
            {
                var text = TextOf(property.Value);
                if (text is { Length: > 0 })
                {
                    cells[NameOf(property.Name)] = new(text, new SourceLocation(0, 0, $"{at}.{property.Name}"));
                }
            }

            records.Add(new TableRecord(cells, new SourceLocation(0, 0, at)));
        }

        return records;
    }

    static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Clean(value.GetString() ?? ""),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array => string.Join(' ', value.EnumerateArray().Select(static one => one.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? "" : TextOf(one)).Where(static one => one is { Length: > 0 })),
        _ => null,
    };

    static string Clean(string text) => string.Create(text.Length, text, static (chars, from) =>
    {
        for (var i = 0; i < chars.Length; i++)
        {
            chars[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }
    }).Trim();
}
