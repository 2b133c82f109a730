using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Merlon.Knowledge.Tests.Changes;

/// <summary>
/// The twin: the rules as they stand in the facts, over a parsed document, one domain at a time, without a thought for speed.
/// Its answer is text: a line for each object of a category, <c>techniques additions attack-pattern--…</c>.
/// </summary>
static class NaiveDiff
{
    public static readonly (string Key, string[] Types)[] Types =
    [
        ("techniques", ["attack-pattern"]), ("software", ["malware", "tool"]), ("groups", ["intrusion-set"]), ("campaigns", ["campaign"]),
        ("assets", ["x-mitre-asset"]), ("mitigations", ["course-of-action"]), ("datasources", ["x-mitre-data-source"]),
        ("datacomponents", ["x-mitre-data-component"]), ("detectionstrategies", ["x-mitre-detection-strategy"]), ("analytics", ["x-mitre-analytic"]),
        ("tactics", ["x-mitre-tactic"]), ("matrices", ["x-mitre-matrix"]),
    ];

    public static string Of(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> @new)
    {
        using var oldDocument = JsonDocument.Parse(old);
        using var newDocument = JsonDocument.Parse(@new);
        var revokers = FirstRevokers(newDocument);
        var text = new StringBuilder();
        foreach (var (key, types) in Types)
        {
            AppendType(text, key, ObjectsOf(oldDocument, types), ObjectsOf(newDocument, types), revokers);
        }

        return text.ToString();
    }

    static void AppendType(StringBuilder text, string key, Dictionary<string, JsonElement> olds, Dictionary<string, JsonElement> news, Dictionary<string, string> revokers)
    {
        var lines = new List<string>();
        foreach (var (id, after) in news)
        {
            lines.Add(olds.TryGetValue(id, out var before) ? LineOf(id, before, after, news, revokers) : $"additions {id}");
        }

        lines.AddRange(olds.Keys.Where(id => !news.ContainsKey(id)).Select(id => $"deletions {id}"));
        foreach (var line in lines.Where(line => line.Length > 0).Order(StringComparer.Ordinal))
        {
            text.Append(key).Append(' ').Append(line).Append('\n');
        }
    }

    static string LineOf(string id, JsonElement before, JsonElement after, Dictionary<string, JsonElement> news, Dictionary<string, string> revokers)
    {
        if (Is(after, "revoked"))
        {
            var by = revokers.GetValueOrDefault(id);
            return !Is(before, "revoked") && by is not null && news.ContainsKey(by) ? $"revocations {id} by {by}" : "";
        }

        if (Is(after, "x_mitre_deprecated"))
        {
            return Is(before, "x_mitre_deprecated") ? "" : $"deprecations {id}";
        }

        var (from, to) = (VersionOf(before), VersionOf(after));
        if (from != to)
        {
            var isReadable = from.Text is null && to.Text is null;
            return isReadable && to.X == from.X + 1 && to.Y == 0 ? $"major_version_changes {id}"
                : isReadable && to.X == from.X && to.Y == from.Y + 1 ? $"minor_version_changes {id}"
                : $"other_version_changes {id}";
        }

        if (!string.Equals(MomentOf(before), MomentOf(after), StringComparison.Ordinal))
        {
            return $"patches {id}";
        }

        if (TextOf(before, "description") is { } oldText && TextOf(after, "description") is { } newText)
        {
            var (olds, newLines) = (LinesOf(oldText), LinesOf(newText));
            if (olds.Exists(line => !newLines.Contains(line)) || newLines.Exists(line => !olds.Contains(line)))
            {
                return $"patches {id}";
            }
        }

        return $"unchanged {id}";
    }

    static IEnumerable<JsonElement> AllOf(JsonDocument document)
        => document.RootElement.GetProperty("objects").EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.Object);

    static Dictionary<string, JsonElement> ObjectsOf(JsonDocument document, string[] types)
    {
        var objects = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var one in AllOf(document))
        {
            if (TextOf(one, "type") is { } type && types.Contains(type, StringComparer.Ordinal) && TextOf(one, "id") is { } id)
            {
                objects[id] = one;
            }
        }

        return objects;
    }

    // A relationship that stands twice is one, at its first place and with its last content.
    static Dictionary<string, string> FirstRevokers(JsonDocument document)
    {
        var relationships = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var one in AllOf(document))
        {
            if (TextOf(one, "type") is "relationship" && TextOf(one, "id") is { } own)
            {
                relationships[own] = one;
            }
        }

        var revokers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var one in relationships.Values)
        {
            if (TextOf(one, "relationship_type") is "revoked-by")
            {
                revokers.TryAdd(TextOf(one, "source_ref") ?? "", TextOf(one, "target_ref") ?? "");
            }
        }

        return revokers;
    }

    static bool Is(JsonElement one, string field) => one.TryGetProperty(field, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString() is not "",
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    static string? TextOf(JsonElement one, string field)
        => one.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static (long X, long Y, string? Text) VersionOf(JsonElement one)
    {
        if (!one.TryGetProperty("x_mitre_version", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return (0, 0, null);
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
        var parts = text.Trim().Split('.');
        if (parts.Length is 1 or 2 && parts.All(static part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            return (long.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length == 2 ? long.Parse(parts[1], CultureInfo.InvariantCulture) : 0, null);
        }

        return (0, 0, text);
    }

    static string MomentOf(JsonElement one)
    {
        if (!one.TryGetProperty("modified", out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.UtcTicks.ToString(CultureInfo.InvariantCulture)
            : value.GetRawText();
    }

    static List<string> LinesOf(string text)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var c in text.Replace("\n", " ", StringComparison.Ordinal))
        {
            if (c is '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029')
            {
                lines.Add(line.ToString());
                line.Clear();
            }
            else
            {
                line.Append(c);
            }
        }

        if (line.Length > 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }
}
