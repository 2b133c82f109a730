using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>What a plan works on: the fold's cells with the threat's weights. A plan changes a copy.</summary>
sealed class PlanField
{
    readonly PlanCell[][] cells;
    readonly double[] weights;
    readonly CoverageFold fold;
    readonly PlanParameters parameters;

    PlanField(CoverageFold fold, double[] weights, PlanCell[][] cells, PlanParameters parameters)
    {
        this.fold = fold;
        this.weights = weights;
        this.cells = cells;
        this.parameters = parameters;
        WeightSum = weights.Sum();
    }

    /// <summary>Σ weight over the techniques that were folded.</summary>
    public double WeightSum { get; }

    /// <summary>Share of the weight that is covered, 0..1; 0 without any weight.</summary>
    public double Covered => WeightSum > 0 ? weights.Select((weight, unit) => weight * CoveredOf(unit)).Sum() / WeightSum : 0;

    public static PlanField Of(CoverageFold fold, Func<TechniqueId, double> weightOf, PlanParameters parameters)
    {
        var units = fold.Units;
        return new(
            fold,
            [.. units.Select(unit => weightOf(unit.Technique.TechniqueId))],
            [.. units.Select(static unit => unit.Cells.Select(PlanCell.Of).ToArray())],
            parameters);
    }

    public PlanField Copy() => new(fold, weights, [.. cells.Select(static unit => (PlanCell[])unit.Clone())], parameters);

    public TechniqueId TechniqueOf(int unit) => fold.Units[unit].Technique.TechniqueId;

    public double WeightOf(int unit) => weights[unit];

    public double CoveredOf(int unit)
        => cells[unit].Select((cell, scope) => fold.Units[unit].Scopes[scope].Weight * cell.Covered(parameters)).Sum();

    /// <summary>The technique's cells, by scope.</summary>
    public IReadOnlyList<PlanCell> CellsOf(int unit) => cells[unit];

    /// <summary>How much a scope of a technique weighs in all.</summary>
    public double WeightOf(int unit, int scope) => weights[unit] * fold.Units[unit].Scopes[scope].Weight;

    public PlanParameters Parameters => parameters;

    /// <summary>What a technique's cells are worth, weighted: covered, and a share for seeing what is not.</summary>
    public double WorthOf(int unit, IReadOnlyList<PlanCell> changed)
    {
        var worth = 0.0;
        for (var scope = 0; scope < changed.Count; scope++)
        {
            worth += fold.Units[unit].Scopes[scope].Weight * changed[scope].Worth(parameters);
        }

        return weights[unit] * worth;
    }

    /// <summary>What a candidate would add to the field as it is now.</summary>
    public PlanRise RiseOf(PlanCandidate candidate) => PlanRise.Of(EffectsOf(candidate));

    /// <summary>What a candidate would add per technique, in the order of the techniques.</summary>
    public IEnumerable<(int Unit, double Worth, double Gain)> EffectsOf(PlanCandidate candidate)
    {
        foreach (var (unit, changes) in candidate.ByUnit)
        {
            if (weights[unit] > 0)
            {
                var (worth, gain) = (0.0, 0.0);
                foreach (var change in changes)
                {
                    var scopeWeight = weights[unit] * fold.Units[unit].Scopes[change.Scope].Weight;
                    var (before, after) = (cells[unit][change.Scope], cells[unit][change.Scope].With(change));
                    worth += scopeWeight * (after.Worth(parameters) - before.Worth(parameters));
                    gain += scopeWeight * (after.Covered(parameters) - before.Covered(parameters));
                }

                yield return (unit, worth, gain);
            }
        }
    }

    public void Apply(PlanCandidate candidate)
    {
        foreach (var (unit, changes) in candidate.ByUnit)
        {
            foreach (var change in changes)
            {
                cells[unit][change.Scope] = cells[unit][change.Scope].With(change);
            }
        }
    }
}

/// <summary>What a measure would change in one cell: claims that it adds, and whether the cell would be tested.</summary>
readonly record struct PlanChange(int Scope, IReadOnlyList<Claim> Claims, bool IsTest);

/// <summary>A rise of the objective and, in it, of what is covered; both weighted.</summary>
readonly record struct PlanRise(double Worth, double Gain)
{
    /// <summary>Sums up what a candidate would add per technique.</summary>
    public static PlanRise Of(IEnumerable<(int Unit, double Worth, double Gain)> effects)
    {
        var (worth, gain) = (0.0, 0.0);
        foreach (var effect in effects)
        {
            worth += effect.Worth;
            gain += effect.Gain;
        }

        return new(worth, gain);
    }
}

/// <summary>
/// A cell as it would be after measures. A test that speaks was made before them: it outweighs the claims of its time, not what
/// is new, which is expected to hold once the technique is tested again.
/// </summary>
sealed class PlanCell
{
    readonly CoverageCell all;
    readonly CoverageCell added;
    readonly bool isToBeTested;
    readonly AxisValues value;

    PlanCell(CoverageCell all, CoverageCell added, bool isToBeTested)
    {
        this.all = all;
        this.added = added;
        this.isToBeTested = isToBeTested;
        value = Fold();
    }

    public static PlanCell Of(CoverageCell cell) => new(cell, cell.Emptied(), isToBeTested: false);

    /// <summary>The cell that it began as, with everything claimed since.</summary>
    public CoverageCell All => all;

    public PlanCell With(PlanChange change) => new(
        all.With(change.Claims), all.Test is null ? added : added.With(change.Claims), isToBeTested || (change.IsTest && all.Test is null or { IsVoid: true }));

    /// <summary>0..1, a test to be made counted by its expected result.</summary>
    public double Covered(PlanParameters parameters) => CoveredOf(value, isToBeTested, all.TestPass, parameters);

    /// <summary>0..1: covered, and a share for seeing what is not.</summary>
    public double Worth(PlanParameters parameters) => WorthOf(value, isToBeTested, all.TestPass, parameters);

    /// <summary>The worth of folded axes.</summary>
    public static double WorthOf(AxisValues folded, bool isToBeTested, double testPass, PlanParameters parameters)
    {
        var covered = CoveredOf(folded, isToBeTested, testPass, parameters);
        return covered + parameters.VisibilityShare * (1 - covered) * folded.Visibility;
    }

    static double CoveredOf(AxisValues folded, bool isToBeTested, double testPass, PlanParameters parameters)
        => isToBeTested ? folded.Covered + parameters.TestPassChance * Math.Max(0, testPass - folded.Covered) : folded.Covered;

    AxisValues Fold() => Fold(
        all.Claimed with { Visibility = all.CollectedShare }, added.Claimed with { Visibility = added.CollectedShare }, all.Test, all.TestPass, all.UnprovenShare);

    /// <summary>The axes when claims say <paramref name="claimed"/>, those made after the test that speaks <paramref name="later"/>; visibility is what log sources alone give.</summary>
    public static AxisValues Fold(AxisValues claimed, AxisValues later, SpeakingTest? speaking, double testPass, double unprovenShare)
    {
        if (speaking is not { } test)
        {
            return claimed;
        }

        var (_, detection, prevention) = later;
        var tested = test.Outcome switch
        {
            Outcome.None => later,
            Outcome.Logged => new AxisValues(1, detection, prevention),
            Outcome.Alerted => new AxisValues(1, Either(testPass, detection), prevention),
            _ => claimed with { Prevention = Either(testPass, prevention) },
        };
        return AxisValues.Blend(WithoutVoid(tested, claimed, test, unprovenShare), claimed, test.Freshness);
    }

    /// <summary>What is void of a test gives way to the claims: all of them after a pass, a share after a miss until it is repeated.</summary>
    static AxisValues WithoutVoid(AxisValues tested, AxisValues claimed, SpeakingTest test, double unprovenShare)
    {
        var detected = test.Outcome == Outcome.Alerted ? 1 : unprovenShare;
        return new(
            test.IsVoidForDetection ? (test.Outcome == Outcome.None ? unprovenShare : 1) * claimed.Visibility : tested.Visibility,
            test.IsVoidForDetection ? detected * claimed.Detection : tested.Detection,
            test.IsVoidForPrevention ? (test.Outcome == Outcome.Blocked ? 1 : unprovenShare) * claimed.Prevention : tested.Prevention);
    }

    static double Either(double one, double other) => 1 - (1 - one) * (1 - other);
}
