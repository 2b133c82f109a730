using System.Text;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Api;
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
        api.MapPost("/check", CheckAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").Taking(Administration).Reading(Release).WithName("CheckDettect").WithSummary("What is wrong in administration files (multipart, or one as the body), as `merlon dettect check --json`.");
        api.MapPost("/scores", ScoresAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").Taking(Administration, Tables).Reading(Release).WithName("ScoreDettect").WithSummary("Data quality, visibility and detection exactly by DeTT&CT's rules, as `merlon dettect scores --json`; format=csv for a file.");
        api.MapPost("/layer", LayerAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/yaml").Taking(Administration, Tables).Reading(Release).WithName("DrawDettect").WithSummary("The layer that DeTT&CT makes of a file: kind (data-sources, visibility, detection, visibility-vs-detection, groups), title.");
        api.MapPost("/compare", (Delegate)CompareWithAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data").Taking(Tables).AsAsked().WithName("CompareDettectWith").WithSummary("The same comparison with DeTT&CT's own tables, as `merlon dettect compare --dettect-data`.");
        api.MapGet("/compare", (Delegate)CompareAsync).For(TeamRole.Viewer).Refuses(404, 409).AsAsked().WithName("CompareDettect").WithSummary("DeTT&CT's scores of the organisation's files beside Merlon's, with the reason for each difference.");
        api.MapGet("/export", (Delegate)ExportAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ExportDettect").WithSummary("The assessment as administration files that DeTT&CT reads, as one archive (zip).");
    }

    /// <summary>Name of the field of a form with DeTT&amp;CT's own tables.</summary>
    const string TablesField = "dettect_data";

    static readonly TakesFiles Administration = new("file", "Administration files."), Tables = new(TablesField, "Files of DeTT&CT's folder data: its own data sources, and which exist on a platform.");

    static readonly ReadsQuery Release = new("release", "A release that is in the workspace, or published: the one in use without the organisation's own knowledge. The one in use otherwise.");

    static async Task<IResult> CheckAsync(HttpContext context, ServedWorkspace served)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var release = ReleaseOf(context, served);
        List<DettectChecked> checks = [.. upload.Paths.Select(path => CheckOf(path, release))];
        return Answer.Json(json => DettectJson.WriteChecks(json, release, checks));
    }

    static async Task<IResult> ScoresAsync(HttpContext context, ServedWorkspace served, string? format)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var (release, tables) = (ReleaseOf(context, served), TablesOf(upload));
        List<DettectScored> scored = [.. Read(upload).Select(file => new DettectScored(file, file is DettectDataSources sources ? DettectVisibility.Of(sources, release, tables) : null))];
        return format switch
        {
            null => Answer.Json(json => DettectJson.WriteScores(json, release, scored)),
            "csv" => TableFile.Csv("scores.csv", csv => DettectJson.WriteCsv(csv, scored)),
            _ => throw new InvalidDataException($"format takes csv, not '{format}'"),
        };
    }

    static async Task<IResult> LayerAsync(HttpContext context, ServedWorkspace served, string? kind, string? title)
    {
        using var upload = await ScratchUpload.OfAsync(context, "administration.yaml");
        var layer = DettectJson.LayerOf(Read(upload)[0], kind, ReleaseOf(context, served), TablesOf(upload));
        return TableFile.Other("layer.json", "application/json; charset=utf-8", stream => LayerWriter.Write(new LayerFile([title is null ? layer : layer with { Name = title }], IsArray: false), stream));
    }

    static async Task<IResult> CompareWithAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        Require(assessed);
        using var upload = await ScratchUpload.OfAsync(context, DettectTables.TechniqueSourcesFileName);
        var tables = TablesOf(upload);
        return Answer.Json(json => DettectJson.WriteComparison(json, assessed.Assessment, DettectComparison.Of(assessed.Assessment, tables)));
    }

    static void Require(AssessedWorkspace assessed)
    {
        if (assessed.Assessment.Organisation.DettectFiles.Count == 0)
        {
            throw new ProblemException(404, "There is no file of DeTT&CT", "The organisation names no administration file: dettect: [{path: techniques.yaml}]");
        }
    }

    static async Task<IResult> CompareAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        Require(assessed);
        return assessed.Json("dettect compare", json => DettectJson.WriteComparison(json, assessed.Assessment, DettectComparison.Of(assessed.Assessment, NoTables)));
    }

    static async Task<IResult> ExportAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        return Archive.Of("dettect.zip", DettectExport.Of(assessed.Assessment).Select(static file => new OutputFile(file.Name, stream => stream.Write(Encoding.UTF8.GetBytes(file.Text)))));
    }

    static DettectTables NoTables => DettectDocuments.ReadTables([], ReadLimits.Default, []);

    static AttackRelease ReleaseOf(HttpContext context, ServedWorkspace served)
    {
        var word = context.Request.Query["release"].ToString();
        return served.Release(word.Length == 0 ? null : word)?.Release ?? throw new FileNotFoundException(word.Length == 0 ? "the release in use cannot be read" : $"there is no ATT&CK release {word} here");
    }

    static DettectTables TablesOf(ScratchUpload upload)
    {
        List<Diagnostic> diagnostics = [];
        var tables = DettectDocuments.ReadTables(upload.Of(TablesField), ReadLimits.Default, diagnostics);
        return diagnostics.TrueForAll(static one => one.Severity != Severity.Error) ? tables
            : throw new ProblemException(new Problem(400, "That is no table of DeTT&CT", "Send files of its folder data") { Further = json => DiagnosticJson.Write(json, "diagnostics", upload.Shown(diagnostics)) });
    }

    // The scratch folder is nobody's business: files are called as they were sent.
    static DettectChecked CheckOf(string path, AttackRelease release)
    {
        var parsed = DettectDocuments.Read(path, ReadLimits.Default);
        IReadOnlyList<Diagnostic> diagnostics = parsed.Value is { } file ? [.. parsed.Diagnostics, .. DettectCheck.Against(file, release, ReadLimits.Default)] : parsed.Diagnostics;
        return new DettectChecked(Path.GetFileName(path), parsed.Value is { } read ? read with { Document = Path.GetFileName(path) } : null, [.. diagnostics.Select(static one => one with { Document = Path.GetFileName(one.Document) })]);
    }

    static List<DettectFile> Read(ScratchUpload upload)
    {
        List<DettectFile> files = [];
        foreach (var path in upload.Without(TablesField))
        {
            var parsed = DettectDocuments.Read(path, ReadLimits.Default);
            files.Add(parsed.Value is { } file ? file with { Document = Path.GetFileName(path) } : throw new ProblemException(new Problem(400, "That is no administration file", Path.GetFileName(path))
            {
                Further = json => DiagnosticJson.Write(json, "diagnostics", [.. parsed.Diagnostics.Select(static one => one with { Document = Path.GetFileName(one.Document) })]),
            }));
        }

        return files.Count > 0 ? files : throw new InvalidDataException("there is no administration file in the upload");
    }
}
