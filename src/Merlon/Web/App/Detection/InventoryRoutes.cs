using System.Text.Json;
using Merlon.Assessment;
using Merlon.Web.Api;
using Merlon.Web.App.Assessment;
using Merlon.Web.App.Detection.Hunts;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Net.Http.Headers;

namespace Merlon.Web.App.Detection;

/// <summary>What the logs hold, and what they show of ATT&amp;CK: pages and API.</summary>
static class InventoryRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/detection/visibility", async (HuntBoard board, LogChoices places, HttpContext context) =>
        {
            var standing = await served.StandingAsync(context.RequestAborted);
            await DetectionArea.Page<VisibilityPage>(
                "Visibility",
                (nameof(VisibilityPage.Looks), Looks(board)),
                (nameof(VisibilityPage.Uploads), places.Uploads.List()),
                (nameof(VisibilityPage.Folders), (IReadOnlyList<string>)[.. places.Folders.Select(static folder => folder.Name)]),
                (nameof(VisibilityPage.Chosen), (IReadOnlyList<string>)[.. context.Request.Query["log"].OfType<string>()]),
                (nameof(VisibilityPage.Scopes), (IReadOnlyList<string>)[.. standing.Assessment?.Organisation.Scopes.Select(static scope => scope.Name) ?? []]),
                (nameof(VisibilityPage.HasTelemetry), standing.Assessment?.Organisation.Telemetry.Count > 0),
                (nameof(VisibilityPage.Assessment), standing.Assessment)).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/detection/visibility", static async (InventoryWork work, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var entry = await work.BeginAsync(new InventoryOrder
            {
                Uploads = [.. form["upload"].OfType<string>()],
                Folders = [.. form["folder"].OfType<string>()],
                Scope = form["scope"].ToString(),
                Record = form["record"].ToString().Length > 0,
                Telemetry = form["telemetry"].ToString().Length > 0,
                FirstSeen = [.. form["first"].ToString().Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)],
            }, context.Caller(), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = $"/detection/visibility/{entry.Id}";
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet("/detection/visibility/{id}", static (string id, HuntBoard board, HttpContext context) =>
        {
            var entry = HuntApi.Get(board, id);
            if (entry.State != HuntEntry.Done)
            {
                return (DetectionArea.Page<HuntProgressPage>(entry.Title, (nameof(HuntProgressPage.Entry), entry), (nameof(HuntProgressPage.Stage), board.JobOf(id)?.Progress.Stage ?? "")) with { Scripts = ["detection.js", "detection-live.js"] }).AnswerAsync(context);
            }

            return DetectionArea.Page<LookPage>(entry.Title, (nameof(LookPage.Entry), entry), (nameof(LookPage.Look), LogLook.Read(board.Open(id)))).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        MapApi(routes, served);
    }

    static void MapApi(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        var looks = routes.MapGroup("/api/v1/inventories").WithTags("Logs");
        looks.MapGet("", static (HuntBoard board, Paging paging) => Answer.Page(paging, Looks(board), HuntApi.Write)).For(TeamRole.Viewer).WithName("ListInventories").WithSummary("Looks through logs, the newest first.");
        looks.MapPost("", static async (InventoryOrder order, InventoryWork work, HuntBoard board, HttpContext context) =>
        {
            var entry = await work.BeginAsync(order, context.Caller(), context.RequestAborted);
            context.Response.Headers.Location = $"/api/v1/inventories/{entry.Id}";
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return Answer.Json(json => HuntApi.WriteOne(json, entry, board));
        }).For(TeamRole.Analyst).WithName("BeginInventory").WithSummary("Begins to look through logs: what they hold, which rules could fire, what they show of ATT&CK.");
        looks.MapGet("/{id}", static (string id, HuntBoard board) => Answer.Json(json => HuntApi.WriteOne(json, HuntApi.Get(board, id), board))).For(TeamRole.Viewer).WithName("GetInventory").WithSummary("How a look through logs stands; its parts are at /inventory, /visibility and /layer.");
        foreach (var (part, file, name, summary) in new[]
        {
            ("inventory", InventoryWork.InventoryName, "GetInventoryContent", "What the logs hold: sources, event ids, fields, hosts, gaps, and which rules could fire."),
            ("visibility", InventoryWork.VisibilityName, "GetInventoryVisibility", "What the logs show of ATT&CK, and how good the data is."),
            ("layer", InventoryWork.LayerName, "GetInventoryLayer", "What is visible as Navigator layers."),
        })
        {
            looks.MapGet("/{id}/" + part, (string id, HuntBoard board) =>
            {
                HuntApi.Get(board, id);
                var path = board.Open(id).PathOf(file);
                return File.Exists(path) ? Results.File(path, "application/json", part == "layer" ? $"visibility-{id[..8]}.layer.json" : null, entityTag: new EntityTagHeaderValue($"\"{id}-{part}\"")) : throw new ProblemException(404, "There is no such result", "It has not ended, or was not asked for");
            }).For(TeamRole.Viewer).WithName(name).WithSummary(summary);
        }

        routes.MapGet("/api/v1/tests", async (Paging paging, HttpContext context, bool? @void) =>
        {
            var assessed = await AssessedWorkspace.OfAsync(context);
            var assessment = assessed.Assessment;
            return Answer.Page(paging, [.. assessment.Input.Tests.Where(one => @void is not true || one.IsVoid)], (Utf8JsonWriter json, TestStanding one) =>
            {
                json.WriteStartObject();
                TestsJson.Write(json, assessment, one);
                json.WriteEndObject();
            }, $"{assessed.Standing.Tag}-{@void}");
        }).For(TeamRole.Viewer).Refuses(409).AsAsked().WithTags("Rules").WithName("ListTests").WithSummary("What was tried, how it ended, and whether it still holds.");
    }

    static IReadOnlyList<HuntEntry> Looks(HuntBoard board) => [.. board.List().Where(static one => one.Kind == "inventory")];
}
