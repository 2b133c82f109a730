using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>JSON that others wrote, without the exceptions that broken UTF-8 and lone surrogates would cause.</summary>
static class LayerJson
{
    /// <summary>Invisible characters that turn the reading direction come out as \u, which says the same: layers are also read as text.</summary>
    public static JavaScriptEncoder Encoder { get; } = EncoderWithout(('\u200B', '\u200F'), ('\u2028', '\u202E'), ('\u2066', '\u2069'), ('\uFEFF', '\uFEFF'));

    /// <summary>The text of a JSON string.</summary>
    public static string Text(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        return JsonString.Decode(raw[1..^1]);
    }

    /// <summary>The key of a field.</summary>
    public static string Name(JsonProperty property) => JsonString.Decode(JsonMarshal.GetRawUtf8PropertyName(property));

    /// <summary>A value on one line, numbers digit by digit as written.</summary>
    public static string Compact(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Encoder, MaxDepth = 1000 }))
        {
            Copy(value, json);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Text that UTF-8 can say: lone surrogates become the replacement character.</summary>
    public static string Whole(string text)
        => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)) : text;

    static void Copy(JsonElement value, Utf8JsonWriter json)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    json.WritePropertyName(Name(property));
                    Copy(property.Value, json);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Copy(item, json);
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Text(value));
                break;
            default:
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    static JavaScriptEncoder EncoderWithout(params ReadOnlySpan<(char First, char Last)> ranges)
    {
        var characters = new TextEncoderSettings(UnicodeRanges.All);
        foreach (var (first, last) in ranges)
        {
            characters.ForbidRange(UnicodeRange.Create(first, last));
        }

        return JavaScriptEncoder.Create(characters);
    }
}
