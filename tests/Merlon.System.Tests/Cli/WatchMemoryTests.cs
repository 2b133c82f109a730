namespace Merlon.System.Tests.Cli;

/// <summary>Runs when nothing else does: what it measures is the memory of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What a long watch keeps.</summary>
[Collection(nameof(Alone))]
public sealed class WatchMemoryTests : IDisposable
{
    const int ChangesOfMemoryTest = 14;
    const long MemoryBytesMax = 24 * 1024 * 1024;

    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_long_watch_keeps_no_more_than_a_short_one()
    {
        Dictionary<int, long> memory = [];
        ActingWatch.Run(
            bank,
            line =>
            {
                bank.Devices(line % 2 == 0 ? "81%" : "80.5%");
                memory[line] = GC.GetTotalMemory(forceFullCollection: true);
            },
            CancellationToken.None, "--until-changes", $"{ChangesOfMemoryTest}");
        (memory[ChangesOfMemoryTest] - memory[4]).ShouldBeLessThan(MemoryBytesMax);
    }
}
