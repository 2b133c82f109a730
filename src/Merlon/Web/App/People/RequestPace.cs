using System.Collections.Concurrent;

namespace Merlon.Web.App.People;

/// <summary>How often somebody may ask: a bucket for each that fills at an even pace and holds a burst. Asking takes one; who finds it empty waits.</summary>
/// <param name="perMinute">What flows in, in requests per minute.</param>
/// <param name="burst">What a bucket holds.</param>
/// <param name="clock">Measures the pace.</param>
sealed class RequestPace(double perMinute, int burst, TimeProvider clock)
{
    /// <summary>Most who are remembered; beyond, those whose bucket is full again are forgotten, and then everybody.</summary>
    public const int RememberedMax = 50_000;

    readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    /// <summary>Takes one. False when there is none; then <paramref name="wait"/> says how long until there is.</summary>
    public bool TryTake(string who, out TimeSpan wait)
    {
        if (buckets.Count >= RememberedMax)
        {
            Forget();
        }

        return buckets.GetOrAdd(who, _ => new Bucket(burst, clock.GetTimestamp())).TryTake(this, out wait);
    }

    /// <summary>How many are remembered.</summary>
    public int Remembered => buckets.Count;

    void Forget()
    {
        foreach (var (who, bucket) in buckets)
        {
            if (bucket.IsFull(this))
            {
                buckets.TryRemove(who, out _);
            }
        }

        if (buckets.Count >= RememberedMax)
        {
            buckets.Clear();
        }
    }

    sealed class Bucket(double held, long since)
    {
        readonly Lock gate = new();
        double held = held;
        long since = since;

        public bool TryTake(RequestPace pace, out TimeSpan wait)
        {
            lock (gate)
            {
                Fill(pace);
                if (held >= 1)
                {
                    held--;
                    wait = TimeSpan.Zero;
                    return true;
                }

                wait = TimeSpan.FromMinutes((1 - held) / pace.PerMinute);
                return false;
            }
        }

        public bool IsFull(RequestPace pace)
        {
            lock (gate)
            {
                Fill(pace);
                return held >= pace.Burst;
            }
        }

        void Fill(RequestPace pace)
        {
            var now = pace.Clock.GetTimestamp();
            held = Math.Min(pace.Burst, held + (pace.Clock.GetElapsedTime(since, now).TotalMinutes * pace.PerMinute));
            since = now;
        }
    }

    double PerMinute => perMinute;

    int Burst => burst;

    TimeProvider Clock => clock;
}
