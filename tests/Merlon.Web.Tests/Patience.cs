using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>
/// How long tests wait for what they expect: as long as a machine may take that does ten other things. A fast machine waits no longer than before; only a test that fails takes
/// longer to say so. No test names a time of its own.
/// </summary>
static class Patience
{
    /// <summary>For everything that a page or a server does, in milliseconds: actions, navigation, expectations.</summary>
    public const int Ms = 180_000;

    /// <summary>The same as a time.</summary>
    public static TimeSpan Time { get; } = TimeSpan.FromMilliseconds(Ms);

    /// <summary>For one answer over HTTP, which may be all events of a job.</summary>
    public static TimeSpan OfJobs { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Between two looks at a condition.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>What pages are expected to show is waited for as long, wherever a test says so.</summary>
    [ModuleInitializer]
    internal static void BePatient() => Assertions.SetDefaultExpectTimeout(Ms);

    /// <summary>Waits until something is so.</summary>
    /// <param name="isSo">The condition; looked at again and again.</param>
    /// <param name="words">What it is, for the message.</param>
    public static async Task UntilAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string words = "")
    {
        using var patience = new CancellationTokenSource(Time);
        using var ticks = new PeriodicTimer(LookEvery);
        try
        {
            while (!isSo())
            {
                await ticks.WaitForNextTickAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail("it never came to this: " + words);
        }
    }
}
