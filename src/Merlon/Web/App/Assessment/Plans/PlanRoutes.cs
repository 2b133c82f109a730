using Merlon.Assessment;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment.Plans;

/// <summary>The plan: for the organisation's budget, for any other, and the best one for every budget.</summary>
static class PlanRoutes
{
    const string Words = "budget, yearly, days (role=n), quarters, must, exclude, owned, controls (frameworks), explain, curve, greedy, reasons (false is quicker), exact (analysts: searched forty times longer before it settles for a certified gap)";

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assessment/plan", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/plan").WithTags("Plan").AsAsked().Reading(PlanQuery.Parameters);
        api.MapGet("", (Delegate)PlanAsync).For(TeamRole.Viewer).Refuses(409).InItsTime().WithName("GetPlan").WithSummary($"The best plan with proof and reasons, as `merlon plan --json`; asked with {Words}. 200 with it when it is there within a second (Prefer: wait=N for longer), else 202 with the job that works it out: ask again when it is done. Answers are kept until a file changes.");
        api.MapGet("/export", ExportAsync).For(TeamRole.Viewer).Refuses(409).InItsTime().WithName("ExportPlan").WithSummary("The measures of the same plan as one file: format=csv (as `merlon plan --csv`), xlsx or json; 202 with the job while it is worked out.");
        api.MapGet("/frontier", FrontierAsync).For(TeamRole.Viewer).Refuses(409).WithName("GetPlanFrontier").WithSummary("The best plan for every budget (must, exclude): 200 with it, or 202 with the job that computes it.");
    }

    static async Task<IResult> PlanAsync(HttpContext context, WorkShelf works)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var wish = PlanWish.Of(context.Request.Query, assessed.Assessment.Organisation);
        if (assessed.Shelf.Find<KeptAnswer>(assessed.Standing, "json plan " + wish.Key) is { } kept)
        {
            return kept;
        }

        return await Begin(context, works, assessed, wish).AnswerAsync(context, plan => assessed.Json("plan " + wish.Key, json =>
        {
            json.WriteStartObject();
            PlanJson.Write(json, plan);
            json.WriteEndObject();
        }));
    }

    static async Task<IResult> ExportAsync(HttpContext context, WorkShelf works, string? format)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var wish = PlanWish.Of(context.Request.Query, assessed.Assessment.Organisation);
        if (format is not (null or "csv" or "xlsx" or "json"))
        {
            throw new InvalidDataException($"format takes csv, xlsx or json, not '{format}'");
        }

        if (context.Request.Headers["Prefer"].Count == 0)
        {
            context.Request.Headers["Prefer"] = "wait=30"; // a browser that follows a link cannot ask again
        }

        return await Begin(context, works, assessed, wish).AnswerAsync(context, plan => format switch
        {
            "xlsx" => TableFile.Xlsx("plan.xlsx", PlanCsv.TableOf(plan)),
            "json" => TableFile.Json("plan.json", json =>
            {
                json.WriteStartObject();
                PlanJson.Write(json, plan);
                json.WriteEndObject();
            }),
            _ => TableFile.Csv("plan.csv", csv => PlanCsv.Write(csv, plan)),
        });
    }

    // The names of an aim are checked by the search: a wrong one is told by the answer, 400 as ever.
    static Work<ImprovementPlan> Begin(HttpContext context, WorkShelf works, AssessedWorkspace assessed, PlanWish wish)
    {
        var caller = context.Caller();
        if (wish.IsExact && caller.Role < TeamRole.Analyst)
        {
            throw new ProblemException(403, "Ask an analyst", "A plan that is searched until it is proven is worked out for analysts");
        }

        return works.Begin("plan", $"{assessed.Standing.Tag} {wish.Key}", $"The plan of {assessed.Assessment.Organisation.Name}", $"{context.Request.Path}{context.Request.QueryString}", caller, (progress, stop) =>
        {
            progress.Report(new WorkProgress("Searching the best plan", 0, 0));
            var plan = ImprovementPlan.Of(assessed.Assessment.Input, wish.Aim, wish.Depth with { IsCancelled = () => stop.IsCancellationRequested, IsOutOfTime = () => stop.IsCancellationRequested });
            stop.ThrowIfCancellationRequested();
            return plan;
        });
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
        var words = context.Words();
        await (AppPage.Of<PlanPage>(
            words["plan.title"], "assessment", (nameof(PlanPage.Assessment), assessed.Assessment), (nameof(PlanPage.Aim), aim), (nameof(PlanPage.Key), key), (nameof(PlanPage.Look), made), (nameof(PlanPage.JobId), job?.Id ?? "")) with
        {
            Styles = ["charts.css", "home.css", "insight.css", "plan.css"],
            Scripts = ["insight.js", "plan.js"],
            ScriptTexts = ["plan"],
        }).AnswerAsync(context);
    }
}
