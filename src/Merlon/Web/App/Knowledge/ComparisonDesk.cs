using Merlon.Assessment;
using Merlon.Changes;
using Merlon.Documents;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>
/// The last comparison of two releases and the last impact, which take seconds to make and much memory to keep: each is made once for all who ask, and let go when nobody asked for a while.
/// </summary>
sealed class ComparisonDesk(ServedWorkspace served) : IDisposable
{
    /// <summary>How long one is kept after it was last asked for, in minutes.</summary>
    public const int KeptMinutes = 5;

    readonly Lock guard = new();
    readonly Dictionary<string, Made> made = new(StringComparer.Ordinal);
    Timer? sweep;

    /// <summary>The comparison of two stored releases, or the job that makes it.</summary>
    public (Parsed<ReleaseDiff>? Done, Job? Job) Diff(JobBoard board, Caller caller, string old, string now) => Get<Parsed<ReleaseDiff>>(
        "diff", $"{old} {now}", board, caller, $"/knowledge/releases/diff?old={Uri.EscapeDataString(old)}&new={Uri.EscapeDataString(now)}", (progress, cancellationToken) => Task.Run(() => Compare(old, now, progress, cancellationToken), cancellationToken));

    /// <summary>What a change of release means for the workspace, or the job that finds out.</summary>
    public (Parsed<ReleaseImpact>? Done, Job? Job) Impact(JobBoard board, Caller caller, string old, string now) => Get<Parsed<ReleaseImpact>>(
        "impact", $"{old} {now}", board, caller, $"/knowledge/releases/impact?old={Uri.EscapeDataString(old)}&new={Uri.EscapeDataString(now)}",
        (progress, cancellationToken) => served.ReadAsync(workspace => workspace.AssessImpactAsync(new ImpactRequest(old, now, Paths()), progress, cancellationToken)));

    /// <summary>Forgets what rests on files that changed.</summary>
    public void Forget()
    {
        lock (guard)
        {
            made.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => sweep?.Dispose();

    (T? Done, Job? Job) Get<T>(string kind, string question, JobBoard board, Caller caller, string result, Func<IProgress<WorkProgress>, CancellationToken, Task<T>> make)
        where T : class
    {
        lock (guard)
        {
            sweep ??= new Timer(_ => Sweep(), state: null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            if (made.TryGetValue(kind, out var known) && known.Question == question && known.Job.State is JobState.Running or JobState.Done)
            {
                known.AskedAt = served.Clock.GetUtcNow();
                return ((known.Job.State == JobState.Done ? known.Value : null) as T, known.Job);
            }

            var begun = new Made(question) { AskedAt = served.Clock.GetUtcNow() };
            begun.Job = board.Begin("release-" + kind, question, caller, async (progress, cancellationToken) =>
            {
                begun.Value = await make(progress, cancellationToken);
                return result;
            });
            made[kind] = begun;
            return (null, begun.Job);
        }
    }

    void Sweep()
    {
        lock (guard)
        {
            var before = served.Clock.GetUtcNow().AddMinutes(-KeptMinutes);
            foreach (var (kind, one) in made.ToList())
            {
                if (one.AskedAt < before && one.Job.State != JobState.Running)
                {
                    made.Remove(kind);
                }
            }
        }
    }

    Parsed<ReleaseDiff> Compare(string old, string now, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var (before, after) = served.Read(workspace => (workspace.LoadBundles(old, progress), workspace.LoadBundles(now, progress)));
        cancellationToken.ThrowIfCancellationRequested();
        if (before.Value is not { } from || after.Value is not { } to)
        {
            return new Parsed<ReleaseDiff>(Value: null, [.. before.Diagnostics, .. after.Diagnostics]);
        }

        progress.Report(new WorkProgress("Comparing", 0, 0));
        var diff = ReleaseDiff.Between(from, to, ReadLimits.Default, cancellationToken);
        return diff with { Diagnostics = [.. before.Diagnostics, .. after.Diagnostics, .. diff.Diagnostics] };
    }

    // The journal names its organisation; a workspace that recorded nothing yet does not.
    IReadOnlyList<string> Paths()
    {
        var path = served.Settings.OrganisationPath;
        path = Directory.Exists(path) ? Path.Combine(path, "organisation.yaml") : path;
        return [.. new[] { path }.Where(File.Exists), .. served.Settings.RulePaths.Where(static rule => File.Exists(rule) || Directory.Exists(rule))];
    }

    sealed class Made(string question)
    {
        public string Question => question;

        public Job Job { get; set; } = null!; // begun right after

        public object? Value { get; set; }

        public DateTimeOffset AskedAt { get; set; }
    }
}
