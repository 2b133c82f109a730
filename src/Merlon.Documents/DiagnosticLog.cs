using System.Globalization;

namespace Merlon.Documents;

/// <summary>
/// Collects what a reader notices, in order and bounded: past <see cref="ReadLimits.DiagnosticsMax"/> further ones are
/// counted by code instead of kept, and <see cref="ToList"/> ends with one diagnostic that says how many there were.
/// </summary>
/// <param name="document">The document's name as the user gave it.</param>
/// <param name="limits">Bounds how many diagnostics are kept.</param>
public sealed class DiagnosticLog(string document, ReadLimits limits)
{
    readonly List<Diagnostic> kept = [];
    SortedDictionary<string, int>? droppedByCode;
    int dropped;

    /// <summary>The document that this log is about.</summary>
    public string Document { get; } = document;

    /// <summary>True once an <see cref="Severity.Error"/> was added, kept or not.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Everything that was added, also what was not kept.</summary>
    public int Count => kept.Count + dropped;

    /// <summary>Adds a <see cref="Severity.Note"/>.</summary>
    public void Note(string code, SourceLocation location, string message, string? excerpt = null, string? advice = null)
        => Add(code, Severity.Note, location, message, excerpt, advice);

    /// <summary>Adds a <see cref="Severity.Warning"/>.</summary>
    public void Warn(string code, SourceLocation location, string message, string? excerpt = null, string? advice = null)
        => Add(code, Severity.Warning, location, message, excerpt, advice);

    /// <summary>Adds an <see cref="Severity.Error"/>.</summary>
    public void Error(string code, SourceLocation location, string message, string? excerpt = null, string? advice = null)
        => Add(code, Severity.Error, location, message, excerpt, advice);

    /// <summary>Adds what another reader noticed, as it is.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            Keep(diagnostic);
        }
    }

    /// <summary>What was kept, in order, closed by a count of what was not.</summary>
    public IReadOnlyList<Diagnostic> ToList()
    {
        if (dropped == 0)
        {
            return [.. kept];
        }

        var codes = string.Join(
            ", ", (droppedByCode ?? []).Select(static d => string.Create(CultureInfo.InvariantCulture, $"{d.Key}: {d.Value:N0}")));
        var rest = new Diagnostic(
            "READ001", Severity.Note, Document, SourceLocation.Whole,
            string.Create(CultureInfo.InvariantCulture, $"{dropped:N0} further diagnostics were counted but not kept: {codes}"));
        return [.. kept, rest];
    }

    void Add(string code, Severity severity, SourceLocation location, string message, string? excerpt, string? advice)
        => Keep(new Diagnostic(
            code, severity, Document, location, message, excerpt is null ? null : Diagnostic.ExcerptOf(excerpt), advice));

    void Keep(Diagnostic diagnostic)
    {
        HasErrors |= diagnostic.Severity == Severity.Error;
        if (kept.Count < limits.DiagnosticsMax || diagnostic.Severity == Severity.Error && kept.Count < 2L * limits.DiagnosticsMax)
        {
            kept.Add(diagnostic);
        }
        else
        {
            dropped++;
            droppedByCode ??= new SortedDictionary<string, int>(StringComparer.Ordinal);
            droppedByCode[diagnostic.Code] = droppedByCode.GetValueOrDefault(diagnostic.Code) + 1;
        }
    }
}
