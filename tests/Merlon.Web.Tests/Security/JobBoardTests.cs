using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Security;

/// <summary>Jobs of several people: nobody's many hold up somebody's one, and nobody queues without end.</summary>
public sealed class JobBoardTests : IDisposable
{
    readonly string scratch = Directory.CreateTempSubdirectory("merlon-jobs-").FullName;
    readonly ServedWorkspace served;
    readonly JobBoard board;

    public JobBoardTests()
    {
        ServeSettings settings = new(Path.Combine(scratch, "organisation"), Path.Combine(scratch, "workspace"), new SettableTime());
        served = new ServedWorkspace(settings);
        board = new JobBoard(settings, served);
    }

    public void Dispose()
    {
        board.Dispose();
        served.Dispose();
        Directory.Delete(scratch, recursive: true);
    }

    [Fact]
    public async Task Who_has_one_job_does_not_wait_for_all_the_jobs_of_somebody_who_has_many()
    {
        TaskCompletionSource first = new(), second = new();
        List<string> order = [];
        var running = new[] { first, second }.Select(held => board.Begin("k", "t", Of("anna"), async (_, _) =>
        {
            await held.Task;
            return "";
        })).ToList();
        var later = Enumerable.Range(0, 5).Select(i => board.Begin("k", "t", Of("anna"), (_, _) => Ran(order, "anna"))).ToList();
        var bert = board.Begin("k", "t", Of("bert"), (_, _) => Ran(order, "bert"));
        first.SetResult();
        await EndAsync(bert);
        lock (order)
        {
            order[0].ShouldBe("bert");
        }

        second.SetResult();
        foreach (var job in running.Concat(later))
        {
            await EndAsync(job);
            job.State.ShouldBe(JobState.Done);
        }
    }

    [Fact]
    public async Task One_person_queues_so_many_jobs_and_no_more_and_another_still_may()
    {
        TaskCompletionSource hold = new();
        List<Job> begun = [];
        for (var i = 0; i < JobBoard.OfOneMax; i++)
        {
            begun.Add(board.Begin("k", "t", Of("anna"), async (_, stop) =>
            {
                await hold.Task.WaitAsync(stop);
                return "";
            }));
        }

        Should.Throw<ProblemException>(() => board.Begin("k", "t", Of("anna"), static (_, _) => Task.FromResult(""))).Problem.Status.ShouldBe(429);
        begun.Add(board.Begin("k", "t", Of("bert"), static (_, _) => Task.FromResult("")));
        begun[5].Cancel(); // one that waits ends without ever having run
        await EndAsync(begun[5]);
        begun[5].State.ShouldBe(JobState.Cancelled);
        begun.Add(board.Begin("k", "t", Of("anna"), static (_, _) => Task.FromResult("")));
        hold.SetResult();
        foreach (var job in begun)
        {
            await EndAsync(job);
        }

        begun.Count(static job => job.State == JobState.Done).ShouldBe(begun.Count - 1);
    }

    [Fact]
    public async Task Who_asks_many_times_at_once_gets_no_more_places_than_one_after_the_other()
    {
        TaskCompletionSource hold = new();
        using CountdownEvent ready = new(4);
        var asking = Enumerable.Range(0, ready.InitialCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                ready.Signal();
                ready.Wait();
                List<Job> begun = [];
                for (var i = 0; i < JobBoard.OfOneMax; i++)
                {
                    try
                    {
                        begun.Add(board.Begin("k", "t", Of("anna"), async (_, stop) =>
                        {
                            await hold.Task.WaitAsync(stop);
                            return "";
                        }));
                    }
                    catch (ProblemException)
                    {
                        break; // there are enough
                    }
                }

                return begun;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var all = (await Task.WhenAll(asking)).SelectMany(static begun => begun).ToList();
        all.Count.ShouldBe(JobBoard.OfOneMax);
        hold.SetResult();
        foreach (var job in all)
        {
            await EndAsync(job);
        }
    }

    [Fact]
    public async Task The_newest_job_comes_first_although_the_clock_gives_all_the_same_time()
    {
        var begun = Enumerable.Range(0, 8).Select(i => board.Begin("k", $"{i}", Of("anna"), static (_, _) => Task.FromResult(""), new JobSubject("s", static () => ""))).ToList();
        board.List().Select(static job => job.Title).ShouldBe(["7", "6", "5", "4", "3", "2", "1", "0"]);
        board.FindAbout("s").ShouldBeSameAs(begun[^1]);
        foreach (var job in begun)
        {
            await EndAsync(job);
        }
    }

    [Fact]
    public async Task What_went_wrong_is_told_without_the_paths_of_the_server()
    {
        var folder = Path.Combine(scratch, "workspace");
        var job = board.Begin("k", "t", Of("anna"), (_, _) => throw new InvalidDataException($"{folder}/backups/a.tar.gz is there already"));
        await EndAsync(job);
        job.Outcome.ShouldBe("workspace/backups/a.tar.gz is there already");
    }

    static Caller Of(string id) => new(id, id, TeamRole.Analyst);

    static Task<string> Ran(List<string> order, string who)
    {
        lock (order)
        {
            order.Add(who);
        }

        return Task.FromResult("");
    }

    static async Task EndAsync(Job job)
    {
        for (var changed = job.Changed; job.State == JobState.Running; changed = job.Changed)
        {
            await changed.WaitAsync(Patience.Time);
        }
    }
}
