using Merlon.Assessment;
using Merlon.Web.Api;
using Merlon.Web.Reports;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Reports for a manager, an engineer, an auditor, or whole: made by a job, saved as a file.</summary>
static class ReportRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/reports", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/reports").WithTags("Reports");
        api.MapGet("", () => Answer.Json(static json =>
        {
            json.WriteStartObject();
            json.WriteStrings("readers", ReportFiles.Readers);
            json.WriteStrings("formats", ReportFiles.Formats);
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("ListReports").WithSummary("For whom reports are written, and as what.");
        api.MapPost("", BeginAsync).For(TeamRole.Viewer).AskingOnly().Refuses(409).AsAsked().WithName("MakeReport").WithSummary("Begins to make a report, as `merlon report`: reader, formats, frameworks (for the auditor). 202 with the job; its result is the address to save it from.");
        api.MapGet("/{id}", File).For(TeamRole.Viewer).Refuses(409).WithName("GetReport").WithSummary("A report that was made: one file, or an archive (zip) of several. Kept until newer results take its place.");
    }

    static async Task<IResult> BeginAsync(ReportWanted wanted, HttpContext context, JobBoard board, JobResults results)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (reader, formats, frameworks) = Checked(wanted, assessed.Assessment);
        var id = $"{reader}-{string.Join('+', formats)}-{string.Join('+', frameworks.Select(static one => one.Id))}".TrimEnd('-');
        var job = assessed.Keep("report job " + id, () => board.Begin("report", $"Report for {reader}: {assessed.Assessment.Organisation.Name}", context.Caller(), async (progress, stop) =>
        {
            progress.Report(new WorkProgress("Gathering", 0, 2));
            var book = reader == ReportFiles.Auditor
                ? ReportBooks.WithInputs(assessed.Assessment, assessed.OrganisationPath)
                : ReportBooks.WithBenefit(await ReportBooks.OfAsync(assessed.Assessment, assessed.Served.Settings.Workspace(WorkspaceAccess.Read), stop), assessed.OrganisationPath);
            progress.Report(new WorkProgress("Writing", 1, 2));
            var files = ReportFiles.Of(book, reader, formats, frameworks);
            var key = results.Keep(files.Count == 1 ? files[0].Name : reader + ".zip", output => Write(files, output));
            progress.Report(new WorkProgress("Written", 2, 2));
            return "/api/v1/reports/" + key;
        }));
        if (job.State is JobState.Failed or JobState.Cancelled)
        {
            assessed.Shelf.Forget(assessed.Standing, "report job " + id);
        }

        return new BegunJob(job);
    }

    static IResult File(string id, JobResults results) => results.Find(id) is { } made
        ? Results.File(made.FullName, TypeOf(made.Name), made.Name)
        : throw new ProblemException(404, "There is no such report", "It was not made yet, or newer results took its place: make it anew");

    static void Write(IReadOnlyList<OutputFile> files, Stream output)
    {
        if (files.Count == 1)
        {
            files[0].Write(output);
            return;
        }

        Archive.Write(output, files);
    }

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".csv" => "text/csv; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".zip" => "application/zip",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    static (string Reader, IReadOnlyList<string> Formats, IReadOnlyList<ControlFramework> Frameworks) Checked(ReportWanted wanted, GapAssessment assessment)
    {
        var reader = wanted.Reader ?? ReportFiles.Whole;
        if (!ReportFiles.Readers.Contains(reader, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"reader takes one of {string.Join(", ", ReportFiles.Readers)}, not '{reader}'");
        }

        List<string> formats = [.. (wanted.Formats is { Count: > 0 } given ? given.Select(static format => format ?? "") : [ReportFiles.Html]).Distinct(StringComparer.Ordinal)];
        if (formats.Find(static format => !ReportFiles.Formats.Contains(format, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidDataException($"formats takes some of {string.Join(", ", ReportFiles.Formats)}, not '{unknown}'");
        }

        List<string> named = [.. (wanted.Frameworks ?? []).Select(static word => word ?? "")];
        if (reader != ReportFiles.Auditor)
        {
            return named.Count == 0 ? (reader, formats, []) : throw new InvalidDataException($"frameworks go with the reader {ReportFiles.Auditor}");
        }

        var known = assessment.Context.Controls;
        var stated = assessment.Organisation.Controls.Select(static control => control.FrameworkId).ToHashSet(StringComparer.Ordinal);
        List<ControlFramework> frameworks = named.Count > 0 ? [.. named.Select(word => ControlTables.Find(word, known)).Distinct()] : [.. known.Frameworks.Where(framework => stated.Contains(framework.Id))];
        return frameworks.Count > 0 ? (reader, formats, frameworks) : throw new InvalidDataException($"the organisation states no controls: choose frameworks ({string.Join(", ", known.Frameworks.Select(static framework => framework.Id))})");
    }

    static async Task PageAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        await (AppPage.Of<ReportsPage>(words["insight.reports"], "assessment", (nameof(ReportsPage.Assessment), assessed.Assessment)) with { Styles = ["insight.css"], Scripts = ["insight-reports.js", "insight-upload.js"], ScriptTexts = ["insight"] }).AnswerAsync(context);
    }
}

/// <summary>Which report is wanted.</summary>
/// <param name="Reader"><c>manager</c>, <c>engineer</c>, <c>auditor</c> or <c>whole</c>.</param>
/// <param name="Formats">Some of <c>html</c>, <c>xlsx</c>, <c>csv</c>, <c>json</c>, <c>layers</c>.</param>
/// <param name="Frameworks">Frameworks for the auditor.</param>
sealed record ReportWanted(string? Reader, IReadOnlyList<string?>? Formats, IReadOnlyList<string?>? Frameworks);
