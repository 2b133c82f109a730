namespace Merlon.Documents;

/// <summary>What a reader could make of a document, and everything that it noticed on the way.</summary>
/// <typeparam name="T">What the document was read as.</typeparam>
/// <param name="Value">What could be made; null only when nothing could.</param>
/// <param name="Diagnostics">All that was noticed, in document order; empty when the document was clean.</param>
public sealed record Parsed<T>(T? Value, IReadOnlyList<Diagnostic> Diagnostics)
    where T : class
{
    /// <summary>True when at least one diagnostic is an <see cref="Severity.Error"/>.</summary>
    public bool HasErrors => Diagnostics.Any(static d => d.Severity == Severity.Error);
}
