using System.Globalization;
using System.Text;

namespace Merlon.Attack;

/// <summary>
/// Decodes what stands between the quotes of a JSON string that a reader has already found well-formed. Unlike
/// <see cref="System.Text.Json.Utf8JsonReader.GetString"/> it does not throw for broken UTF-8 or lone surrogates, which
/// nobody could catch once a text is decoded long after reading.
/// </summary>
static class JsonString
{
    /// <summary>Unescapes and decodes; broken UTF-8 and lone surrogates become U+FFFD.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        var escape = content.IndexOf((byte)'\\');
        return escape < 0 ? Encoding.UTF8.GetString(content) : Unescape(content, escape);
    }

    static string Unescape(ReadOnlySpan<byte> content, int escape)
    {
        var text = new StringBuilder(content.Length);
        while (escape >= 0)
        {
            text.Append(Encoding.UTF8.GetString(content[..escape]));
            content = content[escape..];
            content = content[AppendEscape(text, content)..];
            escape = content.IndexOf((byte)'\\');
        }

        text.Append(Encoding.UTF8.GetString(content));
        return WithoutLoneSurrogates(text.ToString());
    }

    /// <summary>Appends the character that an escape at the start of <paramref name="content"/> means; returns the escape's length.</summary>
    static int AppendEscape(StringBuilder text, ReadOnlySpan<byte> content)
    {
        if (content.Length >= 6 && content[1] == 'u'
            && ushort.TryParse(content.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
        {
            text.Append((char)unit);
            return 6;
        }

        if (content.Length < 2)
        {
            text.Append('\uFFFD');
            return content.Length;
        }

        text.Append(content[1] switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            (byte)'/' => '/',
            _ => '\uFFFD',
        });
        return 2;
    }

    static string WithoutLoneSurrogates(string text)
    {
        var hasSurrogates = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
        return hasSurrogates ? Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text)) : text;
    }
}
