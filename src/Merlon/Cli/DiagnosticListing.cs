using Merlon.Documents;

namespace Merlon.Cli;

/// <summary>What readers noticed, on the error stream: errors first, then warnings, a bounded number of lines.</summary>
static class DiagnosticListing
{
    /// <summary>Most diagnostics that are written out; the rest is counted.</summary>
    public const int LinesMax = 20;

    /// <summary>Writes errors and warnings; notes only when there is nothing graver and <paramref name="withNotes"/> is set.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Diagnostic> diagnostics, bool withNotes = false)
    {
        List<Diagnostic> shown =
        [
            .. diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Error),
            .. diagnostics.Where(static diagnostic => diagnostic.Severity == Severity.Warning),
            .. diagnostics.Where(diagnostic => withNotes && diagnostic.Severity == Severity.Note),
        ];
        foreach (var diagnostic in shown.Take(LinesMax))
        {
            terminal.Error.WriteLine($"{AnswerWords.Of(diagnostic.Severity)}: {SafeText.Line(diagnostic.ToString())}");
        }

        if (shown.Count > LinesMax)
        {
            var rest = shown.Skip(LinesMax).CountBy(static diagnostic => diagnostic.Severity).OrderByDescending(static pair => pair.Key)
                .Select(static pair => Page.Count(pair.Value, AnswerWords.Of(pair.Key)));
            terminal.Error.WriteLine($"… and {string.Join(", ", rest)} more (see --json)");
        }
    }
}
