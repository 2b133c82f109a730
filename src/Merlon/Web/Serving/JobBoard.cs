using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>Work that takes longer than a request: hunts, imports, reports. Each has progress that can be watched, and can be cancelled. Gone when the server stops.</summary>
sealed class JobBoard(ServeSettings settings) : IDisposable
{
    /// <summary>Most jobs that run at a time; further ones wait.</summary>
    public const int RunningMax = 2;

    /// <summary>Most jobs that are remembered; the oldest that ended are forgotten first.</summary>
    public const int JobsMax = 200;

    /// <summary>Most jobs of one person that wait or run; who has more is asked to let some end.</summary>
    public const int OfOneMax = 20;

    /// <summary>Most jobs that wait or run.</summary>
    public const int UnfinishedMax = 200;

    readonly ConcurrentDictionary<string, Job> jobs = new(StringComparer.Ordinal);
    readonly Lock gate = new();
    readonly LinkedList<(Job Job, TaskCompletionSource Turn)> waiting = [];
    readonly Dictionary<string, int> running = new(StringComparer.Ordinal);

    /// <summary>Begins a job. Of those that wait, the next is always one of a person of whom the fewest run: nobody's many hold up somebody's one.</summary>
    /// <param name="kind">Such as <c>hunt</c>.</param>
    /// <param name="title">For people; foreign text is allowed.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="work">The work; what it answers is where the result is: a path of this server.</param>
    /// <exception cref="ProblemException">Too many of this person's, or of everybody's, wait or run (429).</exception>
    public Job Begin(string kind, string title, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work)
    {
        Forget();
        var unfinished = jobs.Values.Where(static one => one.State == JobState.Running).ToList();
        if (unfinished.Count >= UnfinishedMax || unfinished.Count(one => one.Caller.Id == caller.Id) >= OfOneMax)
        {
            throw new ProblemException(429, "Too many jobs wait", $"One person has at most {OfOneMax} jobs that wait or run: let some end, or stop them. This one was not begun");
        }

        Job job = new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), kind, title, caller, settings.Clock.GetUtcNow());
        jobs[job.Id] = job;
        _ = Task.Run(() => RunAsync(job, work));
        return job;
    }

    /// <summary>A job by its id, or null.</summary>
    public Job? Find(string id) => jobs.GetValueOrDefault(id);

    /// <summary>All that are remembered, newest first.</summary>
    public IReadOnlyList<Job> List() => [.. jobs.Values.OrderByDescending(static job => job.BeganAt).ThenBy(static job => job.Id, StringComparer.Ordinal)];

    /// <summary>Whether any runs or waits to run.</summary>
    public bool IsBusy => jobs.Values.Any(static job => job.State == JobState.Running);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var job in jobs.Values)
        {
            job.Cancel();
            job.Dispose();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The job ends here: what went wrong is its outcome.")]
    async Task RunAsync(Job job, Func<IProgress<WorkProgress>, CancellationToken, Task<string>> work)
    {
        try
        {
            await TurnAsync(job);
            try
            {
                job.End(JobState.Done, await work(job, job.Cancellation));
            }
            finally
            {
                Next(job);
            }
        }
        catch (OperationCanceledException)
        {
            job.End(JobState.Cancelled, "");
        }
        catch (Exception e)
        {
            var known = e is ProblemException { Problem: var problem } ? problem.Detail : e is IOException or InvalidDataException or UnauthorizedAccessException ? settings.Shown(e.Message) : null;
            if (known is null)
            {
                settings.Tell($"bug in job {job.Id}: {e.GetType().Name}: {e.Message}");
            }

            job.End(JobState.Failed, known ?? $"this is a bug in Merlon; please report it with the number {job.Id}");
        }
    }

    async Task TurnAsync(Job job)
    {
        LinkedListNode<(Job Job, TaskCompletionSource Turn)> place = new((job, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        lock (gate)
        {
            waiting.AddLast(place);
            Call();
        }

        using var stopped = job.Cancellation.Register(() =>
        {
            lock (gate)
            {
                if (place.List is not null) // else its turn came first, and it finds out for itself
                {
                    waiting.Remove(place);
                    place.Value.Turn.TrySetCanceled(job.Cancellation);
                }
            }
        });
        await place.Value.Turn.Task;
    }

    void Next(Job job)
    {
        lock (gate)
        {
            if (--running[job.Caller.Id] == 0)
            {
                running.Remove(job.Caller.Id);
            }

            Call();
        }
    }

    // Whose turn it is; called with the gate held.
    void Call()
    {
        while (waiting.First is { } first && running.Values.Sum() < RunningMax)
        {
            var next = first;
            for (var other = first.Next; other is not null; other = other.Next)
            {
                next = running.GetValueOrDefault(other.Value.Job.Caller.Id) < running.GetValueOrDefault(next.Value.Job.Caller.Id) ? other : next;
            }

            waiting.Remove(next);
            running[next.Value.Job.Caller.Id] = running.GetValueOrDefault(next.Value.Job.Caller.Id) + 1;
            next.Value.Turn.TrySetResult();
        }
    }

    void Forget()
    {
        foreach (var old in jobs.Values.Where(static job => job.State != JobState.Running).OrderByDescending(static job => job.BeganAt).Skip(JobsMax).ToList())
        {
            jobs.TryRemove(old.Id, out _);
        }
    }
}

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

    /// <summary>How it stands.</summary>
    public JobState State => outcome.Item1;

    /// <summary>Where the result is (done), what went wrong (failed), else empty.</summary>
    public string Outcome => outcome.Item2;

    /// <summary>What it does now.</summary>
    public WorkProgress Progress => progress.Item1;

    /// <summary>Asked to stop when this is.</summary>
    public CancellationToken Cancellation => cancellation.Token;

    /// <summary>Completes at the next change of progress or state.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

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

    void Tell() => Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
