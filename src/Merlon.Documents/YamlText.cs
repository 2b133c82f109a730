using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Documents;

/// <summary>From the bytes of a YAML file to its text: what is too long, not text or not UTF-8 ends here, by name.</summary>
static class YamlText
{
    // C0 control characters but tab, line feed and carriage return (YAML 1.2.2, 5.1: c-printable).
    static readonly SearchValues<byte> Controls = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b\u000c\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f"u8);

    /// <summary>Decodes the bytes without their byte order mark; false with an error in the log where they are no text.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">Bounds its size.</param>
    /// <param name="log">Takes the error.</param>
    /// <param name="chars">Takes the text; as many characters as there are bytes, or as many as the limit allows.</param>
    /// <param name="length">How many characters the text has.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, ReadLimits limits, DiagnosticLog log, Span<char> chars, out int length)
    {
        length = 0;
        if (bytes.Length > limits.YamlBytesMax)
        {
            log.Error(
                "YAML001", SourceLocation.Whole,
                string.Create(CultureInfo.InvariantCulture, $"the file has {bytes.Length:N0} bytes; at most {limits.YamlBytesMax:N0} are read, so nothing was"),
                advice: "split the file, or check that it is the one that was meant");
            return false;
        }

        if (WideEncodingOf(bytes) is { } encoding)
        {
            log.Error(
                "YAML003", SourceLocation.Whole, $"the file is encoded as {encoding}; only UTF-8 is read",
                advice: "save it as UTF-8");
            return false;
        }

        if (FileSignature.KindOf(bytes) is { } kind)
        {
            log.Error("YAML006", SourceLocation.Whole, $"the file is {kind}, not YAML");
            return false;
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        return !RefuseControls(bytes, log) && TryDecodeUtf8(bytes, log, chars, out length);
    }

    static bool RefuseControls(ReadOnlySpan<byte> bytes, DiagnosticLog log)
    {
        var at = bytes.IndexOfAny(Controls);
        if (at < 0)
        {
            return false;
        }

        var name = bytes[at] == 0 ? "a NUL byte" : $"the control character U+{bytes[at].ToString("X4", CultureInfo.InvariantCulture)}";
        log.Error(
            "YAML005", LocationOf(bytes, at), $"the file holds {name}, which YAML does not allow; nothing was read",
            advice: "check that it is a text file; write the character as an escape in double quotes if it is meant");
        return true;
    }

    static bool TryDecodeUtf8(ReadOnlySpan<byte> bytes, DiagnosticLog log, Span<char> chars, out int length)
    {
        var status = Utf8.ToUtf16(bytes, chars, out var read, out length, replaceInvalidSequences: false);
        if (status == OperationStatus.Done)
        {
            return true;
        }

        var value = bytes[read].ToString("X2", CultureInfo.InvariantCulture);
        log.Error(
            "YAML004", LocationOf(bytes, read),
            string.Create(CultureInfo.InvariantCulture, $"byte 0x{value} at offset {read} is not UTF-8; nothing was read"),
            Encoding.UTF8.GetString(LineAround(bytes, read)),
            "the file may be saved in a legacy code page such as Windows-1252: save it as UTF-8");
        return false;
    }

    static SourceLocation LocationOf(ReadOnlySpan<byte> bytes, int offset)
    {
        var before = bytes[..offset];
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new(before.Count((byte)'\n') + 1, column);
    }

    static ReadOnlySpan<byte> LineAround(ReadOnlySpan<byte> bytes, int offset)
    {
        var begin = bytes[..offset].LastIndexOf((byte)'\n') + 1;
        var length = bytes[offset..].IndexOf((byte)'\n');
        return length < 0 ? bytes[begin..] : bytes[begin..(offset + length)];
    }

    // By byte order mark, else by the zero bytes that a first ASCII character leaves (YAML 1.2.2, 5.2).
    static string? WideEncodingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x00, 0x00, 0xFE, 0xFF, ..] or [0x00, 0x00, 0x00, not 0x00, ..] => "UTF-32 (big endian)",
        [0xFF, 0xFE, 0x00, 0x00, ..] or [not 0x00, 0x00, 0x00, 0x00, ..] => "UTF-32 (little endian)",
        [0xFE, 0xFF, ..] or [0x00, not 0x00, 0x00, not 0x00, ..] => "UTF-16 (big endian)",
        [0xFF, 0xFE, ..] or [not 0x00, 0x00, not 0x00, 0x00, ..] => "UTF-16 (little endian)",
        _ => null,
    };
}
