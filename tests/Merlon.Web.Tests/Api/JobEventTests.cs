using System.Text;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Http;

namespace Merlon.Web.Tests.Api;

/// <summary>What is told of a job as it goes on, whatever happens while it is told.</summary>
public sealed class JobEventTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("merlon-events-").FullName;
    readonly ServedWorkspace served;
    readonly JobBoard board;

    public JobEventTests()
    {
        ServeSettings settings = new(Path.Combine(folder, "organisation"), Path.Combine(folder, "workspace"), TimeProvider.System);
        served = new ServedWorkspace(settings);
        board = new JobBoard(settings, served);
    }

    public void Dispose()
    {
        board.Dispose();
        served.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_job_that_ends_while_somebody_is_told_of_it_is_told_as_ended_right_after()
    {
        TaskCompletionSource hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = board.Begin("k", "t", Caller.Nobody, async (_, stop) =>
        {
            await hold.Task.WaitAsync(stop);
            return "/there";
        });
        await using SlowBody body = new(async () =>
        {
            hold.SetResult();
            await job.EndAsync(CancellationToken.None).WaitAsync(Patience.Time);
        });
        DefaultHttpContext context = new();
        context.Features.Set(Caller.Nobody with { IsToken = true });
        context.Response.Body = body;
        await JobApi.FollowAsync(board, job.Id, context, Timeout.Infinite).WaitAsync(Patience.Time); // nothing but the end itself ends the wait
        var events = Encoding.UTF8.GetString(body.ToArray()).Split("data: ", StringSplitOptions.RemoveEmptyEntries);
        events.Length.ShouldBe(2);
        events[0].ShouldContain("\"state\":\"running\"");
        events[1].ShouldContain("\"state\":\"done\"");
        events[1].ShouldContain("\"result\":\"/there\"");
    }

    /// <summary>A connection so slow that much happens before the first piece is sent.</summary>
    sealed class SlowBody(Func<Task> meanwhile) : MemoryStream
    {
        bool isSent;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!isSent)
            {
                isSent = true;
                await meanwhile();
            }

            Write(buffer.Span);
        }
    }
}
