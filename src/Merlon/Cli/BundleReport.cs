using System.Text.Json;
using Merlon.Authoring;
using Merlon.Documents;

namespace Merlon.Cli;

/// <summary>What the validation of bundles found, on a page or as JSON, and the exit code that it means.</summary>
static class BundleReport
{
    /// <summary>Writes everything that was found about one thing.</summary>
    public static int Write(Terminal terminal, string about, IReadOnlyList<Diagnostic> findings, BundleStrictness strictness, bool asJson)
    {
        if (asJson)
        {
            JsonPrint.To(terminal, json =>
            {
                json.WriteStartObject();
                WriteJson(json, findings, strictness);
                json.WriteEndObject();
            });
        }
        else
        {
            var page = new Page(terminal);
            Print(page, findings);
            page.Paragraph(SafeText.Line($"{about}: {SummaryOf(findings, strictness)}."));
        }

        return IsFailure(findings, strictness) ? ExitCode.Findings : ExitCode.Success;
    }

    /// <summary>Strict counts warnings too; relaxed errors only.</summary>
    public static bool IsFailure(IReadOnlyList<Diagnostic> findings, BundleStrictness strictness)
        => findings.Any(d => d.Severity == Severity.Error || strictness == BundleStrictness.Strict && d.Severity == Severity.Warning);

    public static void Print(Page page, IReadOnlyList<Diagnostic> findings)
    {
        foreach (var finding in findings)
        {
            page.Paragraph($"{AnswerWords.Of(finding.Severity)}: {SafeText.Line(finding.ToString())}", hanging: 4);
        }
    }

    public static string SummaryOf(IReadOnlyList<Diagnostic> findings, BundleStrictness strictness)
    {
        var counts = string.Join(", ", findings.CountBy(static d => d.Severity).OrderByDescending(static pair => pair.Key).Select(static pair => Page.Count(pair.Value, AnswerWords.Of(pair.Key))));
        var codes = string.Join(", ", findings.CountBy(static d => d.Code, StringComparer.Ordinal).OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {Page.Count(pair.Value)}"));
        return $"{(findings.Count == 0 ? "nothing found" : $"{counts} ({codes})")}, measured {NameOf(strictness)}";
    }

    public static void WriteJson(Utf8JsonWriter json, IReadOnlyList<Diagnostic> findings, BundleStrictness strictness)
    {
        json.WriteString("measured", NameOf(strictness));
        json.WriteNumber("errors", findings.Count(static d => d.Severity == Severity.Error));
        json.WriteNumber("warnings", findings.Count(static d => d.Severity == Severity.Warning));
        json.WriteNumber("notes", findings.Count(static d => d.Severity == Severity.Note));
        DiagnosticJson.Write(json, "validation", findings);
    }

    public static string NameOf(BundleStrictness strictness) => strictness == BundleStrictness.Strict ? "strict" : "relaxed";
}
