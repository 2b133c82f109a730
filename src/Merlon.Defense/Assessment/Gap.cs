using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Weight times what is not covered, for one technique, with its reasons.</summary>
public sealed record Gap
{
    /// <summary>What the gap is in.</summary>
    public required Technique Technique { get; init; }

    /// <summary>1 for the gap that matters most.</summary>
    public required int Rank { get; init; }

    /// <summary>0..1 from the threat profile.</summary>
    public required double Weight { get; init; }

    /// <summary>Class of the weight; a refuted technique goes to the top of its class.</summary>
    public required WeightClass Class { get; init; }

    /// <summary>0..1: 1 − covered.</summary>
    public required double Open { get; init; }

    /// <summary>
    /// 0..1: what the gaps are ordered by: weight × open; for a refuted one the upper bound of its class × open, and at least
    /// what the first gap of its class has that is not refuted.
    /// </summary>
    public required double Priority { get; init; }

    /// <summary>Coverage per axis.</summary>
    public required TechniqueCoverage Coverage { get; init; }

    /// <summary>Between what and what covered may lie: how far the same evidence can be read either way.</summary>
    public CoverageInterval Covered { get; init; }

    /// <summary>What the coverage rests on.</summary>
    public CoverageBasis Basis { get; init; } = CoverageBasis.Unknown;

    /// <summary>Sentences, the weightiest first: who uses it, what is missing, what was tried.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Measures that would narrow it, best first, at most <see cref="MeasuresMax"/>: ids of <see cref="Measure.Id"/>.</summary>
    public required IReadOnlyList<string> Measures { get; init; }

    /// <summary>Most measures that are named per gap.</summary>
    public const int MeasuresMax = 5;
}

/// <summary>Classes of weight.</summary>
public enum WeightClass
{
    /// <summary>Below 0.2.</summary>
    Minimal,

    /// <summary>0.2 to below 0.4.</summary>
    Low,

    /// <summary>0.4 to below 0.6.</summary>
    Moderate,

    /// <summary>0.6 to below 0.8.</summary>
    High,

    /// <summary>0.8 and more.</summary>
    Critical,
}
