using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>Everything that ATT&amp;CK says.</summary>
static class KnowledgeArea
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        KnowledgeShelf shelf = new(served);
        var results = routes.ServiceProvider.GetRequiredService<JobResults>();
        ReleaseWork work = new(served, results);
        ComparisonDesk desk = new(served);
        OwnDesk own = new(served);
        OverviewRoutes.Map(routes, shelf);
        SearchRoutes.Map(routes, shelf);
        LogSourceRoutes.Map(routes, shelf);
        ListRoutes.Map(routes, shelf);
        ReleaseRoutes.Map(routes, shelf, work, desk);
        ReleaseApi.Map(routes, shelf, work, desk);
        ReleaseExportRoutes.Map(routes, shelf, results);
        OwnRoutes.Map(routes, shelf, own);
        OwnApi.Map(routes, own);
        GraphRoutes.Map(routes, shelf);
        ObjectRoutes.Map(routes, shelf);
    }
}
