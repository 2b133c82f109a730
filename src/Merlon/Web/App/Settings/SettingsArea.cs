using Merlon.Web.Serving;

namespace Merlon.Web.App.Settings;

/// <summary>People, tokens, releases, rules, mappings, backup.</summary>
static class SettingsArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/settings", static context => AppPage.Of<SettingsPage>("Settings", "settings").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
