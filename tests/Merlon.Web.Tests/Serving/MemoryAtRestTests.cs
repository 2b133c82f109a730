using System.Runtime.CompilerServices;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Serving;

/// <summary>When a server gives memory back.</summary>
public sealed class MemoryAtRestTests
{
    [Fact]
    public void Memory_is_given_back_once_after_the_last_request_and_not_while_work_runs()
    {
        TimerByHand clock = new();
        var isBusy = false;
        var given = 0;
        using MemoryAtRest rest = new(clock, () => isBusy, () => given++);
        rest.Touch();
        clock.Due.ShouldBe(TimeSpan.FromSeconds(MemoryAtRest.QuietSeconds));

        isBusy = true;
        clock.Fire();
        given.ShouldBe(0);
        clock.Due.ShouldBe(TimeSpan.FromSeconds(MemoryAtRest.QuietSeconds), "it looks again later");

        isBusy = false;
        clock.Fire();
        given.ShouldBe(1);
        clock.Due.ShouldBeNull("nothing more to give until somebody asks");
        rest.Touch();
        clock.Due.ShouldNotBeNull();
    }

    [Fact]
    public void A_collection_returns_what_is_not_needed()
    {
        var (large, small) = Allocate();
        MemoryAtRest.Collect();
        (large.IsAlive, small.IsAlive).ShouldBe((false, false)); // how much memory there is in all says nothing: other tests take theirs at the same time
    }

    // In a method of its own: no frame holds on to them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static (WeakReference Large, WeakReference Small) Allocate() => (new WeakReference(new byte[64 * 1024 * 1024]), new WeakReference(new object()));

    /// <summary>A clock whose one timer a test fires.</summary>
    sealed class TimerByHand : TimeProvider, ITimer
    {
        Action fire = static () => { };

        public TimeSpan? Due { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            fire = () => callback(state);
            Change(dueTime, period);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        public void Fire()
        {
            Due = null;
            fire();
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
