using System.Collections.Immutable;
using Merlon.Logs.Text;

namespace Merlon.Logs;

/// <summary>Recognises how a file writes its records, from its first bytes and its name.</summary>
public static class LogFormats
{
    // The line by which a text is known may stand behind a line that a rotation cut, or behind comments.
    const int LinesMax = 12;

    static readonly ImmutableArray<(string Name, LogFormat Format)> Names =
    [
        ("evtx", LogFormat.Evtx), ("json", LogFormat.Json), ("ndjson", LogFormat.Json), ("jsonl", LogFormat.Json), ("event-xml", LogFormat.EventXml),
        ("xml", LogFormat.EventXml), ("csv", LogFormat.Csv), ("tsv", LogFormat.Tsv), ("auditd", LogFormat.Auditd), ("syslog", LogFormat.Syslog),
        ("cef", LogFormat.Cef), ("leef", LogFormat.Leef), ("logfmt", LogFormat.Logfmt), ("zeek", LogFormat.Zeek), ("w3c", LogFormat.W3c),
        ("iis", LogFormat.W3c), ("access-log", LogFormat.AccessLog), ("access", LogFormat.AccessLog),
    ];

    /// <summary>Words by which people name formats, such as <c>auditd</c>; the first of a format is its name.</summary>
    public static IEnumerable<string> AllNames => Names.Select(static n => n.Name);

    /// <summary>The word for a format; <c>unknown</c> for <see cref="LogFormat.Unknown"/>.</summary>
    public static string NameOf(LogFormat format)
    {
        foreach (var (name, candidate) in Names)
        {
            if (candidate == format)
            {
                return name;
            }
        }

        return "unknown";
    }

    /// <summary>The format that people call <paramref name="name"/>; false for an unknown word.</summary>
    public static bool TryFind(string name, out LogFormat format)
    {
        foreach (var (known, candidate) in Names)
        {
            if (string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            {
                format = candidate;
                return true;
            }
        }

        format = LogFormat.Unknown;
        return false;
    }

    /// <summary>What a file is.</summary>
    /// <param name="first">Its first bytes, as many as there are up to some ten thousand; the last line may be cut.</param>
    /// <param name="name">Its name; its end decides where the bytes leave several possible.</param>
    public static LogFormat Recognise(ReadOnlySpan<byte> first, string name)
    {
        if (first.StartsWith("ElfFile\0"u8) || first.StartsWith("ElfChnk\0"u8))
        {
            return LogFormat.Evtx;
        }

        var text = TextEncoding.Of(first).ToUtf8(first);
        if (IsBinary(text))
        {
            return HasEnd(name, ".evtx") ? LogFormat.Evtx : LogFormat.Unknown;
        }

        var format = LogFormat.Unknown;
        var rest = text.TrimStart(" \t\r\n\0"u8);
        for (var i = 0; i < LinesMax && !rest.IsEmpty && format == LogFormat.Unknown; i++)
        {
            var line = LineLook.FirstOf(rest, out var behind);
            format = i == 0 ? LineLook.OfDocument(rest) : LogFormat.Unknown;
            format = format == LogFormat.Unknown ? LineLook.OfLine(line) : format;
            format = format == LogFormat.Unknown && i == 0 ? DelimitedLook.Of(rest, name) : format;
            rest = behind;
        }

        return format != LogFormat.Unknown ? format : ByName(name, text);
    }

    static bool HasEnd(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    // Zeros at the front of a text are what a crash leaves of a block that was not written.
    static bool IsBinary(ReadOnlySpan<byte> text)
    {
        var junk = 0;
        text = text.TrimStart((byte)0);
        foreach (var b in text)
        {
            junk += b is < 0x20 and not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0B or 0x0C or 0x1B or 0x1D) or 0x7F ? 1 : 0;
        }

        return junk > text.Length / 20;
    }

    // Text in which nothing was found, of a name that promises something: its reader says what is wrong, line by line.
    static LogFormat ByName(string name, ReadOnlySpan<byte> text)
        => !text.ContainsAnyExcept(" \t\r\n\0"u8) ? LogFormat.Unknown
        : HasEnd(name, ".json") || HasEnd(name, ".ndjson") || HasEnd(name, ".jsonl") ? LogFormat.Json
        : HasEnd(name, ".csv") ? LogFormat.Csv
        : HasEnd(name, ".tsv") ? LogFormat.Tsv
        : LogFormat.Unknown;
}
