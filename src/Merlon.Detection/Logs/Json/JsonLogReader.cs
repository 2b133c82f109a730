using System.Text;
using Merlon.Documents;

namespace Merlon.Logs.Json;

/// <summary>
/// Reads JSON logs: one object a line, objects one after another (also over many lines), lists of objects, and the envelopes
/// of CloudTrail, Azure, Elasticsearch and Splunk (<see cref="JsonEnvelope"/>); UTF-8 with or without byte order mark,
/// UTF-16. What is no record is left out, counted and said with its line; the rest is read. Holds one record at a time.
/// </summary>
public sealed class JsonLogReader : LogReader
{
    const int WindowBytes = 256 * 1024;

    readonly Stream stream;
    readonly JsonLimits limits;
    readonly JsonFramer framer;
    readonly JsonRecordDecoder decoder;
    readonly JsonReport report;
    byte[] window;
    int start;
    int end;
    bool isFinal;

    /// <summary>Reads <paramref name="stream"/> from where it is; it is disposed of with the reader.</summary>
    /// <param name="stream">The file, decompressed.</param>
    /// <param name="document">Its name for diagnostics.</param>
    /// <param name="limits">What is refused; null for <see cref="JsonLimits.Default"/>.</param>
    public JsonLogReader(Stream stream, string document, JsonLimits? limits = null)
    {
        this.limits = limits ?? JsonLimits.Default;
        this.stream = AsUtf8(stream, out var mark);
        report = new JsonReport(document, this.limits);
        report.Skip(mark);
        Position = mark;
        framer = new JsonFramer(this.limits);
        decoder = new JsonRecordDecoder(this.limits);
        window = new byte[WindowBytes];
    }

    /// <inheritdoc/>
    public override LogFormat Format => LogFormat.Json;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnostic> Diagnostics => report.ToList();

    /// <inheritdoc/>
    public override bool Read(LogEvent record)
    {
        while (true)
        {
            var frame = framer.Next(window.AsSpan(start, end - start), isFinal);
            switch (frame.Kind)
            {
                case JsonFrameKind.Record:
                    var isRead = Decode(frame, record);
                    Consume(frame.Consumed);
                    if (isRead)
                    {
                        return true;
                    }

                    break;
                case JsonFrameKind.Fault:
                    Failed++;
                    report.Add(JsonNotices.Of(frame), window.AsSpan(start, end - start));
                    Consume(frame.Consumed);
                    break;
                case JsonFrameKind.More:
                    Consume(frame.Consumed);
                    Fill();
                    break;
                default:
                    Consume(frame.Consumed);
                    record.Clear();
                    return false;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        stream.Dispose();
        base.Dispose(isDisposing);
    }

    bool Decode(JsonFrame frame, LogEvent record)
    {
        var notices = JsonNotices.Decode(decoder, window.AsSpan(start + frame.Start, frame.End - frame.Start), record);
        foreach (var what in notices)
        {
            report.Add(new JsonNotice(what, frame.Start, frame.Start), window.AsSpan(start, end - start));
        }

        record.Format = LogFormat.Json;
        record.Offset = Position + frame.Start;
        record.Number = Records + 1;
        if (JsonNotices.IsLeftOut(notices))
        {
            Failed++;
            return false;
        }

        Records++;
        return true;
    }

    void Consume(int bytes)
    {
        report.Consume(window.AsSpan(start, bytes));
        start += bytes;
        Position = report.Position;
    }

    void Fill()
    {
        if (start > 0)
        {
            window.AsSpan(start, end - start).CopyTo(window);
            end -= start;
            start = 0;
        }

        if (end == window.Length)
        {
            // A record of the largest size and one byte more, by which it is known to be too large.
            Array.Resize(ref window, (int)Math.Min(window.Length * 2L, Math.Max(limits.RecordBytesMax + 1L, window.Length + (long)WindowBytes)));
        }

        var read = stream.Read(window, end, window.Length - end);
        end += read;
        isFinal = read == 0;
    }

    /// <summary>The stream as UTF-8 behind its byte order mark.</summary>
    /// <param name="stream">From its beginning.</param>
    /// <param name="mark">How many bytes of UTF-8 were passed over.</param>
    internal static Stream AsUtf8(Stream stream, out int mark)
    {
        Span<byte> head = stackalloc byte[4];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        (var encoding, mark) = head[..length] switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding?)null, 3),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [(byte)'{' or (byte)'[', 0, ..] => (Encoding.Unicode, 0),
            [0, (byte)'{' or (byte)'[', ..] => (Encoding.BigEndianUnicode, 0),
            _ => (null, 0),
        };
        var whole = new HeadedStream(head[mark..length].ToArray(), stream);
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
