using System.Net;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests.Security;

/// <summary>What is revoked is revoked, whatever is under way at that moment.</summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task A_session_that_ends_while_another_request_looks_it_up_is_not_believed_afterwards()
    {
        MeddlingTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time });
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        var (person, recognition) = (served.PersonOf(TeamRole.Viewer), served.Server.Services.GetRequiredService<Recognition>());
        var isRevoked = false;
        time.Meddle(looks: 2, () => // the session was found, and is about to be noted as used
        {
            served.Server.Served.Team.EndSessions(person.Id, "");
            recognition.Forget();
            isRevoked = true;
        });
        using var during = await viewer.GetAsync("/api/v1/me");
        isRevoked.ShouldBeTrue();
        (await viewer.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>A clock that does something when it is looked at.</summary>
    sealed class MeddlingTime : TimeProvider
    {
        Action? meddle;
        int left;

        public void Meddle(int looks, Action what)
        {
            left = looks;
            Volatile.Write(ref meddle, what);
        }

        public override DateTimeOffset GetUtcNow()
        {
            if (Volatile.Read(ref meddle) is { } what && Interlocked.Decrement(ref left) == 0)
            {
                Volatile.Write(ref meddle, null);
                what();
            }

            return base.GetUtcNow();
        }
    }
}
