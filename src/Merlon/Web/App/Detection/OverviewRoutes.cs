using System.Globalization;
using Merlon.Web.App.Detection.Hunts;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.App.Detection.Rules;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection;

/// <summary>The first page of the area.</summary>
static class OverviewRoutes
{
    const int ShownMax = 8;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
        => routes.MapGet("/detection", async (RuleShelf rules, RuleWork work, HuntBoard board, LogChoices places, HttpContext context) =>
        {
            var list = await rules.GetAsync(context.RequestAborted);
            var isWeighed = await work.Robustness(list, context.Caller()).WaitAsync(context) is not null;
            await DetectionArea.Page<OverviewPage>(
                "Detection",
                (nameof(OverviewPage.Tiles), TilesOf(list, isWeighed, places, context.Words())),
                (nameof(OverviewPage.Hunts), (IReadOnlyList<HuntEntry>)[.. board.List().Where(static one => one.Kind == "hunt").Take(ShownMax)]),
                (nameof(OverviewPage.Fired), (IReadOnlyList<FiredRule>)[.. served.Team.FiredRules().Take(ShownMax)]),
                (nameof(OverviewPage.Sources), SourcesOf(list)),
                (nameof(OverviewPage.Unresolved), (IReadOnlyList<(string, int)>)[.. list.Cards.SelectMany(static card => card.Unresolved).CountBy(static tag => tag, StringComparer.OrdinalIgnoreCase)
                    .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(ShownMax * 3).Select(static pair => (pair.Key, pair.Value))]),
                (nameof(OverviewPage.Release), list.Release)).AnswerAsync(context);
        }).For(TeamRole.Viewer).ExcludeFromDescription();

    static IReadOnlyList<(string, string, string, string)> TilesOf(RuleList list, bool isWeighed, LogChoices places, Words w)
    {
        var deployed = list.Cards.Count(static card => card.IsDeployed);
        var uploads = places.Uploads.List();
        return
        [
            ("/detection/rules?state=deployed", w["detection.overview.deployed"], Number(deployed), w["detection.overview.deployed.note", list.Cards.Count - deployed]),
            ("/detection/rules?state=deployed&feed=fed", w["detection.overview.fed"], Number(list.Cards.Count(static card => card is { IsDeployed: true, Feed: RuleFeed.Fed })), w["detection.overview.fed.note"]),
            ("/detection/rules?unresolved=1", w["detection.overview.tags"], Number(list.Cards.Count(static card => card.Unresolved.Count > 0)), w["detection.overview.tags.note", list.Release]),
            ("/detection/rules?state=deployed&sort=robustness", w["detection.overview.weak"], isWeighed ? Number(list.Cards.Count(static card => card is { IsDeployed: true, Robustness.Value.Level: 1 })) : "…", w["detection.overview.weak.note"]),
            ("/detection/rules?q=", w["detection.overview.noisy"], Number(list.Cards.Count(static card => card.Quiet is { Strength: < 1 })), w["detection.overview.noisy.note"]),
            ("/detection/logs", w["detection.tab.logs"], Number(uploads.Count + places.Folders.Count), w["detection.overview.logs.note", LogsPage.Size(uploads.Sum(static upload => upload.Bytes)), places.Folders.Count]),
        ];
    }

    static IReadOnlyList<(string, int, bool)> SourcesOf(RuleList list)
        => [.. list.Cards.GroupBy(static card => card.Rule.LogSource.ToString(), StringComparer.Ordinal)
            .Select(static group => (group.Key, group.Count(), group.Any(static card => card.Feed == RuleFeed.Fed)))
            .OrderBy(static one => one.Item3).ThenByDescending(static one => one.Item2).ThenBy(static one => one.Key, StringComparer.Ordinal).Take(ShownMax + 4)];

    static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
