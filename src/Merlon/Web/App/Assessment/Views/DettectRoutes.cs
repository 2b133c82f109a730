using System.Text;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Administration files of DeTT&amp;CT: checked, scored, drawn, compared and written.</summary>
static class DettectRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/dettect").WithTags("DeTT&CT");
        api.MapPost("/check", CheckAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").WithName("CheckDettect").WithSummary("What is wrong in administration files (multipart, or one as the body), as `merlon dettect check --json`.");
        api.MapPost("/scores", ScoresAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").WithName("ScoreDettect").WithSummary("Data quality, visibility and detection exactly by DeTT&CT's rules; format=csv for a file.");
        api.MapPost("/layer", LayerAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").WithName("DrawDettect").WithSummary("The layer that DeTT&CT makes of a file: kind (data-sources, visibility, detection, visibility-vs-detection, groups), title.");
        api.MapGet("/compare", (Delegate)CompareAsync).For(TeamRole.Viewer).WithName("CompareDettect").WithSummary("DeTT&CT's scores of the organisation's files beside Merlon's, with the reason for each difference.");
        api.MapGet("/export", (Delegate)ExportAsync).For(TeamRole.Viewer).WithName("ExportDettect").WithSummary("The assessment as administration files that DeTT&CT reads, as one archive (zip).");
    }

    static async Task<IResult> CheckAsync(HttpContext context, ServedWorkspace served)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var release = ReleaseOf(served);
        List<DettectChecked> checks = [.. upload.Paths.Select(path => CheckOf(path, release))];
        return Api.Answer.Json(json => DettectJson.WriteChecks(json, release, checks));
    }

    static async Task<IResult> ScoresAsync(HttpContext context, ServedWorkspace served, string? format)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var release = ReleaseOf(served);
        List<DettectScored> scored = [.. Read(upload).Select(file => new DettectScored(file, file is DettectDataSources sources ? DettectVisibility.Of(sources, release, NoTables) : null))];
        return format switch
        {
            null => Api.Answer.Json(json => DettectJson.WriteScores(json, release, scored)),
            "csv" => TableFile.Csv("scores.csv", csv => DettectJson.WriteCsv(csv, scored)),
            _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
        };
    }

    static async Task<IResult> LayerAsync(HttpContext context, ServedWorkspace served, string? kind, string? title)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var layer = DettectJson.LayerOf(Read(upload)[0], kind, ReleaseOf(served), NoTables);
        return TableFile.Other("layer.json", "application/json; charset=utf-8", stream => LayerWriter.Write(new LayerFile([title is null ? layer : layer with { Name = title }], IsArray: false), stream));
    }

    static async Task<IResult> CompareAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return assessed.Assessment.Organisation.DettectFiles.Count == 0
            ? throw new ProblemException(404, "There is no file of DeTT&CT", "The organisation names no administration file: dettect: [{path: techniques.yaml}]")
            : assessed.Json("dettect compare", json => DettectJson.WriteComparison(json, assessed.Assessment, DettectComparison.Of(assessed.Assessment, NoTables)));
    }

    static async Task<IResult> ExportAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return Archive.Of("dettect.zip", DettectExport.Of(assessed.Assessment).Select(static file => new OutputFile(file.Name, stream => stream.Write(Encoding.UTF8.GetBytes(file.Text)))));
    }

    static DettectTables NoTables => DettectDocuments.ReadTables([], ReadLimits.Default, []);

    static AttackRelease ReleaseOf(ServedWorkspace served) => served.Read(static workspace => workspace.LoadRelease(progress: null)).Value ?? throw new FileNotFoundException("the release in use cannot be read");

    // The scratch folder is nobody's business: files are called as they were sent.
    static DettectChecked CheckOf(string path, AttackRelease release)
    {
        var parsed = DettectDocuments.Read(path, ReadLimits.Default);
        IReadOnlyList<Diagnostic> diagnostics = parsed.Value is { } file ? [.. parsed.Diagnostics, .. DettectCheck.Against(file, release, ReadLimits.Default)] : parsed.Diagnostics;
        return new DettectChecked(Path.GetFileName(path), parsed.Value, [.. diagnostics.Select(static one => one with { Document = Path.GetFileName(one.Document) })]);
    }

    static List<DettectFile> Read(ScratchUpload upload)
    {
        List<DettectFile> files = [];
        foreach (var path in upload.Paths)
        {
            var parsed = DettectDocuments.Read(path, ReadLimits.Default);
            files.Add(parsed.Value ?? throw new ProblemException(new Problem(400, "That is no administration file", Path.GetFileName(path))
            {
                Further = json => DiagnosticJson.Write(json, "diagnostics", [.. parsed.Diagnostics.Select(static one => one with { Document = Path.GetFileName(one.Document) })]),
            }));
        }

        return files;
    }
}
