using Merlon.Web.App.Assessment.Gaps;
using Merlon.Web.App.Assessment.Plans;
using Merlon.Web.App.Assessment.Views;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment;

/// <summary>The guided assessment, gaps, controls, plan, costs, maturity, trend and reports.</summary>
static class AssessmentArea
{
    /// <summary>What is kept for the life of the server.</summary>
    public static void AddServices(IServiceCollection services) => services.AddSingleton<StandingShelf>().AddSingleton<OtherAssessments>().AddSingleton<Frontiers>();

    /// <summary>How long after its start a server begins to search best plans, in milliseconds: who comes first has both cores.</summary>
    const int SearchAfterMs = 60_000;

    /// <summary>Assesses, records what was never recorded, and a while later begins what takes its time, so that the first who asks need not wait.</summary>
    public static async Task WarmUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var served = services.GetRequiredService<ServedWorkspace>();
        if ((await served.StandingAsync(cancellationToken)).Assessment is null)
        {
            return;
        }

        try
        {
            if (served.Read(static workspace => workspace.SummariseJournal()).Entries == 0)
            {
                await RecordRoutes.RecordNowAsync(served, cancellationToken); // as merlon assess does; afterwards people say when
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            served.Settings.Tell($"the first assessment could not be recorded: {e.Message}");
        }

        await Task.Delay(SearchAfterMs, cancellationToken);
        var standing = await served.StandingAsync(cancellationToken);
        if (standing.Assessment is { } assessment)
        {
            var aim = assessment.Organisation.Planning;
            services.GetRequiredService<Frontiers>().Begin(standing, assessment, aim with { Money = aim.Money ?? assessment.Organisation.Budget }, PlanWish.Unbound, new Caller("", "Merlon", TeamRole.Administrator));
        }
    }

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/assessment", static async (ServedWorkspace served, HttpContext context) => Results.Redirect((await served.StandingAsync(context.RequestAborted)).Assessment is null ? GuideRoutes.Address : "/assessment/gaps")).For(TeamRole.Viewer).ExcludeFromDescription();
        GapRoutes.Map(routes);
        PlanRoutes.Map(routes);
        PriorityRoutes.Map(routes);
        ControlRoutes.Map(routes);
        WorthRoutes.Map(routes);
        TrendRoutes.Map(routes);
        ReportRoutes.Map(routes);
        DettectRoutes.Map(routes);
        RecordRoutes.Map(routes);
        GuideRoutes.Map(routes, served);
    }
}
