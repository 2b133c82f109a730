using Merlon.Assessment;
using Merlon.Changes;
using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>Pages about releases: which there are, adding one, using another one, what changed and what that means.</summary>
static class ReleaseRoutes
{
    static readonly string[] PageStyles = ["knowledge.css"];

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf, ReleaseWork work, ComparisonDesk desk)
    {
        var served = shelf.Served;
        routes.MapGet("/knowledge/releases", (HttpContext context) => ShowAsync(shelf, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/knowledge/releases", async (HttpContext context, JobBoard board) =>
        {
            var path = await work.ReceiveAsync(context, name: null, context.RequestAborted);
            return Results.Redirect($"/knowledge/releases/jobs/{work.BeginAdd(board, context.Caller(), path, version: null).Id}");
        }).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapPost("/knowledge/releases/fetch", async (HttpContext context, JobBoard board) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            FetchWish wish = new(form["version"], [.. form["domain"].OfType<string>()], form["source"], form["from"]);
            return Results.Redirect($"/knowledge/releases/jobs/{work.BeginFetch(board, context.Caller(), ReleaseApi.Checked(wish, work.Options)).Id}");
        }).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapGet("/knowledge/releases/jobs/{id}", (string id, HttpContext context, JobBoard board) =>
        {
            var job = board.Find(id) ?? throw new FileNotFoundException("There is no such job any more");
            return job.State == JobState.Done ? RedirectAsync(context, "/knowledge/releases/added" + job.Outcome[job.Outcome.LastIndexOf('/')..]) : JobPageAsync(context, job, $"/knowledge/releases/jobs/{id}");
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/knowledge/releases/added/{key}", (string key, HttpContext context) =>
        {
            var outcome = work.Find(key) ?? throw new FileNotFoundException("No upload or fetch has this key; it may be long ago");
            return PageAsync<ReleaseAddedPage>(context, "knowledge.releases.added", (nameof(ReleaseAddedPage.Outcome), outcome), (nameof(ReleaseAddedPage.InUse), served.Read(static workspace => workspace.ListReleases().First(static one => one.IsPinned))));
        }).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/knowledge/releases/use", (string version, HttpContext context) => PreviewAsync(served, version, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/knowledge/releases/use", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await ReleaseApi.UseAsync(served, desk, new UseWish(form["version"].ToString(), form["instead-of"]), context.RequestAborted);
            return Results.Redirect("/knowledge/releases?used=" + Uri.EscapeDataString(form["version"].ToString()));
        }).For(TeamRole.Administrator).ExcludeFromDescription();
        routes.MapGet("/knowledge/releases/diff", (string? old, string? @new, string? domain, string? type, HttpContext context, JobBoard board)
            => DiffAsync(served, desk, board, new DiffQuestion(old ?? "", @new ?? "", domain, type), context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/knowledge/releases/impact", (string? old, string? @new, HttpContext context, JobBoard board)
            => ImpactAsync(served, desk, board, new DiffQuestion(old ?? "", @new ?? "", Domain: null, Type: null), context)).For(TeamRole.Viewer).ExcludeFromDescription();
    }

    static Task RedirectAsync(HttpContext context, string path)
    {
        context.Response.Redirect(path);
        return Task.CompletedTask;
    }

    static Task PageAsync<TPage>(HttpContext context, string titleKey, params (string, object?)[] parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
        => (AppPage.Of<TPage>(context.Words()[titleKey], "knowledge", parameters) with
        {
            Styles = PageStyles,
            Scripts = ["knowledge-release.js"],
            ScriptTexts = ["knowledge-script"],
        }).AnswerAsync(context);

    static Task JobPageAsync(HttpContext context, Job job, string here)
        => PageAsync<ReleaseJobPage>(context, "knowledge.releases.job", (nameof(ReleaseJobPage.Sheet), new ReleaseJobSheet(job, here)));

    static Task ShowAsync(KnowledgeShelf shelf, HttpContext context)
    {
        var releases = shelf.Served.Read(static workspace => workspace.ListReleases());
        var sheet = new ReleasesSheet(releases, shelf.Open(version: null), context.Request.Query["used"].ToString());
        return PageAsync<ReleasesPage>(context, "knowledge.releases", (nameof(ReleasesPage.Sheet), sheet));
    }

    static Task PreviewAsync(ServedWorkspace served, string version, HttpContext context)
    {
        var (releases, passage) = served.Read(workspace => (workspace.ListReleases(), workspace.UseRelease(version, record: false, progress: null, context.RequestAborted)));
        var wanted = passage.Value ?? throw new FileNotFoundException(ReleaseApi.Complaint(passage.Diagnostics));
        var sheet = new UseSheet(version, releases.First(static one => one.IsPinned), wanted, passage.Diagnostics);
        return PageAsync<UseReleasePage>(context, "knowledge.releases.use", (nameof(UseReleasePage.Sheet), sheet));
    }

    static Task DiffAsync(ServedWorkspace served, ComparisonDesk desk, JobBoard board, DiffQuestion question, HttpContext context)
    {
        var releases = served.Read(static workspace => workspace.ListReleases());
        if (question.IsOpen)
        {
            return PageAsync<ReleaseDiffPage>(context, "knowledge.releases.diff", (nameof(ReleaseDiffPage.Sheet), new DiffSheet(question, releases, null, [])));
        }

        var (done, job) = desk.Diff(board, context.Caller(), question.Old, question.New);
        if (done is null)
        {
            return JobPageAsync(context, job!, question.Address("/knowledge/releases/diff")); // one of the two is there
        }

        var domains = question.Domain is { Length: > 0 } domain ? new[] { domain } : done.Value?.Domains.Take(1).Select(static one => one.Domain).ToArray() ?? [];
        var view = done.Value is { } diff ? ReleaseApi.ViewOf(diff, question.Type is { Length: > 0 } type ? [type] : [], domains) : null;
        return PageAsync<ReleaseDiffPage>(context, "knowledge.releases.diff", (nameof(ReleaseDiffPage.Sheet), new DiffSheet(question, releases, view, done.Diagnostics)));
    }

    static Task ImpactAsync(ServedWorkspace served, ComparisonDesk desk, JobBoard board, DiffQuestion question, HttpContext context)
    {
        var releases = served.Read(static workspace => workspace.ListReleases());
        if (question.IsOpen)
        {
            return PageAsync<ReleaseImpactPage>(context, "knowledge.releases.impact", (nameof(ReleaseImpactPage.Sheet), new ImpactSheet(question, releases, null, [])));
        }

        var (done, job) = desk.Impact(board, context.Caller(), question.Old, question.New);
        return done is null
            ? JobPageAsync(context, job!, question.Address("/knowledge/releases/impact")) // one of the two is there
            : PageAsync<ReleaseImpactPage>(context, "knowledge.releases.impact", (nameof(ReleaseImpactPage.Sheet), new ImpactSheet(question, releases, done.Value, done.Diagnostics)));
    }
}

/// <summary>Which releases are compared, and what of it is shown.</summary>
sealed record DiffQuestion(string Old, string New, string? Domain, string? Type)
{
    /// <summary>True until both are chosen.</summary>
    public bool IsOpen => Old.Length == 0 || New.Length == 0;

    /// <summary>The address of an answer.</summary>
    public string Address(string path, string? domain = null, string? type = null)
        => $"{path}?old={Uri.EscapeDataString(Old)}&new={Uri.EscapeDataString(New)}{(domain is null ? "" : "&domain=" + Uri.EscapeDataString(domain))}{(type is null ? "" : "&type=" + Uri.EscapeDataString(type))}";
}

/// <summary>What the page of all releases shows.</summary>
public sealed class ReleasesSheet
{
    internal ReleasesSheet(IReadOnlyList<StoredRelease> releases, OpenRelease open, string used)
    {
        Releases = releases;
        Open = open;
        Used = used;
    }

    internal IReadOnlyList<StoredRelease> Releases { get; }

    internal OpenRelease Open { get; }

    /// <summary>The release that was just chosen; empty when none was.</summary>
    internal string Used { get; }

    internal StoredRelease InUse => Releases.First(static release => release.IsPinned);
}

/// <summary>What the page of a job shows.</summary>
public sealed class ReleaseJobSheet
{
    internal ReleaseJobSheet(Job job, string here)
    {
        Job = job;
        Here = here;
    }

    internal Job Job { get; }

    /// <summary>Where to look again.</summary>
    internal string Here { get; }
}

/// <summary>What the page before another release is used shows.</summary>
public sealed class UseSheet
{
    internal UseSheet(string version, StoredRelease inUse, EvidencePassage passage, IReadOnlyList<Diagnostic> diagnostics)
    {
        Version = version;
        InUse = inUse;
        Passage = passage;
        Diagnostics = diagnostics;
    }

    internal string Version { get; }

    internal StoredRelease InUse { get; }

    internal EvidencePassage Passage { get; }

    internal IReadOnlyList<Diagnostic> Diagnostics { get; }
}

/// <summary>What the page of a comparison shows.</summary>
public sealed class DiffSheet
{
    internal DiffSheet(DiffQuestion question, IReadOnlyList<StoredRelease> releases, DiffView? view, IReadOnlyList<Diagnostic> diagnostics)
    {
        Question = question;
        Releases = releases;
        View = view;
        Diagnostics = diagnostics;
    }

    internal DiffQuestion Question { get; }

    internal IReadOnlyList<StoredRelease> Releases { get; }

    internal DiffView? View { get; }

    internal IReadOnlyList<Diagnostic> Diagnostics { get; }
}

/// <summary>What the page of an impact shows.</summary>
public sealed class ImpactSheet
{
    /// <summary>Items of one area that a page shows.</summary>
    internal const int ItemsMax = 200;

    internal ImpactSheet(DiffQuestion question, IReadOnlyList<StoredRelease> releases, ReleaseImpact? impact, IReadOnlyList<Diagnostic> diagnostics)
    {
        Question = question;
        Releases = releases;
        Impact = impact;
        Diagnostics = diagnostics;
    }

    internal DiffQuestion Question { get; }

    internal IReadOnlyList<StoredRelease> Releases { get; }

    internal ReleaseImpact? Impact { get; }

    internal IReadOnlyList<Diagnostic> Diagnostics { get; }
}
