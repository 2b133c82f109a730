namespace Merlon.Logs.Json;

/// <summary>How much of a hostile JSON log is taken before a record is given up; docs/limits.md has the defaults.</summary>
public sealed record JsonLimits
{
    /// <summary>The limits of every command.</summary>
    public static JsonLimits Default { get; } = new();

    /// <summary>Largest record, in bytes of UTF-8, white space inside it included.</summary>
    public int RecordBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most fields of a record, objects, arrays and elements included.</summary>
    public int FieldsMax { get; init; } = 100_000;

    /// <summary>Deepest object or array whose leaves are fields of their own, in levels; what is deeper stands in the text of the one above.</summary>
    public int DepthMax { get; init; } = 64;

    /// <summary>Most bytes that names, values and the texts of objects and arrays of a record take together.</summary>
    public int RecordTextBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>Most diagnostics that are kept for a file.</summary>
    public int DiagnosticsMax { get; init; } = 1_000;
}
