using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>
/// The fields of one JSON object while a layer is read: each is taken once by the type that the format gives it; what is
/// not taken, or is of another type, is left over and kept as it was written.
/// </summary>
sealed class LayerFields
{
    readonly DiagnosticLog log;
    readonly string path;
    readonly List<(string Name, JsonElement Value)> fields = [];
    readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);
    readonly HashSet<int> taken = [];

    public LayerFields(JsonElement owner, string path, DiagnosticLog log)
    {
        this.log = log;
        this.path = path;
        foreach (var property in owner.EnumerateObject())
        {
            var name = LayerJson.Name(property);
            if (byName.TryGetValue(name, out var earlier))
            {
                taken.Add(earlier);
                log.Warn("LAYER006", PlaceOf(name), "a key stands twice in one object; the last one counts", name);
            }

            byName[name] = fields.Count;
            fields.Add((name, property.Value));
        }
    }

    public string? Text(string name)
        => Take(name, "a text", JsonValueKind.String) is { } value ? LayerJson.Text(value) : null;

    public bool? Flag(string name)
        => Take(name, "true or false", JsonValueKind.True, JsonValueKind.False) is { } value ? value.ValueKind == JsonValueKind.True : null;

    public JsonElement? Object(string name) => Take(name, "an object", JsonValueKind.Object);

    public JsonElement? List(string name) => Take(name, "a list", JsonValueKind.Array);

    /// <summary>A finite number; one beyond the range of a double is left over.</summary>
    public double? Number(string name)
    {
        if (Take(name, "a number", JsonValueKind.Number) is not { } value)
        {
            return null;
        }

        if (value.TryGetDouble(out var number) && double.IsFinite(number))
        {
            return number;
        }

        taken.Remove(byName[name]);
        log.Warn("LAYER011", PlaceOf(name), "a number is too large to be counted with; it was kept as written and not used", LayerJson.Compact(value));
        return null;
    }

    /// <summary>The words of a list; the whole list is left over when one of them is no text.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (List(name) is not { } list)
        {
            return null;
        }

        if (list.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(LayerJson.Text)];
        }

        PutBack(name, "a list of texts");
        return null;
    }

    /// <summary>The value of a field of any type, or null; it counts as taken.</summary>
    public JsonElement? Any(string name)
    {
        if (!byName.TryGetValue(name, out var index))
        {
            return null;
        }

        taken.Add(index);
        return fields[index].Value;
    }

    /// <summary>Leaves a field over after all, where the caller says why.</summary>
    public void LeaveOver(string name) => taken.Remove(byName[name]);

    /// <summary>Leaves a field over after all, and says what was expected.</summary>
    public void PutBack(string name, string expected)
    {
        var index = byName[name];
        taken.Remove(index);
        log.Warn(
            "LAYER008", PlaceOf(name), $"{name} is not {expected}; it was kept as written and not used",
            Excerpt(fields[index].Value));
    }

    /// <summary>What nobody took, in the order of the file.</summary>
    public IReadOnlyList<LayerField> Rest()
    {
        if (taken.Count == fields.Count)
        {
            return [];
        }

        var rest = new List<LayerField>();
        for (var i = 0; i < fields.Count; i++)
        {
            if (!taken.Contains(i))
            {
                rest.Add(new LayerField(fields[i].Name, LayerJson.Compact(fields[i].Value)));
            }
        }

        return rest;
    }

    public SourceLocation PlaceOf(string name) => new(0, 0, $"{path}.{name}");

    public static string Excerpt(JsonElement value)
    {
        var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value);
        return System.Text.Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 4 * Diagnostic.ExcerptCharsMax)]);
    }

    JsonElement? Take(string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (!byName.TryGetValue(name, out var index))
        {
            return null;
        }

        taken.Add(index);
        var value = fields[index].Value;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null; // says as much as a missing field
        }

        if (kinds.Contains(value.ValueKind))
        {
            return value;
        }

        PutBack(name, expected);
        return null;
    }
}
