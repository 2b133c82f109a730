using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Trend;
using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Home;

/// <summary>Where the organisation stands, and what to do next.</summary>
static class HomeArea
{
    /// <summary>How long a page waits for what is being worked out, in milliseconds; then it shows what there is and looks again.</summary>
    const int WaitMs = 150;

    /// <summary>Recordings that the page lists.</summary>
    const int RecentMax = 6;

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/", PageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/standing", StandingAsync).For(TeamRole.Viewer).WithTags("Assessment").WithName("GetStanding").WithSummary("Where the organisation stands in a few numbers, for a scope (scope) and against one group (profile); its ETag changes when anything does.");
    }

    static async Task PageAsync(HttpContext context, ServedWorkspace served, StandingShelf shelf, string? scope, string? profile)
    {
        var standing = await served.StandingAsync(context.RequestAborted);
        var words = context.Words();
        if (standing.Assessment is not { } assessment)
        {
            await (AppPage.Of<HomeEmpty>(words["home.empty.title"], "home", (nameof(HomeEmpty.Diagnostics), served.Settings.Named(standing.Diagnostics))) with { Styles = ["home.css"] }).AnswerAsync(context);
            return;
        }

        var from = Standpoint.Of(assessment, scope ?? "", profile ?? "");
        var view = await ViewAsync(served, shelf, standing, assessment, from, words);
        await (AppPage.Of<HomePage>(words["home.title"], "home", (nameof(HomePage.View), view)) with { Styles = ["charts.css", "home.css"], Scripts = ["home.js"] }).AnswerAsync(context);
    }

    static async Task<HomeView> ViewAsync(ServedWorkspace served, StandingShelf shelf, Standing standing, GapAssessment assessment, Standpoint from, Words words)
    {
        var trend = shelf.KeepAsync(standing, "trend", () => TrendAsync(served));
        var losses = shelf.KeepAsync(standing, "losses", () => Task.FromResult(LossesOf(served, assessment)));
        await Task.WhenAny(Task.WhenAll(trend, losses), Task.Delay(WaitMs));
        var (releases, journal, days, signOff) = served.Read(static workspace => (workspace.ListReleases(), workspace.SummariseJournal(), workspace.JournalDays(RecentMax), LastOf(workspace.ListSignOffs())));
        return new HomeView
        {
            Assessment = assessment,
            From = from,
            Tag = standing.Tag,
            Next = NextStep.Of(assessment, from, standing.Diagnostics, signOff, words),
            Move = standing.Watched?.Move,
            Trend = trend.IsCompletedSuccessfully ? trend.Result.Value : null,
            Losses = losses.IsCompletedSuccessfully ? losses.Result.Value : null,
            IsWorking = !trend.IsCompleted || !losses.IsCompleted,
            Releases = releases,
            Journal = journal,
            Recent = days,
            SignOff = signOff,
            Diagnostics = standing.Diagnostics,
        };
    }

    static SignOffRecord? LastOf(IReadOnlyList<SignOffRecord> signOffs) => signOffs.Count == 0 ? null : signOffs[^1];

    /// <summary>The coarsest steps that give a line: months, else the recorded assessments.</summary>
    static async Task<Parsed<CoverageTrend>> TrendAsync(ServedWorkspace served)
    {
        const int pointsWished = 4;
        var monthly = await served.ReadAsync(static workspace => workspace.TrendAsync(new TrendRequest(From: null, To: null, TrendStep.Month, TrendKnowledge.Then), progress: null, CancellationToken.None));
        return monthly.Value is null or { Points.Count: >= pointsWished }
            ? monthly
            : await served.ReadAsync(static workspace => workspace.TrendAsync(new TrendRequest(From: null, To: null, TrendStep.Assessment, TrendKnowledge.Then), progress: null, CancellationToken.None));
    }

    /// <summary>What the organisation's own scenarios say, as <c>merlon benefit</c> has it unless told otherwise; no value where there are none.</summary>
    static Parsed<BenefitReport> LossesOf(ServedWorkspace served, GapAssessment assessment)
    {
        var read = WorthFiles.Scenarios(served.Settings.OrganisationPath, assessment.Organisation, assessment.Context, ReadLimits.Default);
        return new(read.Value is { Count: > 0 } scenarios ? BenefitReport.Of(assessment, scenarios, new BenefitQuestion(3, 0.05m, 10_000, 1, [])) : null, read.Diagnostics);
    }

    static async Task<IResult> StandingAsync(HttpContext context, string? scope, string? profile)
    {
        var assessed = await AssessedWorkspace.OfAsync(context);
        var from = Standpoint.Of(assessed.Assessment, scope ?? "", profile ?? "");
        var isReady = assessed.Shelf.Find<Parsed<CoverageTrend>>(assessed.Standing, "trend") is not null && assessed.Shelf.Find<Parsed<BenefitReport>>(assessed.Standing, "losses") is not null;
        return assessed.Json($"standing {from.Scope}\n{from.Group?.Group.Id}\n{isReady}", json =>
        {
            json.WriteStartObject();
            json.WriteString("organisation", assessed.Assessment.Organisation.Name);
            json.WriteDay("as_of", assessed.Assessment.AsOf);
            json.WriteString("release", assessed.Assessment.Context.Release.Version);
            json.WriteString("standing", assessed.Standing.Tag);
            json.WriteBoolean("ready", isReady);
            json.WriteString("scope", from.Scope);
            json.WriteString("profile", from.Group?.Group.Id ?? "");
            json.WriteRounded("visibility", from.Visibility);
            json.WriteRounded("detection", from.Detection);
            json.WriteRounded("prevention", from.Prevention);
            json.WriteRounded("covered", from.Covered);
            if (from.Interval is { } interval)
            {
                AssessmentJson.WriteInterval(json, "covered_interval", interval);
            }

            json.WriteRounded("tested", from.Tested);
            json.WriteRounded("missed", from.Missed);
            json.WriteRounded("unknown", from.Unknown);
            json.WriteNumber("techniques", from.Techniques.Count);
            json.WriteEndObject();
        });
    }
}
