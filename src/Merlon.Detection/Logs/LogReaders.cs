using Merlon.Documents;
using Merlon.Logs.EventXml;
using Merlon.Logs.Evtx;
using Merlon.Logs.Json;
using Merlon.Logs.Text;

namespace Merlon.Logs;

/// <summary>Opens files of records with the reader of their format.</summary>
public static class LogReaders
{
    /// <summary>How much of a file is looked at to recognise it, in bytes.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>
    /// Opens a file, decompressed. One that is not recognised gets a reader without records that says so
    /// (<c>LOG001</c>); an empty one (<c>LOG004</c>) likewise.
    /// </summary>
    /// <param name="stream">Read from where it stands; the reader disposes it.</param>
    /// <param name="document">Its name for people, by whose end its format may be known.</param>
    /// <param name="format">What it is, or null to recognise it.</param>
    /// <param name="options">What the reader is told.</param>
    public static LogReader Open(Stream stream, string document, LogFormat? format, LogReadOptions options)
        => Open(stream, document, format, isNamed: true, options);

    /// <summary>Opens an input and recognises it where its owner does not say what it is.</summary>
    public static LogReader Open(LogInput input, LogReadOptions options)
        => Open(input.Open(), input.Document, input.Format, input.IsNamed, options);

    /// <summary>Opens a file; where nobody named it, it may be no log without that being an error.</summary>
    internal static LogReader Open(Stream stream, string document, LogFormat? format, bool isNamed, LogReadOptions options)
    {
        if (format is { } known and not LogFormat.Unknown)
        {
            return Open(stream, document, known, options);
        }

        var head = new byte[HeadBytes];
        var length = ReadHead(stream, head);
        var recognised = LogFormats.Recognise(head.AsSpan(0, length), document);
        if (recognised != LogFormat.Unknown)
        {
            return Open(new HeadedStream(head.AsMemory(0, length), stream), document, recognised, options);
        }

        stream.Dispose();
        return Unknown(head.AsSpan(0, length), document, isNamed, options);
    }

    static int ReadHead(Stream stream, byte[] head)
    {
        var length = 0;
        while (length < head.Length)
        {
            var read = stream.Read(head, length, head.Length - length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    static UnknownLogReader Unknown(ReadOnlySpan<byte> head, string document, bool isNamed, LogReadOptions options)
    {
        var log = options.Limits.LogOf(document);
        if (head.Length == HeadBytes && !head.ContainsAnyExcept(" \t\r\n\0"u8))
        {
            // A log that was emptied while its writer went on begins with a hole; what is behind it has not been looked at.
            log.Warn(
                "LOG004", SourceLocation.Whole, $"the first {HeadBytes} bytes hold nothing but white space and zeros, so the format was not recognised; nothing was read",
                advice: "cut them off, or say with --format what the file is");
        }
        else if (!head.ContainsAnyExcept(" \t\r\n\0"u8))
        {
            log.Note("LOG004", SourceLocation.Whole, head.IsEmpty ? "the file is empty" : "the file holds nothing but white space and zeros");
        }
        else
        {
            var kind = FileSignature.KindOf(head);
            var message = kind is null ? "the format was not recognised; nothing was read" : $"this is {kind}, no log; nothing was read";
            if (isNamed)
            {
                log.Error("LOG001", SourceLocation.Whole, message, advice: "say with --format what it is, or leave it out");
            }
            else
            {
                log.Note("LOG001", SourceLocation.Whole, message); // folders hold more than logs
            }
        }

        return new UnknownLogReader(log.ToList());
    }

    static LogReader Open(Stream stream, string document, LogFormat format, LogReadOptions options) => format switch
    {
        LogFormat.Evtx => new EvtxLogReader(stream, document, options),
        LogFormat.EventXml => new EventXmlLogReader(stream, document, options),
        LogFormat.Json => new JsonLogReader(stream, document),
        LogFormat.Csv or LogFormat.Tsv => new CsvLogReader(stream, document, format, options),
        LogFormat.Auditd => new AuditdLogReader(stream, document, options),
        LogFormat.Syslog => new SyslogLogReader(stream, document, options),
        LogFormat.Cef or LogFormat.Leef => new EventFormatReader(stream, document, format, options),
        LogFormat.Logfmt => new LogfmtLogReader(stream, document, options),
        LogFormat.Zeek => new ZeekLogReader(stream, document, options),
        LogFormat.W3c => new W3cLogReader(stream, document, options),
        LogFormat.AccessLog => new AccessLogReader(stream, document, options),
        _ => Unknown([], document, isNamed: true, options),
    };
}
