using Merlon.Web.Serving;

namespace Merlon.Web.App.Home;

/// <summary>Where the organisation stands, and what to do next.</summary>
static class HomeArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/", static context => AppPage.Of<HomePage>("Home", "home").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
