using System.Globalization;

namespace Merlon.Assessment;

/// <summary>A measure with what it would change.</summary>
/// <param name="Measure">The measure; its effects are filled in when the plan is chosen.</param>
/// <param name="Changes">By cell; each cell at most once.</param>
/// <param name="Remark">What the step's reason says beside the numbers: <c>wakes 34 dormant rules</c>; may be empty.</param>
sealed record PlanCandidate(Measure Measure, IReadOnlyList<(int Unit, PlanChange Change)> Changes, string Remark)
{
    /// <summary>Changes by technique, in the order of the techniques.</summary>
    public IReadOnlyList<(int Unit, IReadOnlyList<PlanChange> Changes)> ByUnit { get; } =
        [.. Changes.GroupBy(static change => change.Unit).OrderBy(static unit => unit.Key)
            .Select(static unit => (unit.Key, (IReadOnlyList<PlanChange>)[.. unit.Select(static change => change.Change).OrderBy(static change => change.Scope)]))];
}

/// <summary>What may be spent.</summary>
/// <param name="Money">In <paramref name="Currency"/>, or null for no bound.</param>
/// <param name="Currency">Code such as <c>EUR</c>.</param>
readonly record struct PlanBudget(decimal? Money, string Currency);

/// <summary>
/// Greedy choice by worth per cost, against the best single measure followed by the same greed: at least ½ (1 − 1/e) of the best
/// plan of the budget (Khuller, Moss, Naor 1999; Leskovec et al. 2007). Evaluated lazily: a measure never adds more later than now.
/// </summary>
static class GreedyPlan
{
    public static ImprovementPlan Choose(
        PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget, PlanParameters parameters)
    {
        var alone = candidates.Select(candidate => Alone(candidate, field)).ToArray();
        Array.Sort(alone, Ranked.Compare);
        var plan = Fill(field, alone, first: null, budget, parameters);
        var single = alone.Where(one => IsWithin(budget, one.Candidate.Measure.TotalCost))
            .OrderByDescending(static one => one.Rise.Worth).ThenBy(static one => one.Candidate.Measure.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (single is not null && single.Rise.Worth > plan.Worth)
        {
            plan = Fill(field, alone, single, budget, parameters);
        }

        return Write(field, alone, plan, budget);
    }

    static Chosen Fill(PlanField field, IReadOnlyList<Ranked> alone, Ranked? first, PlanBudget budget, PlanParameters parameters)
    {
        var now = field.Copy();
        var left = alone.ToList();
        var (steps, spent, worth) = (new List<Ranked>(), 0m, 0.0);
        var worthMin = parameters.StepWorthShareMin * field.WeightSum;
        var next = first;
        while (steps.Count < parameters.StepsMax && (next ?? Best(now, left, budget, spent, worthMin)) is { } step)
        {
            next = null;
            left.RemoveAll(one => ReferenceEquals(one.Candidate, step.Candidate));
            now.Apply(step.Candidate);
            spent += step.Candidate.Measure.TotalCost;
            worth += step.Rise.Worth;
            steps.Add(step);
        }

        left.Sort(Ranked.Compare);
        return new(steps, left, worth);
    }

    /// <summary>The best affordable measure; refreshes the ones that it had to look at. The list is kept sorted by what was known last.</summary>
    static Ranked? Best(PlanField now, List<Ranked> left, PlanBudget budget, decimal spent, double worthMin)
    {
        left.RemoveAll(one => one.Rise.Worth < worthMin || one.Rise.Worth <= 0);
        var open = left.Where(one => IsWithin(budget, spent + one.Candidate.Measure.TotalCost)).ToList();
        open.Sort(Ranked.Compare);
        Ranked? best = null;
        foreach (var known in open)
        {
            if (best is not null && Ranked.Compare(best, known) <= 0)
            {
                break;
            }

            var fresh = known with { Rise = now.RiseOf(known.Candidate) };
            left[left.IndexOf(known)] = fresh;
            if (fresh.Rise.Worth >= worthMin && fresh.Rise.Worth > 0 && (best is null || Ranked.Compare(fresh, best) < 0))
            {
                best = fresh;
            }
        }

        return best;
    }

    static bool IsWithin(PlanBudget budget, decimal cost) => budget.Money is not { } money || cost <= money;

    /// <summary>What a candidate adds to the field as it is, with its effects filled in.</summary>
    static Ranked Alone(PlanCandidate candidate, PlanField field)
    {
        var effects = field.EffectsOf(candidate).ToList();
        var rise = new PlanRise(effects.Sum(static effect => effect.Worth), effects.Sum(static effect => effect.Gain));
        effects.RemoveAll(static effect => effect.Worth <= 0);
        var sorted = effects
            .OrderByDescending(static effect => effect.Gain).ThenByDescending(static effect => effect.Worth).ThenBy(static effect => effect.Unit)
            .Select(effect => new MeasureEffect(field.TechniqueOf(effect.Unit), effect.Gain));
        return new(candidate with { Measure = candidate.Measure with { Effects = [.. sorted] } }, rise);
    }

    static ImprovementPlan Write(PlanField field, IReadOnlyList<Ranked> alone, Chosen chosen, PlanBudget budget)
    {
        var before = field.Covered;
        var (steps, spent, gained) = (new List<PlanStep>(), 0m, 0.0);
        foreach (var step in chosen.Steps)
        {
            spent += step.Candidate.Measure.TotalCost;
            gained += step.Rise.Gain;
            var after = field.WeightSum > 0 ? before + gained / field.WeightSum : before;
            steps.Add(new(step.Candidate.Measure, step.Rise.Gain, spent, after, ReasonOf(step, field)));
        }

        var taken = chosen.Steps.Select(static step => step.Candidate.Measure.Id).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Method = MethodOf(chosen.Steps.Count, alone.Count, budget),
            Budget = budget.Money,
            Currency = budget.Currency,
            Steps = steps,
            NotChosen = [.. alone.Where(one => one.Rise.Worth > 0 && !taken.Contains(one.Candidate.Measure.Id)).Select(static one => one.Candidate.Measure)],
            CoveredBefore = before,
            CoveredAfter = steps.Count > 0 ? steps[^1].CoveredAfter : before,
        };
    }

    static string ReasonOf(Ranked step, PlanField field)
    {
        var share = field.WeightSum > 0 ? step.Rise.Gain / field.WeightSum : 0;
        var closes = share >= 0.0005
            ? string.Create(CultureInfo.InvariantCulture, $"Closes {share * 100:0.0} % of the weighted threat after the steps before it")
            : "Covers little by itself, but shows what nobody would see today";
        return step.Candidate.Remark.Length > 0 ? $"{closes}: {step.Candidate.Remark}" : closes;
    }

    static string MethodOf(int steps, int considered, PlanBudget budget)
    {
        var bound = budget.Money is { } money
            ? string.Create(CultureInfo.InvariantCulture, $"within a budget of {money:#,0} {budget.Currency}")
            : "without a budget";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{steps} of {considered} measures, chosen greedily: at each step the one that adds most per {budget.Currency} {bound}. "
            + $"Good, but not proven best: theory promises at least 31 % of the best gain while only the budget ends the plan; an exact planner comes later. "
            + $"Gains are expectations: they hold when the measure works as claimed and a test proves it.");
    }

    sealed record Chosen(IReadOnlyList<Ranked> Steps, IReadOnlyList<Ranked> Left, double Worth);

    /// <summary>A candidate with what it added when last looked at.</summary>
    sealed record Ranked(PlanCandidate Candidate, PlanRise Rise)
    {
        /// <summary>Most worth per cost first, then most worth, then by id; what costs nothing comes before all that costs.</summary>
        public static int Compare(Ranked a, Ranked b)
        {
            var byRatio = b.PerCost.CompareTo(a.PerCost);
            var byWorth = byRatio != 0 ? byRatio : b.Rise.Worth.CompareTo(a.Rise.Worth);
            return byWorth != 0 ? byWorth : string.CompareOrdinal(a.Candidate.Measure.Id, b.Candidate.Measure.Id);
        }

        double PerCost => Rise.Worth <= 0 ? 0
            : Candidate.Measure.TotalCost > 0 ? Rise.Worth / (double)Candidate.Measure.TotalCost
            : double.PositiveInfinity;
    }
}
