using System.Text;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>Turns the place that <see cref="JsonException"/> reports (lines and bytes from 0) into one that people read.</summary>
static class JsonPlace
{
    public static SourceLocation Of(ReadOnlySpan<byte> json, JsonException broken)
    {
        var line = (int)(broken.LineNumber ?? 0);
        var (start, offset) = (LineStart(json, line), OffsetOf(json, broken));
        return new SourceLocation(line + 1, Encoding.UTF8.GetCharCount(json[start..offset]) + 1);
    }

    /// <summary>True when nothing but white space follows: the document was cut off.</summary>
    public static bool IsAtEnd(ReadOnlySpan<byte> json, JsonException broken)
        => json[OffsetOf(json, broken)..].TrimEnd(" \t\r\n"u8).Length <= 1 && !json.TrimEnd(" \t\r\n"u8).EndsWith("}"u8);

    /// <summary>True when an object or a list begins at the place.</summary>
    public static bool IsOpening(ReadOnlySpan<byte> json, JsonException broken)
    {
        var offset = OffsetOf(json, broken);
        return IsBracket(json, offset) || IsBracket(json, offset - 1);
    }

    static bool IsBracket(ReadOnlySpan<byte> json, int offset)
        => offset >= 0 && offset < json.Length && (json[offset] is (byte)'[' or (byte)'{');

    /// <summary>The line from the offending byte on, cut to an excerpt; null at the end of the document.</summary>
    public static string? ExcerptAt(ReadOnlySpan<byte> json, JsonException broken)
    {
        var rest = json[OffsetOf(json, broken)..];
        var kept = rest[..Math.Min(rest.Length, Diagnostic.ExcerptCharsMax)];
        var end = kept.IndexOfAny((byte)'\n', (byte)'\r');
        var text = Encoding.UTF8.GetString(end < 0 ? kept : kept[..end]);
        return text.Length == 0 ? null : text;
    }

    static int OffsetOf(ReadOnlySpan<byte> json, JsonException broken)
        => (int)Math.Min(json.Length, LineStart(json, (int)(broken.LineNumber ?? 0)) + (broken.BytePositionInLine ?? 0));

    static int LineStart(ReadOnlySpan<byte> json, int line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var end = json[start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return start;
            }

            start += end + 1;
        }

        return start;
    }
}
