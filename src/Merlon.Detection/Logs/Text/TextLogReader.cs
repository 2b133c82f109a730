using System.Globalization;
using Merlon.Documents;

namespace Merlon.Logs.Text;

/// <summary>What the readers of lines share: where they are, what they could not read, and how often.</summary>
abstract class TextLogReader : LogReader
{
    readonly LineSource lines;
    readonly DiagnosticLog log;
    readonly SortedDictionary<string, (long First, long Count, string What, string? Advice)> tallies = new(StringComparer.Ordinal);

    private protected TextLogReader(Stream stream, string document, LogFormat format, LogReadOptions options)
    {
        Format = format;
        Options = options;
        lines = new LineSource(stream, options.Limits.LineBytesMax);
        log = options.Limits.LogOf(document);
    }

    public sealed override LogFormat Format { get; }

    public sealed override IReadOnlyList<Diagnostic> Diagnostics
    {
        get
        {
            var all = tallies.Select(pair => Counted(pair.Key, pair.Value.First, pair.Value.Count, pair.Value.What, pair.Value.Advice)).ToList();
            if (lines.Replaced > 0)
            {
                all.Add(Counted("LOG003", lines.FirstReplaced, lines.Replaced, "lines had bytes that are not UTF-8, which were replaced by U+FFFD", advice: null));
            }

            return [.. log.ToList(), .. all];
        }
    }

    /// <summary>What the reader was told.</summary>
    protected LogReadOptions Options { get; }

    /// <summary>Number of the line that was taken last.</summary>
    protected long LineNumber => lines.Number;

    /// <summary>Where the line that was taken last begins.</summary>
    protected long LineOffset => lines.Offset;

    /// <summary>Takes the next line; valid until the next one is taken.</summary>
    protected bool NextLine(out ReadOnlySpan<byte> line)
    {
        var isThere = lines.Next(out line);
        Position = lines.Position;
        if (lines.IsCut)
        {
            Warn("LOG002", string.Create(CultureInfo.InvariantCulture, $"the line is longer than {Options.Limits.LineBytesMax:N0} bytes; it was cut there"));
        }

        return isThere;
    }

    /// <summary>Takes the next line that is not blank.</summary>
    protected bool NextText(out ReadOnlySpan<byte> line)
    {
        while (NextLine(out line))
        {
            if (line.ContainsAnyExcept(" \t\0"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes <paramref name="record"/> the one that begins at the line that was taken last, and counts it.</summary>
    protected void Begin(LogEvent record) => Begin(record, lines.Offset);

    /// <summary>Makes <paramref name="record"/> one that begins elsewhere, and counts it.</summary>
    protected void Begin(LogEvent record, long offset)
    {
        record.Clear();
        record.Format = Format;
        record.Number = ++Records;
        record.Offset = offset;
    }

    /// <summary>Counts the line that was taken last as one that could not be read.</summary>
    protected void Fail(string code, string message, ReadOnlySpan<byte> line, string? advice = null)
    {
        Failed++;
        log.Warn(code, LocationOf(lines.Number), message, ExcerptOf(line), advice);
    }

    /// <summary>Counts the line that was taken last among those of which something is said once, with their number.</summary>
    /// <param name="code">Of the diagnostic.</param>
    /// <param name="what">What comes behind the number: <c>rows have …</c>.</param>
    /// <param name="advice">What to do.</param>
    protected void Tally(string code, string what, string? advice = null)
    {
        var before = tallies.GetValueOrDefault(code, (First: lines.Number, Count: 0, What: what, Advice: advice));
        tallies[code] = before with { Count = before.Count + 1 };
    }

    /// <summary>Says that a part of the line that was taken last was given up.</summary>
    protected void Warn(string code, string message, ReadOnlySpan<byte> line = default, string? advice = null)
        => log.Warn(code, LocationOf(lines.Number), message, line.IsEmpty ? null : ExcerptOf(line), advice);

    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            lines.Dispose();
        }

        base.Dispose(isDisposing);
    }

    Diagnostic Counted(string code, long first, long count, string what, string? advice)
        => new(code, Severity.Note, log.Document, LocationOf(first), string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}; this is the first"), Advice: advice);

    static string ExcerptOf(ReadOnlySpan<byte> line)
        => System.Text.Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4 * Diagnostic.ExcerptCharsMax)]);

    static SourceLocation LocationOf(long line) => new((int)Math.Min(line, int.MaxValue), 1);
}
