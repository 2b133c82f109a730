namespace Merlon.Logs.Text;

/// <summary>Reads CEF and LEEF, a message a line, with or without a header of syslog in front.</summary>
sealed class EventFormatReader : TextLogReader
{
    readonly byte[] mark;

    /// <summary>Reads a stream of <see cref="LogFormat.Cef"/> or <see cref="LogFormat.Leef"/>.</summary>
    public EventFormatReader(Stream stream, string document, LogFormat format, LogReadOptions options)
        : base(stream, document, format, options)
        => mark = format == LogFormat.Cef ? "CEF:"u8.ToArray() : "LEEF:"u8.ToArray();

    public override bool Read(LogEvent record)
    {
        while (NextText(out var line))
        {
            var at = line.IndexOf(mark);
            if (at < 0)
            {
                Fail("LOG042", Format == LogFormat.Cef ? "no CEF in the line; it was left out" : "no LEEF in the line; it was left out", line);
                continue;
            }

            Begin(record);
            var header = SyslogHeader.Read(line[..at].Length == 0 ? default : line, Options);
            SyslogFields.AddHeader(header, record, Options.Limits);
            if (Format == LogFormat.Cef ? CefFields.TryAdd(line[at..], record, Options) : LeefFields.TryAdd(line[at..], record, Options))
            {
                return true;
            }

            Records--;
            Fail("LOG043", "the header of the message is cut off; the line was left out", line);
        }

        record.Clear();
        return false;
    }
}
