using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>Everything that ATT&amp;CK says.</summary>
static class KnowledgeArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/knowledge", static context => AppPage.Of<KnowledgePage>("Knowledge", "knowledge").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
