using Merlon.Web.App.Assessment.Gaps;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>The guided assessment, gaps, controls, plan, costs, maturity, trend and reports.</summary>
static class AssessmentArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services) => services.AddSingleton<StandingShelf>();

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/assessment", static () => Results.Redirect("/assessment/gaps")).For(TeamRole.Viewer).ExcludeFromDescription();
        GapRoutes.Map(routes);
        RecordRoutes.Map(routes);
        GuideRoutes.Map(routes, served);
    }
}
