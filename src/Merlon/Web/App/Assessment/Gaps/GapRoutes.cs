using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment.Gaps;

/// <summary>Gaps: by rank, filtered, one of them opened, and as files.</summary>
static class GapRoutes
{
    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/gaps", ListPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/assessment/gaps/{technique}", OnePageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/assessment/notices", NoticesPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/gaps").WithTags("Gaps");
        api.MapGet("", ListAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().Reading(GapFilter.Parameters).WithName("ListGaps").WithSummary("Gaps by rank, filtered.");
        api.MapGet("/export", ExportAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().Reading(GapFilter.Parameters).WithName("ExportGaps").WithSummary("The gaps that the same filters ask for, as one file: format=json (as `merlon gaps list --json`), csv or xlsx.");
        api.MapGet("/{technique}", OneAsync).For(TeamRole.Viewer).Refuses(409).AsAsked().WithName("ExplainGap").WithSummary("One gap opened into its parts, down to the statements and their places, and what would change it most.");
    }

    static async Task<IResult> ListAsync(HttpContext context, Paging paging)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var gaps = GapFilter.Of(context.Request.Query).In(assessed.Assessment);
        return Answer.Page(paging, gaps, (json, gap) =>
        {
            json.WriteStartObject();
            AssessmentJson.WriteGap(json, gap, assessed.Assessment.Context.Release);
            json.WriteEndObject();
        });
    }

    static async Task<IResult> OneAsync(HttpContext context, string technique)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var explanation = ExplanationOf(assessed, technique);
        return assessed.Json($"gap {explanation.Gap.Technique.Id}", json => GapJson.Write(json, explanation));
    }

    static async Task<IResult> ExportAsync(HttpContext context, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var gaps = GapFilter.Of(context.Request.Query).In(assessed.Assessment);
        return (format ?? "json") switch
        {
            "json" => TableFile.Json("gaps.json", json => AssessmentJson.WriteGaps(json, assessed.Assessment, gaps)),
            "csv" => TableFile.Csv("gaps.csv", GapJson.TableOf(gaps)),
            "xlsx" => TableFile.Xlsx("gaps.xlsx", GapJson.TableOf(gaps)),
            _ => throw new InvalidDataException($"format takes json, csv or xlsx, not '{format}'"),
        };
    }

    static async Task ListPageAsync(HttpContext context, Paging paging)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var filter = GapFilter.Of(context.Request.Query);
        var words = context.Words();
        await (AppPage.Of<GapsPage>(
            words["gaps.title"], "assessment", (nameof(GapsPage.Assessment), assessed.Assessment), (nameof(GapsPage.Filter), filter), (nameof(GapsPage.Gaps), filter.In(assessed.Assessment)),
            (nameof(GapsPage.Offset), paging.Offset), (nameof(GapsPage.Limit), paging.Limit)) with
        {
            Styles = ["home.css", "insight.css"],
            Scripts = ["insight.js"],
        }).AnswerAsync(context);
    }

    static async Task OnePageAsync(HttpContext context, string technique, ServedWorkspace served)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var explanation = ExplanationOf(assessed, technique);
        var gap = explanation.Gap;
        await (AppPage.Of<GapPage>(
            $"{gap.Technique.Id} {gap.Technique.Name}", "assessment", (nameof(GapPage.Assessment), assessed.Assessment), (nameof(GapPage.Explanation), explanation),
            (nameof(GapPage.Decisions), (IReadOnlyList<Workspaces.Decision>)[.. served.Team.Decisions().Where(decision => decision.Subject == $"gap:{gap.Technique.Id}")]),
            (nameof(GapPage.Today), DateOnly.FromDateTime(served.Clock.GetLocalNow().DateTime))) with
        {
            Styles = ["home.css", "insight.css"],
            Scripts = ["insight.js"],
        }).AnswerAsync(context);
    }

    static async Task NoticesPageAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var words = context.Words();
        await (AppPage.Of<NoticesPage>(words["gaps.notices"], "assessment", (nameof(NoticesPage.Assessment), assessed.Assessment), (nameof(NoticesPage.Diagnostics), assessed.Standing.Diagnostics)) with { Styles = ["insight.css"] }).AnswerAsync(context);
    }

    static GapExplanation ExplanationOf(AssessedWorkspace assessed, string word)
    {
        if (!TechniqueId.TryParse(word.ToUpperInvariant(), out var id))
        {
            throw new ProblemException(404, "That is no technique", $"'{word}' is no id of a technique such as T1059 or T1059.001");
        }

        return assessed.Keep($"explained {id}", () => new Explained(GapExplanation.Of(assessed.Assessment, id))).Explanation ?? throw new ProblemException(404, "There is no such gap", GapJson.WhyNone(assessed.Assessment, id));
    }

    sealed record Explained(GapExplanation? Explanation);
}
