using Merlon.Web.Serving;

namespace Merlon.Web.App.Detection.Logs;

/// <summary>The page of logs.</summary>
static class LogRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/detection/logs", static (LogChoices places, HttpContext context) => (DetectionArea.Page<LogsPage>(
            "Logs",
            (nameof(LogsPage.Uploads), places.Uploads.List()),
            (nameof(LogsPage.Folders), (IReadOnlyList<string>)[.. places.Folders.Select(static folder => folder.Name)])) with { Scripts = ["detection.js", "detection-upload.js"] }).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/detection/logs/{id}/delete", static (string id, LogChoices places, HttpContext context) =>
        {
            LogApi.Remove(places, id, context);
            return Results.Redirect("/detection/logs");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
    }
}
