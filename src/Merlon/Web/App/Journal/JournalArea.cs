using Merlon.Web.Serving;

namespace Merlon.Web.App.Journal;

/// <summary>Every statement that the judgement rests on.</summary>
static class JournalArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/journal", static context => AppPage.Of<JournalPage>("Journal", "journal").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
