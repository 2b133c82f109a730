using System.Buffers.Text;
using System.Text;

namespace Merlon.Sigma.Matching.Values;

/// <summary>JSON as it stands in a record made text: escapes of strings taken back, structures without white space.</summary>
static class JsonEscapes
{
    /// <summary>Takes back the escapes of a JSON string (RFC 8259, section 7); half a surrogate pair becomes U+FFFD, an unknown escape its letter.</summary>
    /// <param name="escaped">What stands between the quotation marks.</param>
    /// <param name="text">Takes at least as many bytes.</param>
    /// <returns>How many bytes the text has.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text)
    {
        var written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0 || plain + 1 >= escaped.Length)
            {
                escaped.CopyTo(text[written..]);
                return written + escaped.Length;
            }

            escaped[..plain].CopyTo(text[written..]);
            written += plain;
            var letter = escaped[plain + 1];
            escaped = escaped[(plain + 2)..];
            if (letter == 'u')
            {
                written += ReadCodePoint(ref escaped).EncodeToUtf8(text[written..]);
                continue;
            }

            text[written++] = letter switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => letter,
            };
        }
    }

    /// <summary>Removes the white space between tokens; strings stay as they are.</summary>
    /// <param name="json">An object or array.</param>
    /// <param name="compact">Takes at least as many bytes.</param>
    /// <returns>How many bytes are left.</returns>
    public static int Compact(ReadOnlySpan<byte> json, Span<byte> compact)
    {
        var written = 0;
        var isInString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (isInString && c == '\\' && i + 1 < json.Length)
            {
                compact[written++] = c;
                compact[written++] = json[++i];
                continue;
            }

            isInString ^= c == '"';
            if (isInString || c is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                compact[written++] = c;
            }
        }

        return written;
    }

    static Rune ReadCodePoint(ref ReadOnlySpan<byte> digits)
    {
        if (!TryReadUnit(digits, out var unit))
        {
            return new Rune('u');
        }

        digits = digits[4..];
        if (Rune.TryCreate((char)unit, out var rune))
        {
            return rune;
        }

        if (digits.Length >= 6 && digits[0] == '\\' && digits[1] == 'u' && TryReadUnit(digits[2..], out var low)
            && Rune.TryCreate((char)unit, (char)low, out rune))
        {
            digits = digits[6..];
            return rune;
        }

        return Rune.ReplacementChar;
    }

    static bool TryReadUnit(ReadOnlySpan<byte> digits, out int unit)
    {
        unit = 0;
        return digits.Length >= 4 && Utf8Parser.TryParse(digits[..4], out unit, out var consumed, 'X') && consumed == 4 && unit >= 0;
    }
}
