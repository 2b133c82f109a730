using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>The assessment as a whole: reading it, and recording it in the journal as <c>merlon assess</c> does.</summary>
static class RecordRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/assessment").WithTags("Assessment");
        api.MapGet("", static async (HttpContext context) =>
        {
            var assessed = await AssessedWorkspace.OfAsync(context);
            return assessed.Json("assessment", json => AssessmentJson.Write(json, assessed.Assessment));
        }).For(TeamRole.Viewer).AsAsked().WithName("GetAssessment").WithSummary("The whole assessment, as gaps.json has it.");
        routes.MapPost("/assessment/record", static async (HttpContext context, ServedWorkspace served) =>
        {
            await RecordNowAsync(served, context.RequestAborted);
            return Results.Redirect(BackOf(context.Request), permanent: false, preserveMethod: false);
        }).For(TeamRole.Analyst).ExcludeFromDescription();
    }

    /// <summary>Assesses and records; what the journal holds afterwards.</summary>
    public static Task<(JournalSummary Before, JournalSummary After, Parsed<Merlon.Assessment.GapAssessment> Assessed)> RecordNowAsync(ServedWorkspace served, CancellationToken cancellationToken)
        => served.WriteAsync(
            async workspace =>
            {
                var before = workspace.SummariseJournal();
                var assessed = await workspace.AssessAsync(
                    new AssessRequest(served.Settings.OrganisationPath, ReleasePath: null, ReleaseVersion: null, served.Settings.RulePaths, AsOf: null, Record: true), progress: null, cancellationToken);
                return (before, workspace.SummariseJournal(), assessed);
            },
            cancellationToken);

    // Only a path of this server: a form may not send anybody elsewhere.
    static string BackOf(HttpRequest request)
        => Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase) ? People.LocalPath.Of(from.PathAndQuery) : "/";
}
