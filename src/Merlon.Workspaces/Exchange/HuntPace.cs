using System.Globalization;
using Merlon.Hunting;

namespace Merlon.Workspaces.Exchange;

/// <summary>Tells how fast a hunt reads and how long it will take, from what it has read so far.</summary>
/// <param name="clock">The clock.</param>
/// <param name="bytes">Bytes in all; 0 where that is not known.</param>
/// <param name="progress">Takes it.</param>
sealed class HuntPace(TimeProvider clock, long bytes, IProgress<WorkProgress> progress)
{
    /// <summary>Time before which a rate says nothing.</summary>
    const double SecondsMin = 0.5;

    readonly long begun = clock.GetTimestamp();

    /// <summary>Reports what has been read.</summary>
    public void Report(HuntProgress read)
    {
        var seconds = clock.GetElapsedTime(begun).TotalSeconds;
        progress.Report(new WorkProgress("Hunting", read.Bytes, bytes) { Detail = Tell(read, seconds) });
    }

    /// <summary>Such as <c>310 MB of 1.2 GB, 155 MB/s, 66,000 records/s, 6 s left</c>.</summary>
    public string Tell(HuntProgress read, double seconds)
    {
        var done = bytes > read.Bytes ? $"{Size(read.Bytes)} of {Size(bytes)}" : Size(read.Bytes);
        if (seconds < SecondsMin)
        {
            return done;
        }

        var rate = read.Bytes / seconds;
        var left = bytes > read.Bytes && rate > 0 ? $", {Span((bytes - read.Bytes) / rate)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done}, {Size((long)rate)}/s, {read.Records / seconds:N0} records/s{left}");
    }

    static string Size(long number) => number switch
    {
        >= 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:0} GB"),
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:0} kB"),
    };

    static string Span(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5_400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
