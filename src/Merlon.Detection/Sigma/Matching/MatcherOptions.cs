namespace Merlon.Sigma.Matching;

/// <summary>Which ways of being fast a matcher may go; each can be closed, for measuring and for tests that compare.</summary>
sealed record MatcherOptions
{
    /// <summary>True to remember which rules matched records whose values were the same.</summary>
    public bool IsRememberingVerdicts { get; init; } = true;

    /// <summary>True to remember which predicates a value satisfied.</summary>
    public bool IsRememberingValues { get; init; } = true;

    /// <summary>True to stop remembering where it does not pay.</summary>
    public bool IsAdaptive { get; init; } = true;

    /// <summary>True to evaluate only rules of which a rare requirement is met.</summary>
    public bool IsGating { get; init; } = true;

    /// <summary>Clock by which evaluations, matches and time of each rule are counted; null to count nothing.</summary>
    public TimeProvider? ProfilingClock { get; init; }
}
