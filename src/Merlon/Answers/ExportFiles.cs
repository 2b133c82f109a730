using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Exports;
using Merlon.Sheets;
using Merlon.Stix;
using Merlon.Web.Site;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Answers;

/// <summary>Writes the files of an export, all or none.</summary>
static class ExportFiles
{
    /// <summary>Writes them; no file when the diagnostics have an error.</summary>
    public static ExportWritten Write(ExportScope scope, ExportRequest request, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var diagnostics = new List<Diagnostic>();
        progress.Report(new WorkProgress($"Exporting as {request.Format}", 0, 0));
        var files = 0;
        switch (request.Format)
        {
            case ExportFormats.Stix20 or ExportFormats.Stix21:
                var bundles = Bundles(scope, request, diagnostics, cancellationToken);
                if (diagnostics.Exists(static one => one.Severity == Severity.Error))
                {
                    return new ExportWritten(0, 0, "", diagnostics);
                }

                files = WriteFew(request, bundles, cancellationToken);
                break;
            case ExportFormats.Xlsx:
                files = WriteFew(request, Workbooks(scope, request, diagnostics, cancellationToken), cancellationToken);
                break;
            case ExportFormats.Json:
                files = WriteFew(request, [new OutputFile(NameOf(scope, ".json"), stream => WriteJson(scope, stream))], cancellationToken);
                break;
            case ExportFormats.Csv:
                files = WriteFew(request, [.. ReleaseTables.Of(scope).Select(static table => new OutputFile($"{table.Name.Replace(' ', '-')}.csv", stream => WriteCsv(table, stream)))], cancellationToken);
                break;
            case ExportFormats.Markdown:
                files = OutputTree.Write(request.Output, Counted(MarkdownPages.Of(scope), scope, progress), cancellationToken);
                break;
            default:
                files = OutputTree.Write(request.Output, Counted(ReleaseSite.Of(scope), scope, progress), cancellationToken);
                break;
        }

        return new ExportWritten(files, scope.Objects.Count(), Path.GetFullPath(request.Output), diagnostics);
    }

    static int WriteFew(ExportRequest request, List<OutputFile> files, CancellationToken cancellationToken)
    {
        if (request.IsFile)
        {
            var file = Path.GetFullPath(request.Output);
            OutputFolder.Write(Path.GetDirectoryName(file) ?? file, [files[0] with { Name = Path.GetFileName(file) }], cancellationToken);
            return 1;
        }

        OutputFolder.Write(request.Output, files, cancellationToken);
        return files.Count;
    }

    static IEnumerable<OutputFile> Counted(IEnumerable<OutputFile> files, ExportScope scope, IProgress<WorkProgress> progress)
    {
        var total = scope.Objects.Count();
        var done = 0;
        foreach (var file in files)
        {
            progress.Report(new WorkProgress("Writing pages", Math.Min(done++, total), total));
            yield return file;
        }
    }

    // Made in memory first: what cannot be written is known before a file is.
    static List<OutputFile> Bundles(ExportScope scope, ExportRequest request, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        List<OutputFile> files = [];
        var flavour = request.Format == ExportFormats.Stix20 ? StixFlavour.Stix20 : StixFlavour.Stix21;
        foreach (var domain in scope.Domains)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = $"{domain}-{scope.Release.Version}.json";
            var bundle = new MemoryStream();
            var export = new StixExport(domain, flavour) { IsLiveOnly = scope.IsLiveOnly, Keeps = scope.Kinds.Count == 0 ? null : scope.IsWanted };
            diagnostics.AddRange(StixWriter.Write(scope.Release, export, bundle, name));
            files.Add(new OutputFile(name, bundle.WriteTo));
        }

        return files;
    }

    static List<OutputFile> Workbooks(ExportScope scope, ExportRequest request, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        List<OutputFile> files = [WorkbookOf(NameOf(scope, ".xlsx"), ReleaseWorkbooks.Sheets(scope))];
        if (!request.IsFile)
        {
            files.AddRange(ReleaseWorkbooks.ByKind(scope).Where(static kind => kind.Sheets.Count > 0).Select(kind => WorkbookOf(NameOf(scope, $"-{kind.Name}.xlsx"), kind.Sheets)));
        }

        return files;

        OutputFile WorkbookOf(string name, IReadOnlyList<Sheet> sheets) => new(name, stream => diagnostics.AddRange(Workbook.Write(stream, sheets, name, cancellationToken)));
    }

    static string NameOf(ExportScope scope, string ending)
        => scope.Domains.Count == 1 ? $"{scope.Domains[0]}-{scope.Release.Version}{ending}" : $"attack-{scope.Release.Version}{ending}";

    static void WriteCsv(ReleaseTable table, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var csv = new CsvWriter(text);
        csv.Header(table.Columns.Select(static column => column.Title));
        foreach (var row in table.Rows)
        {
            foreach (var cell in row)
            {
                if (cell.Day is { } day)
                {
                    csv.Day(day);
                }
                else
                {
                    csv.Text(cell.Text);
                }
            }

            csv.EndRecord();
        }
    }

    // docs/formats/export-json.md says what stands where.
    static void WriteJson(ExportScope scope, Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject("merlon");
            json.WriteNumber("format", 1);
            json.WriteString("version", AnswerWords.Version);
            json.WriteEndObject();
            json.WriteString("release", scope.Release.Version);
            json.WriteStrings("domains", scope.Domains);
            json.WriteBoolean("has_texts", scope.Release.HasTexts);
            json.WriteObjects("objects", scope.Objects, found => WriteObject(json, found, scope.Release));
            json.WriteObjects("relationships", scope.Relationships, relation => WriteRelationship(json, relation));
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    static void WriteObject(Utf8JsonWriter json, AttackObject found, AttackRelease release)
    {
        ObjectJson.WriteFacts(json, found, release);
        json.WriteString("created_at", Moment(found.Created));
        json.WriteString("modified_at", Moment(found.Modified));
        switch (found)
        {
            case Matrix matrix:
                json.WriteStrings("tactic_refs", matrix.TacticRefs);
                break;
            case DetectionStrategy strategy:
                json.WriteStrings("analytic_refs", strategy.AnalyticRefs);
                break;
            case DataComponent component:
                json.WriteText("data_source_ref", component.DataSourceRef);
                break;
            default:
                break;
        }

        WriteCitations(json, found.Citations);
    }

    static void WriteRelationship(Utf8JsonWriter json, Relationship relation)
    {
        json.WriteText("stix_id", relation.StixId);
        json.WriteString("type", relation.Type);
        WriteEnd(json, "source", relation.Source);
        WriteEnd(json, "target", relation.Target);
        json.WriteStrings("domains", relation.Domains);
        json.WriteString("created_at", Moment(relation.Created));
        json.WriteString("modified_at", Moment(relation.Modified));
        json.WriteBoolean("revoked", relation.IsRevoked);
        json.WriteBoolean("deprecated", relation.IsDeprecated);
        json.WriteText("description", relation.Description);
        WriteCitations(json, relation.Citations);
    }

    static void WriteEnd(Utf8JsonWriter json, string name, AttackObject end)
    {
        json.WriteStartObject(name);
        ObjectJson.WriteReference(json, end);
        json.WriteString("stix_id", end.StixId);
        json.WriteEndObject();
    }

    static void WriteCitations(Utf8JsonWriter json, IReadOnlyList<Citation> citations) => json.WriteObjects("references", citations, citation =>
    {
        json.WriteString("source_name", citation.SourceName);
        json.WriteText("description", citation.Description);
        json.WriteText("url", citation.Url);
    });

    static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>What an export wrote.</summary>
/// <param name="Files">How many files; 0 when nothing could be.</param>
/// <param name="Objects">How many objects.</param>
/// <param name="Place">Where, as an absolute path.</param>
/// <param name="Diagnostics">What was noticed.</param>
sealed record ExportWritten(int Files, int Objects, string Place, IReadOnlyList<Diagnostic> Diagnostics);
