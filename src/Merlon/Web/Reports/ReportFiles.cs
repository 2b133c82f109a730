using System.Text.Json;
using Merlon.Assessment;
using Merlon.Layers;
using Merlon.Web.Reports.Auditor;
using Merlon.Web.Reports.Engineer;
using Merlon.Web.Reports.Manager;
using Merlon.Web.Reports.Tables;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Reports;

/// <summary>The files of each reader's report: the one place that names them.</summary>
static class ReportFiles
{
    public const string Manager = "manager", Engineer = "engineer", Auditor = "auditor", Whole = "whole";

    public const string Html = "html", Xlsx = "xlsx", Csv = "csv", Json = "json", Layers = "layers";

    public static IReadOnlyList<string> Readers { get; } = [Manager, Engineer, Auditor, Whole];

    public static IReadOnlyList<string> Formats { get; } = [Html, Xlsx, Csv, Json, Layers];

    /// <summary>How a single file of the format ends; null for layers, which are several.</summary>
    public static string? EndingOf(string format) => format == Layers ? null : "." + format;

    /// <summary>The files of one reader, the one to open first.</summary>
    /// <param name="book">What to report.</param>
    /// <param name="reader">One of <see cref="Readers"/>.</param>
    /// <param name="formats">Some of <see cref="Formats"/>.</param>
    /// <param name="frameworks">Frameworks for the auditor.</param>
    public static IReadOnlyList<OutputFile> Of(ReportBook book, string reader, IReadOnlyCollection<string> formats, IReadOnlyList<ControlFramework> frameworks)
    {
        List<OutputFile> files = reader switch
        {
            Manager => OfManager(book, formats),
            Engineer => OfEngineer(book, formats),
            Auditor => [.. frameworks.SelectMany(framework => OfAuditor(book, framework, formats, frameworks.Count == 1 ? "auditor" : "auditor-" + PlainName(framework.Id)))],
            _ => OfWhole(book, formats),
        };
        if (formats.Contains(Layers, StringComparer.Ordinal))
        {
            files.AddRange(LayersOf(book.Assessment));
        }

        return files;
    }

    /// <summary>Layers of every domain: coverage, threat, gap.</summary>
    public static IEnumerable<OutputFile> LayersOf(GapAssessment assessment)
    {
        var domains = AssessmentLayers.Domains(assessment);
        foreach (var domain in domains)
        {
            // One domain is the rule: its layers have the plain names.
            var suffix = domains.Count == 1 ? "" : $"-{domain}";
            yield return new($"coverage-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.CoverageOf(assessment, domain), stream));
            yield return new($"threat-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.ThreatOf(assessment, domain), stream));
            yield return new($"gap-layer{suffix}.json", stream => LayerWriter.Write(AssessmentLayers.GapOf(assessment, domain), stream));
        }
    }

    static List<OutputFile> OfWhole(ReportBook book, IReadOnlyCollection<string> formats)
    {
        var files = new List<OutputFile>();
        if (formats.Contains(Html, StringComparer.Ordinal))
        {
            files.Add(new("report.html", stream => ReportDocument.Write(book, stream)));
        }

        if (formats.Contains(Json, StringComparer.Ordinal))
        {
            files.Add(new("gaps.json", stream => JsonText.WriteFile(stream, json => AssessmentJson.Write(json, book.Assessment))));
        }

        AddTables(files, formats.Where(static format => format != Json), "report", book, () => AssessmentTables.Whole(book));
        return files;
    }

    static List<OutputFile> OfManager(ReportBook book, IReadOnlyCollection<string> formats)
    {
        var files = new List<OutputFile>();
        if (formats.Contains(Html, StringComparer.Ordinal))
        {
            files.Add(new("manager.html", stream => ReportDocument.WriteManager(book, stream)));
        }

        AddTables(files, formats, "manager", book, () => AssessmentTables.Manager(ManagerView.Of(book)));
        return files;
    }

    static List<OutputFile> OfEngineer(ReportBook book, IReadOnlyCollection<string> formats)
    {
        var files = new List<OutputFile>();
        var backlog = new Lazy<Backlog>(() => Backlog.Of(book.Assessment));
        if (formats.Contains(Html, StringComparer.Ordinal))
        {
            files.Add(new("engineer.html", stream => ReportDocument.WriteEngineer(backlog.Value, stream)));
        }

        AddTables(files, formats, "backlog", book, () => [backlog.Value.Table]);
        return files;
    }

    static List<OutputFile> OfAuditor(ReportBook book, ControlFramework framework, IReadOnlyCollection<string> formats, string name)
    {
        var files = new List<OutputFile>();
        var view = new Lazy<AuditView>(() => AuditView.Of(book, framework));
        if (formats.Contains(Html, StringComparer.Ordinal))
        {
            files.Add(new(name + ".html", stream => ReportDocument.WriteAuditor(view.Value, stream)));
        }

        AddTables(files, formats, name, book, () => [view.Value.ControlTable, view.Value.EdgeTable, view.Value.InputTable]);
        return files;
    }

    // A workbook and a JSON document hold every table; CSV is one file for each.
    static void AddTables(List<OutputFile> files, IEnumerable<string> formats, string name, ReportBook book, Func<IReadOnlyList<ReportTable>> tables)
    {
        var made = new Lazy<IReadOnlyList<ReportTable>>(tables);
        foreach (var format in formats)
        {
            switch (format)
            {
                case Xlsx:
                    files.Add(new(name + ".xlsx", stream => TableFiles.WriteXlsx(made.Value, name + ".xlsx", stream)));
                    break;
                case Json:
                    files.Add(new(name + ".json", stream => JsonText.WriteFile(stream, json => WriteJson(json, book, made.Value))));
                    break;
                case Csv:
                    files.AddRange(made.Value.Select(table => new OutputFile(table.Name == name ? name + ".csv" : $"{name}-{table.Name}.csv", stream => TableFiles.WriteCsv(table, stream))));
                    break;
                default:
                    break;
            }
        }
    }

    static void WriteJson(Utf8JsonWriter json, ReportBook book, IReadOnlyList<ReportTable> tables)
    {
        json.WriteStartObject();
        json.WriteStartObject("merlon");
        json.WriteNumber("format", 1);
        json.WriteString("version", AnswerWords.Version);
        json.WriteEndObject();
        json.WriteString("organisation", book.Assessment.Organisation.Name);
        json.WriteDay("as_of", book.Assessment.AsOf);
        json.WriteString("release", book.Assessment.Context.Release.Version);
        foreach (var table in tables)
        {
            json.WriteObjects(table.Name.Replace('-', '_'), table.Rows, row => WriteRow(json, table, row));
        }

        json.WriteEndObject();
    }

    static void WriteRow(Utf8JsonWriter json, ReportTable table, IReadOnlyList<ReportCell> row)
    {
        for (var i = 0; i < row.Count; i++)
        {
            var key = table.Columns[i].Key;
            if (row[i].Number is { } number)
            {
                json.WriteRounded(key, number);
            }
            else if (row[i].Day is { } day)
            {
                json.WriteDay(key, day);
            }
            else if (table.Columns[i].Wraps && row[i].Text.Contains('\n', StringComparison.Ordinal))
            {
                json.WriteStrings(key, row[i].Text.Split('\n'));
            }
            else
            {
                json.WriteString(key, row[i].Text);
            }
        }
    }

    static string PlainName(string id) => string.Concat(id.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
}
