using System.Runtime;

namespace Merlon.Web.Serving;

/// <summary>
/// Gives memory back to the system once nobody has asked for anything for a while: what start, an assessment and the pages of a busy hour left behind would stay with the process otherwise, for a server that may rest the whole night.
/// The one collection that this costs falls where nobody waits; work in the background puts it off.
/// </summary>
sealed class MemoryAtRest : IDisposable
{
    /// <summary>How long nobody may have asked, in seconds.</summary>
    public const int QuietSeconds = 20;

    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(QuietSeconds);

    readonly ITimer timer;

    /// <summary>Begins with the quiet after the start.</summary>
    /// <param name="clock">Whose timer is used.</param>
    /// <param name="isBusy">Whether something runs that nobody waits for at this moment.</param>
    /// <param name="giveBack">What gives the memory back; <see cref="Collect"/> but for tests.</param>
    public MemoryAtRest(TimeProvider clock, Func<bool> isBusy, Action giveBack)
        => timer = clock.CreateTimer(
            _ =>
            {
                if (isBusy())
                {
                    Touch();
                }
                else
                {
                    giveBack();
                }
            },
            null,
            Quiet,
            Timeout.InfiniteTimeSpan);

    /// <summary>Somebody asks, or was answered: the quiet begins anew.</summary>
    public void Touch() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    /// <summary>A full collection that moves what is left together and returns the rest to the system.</summary>
    public static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
