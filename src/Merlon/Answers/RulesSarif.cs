using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>Findings about rule files as SARIF 2.1.0, for code hosts and other tools that show results of analyses.</summary>
static class RulesSarif
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Diagnostic> findings)
    {
        var codes = findings.GroupBy(static finding => finding.Code, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => group.First()).ToList();
        var numbers = codes.Select(static (finding, i) => (finding.Code, i)).ToDictionary(static pair => pair.Code, static pair => pair.i, StringComparer.Ordinal);
        Sarif.Write(
            json,
            () => json.WriteObjects("rules", codes, code =>
            {
                json.WriteString("id", code.Code);
                Sarif.WriteText(json, "shortDescription", code.Message);
                if (code.Advice is { } advice)
                {
                    Sarif.WriteText(json, "help", advice);
                }

                json.WriteStartObject("defaultConfiguration");
                json.WriteString("level", AnswerWords.Of(code.Severity));
                json.WriteEndObject();
            }),
            () => json.WriteObjects("results", findings, finding => WriteResult(json, finding, numbers[finding.Code])));
    }

    static void WriteResult(Utf8JsonWriter json, Diagnostic finding, int number)
    {
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", number);
        json.WriteString("level", AnswerWords.Of(finding.Severity));
        var excerpt = finding.Excerpt is { } text ? $": {text}" : "";
        Sarif.WriteText(json, "message", $"{finding.Message}{excerpt}{(finding.Advice is { } advice ? $" ({advice})" : "")}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        Sarif.WriteFile(json, finding.Document);
        if (finding.Location.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", finding.Location.Line);
            json.WriteNumber("startColumn", Math.Max(1, finding.Location.Column));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
