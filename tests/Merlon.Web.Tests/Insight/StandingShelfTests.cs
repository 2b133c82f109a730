using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Insight;

/// <summary>What is kept of a standing: one for all who ask, and nothing of what went wrong.</summary>
public sealed class StandingShelfTests
{
    static readonly Standing Now = new(Watched: null, [], "", 0, "now");

    [Fact]
    public void What_was_refused_is_tried_anew_by_who_asks_next()
    {
        StandingShelf shelf = new();
        Should.Throw<ProblemException>(() => shelf.Keep<string>(Now, "plan", static () => throw new ProblemException(429, "Too many jobs wait", "Let some end")));
        shelf.Find<string>(Now, "plan").ShouldBeNull();
        shelf.Keep(Now, "plan", static () => "there").ShouldBe("there");
        shelf.Keep(Now, "plan", static () => "made twice").ShouldBe("there");
    }

    [Fact]
    public void Who_comes_at_once_with_others_finds_what_they_began()
    {
        for (var round = 0; round < 500; round++)
        {
            StandingShelf shelf = new();
            var standing = Now with { Tag = $"{round}" };
            var made = 0;
            using Barrier start = new(4);
            var threads = Enumerable.Range(0, start.ParticipantCount).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                shelf.Keep<object>(standing, "trend", () => Interlocked.Increment(ref made));
            })).ToList();
            threads.ForEach(static thread => thread.Start());
            threads.ForEach(static thread => thread.Join());
            made.ShouldBe(1);
        }
    }
}
