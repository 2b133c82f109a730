using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>The way in: how much there is, what is new, what is the organisation's own.</summary>
static class OverviewRoutes
{
    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
        => routes.MapGet("/knowledge", (string? release, HttpContext context) => ShowAsync(shelf, release, context)).For(TeamRole.Viewer).ExcludeFromDescription();

    static Task ShowAsync(KnowledgeShelf shelf, string? release, HttpContext context)
    {
        var open = shelf.Open(release);
        var (own, releases) = shelf.Served.Read(static workspace => (workspace.LoadOwn().Value, workspace.ListReleases()));
        var sheet = new OverviewSheet(open, own, releases);
        var words = context.Words();
        return (AppPage.Of<KnowledgePage>(words["shell.menu.knowledge"], "knowledge", (nameof(KnowledgePage.Sheet), sheet)) with
        {
            Styles = ["knowledge.css"],
            Scripts = ["knowledge-page.js"],
            ScriptTexts = ["knowledge-script"],
        }).AnswerAsync(context);
    }
}

/// <summary>What the way in shows.</summary>
public sealed class OverviewSheet
{
    /// <summary>Newest objects that are named.</summary>
    const int NewMax = 24;

    internal OverviewSheet(OpenRelease open, OwnCollection? own, IReadOnlyList<StoredRelease> releases)
    {
        Href = new KnowledgeHref(open.Release, open.Asked);
        Statistics = open.Statistics;
        Own = own;
        Releases = releases;
        LogSources = open.LogSources.Count;
        List<AttackObject> published = [.. open.Release.Objects.Where(static found => found.IsLive && found.Origin == ObjectOrigin.Published && found is Technique or Group or Software or Campaign)];
        var newest = published.Select(static found => found.Created).DefaultIfEmpty().Max();
        var since = newest.AddDays(-NewDays);
        Since = DateOnly.FromDateTime(since.UtcDateTime);
        New = [.. published.Where(found => found.Created >= since).OrderByDescending(static found => found.Created).ThenBy(static found => found.Id, StringComparer.Ordinal)];
        Changed = published.Count(found => found.Modified >= since && found.Created < since);
    }

    /// <summary>Days before the newest object that count as this release's.</summary>
    const int NewDays = 120;

    internal KnowledgeHref Href { get; }

    internal ReleaseStatistics Statistics { get; }

    internal OwnCollection? Own { get; }

    internal IReadOnlyList<StoredRelease> Releases { get; }

    internal int LogSources { get; }

    /// <summary>Since when something counts as new.</summary>
    internal DateOnly Since { get; }

    internal IReadOnlyList<AttackObject> New { get; }

    internal IEnumerable<AttackObject> NewShown => New.Take(NewMax);

    /// <summary>Objects that changed since and are not new.</summary>
    internal int Changed { get; }

    /// <summary>Live objects of a kind.</summary>
    internal int Count(string kind) => kind switch
    {
        "tactics" => Statistics.Total.Tactics,
        "techniques" => Statistics.Total.Techniques + Statistics.Total.Subtechniques,
        "groups" => Statistics.Total.Groups,
        "software" => Statistics.Total.Software,
        "campaigns" => Statistics.Total.Campaigns,
        "mitigations" => Statistics.Total.Mitigations,
        "data-sources" => Statistics.Total.DataSources,
        "data-components" => Statistics.Total.DataComponents,
        "detection-strategies" => Statistics.Total.DetectionStrategies,
        "analytics" => Statistics.Total.Analytics,
        "assets" => Statistics.Total.Assets,
        _ => LogSources,
    };

    /// <summary>Tactics by domain, in the order of their matrix.</summary>
    internal IEnumerable<(string Domain, IReadOnlyList<Tactic> Tactics)> Tactics => Href.Release.Domains.Select(domain => (domain, Href.Release.TacticsOf(domain)));
}
