namespace Merlon.Logs.Text;

/// <summary>Recognises formats by what one line, or the beginning of a document, looks like.</summary>
static class LineLook
{
    // Where the mark of CEF or LEEF may begin: behind a header of syslog.
    const int HeaderBytesMax = 512;

    /// <summary>The first line of <paramref name="text"/> without its end, and what comes behind it.</summary>
    public static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> behind)
    {
        var end = text.IndexOf((byte)'\n');
        behind = end < 0 ? default : text[(end + 1)..];
        return (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
    }

    /// <summary>JSON and XML, which need not keep to lines.</summary>
    public static LogFormat OfDocument(ReadOnlySpan<byte> text)
    {
        if (text[0] is (byte)'{' or (byte)'[')
        {
            var next = text[1..].TrimStart(" \t\r\n"u8);
            return next.IsEmpty || text[0] == '{' && next[0] is (byte)'"' or (byte)'}' || text[0] == '[' && next[0] is (byte)'{' or (byte)']'
                ? LogFormat.Json
                : LogFormat.Unknown;
        }

        return text.StartsWith("<?xml"u8) || text.StartsWith("<!--"u8) ? XmlBehind(text) : LogFormat.Unknown;
    }

    /// <summary>What a line begins with; blank lines and comments say nothing.</summary>
    public static LogFormat OfLine(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t\0"u8);
        return line.IsEmpty ? LogFormat.Unknown
            : line[0] == '#' ? OfComment(line)
            : line.StartsWith("{\""u8) ? LogFormat.Json
            : IsEventElement(line) ? LogFormat.EventXml
            : AuditdLine.IsOne(line) ? LogFormat.Auditd
            : HasMark(line, "CEF:"u8) ? LogFormat.Cef
            : HasMark(line, "LEEF:"u8) ? LogFormat.Leef
            : IsAccess(line) ? LogFormat.AccessLog
            : SyslogHeader.Read(line).IsHeader ? LogFormat.Syslog
            : KeyValues.IsLogfmt(line) ? LogFormat.Logfmt
            : LogFormat.Unknown;
    }

    static LogFormat OfComment(ReadOnlySpan<byte> line)
        => line.StartsWith("#separator "u8) || line.StartsWith("#set_separator"u8) || line.StartsWith("#fields"u8) ? LogFormat.Zeek
        : line.StartsWith("#Fields:"u8) || line.StartsWith("#Software:"u8) || line.StartsWith("#Version:"u8) || line.StartsWith("#Date:"u8) ? LogFormat.W3c
        : LogFormat.Unknown;

    static LogFormat XmlBehind(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)'<'); at >= 0; at = text.IndexOf((byte)'<'))
        {
            text = text[at..];
            if (IsEventElement(text))
            {
                return LogFormat.EventXml;
            }

            text = text[1..];
        }

        return LogFormat.Unknown;
    }

    static bool IsEventElement(ReadOnlySpan<byte> text)
        => text.StartsWith("<Event>"u8) || text.StartsWith("<Event "u8) || text.StartsWith("<Events"u8);

    static bool HasMark(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark)
    {
        var at = line[..Math.Min(line.Length, HeaderBytesMax)].IndexOf(mark);
        return at >= 0 && line.Length > at + mark.Length && char.IsAsciiDigit((char)line[at + mark.Length])
            && (at == 0 || line[at - 1] is (byte)' ' or (byte)':' or (byte)'>')
            && line[(at + mark.Length)..].Contains((byte)'|');
    }

    // host - user [10/Oct/2000:13:55:36 -0700] "
    static bool IsAccess(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf(" ["u8);
        return at > 0 && TextTimes.TryReadAccess(line[(at + 2)..], out _, out var length)
            && line[(at + 2 + length)..].StartsWith("] "u8);
    }
}
