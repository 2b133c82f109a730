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
        json.WriteStartObject();
        json.WriteString("$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Merlon");
        json.WriteString("version", AnswerWords.Version);
        json.WriteObjects("rules", codes, code =>
        {
            json.WriteString("id", code.Code);
            WriteText(json, "shortDescription", code.Message);
            if (code.Advice is { } advice)
            {
                WriteText(json, "help", advice);
            }

            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", AnswerWords.Of(code.Severity));
            json.WriteEndObject();
        });
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteObjects("results", findings, finding => WriteResult(json, finding, numbers[finding.Code]));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteResult(Utf8JsonWriter json, Diagnostic finding, int number)
    {
        json.WriteString("ruleId", finding.Code);
        json.WriteNumber("ruleIndex", number);
        json.WriteString("level", AnswerWords.Of(finding.Severity));
        var excerpt = finding.Excerpt is { } text ? $": {text}" : "";
        WriteText(json, "message", $"{finding.Message}{excerpt}{(finding.Advice is { } advice ? $" ({advice})" : "")}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri.EscapeDataString(finding.Document.Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal));
        json.WriteEndObject();
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

    static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
