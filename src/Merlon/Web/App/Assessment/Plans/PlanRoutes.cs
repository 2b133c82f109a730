using Merlon.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Assessment.Plans;

/// <summary>The plan: for the organisation's budget, for any other, and the best one for every budget.</summary>
static class PlanRoutes
{
    const string Words = "budget, yearly, days (role=n), quarters, must, exclude, owned, controls (frameworks), explain, curve, greedy, reasons (false is quicker)";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/plan", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/plan").WithTags("Plan");
        api.MapGet("", (Delegate)PlanAsync).For(TeamRole.Viewer).WithName("GetPlan").WithSummary($"The best plan with proof and reasons, as `merlon plan --json`; asked with {Words}. The first answer of a question may take some seconds; later ones are kept.");
        api.MapGet("/export", ExportAsync).For(TeamRole.Viewer).WithName("ExportPlan").WithSummary("The measures of the same plan as one file: format=csv (as `merlon plan --csv`), xlsx or json.");
        api.MapGet("/frontier", FrontierAsync).For(TeamRole.Viewer).WithName("GetPlanFrontier").WithSummary("The best plan for every budget (must, exclude): 200 with it, or 202 with the job that computes it.");
    }

    static async Task<IResult> PlanAsync(HttpContext context)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (wish, plan) = await PlanOfAsync(context, assessed);
        return assessed.Json("plan " + wish.Key, json =>
        {
            json.WriteStartObject();
            PlanJson.Write(json, plan);
            json.WriteEndObject();
        });
    }

    static async Task<IResult> ExportAsync(HttpContext context, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (_, plan) = await PlanOfAsync(context, assessed);
        return (format ?? "csv") switch
        {
            "csv" => TableFile.Csv("plan.csv", csv => PlanCsv.Write(csv, plan)),
            "xlsx" => TableFile.Xlsx("plan.xlsx", PlanCsv.TableOf(plan)),
            "json" => TableFile.Json("plan.json", json =>
            {
                json.WriteStartObject();
                PlanJson.Write(json, plan);
                json.WriteEndObject();
            }),
            _ => throw new InvalidDataException($"format takes csv, xlsx or json, not '{format}'"),
        };
    }

    static async Task<(PlanWish Wish, ImprovementPlan Plan)> PlanOfAsync(HttpContext context, AssessedWorkspace assessed)
    {
        var wish = PlanWish.Of(context.Request.Query, assessed.Assessment.Organisation);
        var plan = await assessed.Shelf.KeepAsync(assessed.Standing, "plan " + wish.Key, () => Task.FromResult(ImprovementPlan.Of(assessed.Assessment.Input, wish.Aim, wish.Depth)));
        return (wish, plan);
    }

    static async Task<IResult> FrontierAsync(HttpContext context, Frontiers frontiers)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (aim, key) = PlanWish.Bounds(context.Request.Query, assessed.Assessment.Organisation);
        if (frontiers.Find(assessed.Standing, key) is { } made)
        {
            return assessed.Json($"frontier {key} {made.Number}", json => FrontierJson.Write(json, made.Frontier, made.IsFinal));
        }

        return new BegunJob(Begin(context, frontiers, assessed, aim, key));
    }

    // The organisation's own question is answered for everybody, once; further ones cost a search each.
    static Job Begin(HttpContext context, Frontiers frontiers, AssessedWorkspace assessed, PlanAim aim, string key)
        => key == PlanWish.Unbound || context.Caller().Role >= TeamRole.Analyst
            ? frontiers.Begin(assessed.Standing, assessed.Assessment, aim, key, context.Caller())
            : throw new ProblemException(403, "Ask an analyst", "A plan with other musts and exclusions is computed for analysts");

    static async Task PageAsync(HttpContext context, Frontiers frontiers)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var (aim, key) = PlanWish.Bounds(context.Request.Query, assessed.Assessment.Organisation);
        var made = frontiers.Find(assessed.Standing, key);
        var job = made is { IsFinal: true } ? null : Begin(context, frontiers, assessed, aim, key);
        var words = App.Words.For(context.Request.Headers.AcceptLanguage);
        await (AppPage.Of<PlanPage>(
            words["plan.title"], "assessment", (nameof(PlanPage.Assessment), assessed.Assessment), (nameof(PlanPage.Aim), aim), (nameof(PlanPage.Key), key), (nameof(PlanPage.Look), made), (nameof(PlanPage.JobId), job?.Id ?? "")) with
        {
            Styles = ["charts.css", "home.css", "insight.css", "plan.css"],
            Scripts = ["insight.js", "plan.js"],
            ScriptTexts = ["plan"],
        }).AnswerAsync(context);
    }
}
