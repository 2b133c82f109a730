namespace Merlon.Web.Tests.Security;

/// <summary>One server for all tests of a class that leave it as it is, or as good.</summary>
public sealed class ServedFixture : IAsyncLifetime
{
    internal ServedMerlon Served { get; private set; } = null!; // from InitializeAsync on

    public async ValueTask InitializeAsync() => Served = await ServedMerlon.StartAsync();

    public ValueTask DisposeAsync() => Served.DisposeAsync();
}
