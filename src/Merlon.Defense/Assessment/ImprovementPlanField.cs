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

    public PlanCell With(PlanChange change) => new(
        all.With(change.Claims), all.Test is null ? added : added.With(change.Claims), isToBeTested || (change.IsTest && all.Test is null));

    /// <summary>0..1, a test to be made counted by its expected result.</summary>
    public double Covered(PlanParameters parameters)
    {
        var covered = value.Covered;
        return isToBeTested ? covered + parameters.TestPassChance * Math.Max(0, all.TestPass - covered) : covered;
    }

    /// <summary>0..1: covered, and a share for seeing what is not.</summary>
    public double Worth(PlanParameters parameters)
    {
        var covered = Covered(parameters);
        return covered + parameters.VisibilityShare * (1 - covered) * value.Visibility;
    }

    AxisValues Fold()
    {
        var claimed = all.Claimed with { Visibility = all.CollectedShare };
        if (all.Test is not { } test)
        {
            return claimed;
        }

        var (_, detection, prevention) = added.Claimed;
        var tested = test.Outcome switch
        {
            Outcome.None => new AxisValues(added.CollectedShare, detection, prevention),
            Outcome.Logged => new AxisValues(1, detection, prevention),
            Outcome.Alerted => new AxisValues(1, Either(all.TestPass, detection), prevention),
            _ => claimed with { Prevention = Either(all.TestPass, prevention) },
        };
        return AxisValues.Blend(tested, claimed, test.Freshness);
    }

    static double Either(double one, double other) => 1 - (1 - one) * (1 - other);
}
