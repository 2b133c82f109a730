using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>
/// The organisation and workspace that a server serves, for any number of requests at once. Readers share what is immutable; writers go one after the other, here and across processes.
/// </summary>
sealed class ServedWorkspace : IDisposable
{
    /// <summary>How long a write waits for another process that holds the workspace, in seconds.</summary>
    public const int WriteWaitSeconds = 15;

    /// <summary>How often, at most, the files are looked at for changes by others, in milliseconds.</summary>
    const int LookEveryMs = 1_000;

    /// <summary>How often it is looked whether a newer Merlon uses the database by now, in milliseconds.</summary>
    const int SchemaLookEveryMs = 5_000;

    /// <summary>How long between two tries to take the workspace's lock, in milliseconds.</summary>
    const int RetryMs = 100;

    readonly SemaphoreSlim assessing = new(1, 1), writing = new(1, 1);
    readonly ReleaseShelf releases;
    volatile Standing? standing;
    long lookedAt;
    long changes;
    long schemaLookedAt;
    long essential;
    volatile Tuple<SharedMoment>? followed;

    public ServedWorkspace(ServeSettings settings)
    {
        Settings = settings;
        releases = new ReleaseShelf(settings);
        Folders = new WorkspaceFolders(settings.Workspace(WorkspaceAccess.Read));
        Team = Team.Open(new TeamOptions(settings.WorkspaceFolder, settings.Clock) { Database = settings.Database, KeepsConnections = true });
    }

    /// <summary>What is served, and where.</summary>
    public ServeSettings Settings { get; }

    /// <summary>Folder of the organisation, as an absolute path.</summary>
    public string OrganisationFolder => Settings.OrganisationFolder;

    /// <summary>What the team keeps beside the workspace.</summary>
    public Team Team { get; }

    /// <summary>Folders of uploads, hunts and results, which servers share one by one.</summary>
    public WorkspaceFolders Folders { get; }

    /// <summary>The last assessment that was made, fresh or not; null before the first.</summary>
    public Standing? Last => standing;

    /// <summary>The only clock of the product.</summary>
    public TimeProvider Clock => Settings.Clock;

    /// <summary>False while nobody has written the organisation file: every page works all the same, and leads to the guide.</summary>
    public bool HasOrganisation => File.Exists(Directory.Exists(Settings.OrganisationPath) ? Path.Combine(Settings.OrganisationPath, OrganisationFile.FileName) : Settings.OrganisationPath);

    /// <summary>Reads from the workspace; what comes back must not hold on to it.</summary>
    public T Read<T>(Func<Workspace, T> read)
    {
        using var workspace = Workspace.Open(Options(WorkspaceAccess.Read));
        return read(workspace);
    }

    /// <summary>As <see cref="Read{T}(Func{Workspace, T})"/>, for verbs that take their time.</summary>
    public async Task<T> ReadAsync<T>(Func<Workspace, Task<T>> read)
    {
        using var workspace = Workspace.Open(Options(WorkspaceAccess.Read));
        return await read(workspace);
    }

    /// <summary>Writes to the workspace, after whoever writes now; afterwards the assessment is made anew when it is next asked for.</summary>
    /// <exception cref="WorkspaceLockedException">Another process held it for longer than <see cref="WriteWaitSeconds"/>.</exception>
    public async Task<T> WriteAsync<T>(Func<Workspace, Task<T>> write, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            using var workspace = await OpenForWritingAsync(cancellationToken);
            var result = await write(workspace);
            workspace.Share(); // before anything is acknowledged
            return result;
        }
        finally
        {
            writing.Release();
            Changed();
        }
    }

    /// <summary>Shares files that were put into the workspace or the organisation outside of <see cref="WriteAsync"/>, such as an upload; nothing to do on one machine.</summary>
    public Task ShareAsync(CancellationToken cancellationToken)
        => Settings.Database is null ? Task.CompletedTask : WriteAsync(static _ => Task.FromResult(true), cancellationToken);

    /// <summary>Shares what this machine has when its server starts; who writes meanwhile leaves it to the next write.</summary>
    public async Task ShareFirstAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ShareAsync(cancellationToken);
            Folders.Tidy();
        }
        catch (WorkspaceLockedException e)
        {
            Settings.Tell($"the files of this machine are shared with the first write: {e.Message}");
        }
    }

    /// <summary>
    /// Takes what other servers did: after this, everything that any of them acknowledged is seen here too. Before every request; nothing to do on one machine.
    /// </summary>
    /// <exception cref="IOException">The database cannot be reached, or a newer Merlon uses it now.</exception>
    public void Follow()
    {
        if (Settings.Database is null)
        {
            return;
        }

        var now = Environment.TickCount64;
        if (now - Interlocked.Read(ref schemaLookedAt) >= SchemaLookEveryMs)
        {
            Team.RequireKnown();
            Interlocked.Exchange(ref schemaLookedAt, now);
        }

        var moment = Folders.Moment();
        var last = followed?.Item1;
        if (moment == last)
        {
            return;
        }

        if (moment.Change != last?.Change)
        {
            Folders.Pull();
            releases.LookAgain();
            var newest = Folders.LastEssentialChange();
            if (Interlocked.Exchange(ref essential, newest) != newest)
            {
                Changed();
            }
        }

        Interlocked.Exchange(ref lookedAt, long.MinValue / 2); // the next who asks looks whether the assessment still stands
        followed = new(moment);
    }

    /// <summary>Says that something changed that an assessment may rest on.</summary>
    public void Changed() => Interlocked.Increment(ref changes);

    /// <summary>
    /// The assessment as of now: made anew when a file that it rests on changed, else the last one, which everybody shares. Without an assessment the diagnostics say what is wrong with the files.
    /// </summary>
    public async Task<Standing> StandingAsync(CancellationToken cancellationToken)
    {
        if (IsFresh() is { } fresh)
        {
            return fresh;
        }

        await assessing.WaitAsync(cancellationToken);
        try
        {
            return IsFresh() ?? await AssessAsync(cancellationToken);
        }
        finally
        {
            assessing.Release();
        }
    }

    /// <summary>A release with its index: the one in use for null, else of the store or the built-in one. Null when there is no such release.</summary>
    public IndexedRelease? Release(string? version = null) => releases.Find(version);

    /// <summary>Forgets releases that were opened: after one was added, or another one is used.</summary>
    public void ReleasesChanged()
    {
        releases.Clear();
        Changed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        assessing.Dispose();
        writing.Dispose();
        Team.Dispose();
    }

    Standing? IsFresh()
    {
        if (standing is not { } last || last.Changes != Interlocked.Read(ref changes))
        {
            return null;
        }

        var now = Environment.TickCount64;
        if (now - Interlocked.Read(ref lookedAt) < LookEveryMs)
        {
            return last;
        }

        Interlocked.Exchange(ref lookedAt, now);
        return string.Equals(Fingerprint(last.Watched), last.Fingerprint, StringComparison.Ordinal) ? last : null;
    }

    /// <summary>What the files are like, and what the journal says: also by other servers and processes.</summary>
    string Fingerprint(WatchedAssessment? watched)
    {
        var recorded = Read(static workspace => workspace.LastEntry()); // brings the files up to date, too
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{recorded} {Watch().Fingerprint(watched)}"); // files that others share and that it does not rest on change nothing
    }

    WorkspaceOptions Options(WorkspaceAccess access) => Settings.Workspace(access);

    async Task<Standing> AssessAsync(CancellationToken cancellationToken)
    {
        var change = Interlocked.Read(ref changes);
        var last = standing?.Watched;
        var before = Fingerprint(last); // with a database, this brings the files up to date
        if (!HasOrganisation)
        {
            return Unwritten(change);
        }

        AssessRequest request = new(Settings.OrganisationPath, ReleasePath: null, ReleaseVersion: null, Settings.RulePaths, AsOf: null, Record: false);
        var assessed = await ReadAsync(workspace => workspace.AssessWatchedAsync(request, last, cancellationToken));
        var isStill = string.Equals(Fingerprint(last), before, StringComparison.Ordinal); // else what changed meanwhile is looked at again
        var fingerprint = isStill ? Fingerprint(assessed.Value) : "";
        var tag = isStill && Settings is { Database: not null, RulePaths.Count: 0 } ? TagOf(Shared(before), change: 0) : TagOf(before + fingerprint, change);
        var made = new Standing(assessed.Value, assessed.Diagnostics, fingerprint, change, tag);
        standing = made;
        Interlocked.Exchange(ref lookedAt, Environment.TickCount64);
        return made;
    }

    // Nobody has described the organisation yet: there is nothing to judge, and the guide is where it begins.
    Standing Unwritten(long change)
    {
        var fingerprint = Watch().Fingerprint(last: null);
        Diagnostic noticed = new("ORG044", Severity.Error, Settings.Named(Settings.OrganisationPath), SourceLocation.Whole, "there is no organisation.yaml yet", Advice: "the guided assessment writes one");
        var made = new Standing(Watched: null, [noticed], fingerprint, change, TagOf(fingerprint, change));
        standing = made;
        Interlocked.Exchange(ref lookedAt, Environment.TickCount64);
        return made;
    }

    // The same on every server that has the same files and statements, so that what a browser got from one is known by the other.
    string Shared(string before) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{before[..before.IndexOf(' ', StringComparison.Ordinal)]} {Folders.LastEssentialChange()} {Clock.GetLocalNow():yyyy-MM-dd} {Folders.Deviation()}");

    static string TagOf(string fingerprint, long change)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{AnswerWords.Version} {fingerprint} {change}")).AsSpan(0, 8));

    OrganisationWatch Watch() => new(new WatchRequest(Settings.OrganisationPath, Settings.WorkspaceFolder, Settings.RulePaths, LogPaths: [], TimeSpan.MaxValue, QuietTimes: 0), Clock);

    async Task<Workspace> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return Workspace.Open(Options(WorkspaceAccess.Write));
            }
            catch (WorkspaceLockedException) when (Environment.TickCount64 - started < WriteWaitSeconds * 1_000L)
            {
                await Task.Delay(RetryMs, cancellationToken);
            }
        }
    }
}

/// <summary>Where the organisation stands: one assessment, shared by all requests until a file changes.</summary>
/// <param name="Watched">The assessment and what moved; null when the files cannot be judged.</param>
/// <param name="Diagnostics">What was noticed, or why there is no assessment.</param>
/// <param name="Fingerprint">What the files were like.</param>
/// <param name="Changes">How much the server itself had changed.</param>
/// <param name="Tag">Another text for every other standing: the base of every ETag.</param>
sealed record Standing(WatchedAssessment? Watched, IReadOnlyList<Diagnostic> Diagnostics, string Fingerprint, long Changes, string Tag)
{
    /// <summary>The assessment, or null when the files cannot be judged.</summary>
    public GapAssessment? Assessment => Watched?.Assessment;
}
