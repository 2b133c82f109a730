using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Assessment;

/// <summary>How sure coverage is: the least and the most that the same evidence may mean, docs/design/certainty.md.</summary>
/// <param name="Low">0..1: every claim at its least, tests taken as it is worse.</param>
/// <param name="High">0..1: every claim at its most, tests taken as it is better.</param>
public readonly record struct CoverageInterval(double Low, double High)
{
    /// <summary>0..1: how far apart the ends are.</summary>
    public double Width => High - Low;
}

/// <summary>What a technique's coverage rests on, from the surest to the least sure.</summary>
public enum CoverageBasis
{
    /// <summary>A fresh test speaks in every scope.</summary>
    Tested,

    /// <summary>A fresh test speaks in some of the scopes.</summary>
    TestedInPart,

    /// <summary>Logs that were looked through, or rules that fired on them.</summary>
    Measured,

    /// <summary>What the organisation declares.</summary>
    Declared,

    /// <summary>Nothing: 0 means unknown, not open.</summary>
    Unknown,
}

/// <summary>Intervals of every technique that was folded.</summary>
public sealed class CoverageBounds
{
    readonly Dictionary<TechniqueId, CoverageInterval> covered;

    CoverageBounds(Dictionary<TechniqueId, CoverageInterval> intervals) => covered = intervals;

    /// <summary>Interval of covered; 0 to 0 for a technique that was left out.</summary>
    public CoverageInterval Of(TechniqueId id) => covered.GetValueOrDefault(id);

    /// <summary>Weighted over a profile: Σ weight × end / Σ weight; every technique at its end at once, so the widest that it can be.</summary>
    public CoverageInterval Of(ThreatProfile profile)
    {
        var (low, high, sum) = (0.0, 0.0, 0.0);
        foreach (var technique in profile.Techniques)
        {
            var interval = Of(technique.Technique.TechniqueId);
            low += technique.Weight * interval.Low;
            high += technique.Weight * interval.High;
            sum += technique.Weight;
        }

        return sum > 0 ? new(Math.Min(1, low / sum), Math.Min(1, high / sum)) : default;
    }

    /// <summary>Folds the evidence twice more, with every claim at its bounds: the fold rises with every claim, so nothing lies outside.</summary>
    public static CoverageBounds Of(IReadOnlyList<Evidence> evidence, Organisation organisation, AttackRelease release, DateOnly asOf, CoverageParameters parameters)
    {
        var least = CoverageFold.Of(evidence, organisation, release, asOf, parameters, ClaimReading.AtLeast);
        var most = CoverageFold.Of(evidence, organisation, release, asOf, parameters, ClaimReading.AtMost);
        var intervals = new Dictionary<TechniqueId, CoverageInterval>(least.Units.Count);
        for (var unit = 0; unit < least.Units.Count; unit++)
        {
            intervals[least.Units[unit].Technique.TechniqueId] = new(
                CoveredOf(least.Units[unit], isLeast: true), CoveredOf(most.Units[unit], isLeast: false));
        }

        return new CoverageBounds(intervals);
    }

    static double CoveredOf(CoverageUnit unit, bool isLeast)
    {
        var sum = 0.0;
        for (var scope = 0; scope < unit.Cells.Length; scope++)
        {
            sum += unit.Scopes[scope].Weight * CoveredOf(unit.Cells[scope], isLeast);
        }

        return Math.Clamp(sum, 0, 1);
    }

    // Whether a fresher test means more or less depends on its outcome, axis by axis; the claims' bounds are in the cell already.
    static double CoveredOf(CoverageCell cell, bool isLeast)
    {
        if (cell.Test is not { } test)
        {
            return cell.Value.Covered;
        }

        var (low, high) = ClaimCertainty.OfTest(test.Freshness);
        var (old, fresh) = (cell.ValueAt(low), cell.ValueAt(high));
        return isLeast
            ? new AxisValues(0, Math.Min(old.Detection, fresh.Detection), Math.Min(old.Prevention, fresh.Prevention)).Covered
            : new AxisValues(0, Math.Max(old.Detection, fresh.Detection), Math.Max(old.Prevention, fresh.Prevention)).Covered;
    }
}
