using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>Fields of foreign JSON, whatever their type: what is not there or of no use is empty.</summary>
static class JsonFields
{
    /// <summary>A text, or a number or truth value as written; cut to what is kept, control characters taken out.</summary>
    public static string TextOf(this JsonElement owner, string field)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(field, out var value) ? value.ToText() : "";

    public static string ToText(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Clean(value.GetString() ?? ""),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Clean(value.GetRawText()),
        _ => "",
    };

    /// <summary>Texts of a list; one text stands for a list of one.</summary>
    public static IReadOnlyList<string> TextsOf(this JsonElement owner, string field)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(field, out var value))
        {
            return [];
        }

        var texts = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(ToText) : [value.ToText()];
        return [.. texts.Where(static text => text.Length > 0).Take(MappingLimits.ReferencesMax)];
    }

    public static JsonElement ObjectOf(this JsonElement owner, string field)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>Elements of a list; none when it is no list.</summary>
    public static IEnumerable<JsonElement> ListOf(this JsonElement owner, string field)
        => owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>Text without control characters and surrounding space, cut to what is kept.</summary>
    public static string Clean(string text)
    {
        var kept = text.Length > MappingLimits.TextCharsMax ? text[..MappingLimits.TextCharsMax] : text;
        return (kept.Any(char.IsControl) ? string.Concat(kept.Select(static c => char.IsControl(c) ? ' ' : c)) : kept).Trim();
    }

    /// <summary>JSON of a YAML tree, so that one reader serves both.</summary>
    public static byte[] Of(YamlNode root)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = false }))
        {
            Write(json, root);
        }

        return stream.ToArray();
    }

    static void Write(Utf8JsonWriter json, YamlNode node)
    {
        switch (node)
        {
            case YamlNode.Mapping mapping:
                json.WriteStartObject();
                foreach (var (key, value) in mapping.Entries)
                {
                    json.WritePropertyName(Whole(key.Text));
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case YamlNode.Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case YamlNode.Scalar { IsNull: true }:
                json.WriteNullValue();
                break;
            case YamlNode.Scalar scalar:
                json.WriteStringValue(Whole(scalar.Text));
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // a lone surrogate, which an escape can make, is no text in JSON
    static string Whole(string text) => text.Any(char.IsSurrogate) ? string.Concat(text.EnumerateRunes()) : text;
}
