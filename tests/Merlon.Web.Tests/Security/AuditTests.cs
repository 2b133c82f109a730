using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Merlon.Web.Tests.Security;

/// <summary>When the audit log has a line: before whoever asked is answered.</summary>
public sealed class AuditTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("merlon-audit-").FullName;
    readonly ServedWorkspace served;

    public AuditTests() => served = new ServedWorkspace(new ServeSettings(Path.Combine(folder, "organisation"), Path.Combine(folder, "workspace"), TimeProvider.System));

    public void Dispose()
    {
        served.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(201, "done")]
    [InlineData(403, "refused: not allowed")]
    [InlineData(404, "refused: 404")]
    public async Task The_line_is_there_before_the_first_byte_of_the_answer_and_once(int status, string outcome)
    {
        StartedByHand response = new();
        DefaultHttpContext context = new();
        context.Features.Set<IHttpResponseFeature>(response);
        await new AuditTrail(served).FollowAsync(context, async asked =>
        {
            asked.Note("did", "it");
            asked.Response.StatusCode = status;
            Lines().ShouldBeEmpty();
            await response.StartAsync();
            Lines().ShouldBe([outcome]);
        });
        Lines().ShouldBe([outcome]);
    }

    [Fact]
    public async Task What_ends_with_trouble_is_written_before_the_trouble_is_told()
    {
        StartedByHand response = new();
        DefaultHttpContext context = new();
        context.Features.Set<IHttpResponseFeature>(response);
        await Should.ThrowAsync<ProblemException>(() => new AuditTrail(served).FollowAsync(context, static asked =>
        {
            asked.Note("did", "it");
            throw new ProblemException(409, "It was stopped", "");
        }));
        await response.StartAsync(); // whoever tells the trouble begins an answer
        Lines().ShouldBe(["refused: It was stopped"]);
    }

    IEnumerable<string> Lines() => served.Team.AuditLog(new AuditQuery(), 0, 10).Select(static entry => entry.Outcome);

    /// <summary>An answer whose first byte goes out when the test says so.</summary>
    sealed class StartedByHand : HttpResponseFeature
    {
        readonly List<Func<Task>> starting = [];

        public override void OnStarting(Func<object, Task> callback, object state) => starting.Add(() => callback(state));

        public async Task StartAsync()
        {
            foreach (var callback in starting)
            {
                await callback();
            }
        }
    }
}
