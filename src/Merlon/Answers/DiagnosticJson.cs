using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>Diagnostics as JSON objects.</summary>
static class DiagnosticJson
{
    public static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Diagnostic> diagnostics)
        => json.WriteObjects(name, diagnostics, diagnostic =>
        {
            json.WriteString("code", diagnostic.Code);
            json.WriteString("severity", AnswerWords.Of(diagnostic.Severity));
            json.WriteString("document", diagnostic.Document);
            if (diagnostic.Location.Line > 0)
            {
                json.WriteNumber("line", diagnostic.Location.Line);
                json.WriteNumber("column", diagnostic.Location.Column);
            }

            if (diagnostic.Location.Path is { } path)
            {
                json.WriteString("path", path);
            }

            json.WriteString("message", diagnostic.Message);
            if (diagnostic.Excerpt is { } excerpt)
            {
                json.WriteString("excerpt", excerpt);
            }

            if (diagnostic.Advice is { } advice)
            {
                json.WriteString("advice", advice);
            }
        });
}
