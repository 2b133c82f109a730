using System.Buffers;
using System.Globalization;
using Merlon.Documents;
using Merlon.Logs.Evtx;
using Merlon.Logs.Text;

namespace Merlon.Logs.EventXml;

/// <summary>
/// Windows events as XML: what <c>wevtutil</c>, the Event Viewer and PowerShell's <c>ToXml</c> write, one <c>Event</c> after
/// another, in an <c>Events</c> element or not, in UTF-8 or UTF-16. Each event is read by itself: one that is broken is
/// left out and the next is read.
/// </summary>
public sealed class EventXmlLogReader : LogReader
{
    static readonly SearchValues<byte> AfterName = SearchValues.Create(" \t\r\n>/"u8);

    readonly Stream stream;
    readonly DiagnosticLog log;
    readonly EventXmlRecord events = new();
    byte[] buffer = new byte[64 * 1024];
    int start;
    int end;
    long bufferOffset;
    long number;
    bool isEnded;

    /// <summary>A reader of the events in <paramref name="stream"/>, which is closed with it.</summary>
    /// <param name="stream">From its beginning; need not be able to seek.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="options">Bounds how many diagnostics are kept.</param>
    public EventXmlLogReader(Stream stream, string document, LogReadOptions options)
    {
        log = options.Limits.LogOf(document);
        this.stream = Decoded(stream);
    }

    /// <inheritdoc/>
    public override LogFormat Format => LogFormat.EventXml;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnostic> Diagnostics => log.ToList();

    /// <inheritdoc/>
    public override bool Read(LogEvent record)
    {
        while (TryFindEvent(out var offset, out var length))
        {
            var xml = buffer.AsSpan(offset, length);
            start = offset + length;
            Position = bufferOffset + start;
            record.Clear();
            record.Format = LogFormat.EventXml;
            record.Number = ++number;
            record.Offset = bufferOffset + offset;
            var fault = events.ReadOne(xml, record);
            if (fault == BinXmlFault.None)
            {
                Records++;
                return true;
            }

            Failed++;
            log.Warn("LOG210", EvtxPlace.At(record.Offset), "an event is no well-formed XML that Windows writes and was left out: " + EvtxDiagnostics.ReasonOf(fault));
        }

        Position = bufferOffset + end;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            stream.Dispose();
        }

        base.Dispose(isDisposing);
    }

    // From "<Event" to "</Event>". Where the one before has no end, the next begins before it.
    bool TryFindEvent(out int offset, out int length)
    {
        var searched = 0;
        while (true)
        {
            offset = StartOfEvent(start);
            if (offset < 0)
            {
                // What is left may be the beginning of "<Event".
                start = Math.Max(start, end - 8);
                if (!TryFill())
                {
                    length = 0;
                    return false;
                }

                continue;
            }

            start = offset;
            var from = Math.Max(offset, start + searched - 8);
            var close = buffer.AsSpan(from, end - from).IndexOf("</Event>"u8);
            if (close >= 0)
            {
                length = from + close + "</Event>"u8.Length - offset;
                if (LastStartOfEvent(offset, offset + length) is var inner && inner > offset)
                {
                    ReportUnclosed(offset);
                    (length, offset) = (length - (inner - offset), inner);
                }

                if (length <= EvtxLimits.EventXmlBytesMax)
                {
                    return true;
                }

                ReportLong(offset);
                start = offset + length;
                searched = 0;
                continue;
            }

            searched = end - start;
            if (searched > EvtxLimits.EventXmlBytesMax)
            {
                ReportLong(start);
                start = LastStartOfEvent(start, end) is var last && last > start ? last : end;
                searched = 0;
            }
            else if (!TryFill())
            {
                ReportUnclosed(start);
                (start, length) = (end, 0);
                return false;
            }
        }
    }

    void ReportLong(int at)
    {
        Failed++;
        log.Warn("LOG211", EvtxPlace.At(bufferOffset + at), string.Create(CultureInfo.InvariantCulture, $"an event is longer than {EvtxLimits.EventXmlBytesMax:N0} bytes and was left out"));
    }

    void ReportUnclosed(int at)
    {
        Failed++;
        log.Warn("LOG212", EvtxPlace.At(bufferOffset + at), "an event has no end: the next one begins, or the file ends, before it; it was left out");
    }

    // An event has none inside, so where several begin before one end, only the last of them is whole.
    int LastStartOfEvent(int from, int to)
    {
        while (buffer.AsSpan(from, to - from).LastIndexOf("<Event"u8) is var found and >= 0)
        {
            var after = from + found + "<Event"u8.Length;
            if (after < to && AfterName.Contains(buffer[after]))
            {
                return from + found;
            }

            to = from + found;
        }

        return -1;
    }

    int StartOfEvent(int from)
    {
        while (buffer.AsSpan(from, end - from).IndexOf("<Event"u8) is var found and >= 0)
        {
            from += found + "<Event"u8.Length;
            if (from < end && AfterName.Contains(buffer[from]))
            {
                return from - "<Event"u8.Length;
            }
        }

        return -1;
    }

    bool TryFill()
    {
        if (isEnded)
        {
            return false;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            bufferOffset += start;
            (start, end) = (0, end - start);
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var read = stream.Read(buffer, end, buffer.Length - end);
        isEnded = read == 0;
        end += read;
        return !isEnded;
    }

    static Stream Decoded(Stream stream)
    {
        var head = new byte[4];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var isBigEndian = head is [0xFE, 0xFF, ..] or [0, (byte)'<', ..];
        var isUtf16 = isBigEndian || head is [0xFF, 0xFE, ..] or [(byte)'<', 0, ..];
        var whole = new HeadedStream(head.AsMemory(0, length), stream);
        return isUtf16 ? new Utf16Stream(whole, isBigEndian) : whole;
    }
}
