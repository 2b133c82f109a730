using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Merlon.Logs.Json;

/// <summary>The escapes of JSON texts (RFC 8259, section 7).</summary>
static class JsonText
{
    /// <summary>Writes <paramref name="raw"/>, the inside of a well-formed text, without escapes; a lone surrogate becomes U+FFFD.</summary>
    public static void Unescape(ReadOnlySpan<byte> raw, IBufferWriter<byte> to)
    {
        while (true)
        {
            var run = raw.IndexOf((byte)'\\');
            if (run < 0)
            {
                to.Write(raw);
                return;
            }

            to.Write(raw[..run]);
            raw = raw[run..];
            if (raw[1] == (byte)'u')
            {
                var used = WriteRune(raw, to);
                raw = raw[used..];
                continue;
            }

            to.Write([raw[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var other => other,
            }]);
            raw = raw[2..];
        }
    }

    static int WriteRune(ReadOnlySpan<byte> raw, IBufferWriter<byte> to)
    {
        var first = UnitAt(raw);
        var used = 6;
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(first) && raw.Length >= 12 && raw[6] == (byte)'\\' && raw[7] == (byte)'u' && UnitAt(raw[6..]) is var second && char.IsLowSurrogate(second))
        {
            rune = new Rune(first, second);
            used = 12;
        }
        else if (!char.IsSurrogate(first))
        {
            rune = new Rune(first);
        }

        Span<byte> bytes = stackalloc byte[4];
        to.Write(bytes[..rune.EncodeToUtf8(bytes)]);
        return used;
    }

    static char UnitAt(ReadOnlySpan<byte> raw)
        => (char)(Utf8Parser.TryParse(raw.Slice(2, 4), out ushort unit, out _, 'x') ? unit : 0);
}
