namespace Merlon.Web.Serving;

/// <summary>Whose turn it is of jobs that wait: the next is always one of a person of whom the fewest run, so that nobody's many hold up somebody's one. For any number of threads.</summary>
/// <param name="runningMax">Most that run at a time.</param>
sealed class JobTurns(int runningMax)
{
    readonly Lock gate = new();
    readonly LinkedList<(Job Job, TaskCompletionSource Turn)> waiting = [];
    readonly Dictionary<string, int> running = new(StringComparer.Ordinal); // by the caller's id

    /// <summary>Takes a place in the line before it returns, and waits for the turn; <see cref="End"/> ends it.</summary>
    /// <exception cref="OperationCanceledException">The job was stopped before.</exception>
    public async Task WaitAsync(Job job)
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

    /// <summary>Ends a turn, and begins the next.</summary>
    public void End(Job job)
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

    // Called with the gate held.
    void Call()
    {
        while (waiting.First is { } first && running.Values.Sum() < runningMax)
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
}
