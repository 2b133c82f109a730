using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Changes;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Api;
using Merlon.Web.App.Assessment;
using Merlon.Web.App.Assessment.Views;
using Merlon.Web.Changes;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Knowledge;

/// <summary>Releases over HTTP: what <c>merlon release</c> does.</summary>
static class ReleaseApi
{
    /// <summary>What Markdown is sent as.</summary>
    internal const string MarkdownType = "text/markdown; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf, ReleaseWork work, ComparisonDesk desk)
    {
        var served = shelf.Served;
        var api = routes.MapGroup("/api/v1/releases").WithTags("Releases");
        api.MapGet("", () => Answer.Json(json => StoredReleaseJson.WriteAll(json, served.Read(static workspace => workspace.ListReleases())))).For(TeamRole.Viewer).WithName("ListReleases")
            .WithSummary("Releases in the workspace and the built-in one, newest first.");
        api.MapGet("/{version}/stats", (string version) =>
        {
            var open = shelf.Open(version);
            return Answer.Json(json => ReleaseStatisticsJson.Write(json, open.Statistics), ObjectRoutes.TagOf(open, "stats"));
        }).For(TeamRole.Viewer).WithName("GetReleaseStatistics").WithSummary("Live objects of each kind, per domain and over distinct objects.");
        api.MapGet("/{version}/check", (string version) =>
        {
            var open = shelf.Open(version);
            return Answer.Json(json => ReleaseCheckJson.Write(json, open.Release, ReleaseCheck.Of(open.Release)), ObjectRoutes.TagOf(open, "check"));
        }).For(TeamRole.Viewer).WithName("CheckRelease").WithSummary("Where a release contradicts itself.");
        api.MapPost("", async (string? name, string? version, HttpContext context, JobBoard board) =>
        {
            var path = await work.ReceiveAsync(context, name, context.RequestAborted);
            return Begun(work.BeginAdd(board, context.Caller(), path, version));
        }).For(TeamRole.Administrator).WithName("AddRelease").Accepts<IFormFile>("application/octet-stream", "multipart/form-data", "application/json")
            .WithSummary("Stores a STIX bundle (.json, .gz or .zip): the body is the file, name its name, such as enterprise-attack-18.1.json. Answers with a job.");
        api.MapGet("/additions/{key}", (string key) => Answer.Json(json =>
        {
            var outcome = work.Find(key) ?? throw new FileNotFoundException("No upload or fetch has this key; it may be long ago");
            json.WriteStartObject();
            if (outcome.Release is { } release)
            {
                json.WriteStartObject("release");
                StoredReleaseJson.WriteFields(json, release);
                json.WriteEndObject();
            }

            DiagnosticJson.Write(json, "diagnostics", outcome.Diagnostics);
            json.WriteEndObject();
        })).For(TeamRole.Viewer).WithName("GetAddition").WithSummary("What came of an upload or a fetch: the release, and everything that was noticed.");
        MapNetwork(api, served, work);
        MapUse(api, served, desk);
        MapComparisons(api, desk);
    }

    /// <summary>A job that began, as an answer.</summary>
    public static IResult Begun(Job job) => Results.Accepted($"/api/v1/jobs/{job.Id}", new { id = job.Id, job = $"/api/v1/jobs/{job.Id}", events = $"/api/v1/jobs/{job.Id}/events" });

    /// <summary>A request to fetch, checked: no path of the server's disk, nothing but https unless the server's owner allows more.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static FetchRequest Checked(FetchWish wish, FetchOptions options)
    {
        var source = wish.Source switch
        {
            null or "" or "repository" => FetchSource.Repository,
            "taxii" => FetchSource.Taxii,
            _ => throw new InvalidDataException($"source takes repository or taxii, not '{wish.Source}'"),
        };
        var from = string.IsNullOrWhiteSpace(wish.From) ? null : wish.From.Trim();
        return from is null || Uri.TryCreate(from, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (!options.IsPublicOnly && address.Scheme == Uri.UriSchemeHttp)) && address.UserInfo.Length == 0
            ? new FetchRequest(string.IsNullOrWhiteSpace(wish.Version) ? null : wish.Version.Trim(), [.. (wish.Domains ?? []).Where(static domain => domain.Length > 0)], source, from)
            : throw new InvalidDataException("from takes an https address without a password, such as https://mirror.example/attack/index.json");
    }

    static void MapNetwork(RouteGroupBuilder api, ServedWorkspace served, ReleaseWork work)
    {
        api.MapPost("/fetch", (FetchWish wish, HttpContext context, JobBoard board) => Begun(work.BeginFetch(board, context.Caller(), Checked(wish, work.Options)))).For(TeamRole.Administrator).WithName("FetchRelease")
            .WithSummary("Fetches a release from MITRE, or from a mirror at a public https address, and stores it. Opens a connection. Answers with a job.");
        api.MapPost("/offers", async (FetchWish wish, CancellationToken cancellationToken) =>
        {
            var offered = await Workspace.ListFetchableAsync(Checked(wish, work.Options), work.Options, progress: null, cancellationToken);
            var releases = offered.Value ?? throw new InvalidDataException(string.Join("; ", offered.Diagnostics.Select(static one => one.Message).DefaultIfEmpty("the source offers nothing")));
            var stored = served.Read(static workspace => workspace.ListReleases()).Where(static release => !release.IsBuiltIn).ToDictionary(static release => release.Version, StringComparer.Ordinal);
            return Answer.Json(json => StoredReleaseJson.WriteOffered(json, releases, stored));
        }).For(TeamRole.Administrator).Refuses(502).WithName("ListOffers").WithSummary("What MITRE or a mirror offers. Opens a connection.");
    }

    static void MapUse(RouteGroupBuilder api, ServedWorkspace served, ComparisonDesk desk)
    {
        api.MapGet("/{version}/passage", (string version, CancellationToken cancellationToken) =>
        {
            var passage = served.Read(workspace => workspace.UseRelease(version, record: false, progress: null, cancellationToken));
            var value = passage.Value ?? throw new FileNotFoundException(string.Join("; ", passage.Diagnostics.Select(static one => one.Message)));
            return Answer.Json(json => PassageJson.Write(json, value, isDry: true));
        }).For(TeamRole.Viewer).WithName("PreviewUse").WithSummary("What using a release would do to the journal's evidence; changes nothing.");
        api.MapPost("/use", async (UseWish wish, CancellationToken cancellationToken) =>
        {
            var passage = await UseAsync(served, desk, wish, cancellationToken);
            return Answer.Json(json => PassageJson.Write(json, passage, isDry: false));
        }).For(TeamRole.Administrator).Refuses(404, 412).WithName("UseRelease")
            .WithSummary("Uses a release from now on and moves the journal's evidence along. instead_of, when given, has to be the version in use: else 412, and nothing changes.");
    }

    /// <summary>Uses a release.</summary>
    public static async Task<EvidencePassage> UseAsync(ServedWorkspace served, ComparisonDesk desk, UseWish wish, CancellationToken cancellationToken)
    {
        var used = await served.WriteAsync(
            workspace =>
            {
                var now = workspace.ListReleases().First(static release => release.IsPinned);
                if (wish.InsteadOf is { Length: > 0 } seen && seen != WordOf(now))
                {
                    throw new ProblemException(412, "Somebody else chose another release meanwhile", $"The workspace uses ATT&CK {now.Version} now. Look at what your choice means, and choose again");
                }

                return Task.FromResult(workspace.UseRelease(wish.Version, record: true, progress: null, cancellationToken));
            },
            cancellationToken);
        served.ReleasesChanged();
        desk.Forget();
        return used.Value ?? throw new FileNotFoundException(string.Join("; ", used.Diagnostics.Select(static one => one.Message)));
    }

    /// <summary>The word by which a release is chosen: its version, or <c>built-in</c>.</summary>
    public static string WordOf(StoredRelease release) => release.IsBuiltIn ? Workspace.BuiltInReleaseName : release.Version;

    static void MapComparisons(RouteGroupBuilder api, ComparisonDesk desk)
    {
        api.MapGet("/diff", (string old, string @new, string[]? type, string[]? domain, bool? details, string? format, HttpContext context, JobBoard board) =>
        {
            var (done, job) = desk.Diff(board, context.Caller(), old, @new);
            if (done is null)
            {
                return Begun(job!); // one of the two is there
            }

            var view = ViewOf(done.Value ?? throw new InvalidDataException(Complaint(done.Diagnostics)), type ?? [], domain ?? []);
            return format switch
            {
                null => Answer.Json(json => ReleaseDiffJson.Write(json, view, done.Diagnostics, details == true)),
                "markdown" => TableFile.Other("changes.md", MarkdownType, stream => stream.Write(Encoding.UTF8.GetBytes(ReleaseDiffMarkdown.Of(view, details == true)))),
                "html" => TableFile.Other("changes.html", "text/html; charset=utf-8", stream => ChangesDocument.Write(view, stream)),
                "layers" => Archive.Of("changes.zip", view.Domains.Select(changed => new OutputFile($"{changed.Domain}-changes.json", stream => LayerWriter.Write(ChangeLayers.Of(view.Diff, changed), stream)))),
                _ => throw new InvalidDataException($"format takes markdown, html or layers, not '{format}'"),
            };
        }).For(TeamRole.Viewer).WithName("CompareReleases").WithSummary("What changed between two stored releases, as merlon release diff --json; format=markdown, html or layers (a zip of Navigator layers) for a file. 202 with a job while it is made; ask again when it is done.");
        api.MapGet("/impact", (string old, string @new, string? format, HttpContext context, JobBoard board) =>
        {
            var (done, job) = desk.Impact(board, context.Caller(), old, @new);
            if (done is null)
            {
                return Begun(job!); // one of the two is there
            }

            var impact = done.Value ?? throw new InvalidDataException(Complaint(done.Diagnostics));
            return format switch
            {
                null => Answer.Json(json => ReleaseImpactJson.Write(json, impact)),
                "markdown" => TableFile.Other("impact.md", MarkdownType, stream => stream.Write(Encoding.UTF8.GetBytes(ReleaseImpactMarkdown.Of(impact)))),
                _ => throw new InvalidDataException($"format takes markdown, not '{format}'"),
            };
        }).For(TeamRole.Viewer).WithName("GetReleaseImpact").WithSummary("What a change of release means for evidence, organisation, rules and mappings, as merlon release impact --json; format=markdown for a file. 202 with a job while it is made.");
    }

    /// <summary>The part of a comparison that was asked for.</summary>
    /// <exception cref="InvalidDataException">A domain was not compared, or a type does not exist.</exception>
    public static DiffView ViewOf(ReleaseDiff diff, IReadOnlyList<string> types, IReadOnlyList<string> domains)
    {
        if (types.FirstOrDefault(static type => !DiffView.TypeKeys.Contains(type, StringComparer.Ordinal)) is { } unknown)
        {
            throw new InvalidDataException($"type takes one of {string.Join(", ", DiffView.TypeKeys)}, not '{unknown}'");
        }

        return domains.FirstOrDefault(domain => !diff.Domains.Any(one => IsCalled(one, domain))) is { } missing
            ? throw new InvalidDataException($"{missing} was not compared; compared were {string.Join(", ", diff.Domains.Select(static one => one.Domain))}")
            : new DiffView(diff, [.. diff.Domains.Where(one => domains.Count == 0 || domains.Any(domain => IsCalled(one, domain)))], types);
    }

    static bool IsCalled(DomainDiff domain, string word) => string.Equals(domain.Domain, word, StringComparison.OrdinalIgnoreCase) || string.Equals(domain.Domain, word + "-attack", StringComparison.OrdinalIgnoreCase);

    /// <summary>Why there is no value, in one text.</summary>
    public static string Complaint(IReadOnlyList<Diagnostic> diagnostics)
        => string.Join("; ", diagnostics.Where(static one => one.Severity == Severity.Error).Select(static one => one.Advice is null ? one.Message : $"{one.Message} ({one.Advice})").Take(5).DefaultIfEmpty("it cannot be read"));
}

/// <summary>What to fetch.</summary>
/// <param name="Version">Such as <c>18.1</c>; the newest when it is left out.</param>
/// <param name="Domains">Such as <c>enterprise</c>; all when it is left out.</param>
/// <param name="Source"><c>repository</c> or <c>taxii</c>.</param>
/// <param name="From">A mirror's https address; MITRE's when it is left out.</param>
sealed record FetchWish(string? Version, IReadOnlyList<string>? Domains, string? Source, string? From);

/// <summary>Which release to use.</summary>
/// <param name="Version">A version, or <c>built-in</c>.</param>
/// <param name="InsteadOf">The one that was in use when it was decided; nothing changes when it is another now.</param>
sealed record UseWish(string Version, string? InsteadOf);
