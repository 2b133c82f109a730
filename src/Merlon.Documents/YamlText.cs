using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Merlon.Documents;

/// <summary>From the bytes of a YAML file to its text: what is too long, not text or not UTF-8 ends here, by name.</summary>
static class YamlText
{
    // C0 control characters but tab, line feed and carriage return (YAML 1.2.2, 5.1: c-printable).
    static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(static c => c is not ('\t' or '\n' or '\r')).Select(static c => (byte)c)]);

    /// <summary>Decodes the bytes without their byte order mark; false with an error in the log where they are no text.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, ReadLimits limits, DiagnosticLog log, [NotNullWhen(true)] out string? text)
    {
        text = null;
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

        return !RefuseControls(bytes, log) && TryDecodeUtf8(bytes, log, out text);
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

    static bool TryDecodeUtf8(ReadOnlySpan<byte> bytes, DiagnosticLog log, [NotNullWhen(true)] out string? text)
    {
        var chars = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            var status = Utf8.ToUtf16(bytes, chars, out var read, out var written, replaceInvalidSequences: false);
            text = status == OperationStatus.Done ? new string(chars, 0, written) : null;
            if (text is null)
            {
                var value = bytes[read].ToString("X2", CultureInfo.InvariantCulture);
                log.Error(
                    "YAML004", LocationOf(bytes, read),
                    string.Create(CultureInfo.InvariantCulture, $"byte 0x{value} at offset {read} is not UTF-8; nothing was read"),
                    Encoding.UTF8.GetString(LineAround(bytes, read)),
                    "the file may be saved in a legacy code page such as Windows-1252: save it as UTF-8");
            }

            return text is not null;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
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
