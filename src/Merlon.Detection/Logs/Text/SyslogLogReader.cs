using Merlon.Logs.EventXml;
using Merlon.Logs.Evtx;

namespace Merlon.Logs.Text;

/// <summary>
/// Reads syslog, each line for itself: RFC 5424, RFC 3164 and what programs make of it. A line without any header is a
/// record with a message only; how many there were is said. A message that is an event in XML, as Sysmon for Linux writes
/// them, is a record of <see cref="LogFormat.EventXml"/> with the fields of header and event.
/// </summary>
sealed class SyslogLogReader(Stream stream, string document, LogReadOptions options)
    : TextLogReader(stream, document, LogFormat.Syslog, options)
{
    readonly EventXmlRecord events = new();

    public override bool Read(LogEvent record)
    {
        if (NextText(out var line))
        {
            line = line.TrimStart((byte)0);
            Begin(record);
            var header = SyslogHeader.Read(line, Options);
            if (!header.IsHeader)
            {
                Tally("LOG040", "lines have no header of syslog; each was read as a message");
            }
            else if (header.Time is null && !header.Timestamp.IsEmpty)
            {
                Tally("LOG041", "times are written without a year; those records have no field time", "say the year with --year");
            }

            SyslogFields.AddHeader(header, record, Options.Limits);
            if (!header.Message.StartsWith("<Event"u8) || !TryAddEvent(header, record))
            {
                SyslogFields.AddMessage(header.Message, record, Options);
            }

            return true;
        }

        record.Clear();
        return false;
    }

    bool TryAddEvent(SyslogHeader header, LogEvent record)
    {
        if (events.ReadOne(header.Message, record) == BinXmlFault.None)
        {
            record.Format = LogFormat.EventXml;
            return true;
        }

        Tally("LOG045", "events in XML could not be read; each is a message as it stands");
        record.Clear();
        SyslogFields.AddHeader(header, record, Options.Limits);
        return false;
    }
}
