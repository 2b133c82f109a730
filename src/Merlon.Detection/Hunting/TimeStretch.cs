namespace Merlon.Hunting;

/// <summary>How many findings fall into a stretch of time.</summary>
/// <param name="From">Where it begins (UTC).</param>
/// <param name="Width">How long it is.</param>
/// <param name="Findings">Findings in it, repetitions counted at the first.</param>
/// <param name="ByGravity">The same by gravity, 0 to 5.</param>
public sealed record TimeStretch(DateTimeOffset From, TimeSpan Width, long Findings, IReadOnlyList<long> ByGravity)
{
    static readonly TimeSpan[] Widths =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(6),
        TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(28), TimeSpan.FromDays(364),
    ];

    /// <summary>
    /// Cuts the time of findings into stretches of one round width, as short as fits: from the first to the last, empty ones
    /// among them. Where one outlier is years away, the widest are more than asked for and only those with findings are given.
    /// </summary>
    public static IReadOnlyList<TimeStretch> Of(IEnumerable<Finding> findings, int stretchesMax)
        => OfTimes([.. findings.Where(static finding => finding.Time is not null).Select(static finding => (finding.Time!.Value.UtcTicks, finding.Rule.Gravity))], stretchesMax); // the line's own condition

    /// <summary>As <see cref="Of"/>, for times (UTC, in ticks) with the gravity of each finding.</summary>
    public static IReadOnlyList<TimeStretch> OfTimes(IReadOnlyList<(long Time, int Gravity)> timed, int stretchesMax)
    {
        if (timed.Count == 0)
        {
            return [];
        }

        var (first, last) = (timed.Min(static one => one.Time), timed.Max(static one => one.Time));
        var width = Widths.FirstOrDefault(width => last / width.Ticks - first / width.Ticks < stretchesMax);
        var isSparse = width == default;
        width = isSparse ? Widths[^1] : width;
        var counts = new SortedDictionary<long, long[]>();
        if (!isSparse)
        {
            for (var i = first / width.Ticks; i <= last / width.Ticks; i++)
            {
                counts.Add(i, new long[6]);
            }
        }

        foreach (var (time, gravity) in timed)
        {
            if (!counts.TryGetValue(time / width.Ticks, out var stretch))
            {
                counts.Add(time / width.Ticks, stretch = new long[6]);
            }

            stretch[gravity]++;
        }

        return [.. counts.Select(pair => new TimeStretch(new DateTimeOffset(pair.Key * width.Ticks, TimeSpan.Zero), width, pair.Value.Sum(), pair.Value))];
    }
}
