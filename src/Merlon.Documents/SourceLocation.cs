using System.Globalization;

namespace Merlon.Documents;

/// <summary>
/// Where in a document something stands. Lines and columns count from 1; 0 means that the format has none (JSON objects
/// are found by <see cref="Path"/>, a JSON path such as <c>$.objects[17].name</c> or a YAML one such as
/// <c>log_sources[2].name</c>).
/// </summary>
/// <param name="Line">Line from 1, or 0 where unknown.</param>
/// <param name="Column">Column from 1 in UTF-16 units, or 0 where unknown.</param>
/// <param name="Path">Path of the field inside the document, or null where the place has no name.</param>
public readonly record struct SourceLocation(int Line, int Column, string? Path = null)
{
    // A string, or a DocumentPath: a reader makes a location for each node and hardly any is ever shown, so the text
    // is put together only when somebody asks.
    readonly object? path = Path;

    internal SourceLocation(int line, int column, DocumentPath? path)
        : this(line, column, (string?)null)
        => this.path = path;

    /// <summary>The document as a whole.</summary>
    public static SourceLocation Whole => default;

    /// <summary>Path of the field inside the document, or null where the place has no name; long keys are shortened.</summary>
    public string? Path
    {
        get => path as string ?? path?.ToString();
        init => path = value;
    }

    /// <summary>Same line, same column, same path as written.</summary>
    public bool Equals(SourceLocation other)
        => Line == other.Line && Column == other.Column
            && (ReferenceEquals(path, other.path) || string.Equals(Path, other.Path, StringComparison.Ordinal));

    /// <summary>Agrees with <see cref="Equals(SourceLocation)"/>; the path is left out, since a place has one.</summary>
    public override int GetHashCode() => HashCode.Combine(Line, Column);

    /// <summary>The place as people write it: <c>12:7 (log_sources[2].name)</c>; empty for the whole document.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}") : "";
        return Path is not { } name ? place : place.Length == 0 ? name : $"{place} ({name})";
    }
}
