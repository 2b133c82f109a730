namespace Merlon.Hunting;

/// <summary>Which matches become findings, and how many of them are kept.</summary>
public sealed record FindingQuery
{
    /// <summary>Earliest time (UTC), or null for any; with either bound, matches without a time are left out.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First time (UTC) that is too late, or null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How far apart repetitions of a finding may lie; null to give each match a finding of its own.</summary>
    public TimeSpan? RepetitionSpan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>True to let findings out as they come, without waiting for repetitions.</summary>
    public bool IsImmediate { get; init; }

    /// <summary>
    /// How far behind the latest event another may come that correlations count; null to put all in order first, which is right
    /// for files that end.
    /// </summary>
    public TimeSpan? Lateness { get; init; }

    /// <summary>Most findings that are kept, 0 to <see cref="HuntLimits.FindingsMax"/>; counts are exact all the same.</summary>
    public int FindingsMax { get; init; } = HuntLimits.FindingsDefault;

    /// <summary>What is normal and no finding, or null.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>What learns every finding instead of showing it, or null.</summary>
    public Baseline? Learning { get; init; }

    /// <summary>Takes each finding as it is settled, in order; null where only those that are kept matter.</summary>
    public Action<Finding>? OnFinding { get; init; }

    /// <summary>True where the time lies in the bounds.</summary>
    public bool Covers(DateTimeOffset? time)
        => From is null && To is null || time is { } known && (From is not { } from || known >= from) && (To is not { } to || known < to);
}
