using System.Globalization;
using System.Text;
using Merlon.Documents;

namespace Merlon.Logs.Json;

/// <summary>What was noticed at a place of a window.</summary>
/// <param name="What">What it is.</param>
/// <param name="Start">Where the record or what stands in its place begins.</param>
/// <param name="Fault">The very byte.</param>
readonly record struct JsonNotice(JsonNoticeKind What, int Start, int Fault);

/// <summary>What may be noticed in JSON logs; docs/diagnostics.md lists the codes.</summary>
enum JsonNoticeKind
{
    /// <summary>LOG100: a byte that JSON does not allow there.</summary>
    Syntax,

    /// <summary>LOG101: a record that breaks off.</summary>
    Truncated,

    /// <summary>LOG102: a value that is no object.</summary>
    NoObject,

    /// <summary>LOG103: a record that is too large.</summary>
    TooLarge,

    /// <summary>LOG104: too many fields.</summary>
    TooManyFields,

    /// <summary>LOG104: too much text.</summary>
    TooMuchText,

    /// <summary>LOG105: bytes that are not UTF-8.</summary>
    NotUtf8,

    /// <summary>LOG106: what lies too deep.</summary>
    Flattened,

    /// <summary>LOG108: a list that is not closed.</summary>
    OpenList,
}

/// <summary>Turns what was noticed in windows of bytes into diagnostics with lines and columns; counts lines as the windows are done with.</summary>
/// <param name="document">The file's name.</param>
/// <param name="limits">Named in messages; bounds how many are kept.</param>
sealed class JsonReport(string document, JsonLimits limits)
{
    readonly DiagnosticLog log = new(document, ReadLimits.Default with { DiagnosticsMax = limits.DiagnosticsMax });
    readonly Diagnostic?[] uncounted = new Diagnostic?[Enum.GetValues<JsonNoticeKind>().Length];
    int lines;
    long lineStart;

    /// <summary>How many bytes are done with.</summary>
    public long Position { get; private set; }

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<Diagnostic> ToList() => log.ToList();

    /// <summary>Bytes before the first window, such as a byte order mark.</summary>
    public void Skip(int bytes) => Position = lineStart = bytes;

    /// <summary>Adds what was noticed in <paramref name="window"/>, whose first byte is the first that is not done with.</summary>
    public void Add(JsonNotice notice, ReadOnlySpan<byte> window)
    {
        // Beyond what is kept only the code counts.
        if (log.Count > 2 * limits.DiagnosticsMax)
        {
            Count(notice.What);
            return;
        }

        var before = window[..notice.Start];
        var column = before.LastIndexOf((byte)'\n') is var last and >= 0 ? notice.Start - last - 1 : Position + notice.Start - lineStart;
        var place = new SourceLocation(lines + before.Count((byte)'\n') + 1, (int)Math.Min(column + 1, int.MaxValue));
        var (message, advice) = MessageOf(notice.What);
        message = string.Create(CultureInfo.InvariantCulture, $"{message}, byte {Position + notice.Fault:N0}");
        if (notice.What is JsonNoticeKind.NotUtf8 or JsonNoticeKind.Flattened)
        {
            log.Note(CodeOf(notice.What), place, message, advice: advice);
            return;
        }

        var excerpt = window.Slice(notice.Fault, Math.Min(window.Length - notice.Fault, Diagnostic.ExcerptCharsMax));
        log.Warn(CodeOf(notice.What), place, message, excerpt.IsEmpty ? null : Encoding.UTF8.GetString(excerpt), advice);
    }

    /// <summary>Counts a notice whose place was not kept.</summary>
    public void Count(JsonNoticeKind what)
        => log.AddRange([uncounted[(int)what] ??= new Diagnostic(CodeOf(what), Severity.Warning, document, SourceLocation.Whole, MessageOf(what).Message)]);

    /// <summary>Done with these bytes.</summary>
    public void Consume(ReadOnlySpan<byte> bytes)
    {
        if (bytes.LastIndexOf((byte)'\n') is var last and >= 0)
        {
            lines = (int)Math.Min(int.MaxValue - 1L, lines + (long)bytes.Count((byte)'\n'));
            lineStart = Position + last + 1;
        }

        Position += bytes.Length;
    }

    static string CodeOf(JsonNoticeKind what) => what switch
    {
        JsonNoticeKind.Syntax => "LOG100",
        JsonNoticeKind.Truncated => "LOG101",
        JsonNoticeKind.NoObject => "LOG102",
        JsonNoticeKind.TooLarge => "LOG103",
        JsonNoticeKind.TooManyFields or JsonNoticeKind.TooMuchText => "LOG104",
        JsonNoticeKind.NotUtf8 => "LOG105",
        JsonNoticeKind.Flattened => "LOG106",
        _ => "LOG108",
    };

    (string Message, string? Advice) MessageOf(JsonNoticeKind what) => what switch
    {
        JsonNoticeKind.Syntax => ("a record is not JSON and was left out", null),
        JsonNoticeKind.Truncated => ("a record breaks off and was left out", "the program that wrote it was stopped, or the file was cut"),
        JsonNoticeKind.NoObject => ("what stands here is no JSON object and was left out", null),
        JsonNoticeKind.TooLarge => (Counted($"a record is larger than {limits.RecordBytesMax:N0} bytes and was left out"), null),
        JsonNoticeKind.TooManyFields => (Counted($"a record has more than {limits.FieldsMax:N0} fields and was left out"), null),
        JsonNoticeKind.TooMuchText => (Counted($"the fields of a record take more than {limits.RecordTextBytesMax:N0} bytes and it was left out"), null),
        JsonNoticeKind.NotUtf8 => ("bytes that are not UTF-8 were read as U+FFFD", "write the log as UTF-8"),
        JsonNoticeKind.Flattened => (Counted($"what is nested deeper than {limits.DepthMax} levels counts only as text of what it lies in"), null),
        _ => ("a list of records is not closed; what it holds was read", "the file was cut"),
    };

    static string Counted(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
