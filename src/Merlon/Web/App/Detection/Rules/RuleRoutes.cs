using System.Text;
using Merlon.Sigma.Backends;
using Merlon.Web.Api;
using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>The pages of rules.</summary>
static class RuleRoutes
{
    const int TableCharsMax = 100, ListedMax = 200;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/detection/rules", static async (RuleShelf shelf, RuleWork work, Paging paging, HttpContext context) =>
        {
            var list = await shelf.GetAsync(context.RequestAborted);
            var filter = RuleFilter.Of(context.Request);
            if (filter.IsByRobustness && work.Robustness(list, context.Caller()) is var weighed && await weighed.WaitAsync(context) is null)
            {
                await DetectionArea.WaitAsync(context, "detection.rules", weighed.Job);
                return;
            }

            var found = list.Find(filter);
            await DetectionArea.Page<RulesPage>(
                "Rules",
                (nameof(RulesPage.Cards), (IReadOnlyList<RuleCard>)[.. found.Skip(paging.Offset).Take(paging.Limit)]),
                (nameof(RulesPage.Filter), filter),
                (nameof(RulesPage.Facts), RuleFacts.Of(list)),
                (nameof(RulesPage.Total), found.Count),
                (nameof(RulesPage.Offset), paging.Offset),
                (nameof(RulesPage.Limit), paging.Limit)).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/rules/check", static async (RuleShelf shelf, RuleWork work, ServedWorkspace served, HttpContext context) =>
        {
            var list = await shelf.GetAsync(context.RequestAborted);
            var checking = work.Check(list, served.Release()?.Release, context.Caller());
            await (await checking.WaitAsync(context) is { } check
                ? DetectionArea.Page<RuleCheckPage>("Check of rules", (nameof(RuleCheckPage.Check), check), (nameof(RuleCheckPage.Code), context.Request.Query["code"].ToString())).AnswerAsync(context)
                : DetectionArea.WaitAsync(context, "detection.rules.check", checking.Job));
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/rules/tests", static async (RuleShelf shelf, RuleWork work, HttpContext context) =>
        {
            var testing = work.Test(await shelf.GetAsync(context.RequestAborted), context.Caller());
            await (await testing.WaitAsync(context) is { } report
                ? DetectionArea.Page<RuleTestsPage>("Tests of rules", (nameof(RuleTestsPage.Report), report)).AnswerAsync(context)
                : DetectionArea.WaitAsync(context, "detection.rules.tests", testing.Job));
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/detection/rules/coverage", async (RuleWork work, HttpContext context) =>
        {
            var isJudged = (await served.StandingAsync(context.RequestAborted)).Assessment is not null;
            var weighing = isJudged ? work.Coverage(await AssessedWorkspace.OfAsync(context), context.Caller()) : null;
            var coverage = weighing is null ? null : await weighing.WaitAsync(context);
            await (weighing is null || coverage is not null
                ? DetectionArea.Page<RuleCoveragePage>("Coverage by rules", (nameof(RuleCoveragePage.Coverage), coverage), (nameof(RuleCoveragePage.Most), ListedMax)).AnswerAsync(context)
                : DetectionArea.WaitAsync(context, "detection.rules.coverage", weighing.Job));
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        MapUploads(routes);
        routes.MapGet("/detection/rules/{key}", async (string key, RuleShelf shelf, RuleTools tools, UploadedRules uploads, HttpContext context) =>
        {
            var list = await shelf.GetAsync(context.RequestAborted);
            await AnswerAsync(context, list.Get(key), tools, uploads, served, static page => page);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/detection/rules/{key}/explain", async (string key, RuleShelf shelf, RuleTools tools, UploadedRules uploads, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var card = (await shelf.GetAsync(context.RequestAborted)).Get(key);
            var (text, isForced) = (form["event"].ToString(), form["as"].ToString().Length > 0);
            var (account, trouble) = Try(card, text, isForced);
            await AnswerAsync(context, card, tools, uploads, served, page => [.. page, (nameof(RulePage.Account), account), (nameof(RulePage.Tried), text), (nameof(RulePage.IsForced), isForced), (nameof(RulePage.Trouble), trouble)]);
        }).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static void MapUploads(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/detection/rules/uploads", static (UploadedRules uploads, HttpContext context) => (DetectionArea.Page<RuleUploadsPage>(
            "Uploaded rules", (nameof(RuleUploadsPage.Uploads), uploads.List())) with { Scripts = ["detection.js", "detection-upload.js"] }).AnswerAsync(context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/detection/rules/uploads/{id}/{verb}", static async (string id, string verb, UploadedRules uploads, HttpContext context) =>
        {
            await uploads.MoveAsync(id, RuleApi.StateOf(verb), context.Caller(), context.RequestAborted);
            return Results.Redirect("/detection/rules/uploads");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
    }

    static (Sigma.Explaining.RuleAccount? Account, string Trouble) Try(RuleCard card, string text, bool isForced)
    {
        try
        {
            return (RuleTools.Explain(card.Rule, text, isForced ? LogSourceOf(card) : "", ""), "");
        }
        catch (InvalidDataException e)
        {
            return (null, e.Message);
        }
    }

    static string LogSourceOf(RuleCard card) => $"{card.Rule.LogSource.Product}/{card.Rule.LogSource.Category}/{card.Rule.LogSource.Service}";

    static async Task AnswerAsync(
        HttpContext context, RuleCard card, RuleTools tools, UploadedRules uploads, ServedWorkspace served, Func<(string Name, object? Value)[], (string Name, object? Value)[]> further)
    {
        var text = RuleTools.TextOf(card);
        var (target, table) = (context.Request.Query["to"].ToString(), context.Request.Query["table"].ToString() is { Length: > 0 and <= TableCharsMax } named ? named : "events");
        var translated = target.Length == 0 ? null : RuleTools.Translate(card.Rule, target, new TranslationOptions { Table = table });
        var refused = translated as Translation.Refused;
        await DetectionArea.Page<RulePage>(
            card.Rule.Title,
            further([
                (nameof(RulePage.Card), card),
                (nameof(RulePage.Text), text),
                (nameof(RulePage.Lint), tools.Check(Encoding.UTF8.GetBytes(text), card.Document)),
                (nameof(RulePage.Fired), served.Team.HuntsOfRule(card.FindingKey)),
                (nameof(RulePage.Upload), card.UploadId.Length > 0 ? uploads.List().FirstOrDefault(one => one.Id == card.UploadId) : null),
                (nameof(RulePage.Target), target),
                (nameof(RulePage.Table), table),
                (nameof(RulePage.Query), (translated as Translation.Query)?.Text ?? ""),
                (nameof(RulePage.Warnings), (IReadOnlyList<string>)((translated as Translation.Query)?.Warnings ?? [])),
                (nameof(RulePage.RefusedFor), refused is null ? "" : refused.Advice.Length > 0 ? $"{refused.Feature} ({refused.Advice})" : refused.Feature),
            ])).AnswerAsync(context);
    }
}
