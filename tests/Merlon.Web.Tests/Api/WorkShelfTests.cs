using Merlon.Web.Serving;
using Microsoft.AspNetCore.Http;

namespace Merlon.Web.Tests.Api;

/// <summary>Answers that take their time: who asks waits as long as they said, and the work is done once.</summary>
public sealed class WorkShelfTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("merlon-work-").FullName;
    readonly ServedWorkspace served;
    readonly JobBoard board;
    readonly ManualResetEventSlim gate = new();
    int made;

    public WorkShelfTests()
    {
        ServeSettings settings = new(Path.Combine(folder, "organisation.yaml"), Path.Combine(folder, ".merlon"), TimeProvider.System) { AnswerSeconds = Patience.Ms / 1_000 };
        served = new ServedWorkspace(settings);
        board = new JobBoard(settings, served);
    }

    public void Dispose()
    {
        gate.Set();
        board.Dispose();
        served.Dispose();
        Directory.Delete(folder, recursive: true);
        gate.Dispose();
    }

    [Fact]
    public async Task Who_does_not_wait_gets_nothing_yet_and_who_waits_gets_the_answer_that_was_made_once()
    {
        WorkShelf shelf = new(board);
        var work = Begin(shelf, "a");
        (await work.WaitAsync(Asking("wait=0"))).ShouldBeNull();
        Begin(shelf, "a").ShouldBeSameAs(work);
        gate.Set();
        (await work.WaitAsync(Asking(""))).ShouldBe("a");
        Begin(shelf, "a").Value.ShouldBe("a");
        made.ShouldBe(1);
        work.Job.Outcome.ShouldBe("/where/a");
        shelf.Find<string>("kind", "a").ShouldBeSameAs(work);
        shelf.Find<string>("kind", "b").ShouldBeNull();
    }

    [Fact]
    public async Task What_was_stopped_says_so_and_is_begun_anew()
    {
        WorkShelf shelf = new(board);
        var work = shelf.Begin("kind", "a", "title", "/where", Caller.Nobody, (_, stop) =>
        {
            gate.Wait(stop);
            return "never";
        });
        work.Job.Cancel();
        (await Should.ThrowAsync<ProblemException>(() => work.WaitAsync(Asking("")))).Problem.Status.ShouldBe(409);
        gate.Set();
        (await Begin(shelf, "a").WaitAsync(Asking(""))).ShouldBe("a");
    }

    [Fact]
    public async Task What_failed_is_told_as_what_it_is()
    {
        WorkShelf shelf = new(board);
        var work = shelf.Begin<string>("kind", "a", "title", "/where", Caller.Nobody, static (_, _) => throw new InvalidDataException("no rule in it"));
        (await Should.ThrowAsync<InvalidDataException>(() => work.WaitAsync(Asking("")))).Message.ShouldBe("no rule in it");
    }

    [Fact]
    public async Task The_answer_asked_for_longest_ago_is_let_go_first()
    {
        WorkShelf shelf = new(board);
        gate.Set();
        for (var i = 0; i < WorkShelf.KeptMax; i++)
        {
            await Begin(shelf, $"{i}").WaitAsync(Asking(""));
        }

        Begin(shelf, "0"); // asked for again
        await Begin(shelf, "one more").WaitAsync(Asking(""));
        shelf.Find<string>("kind", "0").ShouldNotBeNull();
        shelf.Find<string>("kind", "1").ShouldBeNull();
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("respond-async", 1)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("wait=0", 0)]
    [InlineData("Wait=\"7\"", 7)]
    [InlineData("wait=31", 30)]
    [InlineData("wait=-1", 1)]
    [InlineData("wait=99999999999", 1)]
    public void A_request_says_how_long_it_would_wait(string prefer, int seconds) => Work<string>.SecondsOf([prefer]).ShouldBe(seconds);

    Work<string> Begin(WorkShelf shelf, string key) => shelf.Begin("kind", key, "title", "/where/" + key, Caller.Nobody, (_, stop) =>
    {
        Interlocked.Increment(ref made);
        gate.Wait(stop);
        return key;
    });

    static DefaultHttpContext Asking(string prefer)
    {
        DefaultHttpContext context = new();
        context.Request.Headers["Prefer"] = prefer;
        return context;
    }
}
