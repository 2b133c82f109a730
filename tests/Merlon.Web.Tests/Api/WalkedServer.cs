namespace Merlon.Web.Tests.Api;

/// <summary>A server on which every sample call was made, for all tests that look at the answers: the walk takes its time.</summary>
public sealed class WalkedServer : IAsyncLifetime
{
    internal ServedMerlon Served { get; private set; } = null!; // made before the first test

    internal IReadOnlyList<SampleAnswer> Answers { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Served = await SampleWalk.StartAsync();
        Answers = await SampleWalk.MakeAsync(Served);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Served.DisposeAsync();
}
