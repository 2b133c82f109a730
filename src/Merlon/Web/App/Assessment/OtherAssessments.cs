using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment;

/// <summary>Of when and against what an assessment is asked for, as <c>--as-of</c>, <c>--release-version</c> and <c>--published</c> do.</summary>
/// <param name="AsOf">The day to speak of; null for today.</param>
/// <param name="Release">A release of the workspace; null for the one in use.</param>
/// <param name="IsPublished">True to leave out the organisation's own knowledge.</param>
sealed record AssessmentAsked(DateOnly? AsOf, string? Release, bool IsPublished)
{
    /// <summary>True for the assessment that everybody shares.</summary>
    public bool IsUsual => AsOf is null && Release is null && !IsPublished;

    /// <summary>What a query asks for.</summary>
    public static AssessmentAsked Of(IQueryCollection query) => Of(query["as_of"], query["release"]);

    /// <summary>What a day and the word of a release ask for.</summary>
    /// <exception cref="InvalidDataException">The day is none.</exception>
    public static AssessmentAsked Of(string? asOf, string? release)
    {
        var day = string.IsNullOrEmpty(asOf) ? (DateOnly?)null
            : DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var known) ? known
            : throw new InvalidDataException($"as_of takes a day such as 2026-11-22, not '{asOf}'");
        var isPublished = string.Equals(release, ReleaseShelf.PublishedName, StringComparison.OrdinalIgnoreCase);
        return new(day, isPublished || string.IsNullOrWhiteSpace(release) ? null : release.Trim(), isPublished);
    }

    /// <summary>The request that it is.</summary>
    public AssessRequest RequestIn(ServeSettings settings, bool record)
        => new(settings.OrganisationPath, ReleasePath: null, Release, settings.RulePaths, AsOf, record) { PublishedOnly = IsPublished };
}

/// <summary>Says that a route answers for another day or release when it is asked to: query parameters <c>as_of</c> and <c>release</c>.</summary>
sealed record AsksAssessment
{
    /// <summary>The one there is.</summary>
    public static AsksAssessment Instance { get; } = new();
}

/// <summary>How a route says that it takes them.</summary>
static class AsksAssessmentRoutes
{
    static readonly ReadsQuery[] Parameters =
    [
        new("as_of", "The day to speak of, such as 2026-11-22; today otherwise."),
        new("release", "A release that is in the workspace, such as 18.1, or published: the one in use without the organisation's own knowledge. The one in use otherwise."),
    ];

    /// <summary>Says that this route answers for another day or release, too.</summary>
    public static TBuilder AsAsked<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
        => route.WithMetadata(AsksAssessment.Instance).InItsTime().Reading(Parameters);
}

/// <summary>
/// Assessments of other days and releases that were asked for lately: each is made once for all who ask, and let go when a file changed or nobody asked for a while.
/// </summary>
sealed class OtherAssessments(ServedWorkspace served, WorkShelf works) : IDisposable
{
    /// <summary>Most that are kept.</summary>
    public const int KeptMax = 2;

    /// <summary>How long one is kept after it was last asked for, in minutes.</summary>
    public const int KeptMinutes = 5;

    const string Kind = "other-assessment";

    readonly Lock guard = new();
    readonly List<OtherAssessment> kept = [];
    Timer? sweep;

    /// <summary>One that was made before, with what was worked out of it; null when there is none, or not any more.</summary>
    /// <param name="present">Where the organisation stands.</param>
    /// <param name="asked">Which other one is asked for.</param>
    public (Standing Standing, StandingShelf Shelf)? Find(Standing present, AssessmentAsked asked)
    {
        lock (guard)
        {
            kept.RemoveAll(one => !string.Equals(one.Of, present.Tag, StringComparison.Ordinal));
            var at = kept.FindIndex(one => one.Asked == asked);
            if (at < 0)
            {
                return null;
            }

            var found = kept[at];
            kept.RemoveAt(at);
            kept.Insert(0, found);
            found.AskedAt = served.Clock.GetUtcNow();
            return found.Parts;
        }
    }

    /// <summary>The work on one: begun now unless it runs.</summary>
    public Work<OtherAssessment> Begin(Standing present, AssessmentAsked asked, HttpContext context) => works.BeginAsync(
        Kind, KeyOf(present, asked), string.Create(CultureInfo.InvariantCulture, $"The assessment {(asked.AsOf is { } day ? $"as of {day:yyyy-MM-dd}" : $"against ATT&CK {asked.Release ?? "as published"}")}"),
        $"{context.Request.Path}{context.Request.QueryString}", context.Caller(), async (progress, stop) => Keep(await MakeAsync(present, asked, progress, stop), KeyOf(present, asked)));

    static string KeyOf(Standing present, AssessmentAsked asked) => $"{present.Tag} {asked}";

    /// <inheritdoc/>
    public void Dispose() => sweep?.Dispose();

    OtherAssessment Keep(OtherAssessment made, string key)
    {
        lock (guard)
        {
            sweep ??= new Timer(_ => Sweep(), state: null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            made.AskedAt = served.Clock.GetUtcNow();
            kept.Insert(0, made);
            kept.RemoveRange(Math.Min(KeptMax, kept.Count), Math.Max(0, kept.Count - KeptMax));
        }

        works.Forget(Kind, key); // it is large, and kept here for as long as somebody asks for it
        return made;
    }

    async Task<OtherAssessment> MakeAsync(Standing present, AssessmentAsked asked, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var assessed = await served.ReadAsync(workspace => workspace.AssessAsync(asked.RequestIn(served.Settings, record: false), progress, cancellationToken));
        if (assessed.Value is not { } assessment || present.Watched is not { } watched)
        {
            var first = assessed.Diagnostics.FirstOrDefault(static one => one.Severity == Severity.Error);
            throw new ProblemException(new Problem(400, "That cannot be assessed", first is null ? "There is no assessment as asked for" : $"{first}".TrimEnd('.')) { Further = json => DiagnosticJson.Write(json, "diagnostics", assessed.Diagnostics) });
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{present.Tag} {asked}")).AsSpan(0, 8));
        return new OtherAssessment(present.Tag, asked, present with { Watched = watched with { Assessment = assessment, Move = null }, Diagnostics = assessed.Diagnostics, Tag = hash });
    }

    void Sweep()
    {
        lock (guard)
        {
            var before = served.Clock.GetUtcNow().AddMinutes(-KeptMinutes);
            kept.RemoveAll(one => one.AskedAt < before);
        }
    }
}

/// <summary>An assessment of another day or release, with what was worked out of it.</summary>
/// <param name="of">Tag of the standing beside which it was made.</param>
/// <param name="asked">Which it is.</param>
/// <param name="standing">The assessment.</param>
sealed class OtherAssessment(string of, AssessmentAsked asked, Standing standing)
{
    /// <summary>Tag of the standing beside which it was made.</summary>
    public string Of => of;

    /// <summary>Which it is.</summary>
    public AssessmentAsked Asked => asked;

    /// <summary>The assessment, and what was worked out of it.</summary>
    public (Standing Standing, StandingShelf Shelf) Parts { get; } = (standing, new StandingShelf());

    /// <summary>When somebody last asked for it.</summary>
    public DateTimeOffset AskedAt { get; set; }
}
