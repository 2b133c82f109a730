using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Merlon.Answers;

/// <summary>
/// JSON documents as Merlon prints them: one line on standard output, indented in files, UTF-8, keys in the order written.
/// Characters that a terminal would obey are escaped, so that a document is safe to look at and still says what was there.
/// </summary>
static class JsonText
{
    const int Decimals = 6;

    /// <summary>One document on one line, without the line break: an element of NDJSON.</summary>
    public static string Line(Action<Utf8JsonWriter> write) => Of(write, indented: false);

    /// <summary>Writes one indented document and a line break as UTF-8.</summary>
    public static void WriteFile(Stream output, Action<Utf8JsonWriter> write)
    {
        output.Write(Encoding.UTF8.GetBytes(Of(write, indented: true)));
        output.WriteByte((byte)'\n');
    }

    /// <summary>A number rounded to six decimals, so that the last bits of a sum do not show.</summary>
    public static void WriteRounded(this Utf8JsonWriter json, string name, double value)
        => json.WriteNumber(name, Math.Round(value, Decimals, MidpointRounding.ToEven) + 0.0); // + 0.0 turns -0 into 0

    /// <summary>An array of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>A string, left out when it is empty.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>An array of strings, left out when it is empty.</summary>
    public static void WriteSome(this Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStrings(name, values);
        }
    }

    /// <summary>An array whose every element is an object that <paramref name="write"/> fills.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A day as <c>2026-11-22</c>, or null.</summary>
    public static void WriteDay(this Utf8JsonWriter json, string name, DateOnly? day)
        => json.WriteString(name, day is { } known ? AnswerWords.Day(known) : null);

    static string Of(Action<Utf8JsonWriter> write, bool indented)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = indented,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return EscapeInvisible(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    // They stand inside strings only, where \u says the same. The relaxed encoder leaves format characters as they are.
    static string EscapeInvisible(string json)
    {
        var start = IndexOfInvisible(json, 0);
        if (start < 0)
        {
            return json;
        }

        var escaped = new StringBuilder(json.Length + 64);
        var copied = 0;
        for (; start >= 0; start = IndexOfInvisible(json, copied))
        {
            escaped.Append(json, copied, start - copied)
                .Append(CultureInfo.InvariantCulture, $"\\u{(int)json[start]:X4}");
            copied = start + 1;
        }

        return escaped.Append(json, copied, json.Length - copied).ToString();
    }

    static int IndexOfInvisible(string json, int start)
    {
        for (var i = start; i < json.Length; i++)
        {
            if (json[i] > '~' && (char.GetUnicodeCategory(json[i]) is UnicodeCategory.Format or UnicodeCategory.Control
                || json[i] is '\u2028' or '\u2029'))
            {
                return i;
            }
        }

        return -1;
    }
}
