using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>What is told about one file out of many: under its own name, however long, instead of under the name of what was asked for.</summary>
readonly struct LogFileTrouble(DiagnosticLog log, string document)
{
    public void Note(string code, string message, string? advice = null) => Tell(Severity.Note, code, message, advice);

    public void Warn(string code, string message, string? advice = null) => Tell(Severity.Warning, code, message, advice);

    public void Error(string code, string message, string? advice = null) => Tell(Severity.Error, code, message, advice);

    void Tell(Severity severity, string code, string message, string? advice)
        => log.AddRange([new Diagnostic(code, severity, document, SourceLocation.Whole, message, Excerpt: null, advice)]);
}

static class LogFileTroubles
{
    /// <summary>The trouble with one file.</summary>
    public static LogFileTrouble Of(this DiagnosticLog log, string document) => new(log, document);
}
