using Merlon.Documents;

namespace Merlon.Logs;

/// <summary>How much of one hostile file of records a reader takes before it cuts or leaves out. The defaults are in docs/limits.md.</summary>
public sealed record LogLimits
{
    /// <summary>The limits that every command uses unless it says otherwise.</summary>
    public static LogLimits Default { get; } = new();

    /// <summary>Longest line, in bytes of UTF-8; what is longer is cut there.</summary>
    public int LineBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Longest record that takes several lines (quoted line breaks of CSV), in bytes of UTF-8.</summary>
    public int RecordBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most fields of a record of text; further ones are left out.</summary>
    public int FieldsMax { get; init; } = 4_096;

    /// <summary>Deepest nesting of JSON in a field of text, in levels.</summary>
    public int NestingDepthMax { get; init; } = 32;

    /// <summary>Most events of the audit daemon that wait for further lines of theirs, where starts of processes are put together.</summary>
    public int AuditEventsMax { get; init; } = 256;

    /// <summary>Most diagnostics that are kept for one file; errors may take as many again.</summary>
    public int DiagnosticsMax { get; init; } = 100;

    /// <summary>An empty log for a file.</summary>
    internal DiagnosticLog LogOf(string document) => new(document, ReadLimits.Default with { DiagnosticsMax = DiagnosticsMax });
}
