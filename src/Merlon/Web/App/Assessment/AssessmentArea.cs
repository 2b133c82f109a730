using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>The guided assessment, gaps, controls, plan, costs, maturity, trend and reports.</summary>
static class AssessmentArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/assessment", static context => AppPage.Of<AssessmentPage>("Assessment", "assessment").AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }
}
