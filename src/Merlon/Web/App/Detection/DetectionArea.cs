using Merlon.Web.Serving;

namespace Merlon.Web.App.Detection;

/// <summary>Rules, logs, hunts and what they found.</summary>
static class DetectionArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/detection", static context => AppPage.Of<DetectionPage>("Detection", "detection").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
