using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Priorities;

namespace Merlon.Costs;

/// <summary>
/// What the measures of an assessment would change: the one place where priorities and benefit ask the planner's parts. Batches of tests
/// are left out: they show what is there and close nothing themselves.
/// </summary>
sealed class MeasureField
{
    readonly CoverageFold fold;
    readonly PlanField now;
    readonly IReadOnlyList<PlanCandidate> candidates;
    readonly PlanField withAll;
    readonly ILookup<TechniqueId, PriorityOption> options;
    readonly Dictionary<TechniqueId, double> gains = [];

    MeasureField(GapAssessment assessment)
    {
        var input = assessment.Input;
        fold = CoverageFold.Of(input.Evidence, input.Organisation, input.Context.Release, input.AsOf, assessment.Coverage.Parameters);
        now = PlanField.Of(fold, assessment.Profile.WeightOf, PlanParameters.Default);
        candidates = [.. ImprovementMeasures.Of(input, fold, now, ImprovementProspects.Of(input), PlanParameters.Default).Where(static one => one.Measure.Kind != MeasureKind.Test)];
        withAll = now.Copy();
        var found = new List<(TechniqueId Technique, PriorityOption Option)>();
        var parts = new Dictionary<TechniqueId, (double Rises, double Gains)>();
        foreach (var candidate in candidates)
        {
            withAll.Apply(candidate);
            var effects = now.EffectsOf(candidate).Where(static effect => effect.Gain > 0).ToArray();
            var total = effects.Sum(static effect => effect.Gain);
            var perMoney = total / (double)Math.Max(1, candidate.Measure.TotalCost);
            foreach (var (unit, _, gain) in effects)
            {
                var id = now.TechniqueOf(unit);
                var rise = gain / now.WeightOf(unit);
                found.Add((id, new(
                    candidate.Measure.Id, candidate.Measure.Title, rise, candidate.Measure.TotalCost, LedgerAmount.Cents(candidate.Measure.TotalCost * (decimal)(gain / total)),
                    candidate.Measure.IsCostOwn)));
                var (rises, weighted) = parts.GetValueOrDefault(id);
                parts[id] = (rises + rise, weighted + rise * perMoney);
            }
        }

        options = found.ToLookup(static one => one.Technique, static one => one.Option);
        foreach (var (id, (rises, weighted)) in parts)
        {
            gains[id] = weighted / rises;
        }
    }

    public static MeasureField Of(GapAssessment assessment) => new(assessment);

    /// <summary>Weighted coverage that one unit of money buys with the measures that narrow this technique, each counted by how much it does; null without any.</summary>
    public double? GainPerMoneyOf(TechniqueId id) => gains.TryGetValue(id, out var gain) ? gain : null;

    /// <summary>Measures that narrow it, best first, ties by id.</summary>
    public IReadOnlyList<PriorityOption> OptionsOf(TechniqueId id, int most)
        => [.. options[id].OrderByDescending(static one => one.Rise).ThenBy(static one => one.Measure, StringComparer.Ordinal).Take(most)];

    /// <summary>0..1 as it is.</summary>
    public double CoveredOf(TechniqueId id) => fold.TryFind(id, out var unit) ? now.CoveredOf(unit) : 0;

    /// <summary>0..1 were everything done that could be.</summary>
    public double CoveredWithAll(TechniqueId id) => fold.TryFind(id, out var unit) ? withAll.CoveredOf(unit) : 0;

    /// <summary>Coverage by technique, each 0..1, after the measures of these ids.</summary>
    public Func<TechniqueId, double> CoveredAfter(IReadOnlySet<string> measures)
    {
        var after = now.Copy();
        foreach (var candidate in candidates.Where(candidate => measures.Contains(candidate.Measure.Id)))
        {
            after.Apply(candidate);
        }

        return id => fold.TryFind(id, out var unit) ? after.CoveredOf(unit) : 0;
    }
}
