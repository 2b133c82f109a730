using Merlon.Assessment;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Insight;

/// <summary>One server for the tests of a class that only read.</summary>
public sealed class InsightServed : IAsyncLifetime
{
    internal ServedMerlon Served { get; private set; } = null!; // made before any test runs

    internal HttpClient Client { get; private set; } = null!; // made before any test runs

    internal GapAssessment Assessment { get; private set; } = null!; // made before any test runs

    public async ValueTask InitializeAsync()
    {
        Served = await ServedMerlon.StartAsync();
        Client = await Served.ClientAsync(TeamRole.Analyst);
        Assessment = (await Served.Server.Served.StandingAsync(CancellationToken.None)).Assessment.ShouldNotBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Served.DisposeAsync();
    }
}
