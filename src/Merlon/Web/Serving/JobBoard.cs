using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>
/// Work that takes longer than a request: hunts, imports, reports. Each has progress that can be watched, and can be cancelled. Where several servers share a database each of them tells how
/// any job stands and asks its server to stop it; on one machine jobs are gone when the server stops.
/// </summary>
sealed class JobBoard : IDisposable
{
    /// <summary>Most jobs that run at a time on one server; further ones wait.</summary>
    public const int RunningMax = 2;

    /// <summary>Most jobs at a time that work out an answer which somebody waits for.</summary>
    public const int AnswersMax = 2;

    /// <summary>Most jobs at a time that wait for the network: one goes on where the last one stopped, and no hunt waits for it.</summary>
    public const int FetchesMax = 1;

    /// <summary>Most jobs that are remembered; the oldest that ended are forgotten first.</summary>
    public const int JobsMax = Team.JobsMax;

    /// <summary>Most jobs of one person that wait or run; who has more is asked to let some end.</summary>
    public const int OfOneMax = 20;

    /// <summary>Most jobs that wait or run on one server.</summary>
    public const int UnfinishedMax = 200;

    /// <summary>Seconds without a sign of life of its server, by the database's clock, after which a job counts as lost.</summary>
    public const int SilentSecondsMax = 30;

    /// <summary>How often a server says how far its jobs are and looks whether somebody wants them stopped, and how often another one looks, in milliseconds.</summary>
    const int SignEveryMs = 500, LookEveryMs = 500;

    /// <summary>How long jobs that were told to stop are waited for when the server stops, in milliseconds.</summary>
    const int StopWaitMs = 3_000;

    /// <summary>How long the end of a job is tried to be told while the database is away, in seconds.</summary>
    const int EndTrySeconds = 120;

    readonly ServeSettings settings;
    readonly ServedWorkspace served;
    readonly ConcurrentDictionary<string, Job> jobs = new(StringComparer.Ordinal);
    readonly JobTurns turns = new(RunningMax), answers = new(AnswersMax), fetches = new(FetchesMax);
    readonly Lock beginning = new();
    long begun;
    volatile bool isStopping;

    public JobBoard(ServeSettings settings, ServedWorkspace served)
    {
        this.settings = settings;
        this.served = served;
    }

    /// <summary>Name of this server, for people.</summary>
    public string ServerName { get; } = $"{Environment.MachineName}, process {Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>How long a request waits for such an answer when it does not say, in seconds.</summary>
    public int AnswerSeconds => settings.AnswerSeconds;

    bool IsShared => settings.Database is not null;

    /// <summary>Begins a job.</summary>
    /// <param name="kind">Such as <c>hunt</c>.</param>
    /// <param name="title">For people; foreign text is allowed.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="work">The work; what it answers is where the result is: a path of this server.</param>
    /// <param name="about">What it is about, and what it found so far; null for nothing in particular.</param>
    /// <exception cref="ProblemException">Too many of this person's, or of everybody's, wait or run (429).</exception>
    public Job Begin(string kind, string title, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work, JobSubject? about = null) => Begin(kind, title, caller, work, about, turns);

    /// <summary>As <see cref="Begin(string, string, Caller, Func{IProgress{WorkProgress}, CancellationToken, Task{string}}, JobSubject?)"/>, for an answer that somebody waits for: it does not wait for hunts to end.</summary>
    public Job BeginAnswer(string kind, string title, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work) => Begin(kind, title, caller, work, about: null, answers);

    /// <summary>As <see cref="Begin(string, string, Caller, Func{IProgress{WorkProgress}, CancellationToken, Task{string}}, JobSubject?)"/>, for what waits for the network: it takes no hunt's turn.</summary>
    public Job BeginFetch(string kind, string title, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work) => Begin(kind, title, caller, work, about: null, fetches);

    Job Begin(string kind, string title, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work, JobSubject? about, JobTurns line)
    {
        var job = Take(kind, title, caller, about);
        try
        {
            if (IsShared)
            {
                served.Team.Add(RowOf(job)); // before anybody is told of it
            }
        }
        catch (IOException)
        {
            jobs.TryRemove(job.Id, out _);
            throw;
        }

        var turn = line.WaitAsync(job); // here, so that who asked first stands first
        job.Run = Task.Run(() => RunAsync(job, work, line, turn));
        return job;
    }

    // One after the other, so that two who ask at once do not both get the last place, and the newest is known although clocks give two the same time.
    Job Take(string kind, string title, Caller caller, JobSubject? about)
    {
        lock (beginning)
        {
            Forget();
            var unfinished = jobs.Values.Where(static one => one.State == JobState.Running).ToList();
            if (unfinished.Count >= UnfinishedMax || unfinished.Count(one => one.Caller.Id == caller.Id) >= OfOneMax)
            {
                throw new ProblemException(429, "Too many jobs wait", $"One person has at most {OfOneMax} jobs that wait or run: let some end, or stop them. This one was not begun");
            }

            Job job = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), kind, title, caller, settings.Clock.GetUtcNow()) { About = about, Number = ++begun };
            jobs[job.Id] = job;
            return job;
        }
    }

    /// <summary>A job by its id, or null. One of another server is as that one told last.</summary>
    public Job? Find(string id) => jobs.GetValueOrDefault(id) ?? (IsShared && served.Team.FindJob(id) is { } row ? Of(row) : null);

    /// <summary>The newest job about a subject, or null.</summary>
    public Job? FindAbout(string subject)
        => jobs.Values.Where(job => job.About?.Subject == subject).MaxBy(static job => job.Number) ?? (IsShared && served.Team.FindJobAbout(subject) is { } row ? Of(row) : null);

    /// <summary>All that are remembered, newest first.</summary>
    public IReadOnlyList<Job> List()
        => IsShared ? [.. served.Team.Jobs().Select(row => jobs.GetValueOrDefault(row.Id) ?? Of(row))]
            : [.. jobs.Values.OrderByDescending(static job => job.Number)];

    /// <summary>Completes when none of the jobs that were begun by now runs any more; for who takes their folders away.</summary>
    public Task EndedAsync() => Task.WhenAll(jobs.Values.Select(static job => job.Run));

    /// <summary>Whether any of this server's run or wait to run.</summary>
    public bool IsBusy => jobs.Values.Any(static job => job.State == JobState.Running);

    /// <summary>Asks a job to stop, on whichever server it runs.</summary>
    public void Cancel(Job job, Caller caller)
    {
        if (jobs.TryGetValue(job.Id, out var here))
        {
            here.Cancel();
        }
        else if (IsShared)
        {
            served.Team.AskToCancelJob(job.Id, caller.Name.Length > 0 ? caller.Name : caller.Id);
        }
    }

    /// <summary>Waits until a job may have changed: at the next change of one that runs here, after a moment for another server's, and at the latest after a while.</summary>
    /// <param name="job">The job.</param>
    /// <param name="changed">Its <see cref="Job.Changed"/> from before it was looked at: what changed while the look was told is not slept through.</param>
    /// <param name="msMax">The while, in milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(Job job, Task changed, int msMax, CancellationToken cancellationToken)
    {
        var isHere = jobs.ContainsKey(job.Id);
        await Task.WhenAny(isHere ? changed : Task.Delay(Timeout.Infinite, cancellationToken), Task.Delay(isHere ? msMax : Math.Min(msMax, LookEveryMs), cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isStopping = true;
        foreach (var job in jobs.Values)
        {
            if (IsShared && job.State == JobState.Running)
            {
                TryTell(() => served.Team.EndJob(RowOf(job) with { State = WordOf(JobState.Failed), Outcome = "its server was stopped before it was done: nothing that was not confirmed was kept; begin it again" }));
            }

            job.Cancel();
        }

        Task.WaitAll([.. jobs.Values.Select(static job => job.Run)], StopWaitMs); // so that none writes to a folder that is not served any more; they end without exceptions
        foreach (var job in jobs.Values)
        {
            job.Dispose();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The job ends here: what went wrong is its outcome.")]
    async Task RunAsync(Job job, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work, JobTurns line, Task turn)
    {
        using var signs = IsShared ? new Timer(_ => Sign(job), state: null, SignEveryMs, SignEveryMs) : null;
        try
        {
            await turn;
            try
            {
                await EndAsync(job, JobState.Done, await work(job, job.Cancellation));
            }
            finally
            {
                line.End(job);
            }
        }
        catch (OperationCanceledException)
        {
            await EndAsync(job, JobState.Cancelled, "");
        }
        catch (ObjectDisposedException) when (isStopping)
        {
            // The server stops; what became of the job was told.
        }
        catch (Exception e)
        {
            var known = e is ProblemException { Problem: var problem } ? problem.Detail : e is IOException or InvalidDataException or UnauthorizedAccessException ? settings.Told(e.Message) : null;
            if (known is null)
            {
                settings.Tell($"bug in job {job.Id}: {e.GetType().Name}: {e.Message}");
            }

            await EndAsync(job, JobState.Failed, known ?? $"this is a bug in Merlon; please report it with the number {job.Id}");
        }
    }

    // The others know it before who follows it here does: whoever is told that it is done may ask any of them for the result.
    async Task EndAsync(Job job, JobState state, string outcome)
    {
        if (IsShared)
        {
            var row = RowOf(job) with { State = WordOf(state), Outcome = outcome };
            var started = Environment.TickCount64;
            while (!isStopping && !TryTell(() => served.Team.EndJob(row)) && Environment.TickCount64 - started < EndTrySeconds * 1_000L)
            {
                await Task.Delay(SignEveryMs);
            }
        }

        job.End(state, outcome);
    }

    void Sign(Job job)
    {
        if (job.State == JobState.Running && job.TryBeginSign())
        {
            TryTell(() =>
            {
                if (served.Team.SeeJob(RowOf(job)) is { Length: > 0 } && !isStopping)
                {
                    job.Cancel();
                }
            });
            job.EndSign();
        }
    }

    // A sign that does not come through is followed by the next one.
    static bool TryTell(Action tell)
    {
        try
        {
            tell();
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    static string WordOf(JobState state) => state.ToString().ToLowerInvariant();

    TeamJob RowOf(Job job)
    {
        var progress = job.Progress;
        return new TeamJob
        {
            Id = job.Id, Kind = job.Kind, Title = job.Title, Subject = job.About?.Subject ?? "", ById = job.Caller.Id, ByName = job.Caller.Name, Server = ServerName, BeganAt = Team.MomentOf(job.BeganAt),
            Stage = progress.Stage, Done = progress.Done, Total = progress.Total, Detail = progress.Detail ?? "", Live = job.About?.Live() ?? "",
        };
    }

    static Job Of(TeamJob row)
    {
        var state = Enum.TryParse<JobState>(row.State, ignoreCase: true, out var known) ? known : JobState.Failed;
        var isLost = state == JobState.Running && row.SilentSeconds > SilentSecondsMax;
        Job job = new(row.Id, row.Kind, row.Title, new Caller(row.ById, row.ByName, TeamRole.Nobody), DateTimeOffset.Parse(row.BeganAt, System.Globalization.CultureInfo.InvariantCulture))
        {
            About = new JobSubject(row.Subject, () => row.Live),
            IsLost = isLost,
        };
        job.Report(new WorkProgress(row.Stage, row.Done, row.Total) { Detail = row.Detail });
        job.End(isLost ? JobState.Failed : state, isLost
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"its server ({row.Server}) has not been heard of for {row.SilentSeconds} s: what it had not confirmed was not kept; begin it again")
            : row.Outcome);
        return job;
    }

    void Forget()
    {
        foreach (var old in jobs.Values.Where(static job => job.State != JobState.Running).OrderByDescending(static job => job.Number).Skip(JobsMax).ToList())
        {
            jobs.TryRemove(old.Id, out _);
        }
    }
}

/// <summary>What a job is about.</summary>
/// <param name="Subject">Such as the id of a hunt.</param>
/// <param name="Live">What it found so far, as a JSON object; empty for nothing.</param>
sealed record JobSubject(string Subject, Func<string> Live);

/// <summary>How a job stands.</summary>
enum JobState
{
    /// <summary>It runs, or waits for its turn.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Done,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Cancelled,
}

/// <summary>One piece of work in the background; it may be read while it runs.</summary>
sealed class Job(string id, string kind, string title, Caller caller, DateTimeOffset beganAt) : IProgress<WorkProgress>, IDisposable
{
    readonly CancellationTokenSource cancellation = new();
    volatile Tuple<WorkProgress> progress = new(new WorkProgress("", 0, 0));
    volatile Tuple<JobState, string> outcome = new(JobState.Running, "");
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int signing;

    /// <summary>24 hexadecimal digits that nobody can guess.</summary>
    public string Id => id;

    /// <summary>Such as <c>hunt</c>.</summary>
    public string Kind => kind;

    /// <summary>For people; foreign text.</summary>
    public string Title => title;

    /// <summary>Who asked for it.</summary>
    public Caller Caller => caller;

    /// <summary>When it was asked for (UTC).</summary>
    public DateTimeOffset BeganAt => beganAt;

    /// <summary>Counts the jobs of this server: clocks give two the same time, and jump; 0 for one of another server.</summary>
    public long Number { get; init; }

    /// <summary>What it is about; null for nothing in particular.</summary>
    public JobSubject? About { get; init; }

    /// <summary>True for a job of another server that is not heard of any more.</summary>
    public bool IsLost { get; init; }

    /// <summary>How it stands.</summary>
    public JobState State => outcome.Item1;

    /// <summary>Where the result is (done), what went wrong (failed), else empty.</summary>
    public string Outcome => outcome.Item2;

    /// <summary>Both of one moment.</summary>
    public (JobState State, string Outcome) Standing => outcome.ToValueTuple();

    /// <summary>What it does now.</summary>
    public WorkProgress Progress => progress.Item1;

    /// <summary>Asked to stop when this is.</summary>
    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Completes at the next change of progress or state.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    /// <summary>Waits for its end.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        for (var next = Changed; State == JobState.Running; next = Changed) // taken before each look, so that no end comes between
        {
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Asks it to stop.</summary>
    public void Cancel() => cancellation.Cancel();

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        progress = new(value);
        Tell();
    }

    /// <inheritdoc/>
    public void Dispose() => cancellation.Dispose();

    internal void End(JobState state, string result)
    {
        outcome = new(state, result);
        Tell();
    }

    /// <summary>Its work, if this server does it; never ends with an exception.</summary>
    internal Task Run { get; set; } = Task.CompletedTask;

    /// <summary>False while the last sign of life is still under way.</summary>
    internal bool TryBeginSign() => Interlocked.Exchange(ref signing, 1) == 0;

    internal void EndSign() => Volatile.Write(ref signing, 0);

    void Tell() => Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
