using Merlon.Assessment;

namespace Merlon.Trend;

/// <summary>Coverage over time: what a chart, a table or a report draws. Every number can be computed again from what the journal holds.</summary>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Knowledge">What was taken as known at each point.</param>
/// <param name="Points">Oldest first, each day once.</param>
public sealed record CoverageTrend(string Organisation, TrendKnowledge Knowledge, IReadOnlyList<TrendPoint> Points)
{
    /// <summary>Most points of a trend.</summary>
    public const int PointsMax = 500;
}

/// <summary>What was taken as known.</summary>
public enum TrendKnowledge
{
    /// <summary>What the journal had at the end of the day: the judgement that could have been made then.</summary>
    Then,

    /// <summary>What the journal has now, as <c>assess --as-of</c> does: with hindsight.</summary>
    Now,
}

/// <summary>Where a point's inputs come from.</summary>
public enum TrendBasis
{
    /// <summary>From an assessment that was recorded by then.</summary>
    Recorded,

    /// <summary>From the first recorded assessment, before it was recorded: only what it dated back counts.</summary>
    Reconstructed,
}

/// <summary>Coverage at one day.</summary>
public sealed record TrendPoint
{
    /// <summary>The day that the judgement speaks of.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Up to when the journal was read (UTC).</summary>
    public required DateTimeOffset KnownAt { get; init; }

    /// <summary>Where the inputs come from.</summary>
    public required TrendBasis Basis { get; init; }

    /// <summary>Release in use.</summary>
    public required string Release { get; init; }

    /// <summary>Weighted shares over the profile.</summary>
    public required CoverageSummary Summary { get; init; }

    /// <summary>How many sources spoke, by kind of evidence; kinds without any are left out.</summary>
    public required IReadOnlyDictionary<EvidenceKind, int> Sources { get; init; }

    /// <summary>What moved since the point before, and why; null for the first.</summary>
    public CoverageMove? Move { get; init; }

    /// <summary>What the assessment of that day wrote down, where one was recorded for that very day; null otherwise.</summary>
    public CoverageSummary? Recorded { get; init; }

    /// <summary>What makes the point differ from what was or could be judged then, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>How many sources of each kind speak among statements.</summary>
    public static IReadOnlyDictionary<EvidenceKind, int> SourcesOf(IEnumerable<Evidence> evidence) => evidence
        .GroupBy(static e => e.Kind)
        .OrderBy(static g => g.Key)
        .ToDictionary(static g => g.Key, static g => g.Select(static e => e.Source).Distinct(StringComparer.Ordinal).Count());
}
