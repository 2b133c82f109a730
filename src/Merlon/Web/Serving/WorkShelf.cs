using System.Globalization;
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
    {
        var name = $"{kind} {key}";
        lock (guard)
        {
            if (Take<T>(name) is { Job.State: JobState.Running or JobState.Done } known)
            {
                kept.Insert(0, (name, known));
                return known;
            }

            Work<T> begun = new();
            begun.Job = board.BeginAnswer(kind, title, caller, (progress, stop) =>
            {
                begun.Value = make(progress, stop);
                return Task.FromResult(result);
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
    public async Task<T?> WaitAsync(HttpContext context)
    {
        var until = Environment.TickCount64 + SecondsOf(context.Request.Headers["Prefer"]) * 1_000L;
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

        return Job.State switch
        {
            JobState.Done => Value,
            JobState.Cancelled => throw new ProblemException(409, "It was stopped", "Somebody stopped the work on this answer; ask again to begin it anew"),
            _ => throw new InvalidDataException(Job.Outcome),
        };
    }

    /// <summary>How long a request would wait, in seconds: what its Prefer headers say, within bounds.</summary>
    public static int SecondsOf(IEnumerable<string?> prefer)
    {
        foreach (var preference in prefer.SelectMany(static header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)))
        {
            if (preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase) && int.TryParse(preference.AsSpan(5).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return Math.Min(seconds, WaitSecondsMax);
            }
        }

        return WaitSecondsDefault;
    }
}
