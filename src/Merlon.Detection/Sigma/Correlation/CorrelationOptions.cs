namespace Merlon.Sigma.Correlation;

/// <summary>How late events may come, and how much a correlation may remember.</summary>
public sealed record CorrelationOptions
{
    /// <summary>
    /// How far behind the latest event another may come and still be put in its place; what comes later than that is counted
    /// as late and left out. Null to put all events in order that <see cref="PendingEventsMax"/> can hold: right for files.
    /// </summary>
    public TimeSpan? Lateness { get; init; }

    /// <summary>Events that wait to be put in order; past it the earliest go on, and what comes before them is late.</summary>
    public int PendingEventsMax { get; init; } = 1_000_000;

    /// <summary>Groups that one correlation remembers; past it the one that was quiet longest is forgotten.</summary>
    public int GroupsMax { get; init; } = 100_000;

    /// <summary>Events, values and times that one group remembers; past it the oldest are forgotten.</summary>
    public int GroupEventsMax { get; init; } = 1_000_000;

    /// <summary>Events, values and times that one correlation remembers over all its groups; past it the group that was quiet longest is forgotten.</summary>
    public int EventsMax { get; init; } = 2_000_000;

    /// <summary>Events that a match lists, the last of its window.</summary>
    public int EventsListedMax { get; init; } = 1_000;

    /// <summary>Longest value that is kept as it is, in UTF-16 units; of a longer one its beginning and its SHA-256 stand for it.</summary>
    public int ValueCharsMax { get; init; } = 1_024;
}

/// <summary>What a <see cref="CorrelationEngine"/> took, and what it had to leave out or forget.</summary>
public sealed record CorrelationTally
{
    /// <summary>Events that were taken.</summary>
    public long Events { get; internal set; }

    /// <summary>Matches that were found.</summary>
    public long Matches { get; internal set; }

    /// <summary>Events without a time; left out.</summary>
    public long Untimed { get; internal set; }

    /// <summary>Events that came too late to be put in order; left out.</summary>
    public long Late { get; internal set; }

    /// <summary>Events later than now and what lateness allows; left out.</summary>
    public long Future { get; internal set; }

    /// <summary>Events that lack a field by which a correlation groups, or that it counts; left out of that correlation.</summary>
    public long Incomplete { get; internal set; }

    /// <summary>Events that had to go on before their lateness was over, since too many waited.</summary>
    public long Hurried { get; internal set; }

    /// <summary>Groups that were forgotten though their time span was not over.</summary>
    public long GroupsForgotten { get; internal set; }

    /// <summary>Events, values and times that were forgotten though their time span was not over; a correlation may have missed a match.</summary>
    public long EventsForgotten { get; internal set; }
}
