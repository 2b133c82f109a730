using System.Globalization;
using System.Runtime.ExceptionServices;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>
/// Answers that may take long to work out: each is made by one job for all who ask, and kept until enough others were asked for. Who asks waits a moment for it, so that what is
/// quickly done is answered at once.
/// </summary>
sealed class WorkShelf(JobBoard board)
{
    /// <summary>Most answers that are kept; the one asked for longest ago is let go first.</summary>
    public const int KeptMax = 8;

    readonly Lock guard = new();
    readonly List<(string Key, object Work)> kept = [];

    /// <summary>The work on an answer: begun now unless it runs or is done. What failed or was stopped is begun anew.</summary>
    /// <param name="kind">Kind of the job, such as <c>rule-check</c>.</param>
    /// <param name="key">Another text for every other answer of the kind: what it rests on, and what was asked.</param>
    /// <param name="title">What people are told that it is.</param>
    /// <param name="result">Where the answer is: a path of this server.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="make">Works it out.</param>
    public Work<T> Begin<T>(string kind, string key, string title, string result, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, T> make)
        where T : class
        => BeginAsync(kind, key, title, result, caller, (progress, stop) => Task.FromResult(make(progress, stop)));

    /// <summary>As <see cref="Begin{T}"/>, for what waits itself.</summary>
    public Work<T> BeginAsync<T>(string kind, string key, string title, string result, Caller caller, Func<IProgress<WorkProgress>, CancellationToken, Task<T>> make)
        where T : class
    {
        var name = $"{kind} {key}";
        lock (guard)
        {
            if (Take<T>(name) is { Job.State: JobState.Running or JobState.Done } known)
            {
                kept.Insert(0, (name, known));
                return known;
            }

            Work<T> begun = new() { UsualSeconds = board.AnswerSeconds };
            begun.Job = board.BeginAnswer(kind, title, caller, async (progress, stop) =>
            {
                try
                {
                    begun.Value = await make(progress, stop);
                    return result;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    begun.Trouble = ExceptionDispatchInfo.Capture(e); // who waits is answered as if it had been done at once
                    throw;
                }
            });
            kept.Insert(0, (name, begun));
            if (kept.Count > KeptMax)
            {
                kept.RemoveAt(kept.Count - 1);
            }

            return begun;
        }
    }

    /// <summary>The work on an answer that was begun before and is still known, or null.</summary>
    public Work<T>? Find<T>(string kind, string key)
        where T : class
    {
        lock (guard)
        {
            var at = kept.FindIndex(one => string.Equals(one.Key, $"{kind} {key}", StringComparison.Ordinal));
            return at < 0 ? null : kept[at].Work as Work<T>;
        }
    }

    /// <summary>Lets the work on an answer go: whoever waits for it has it, and the answer is kept elsewhere.</summary>
    public void Forget(string kind, string key)
    {
        lock (guard)
        {
            kept.RemoveAll(one => string.Equals(one.Key, $"{kind} {key}", StringComparison.Ordinal));
        }
    }

    Work<T>? Take<T>(string name)
        where T : class
    {
        var at = kept.FindIndex(one => string.Equals(one.Key, name, StringComparison.Ordinal));
        if (at < 0)
        {
            return null;
        }

        var found = kept[at].Work as Work<T>;
        kept.RemoveAt(at);
        return found;
    }
}

/// <summary>An answer that is being worked out, or is there.</summary>
sealed class Work<T>
    where T : class
{
    /// <summary>How long a request waits when nobody says, and at most, in seconds.</summary>
    public const int WaitSecondsDefault = 1, WaitSecondsMax = 30;

    volatile T? value;

    /// <summary>How long a request waits that does not say, in seconds.</summary>
    public int UsualSeconds { get; init; } = WaitSecondsDefault;

    internal ExceptionDispatchInfo? Trouble { get; set; } // set before the job ends

    /// <summary>The job that works it out.</summary>
    public Job Job { get; internal set; } = null!; // set before anybody has the work

    /// <summary>The answer; null before it is there.</summary>
    public T? Value
    {
        get => value;
        internal set => this.value = value;
    }

    /// <summary>The answer, when it is there within the time that the request would wait (<c>Prefer: wait=10</c>, RFC 7240); null when it is not.</summary>
    /// <exception cref="ProblemException">The work failed, or somebody stopped it.</exception>
    public Task<T?> WaitAsync(HttpContext context) => WaitAsync(context, UsualSeconds);

    async Task<T?> WaitAsync(HttpContext context, int usualSeconds)
    {
        var until = Environment.TickCount64 + SecondsOf(context.Request.Headers["Prefer"], usualSeconds) * 1_000L;
        while (true)
        {
            var changed = Job.Changed;
            if (Job.State != JobState.Running)
            {
                break;
            }

            var left = until - Environment.TickCount64;
            if (left <= 0)
            {
                return null;
            }

            await Task.WhenAny(changed, Task.Delay(TimeSpan.FromMilliseconds(left), context.RequestAborted));
            context.RequestAborted.ThrowIfCancellationRequested();
        }

        if (Job.State == JobState.Failed)
        {
            Trouble?.Throw();
        }

        return Job.State switch
        {
            JobState.Done => Value,
            JobState.Cancelled => throw new ProblemException(409, "It was stopped", "Somebody stopped the work on this answer; ask again to begin it anew"),
            _ => throw new InvalidDataException(Job.Outcome),
        };
    }

    /// <summary>The answer, when it is there within that time; else the request ends with how the work stands: 202 for a program, a page that shows it for a person.</summary>
    /// <param name="context">The request; one for a file waits for long, since a browser that follows a link cannot ask again.</param>
    /// <param name="heading">Key of the text that the page is headed with.</param>
    /// <exception cref="ProblemException">It is not there yet, it failed, or somebody stopped it.</exception>
    public async Task<T> RequireAsync(HttpContext context, string heading)
    {
        var usual = context.Request.Query.ContainsKey("format") ? Math.Max(UsualSeconds, WaitSecondsMax) : UsualSeconds;
        return await WaitAsync(context, usual) ?? throw new ProblemException(new Problem(StatusCodes.Status202Accepted, heading, "") { Work = Job });
    }

    /// <summary>How long a request would wait, in seconds: what its Prefer headers say, within bounds.</summary>
    public static int SecondsOf(IEnumerable<string?> prefer, int usual = WaitSecondsDefault)
    {
        foreach (var preference in prefer.SelectMany(static header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)))
        {
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase) && int.TryParse(preference.AsSpan(5).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return Math.Min(seconds, WaitSecondsMax);
            }
        }

        return usual;
    }
}
