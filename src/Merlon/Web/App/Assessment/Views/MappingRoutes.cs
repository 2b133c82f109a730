using Merlon.Controls;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Mappings of controls that the workspace keeps: uploaded, listed, taken out.</summary>
static class MappingRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/controls/mappings", static async (HttpContext context, ServedWorkspace served) => await (AppPage.Of<MappingsPage>(
            context.Words()["insight.mappings"], "assessment", (nameof(MappingsPage.Mappings), served.Read(static workspace => workspace.ListMappings()))) with
        {
            Styles = ["insight.css"],
            Scripts = ["insight-upload.js"],
            ScriptTexts = ["insight"],
        }).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/mappings").WithTags("Controls");
        api.MapGet("", (ServedWorkspace served) => Answered(served, served.Read(static workspace => workspace.ListMappings()))).For(TeamRole.Viewer).WithName("ListMappings").WithSummary("Mapping files that the workspace keeps, with what became of every row.");
        api.MapPost("", ImportAsync).For(TeamRole.Analyst).Accepts<IFormFile>("multipart/form-data", "application/json", "text/csv").WithQuery(ScratchUpload.Words).WithName("ImportMappings")
            .WithSummary("Imports mapping files (multipart, or one as the body with name=…): framework, target, licence, dry_run, as `merlon controls import`.");
        api.MapDelete("/{word}", RemoveAsync).For(TeamRole.Analyst).WithName("RemoveMappings").WithSummary("Takes mappings out by framework, file name or beginning of the hash; what is built in stays.");
    }

    static async Task<IResult> ImportAsync(HttpContext context, ServedWorkspace served, string? framework, string? target, string? licence, bool? dry_run)
    {
        using var upload = await ScratchUpload.OfAsync(context, "mapping.json");
        MappingHints hints = new(framework ?? "", target ?? "", licence ?? "");
        var imported = dry_run == true
            ? served.Read(workspace => workspace.ImportMappings(upload.Paths, hints, isDryRun: true, context.RequestAborted))
            : await served.WriteAsync(workspace => Task.FromResult(workspace.ImportMappings(upload.Paths, hints, isDryRun: false, context.RequestAborted)), context.RequestAborted);
        List<ImportedMapping> shown = [.. imported.Select(static one => one with { Path = Path.GetFileName(one.Path), Diagnostics = [.. one.Diagnostics.Select(Shown)] })];
        return imported.All(static one => one.Read is null)
            ? throw new ProblemException(new Problem(400, "No mapping could be read", "Nothing was kept") { Further = json => DiagnosticJson.Write(json, "diagnostics", [.. shown.SelectMany(static one => one.Diagnostics)]) })
            : Answered(served, shown);
    }

    // The scratch folder is nobody's business.
    static Diagnostic Shown(Diagnostic one) => one with { Document = Path.GetFileName(one.Document) };

    static async Task<IResult> RemoveAsync(HttpContext context, ServedWorkspace served, string word)
    {
        var gone = await served.WriteAsync(workspace => Task.FromResult(workspace.RemoveMappings([word])), context.RequestAborted);
        return gone.Count == 0 ? throw new ProblemException(404, "There is no such mapping", $"No imported mapping is called {word}") : Api.Answer.Json(json =>
        {
            json.WriteStartObject();
            json.WriteObjects("removed", gone, one =>
            {
                json.WriteString("file", one.Path);
                json.WriteString("sha256", one.Hash);
            });
            json.WriteEndObject();
        });
    }

    static IResult Answered(ServedWorkspace served, IReadOnlyList<ImportedMapping> imported)
    {
        var release = served.Read(static workspace => workspace.LoadRelease(progress: null)).Value ?? throw new FileNotFoundException("the release in use cannot be read");
        return Api.Answer.Json(json => MappingTable.Write(json, MappingTable.Of(imported, release), imported, release));
    }
}
