namespace Merlon.Documents;

/// <summary>How much was given up when a reader met trouble, from nothing to the whole document.</summary>
public enum Severity
{
    /// <summary>Nothing was given up; the reader only wants it known.</summary>
    Note,

    /// <summary>A part (a field, an entry, a reference) was given up and the rest was read.</summary>
    Warning,

    /// <summary>The whole document, or the object that was asked for, could not be had.</summary>
    Error,
}
