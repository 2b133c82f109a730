using System.Globalization;
using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>Chooses among candidates: exactly where something is bounded, in order of worth per cost where nothing is. docs/design/plan.md.</summary>
sealed class ImprovementChoice
{
    readonly PlanField field;
    readonly ImprovementModel model;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanBudget budget;
    readonly PlanDepth depth;
    readonly PlanParameters parameters;

    ImprovementChoice(PlanField field, ImprovementModel model, PlanDepth depth, PlanParameters parameters)
    {
        this.field = field;
        this.model = model;
        rows = PlanRow.Of(model.Problem);
        budget = model.Budget;
        this.depth = depth;
        this.parameters = parameters;
    }

    public static ImprovementPlan Of(
        PlanField field, IReadOnlyList<PlanCandidate> candidates, PlanBudget budget, PlanDepth depth, PlanParameters parameters)
    {
        var alone = RankedOf(field, candidates);
        var considered = Considered(alone, budget.Aim, depth.LeastWorthShare * field.WeightSum);
        return new ImprovementChoice(field, ImprovementModel.Of(field, considered, budget), depth, parameters).Choose(alone);
    }

    /// <summary>The problem over every candidate that is worth looking at, their effects filled in.</summary>
    public static ImprovementModel ModelOf(PlanQuestion question)
        => ImprovementModel.Of(question.Field, Considered(RankedOf(question.Field, question.Candidates), question.Budget.Aim, worthMin: 0), question.Budget);

    static Ranked[] RankedOf(PlanField field, IReadOnlyList<PlanCandidate> candidates)
    {
        var alone = candidates.Select(candidate => Alone(candidate, field)).ToArray();
        Array.Sort(alone, Ranked.Compare);
        return alone;
    }

    ImprovementPlan Choose(Ranked[] alone)
    {
        var effort = new PlanEffort(depth.StepsMax, depth.IsOutOfTime);
        var result = depth.IsGreedy ? Greed() : PlanSearch.Run(model.Problem, effort);
        var order = Ordered(result.Taken);
        var steps = StepsOf(order, out var done, out var worth);
        var taken = order.ToHashSet();
        var chosen = taken.Select(item => model.Candidates[item].Measure.Id).ToHashSet(StringComparer.Ordinal);
        var weight = field.WeightSum > 0 ? field.WeightSum : 1;
        var aim = budget.Aim;
        var plan = new ImprovementPlan
        {
            Method = MethodOf(result, steps.Count, alone.Length),
            Aim = aim,
            Budget = budget.Money,
            Currency = budget.Currency,
            Steps = steps,
            NotChosen = [.. alone.Where(one => one.Rise.Worth > 0 && !chosen.Contains(one.Candidate.Measure.Id)).Select(static one => one.Candidate.Measure)],
            CoveredBefore = field.Covered,
            CoveredAfter = steps.Count > 0 ? done.Covered : field.Covered,
            Worth = worth / weight,
            Bound = Math.Max(worth, result.Bound) / weight,
            IsPossible = result.End != PlanEnd.Infeasible,
            IsProven = budget.IsBounded && result.End == PlanEnd.Proven,
            GreedyWorth = result.Greedy / weight,
            Nodes = result.Nodes,
            YearlyCost = steps.Sum(static step => step.Measure.YearlyCost),
            PresentCost = steps.Sum(static step => step.Measure.PresentCost),
            Schedule = ImprovementSchedule.Of(order, model, field),
        };
        if (result.End == PlanEnd.Infeasible)
        {
            return plan;
        }

        var answers = new ImprovementAnswers(field, model, result, depth);
        return plan with
        {
            Curve = depth.HasCurve ? answers.Curve() : [],
            Margin = depth.HasReasons && budget.Money is not null ? answers.Margin() : null,
            Reasons = depth.HasReasons ? answers.Reasons(order, [.. plan.NotChosen.Select(measure => model.PlaceOf(measure.Id)).Where(static item => item >= 0)]) : [],
        };
    }

    /// <summary>Those that are worth looking at: the others are worth less, even alone; what is named or needed stays.</summary>
    static List<PlanCandidate> Considered(Ranked[] alone, PlanAim aim, double worthMin)
    {
        var named = aim.Must.Concat(aim.Exclude).Concat(alone.SelectMany(static one => one.Candidate.Measure.Requires.SelectMany(static options => options)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. alone.Where(one => (one.Rise.Worth > 0 && one.Rise.Worth >= worthMin) || named.Contains(one.Candidate.Measure.Id)
                    || named.Contains(one.Candidate.Measure.Id[(one.Candidate.Measure.Id.IndexOf(':', StringComparison.Ordinal) + 1)..]))
                .Select(static one => one.Candidate)
                .OrderBy(static candidate => candidate.Measure.Id, StringComparer.Ordinal),
        ];
    }

    PlanResult Greed()
    {
        var greed = new PlanGreed(model.Problem, rows);
        var set = greed.Start() is { } start ? greed.Guarded(start) : null;
        var value = set is null ? 0 : model.Problem.Objective.ValueOf(set.Taken);
        return new(
            set?.Taken ?? new bool[model.Candidates.Count], value, field.WeightSum, set is null ? PlanEnd.Infeasible : PlanEnd.Work, value, field.WeightSum, 0, greed.Work,
            new([], []), Proof: null);
    }

    /// <summary>The chosen ones in the order to do them: what is needed first, then the most worth per cost after the ones before.</summary>
    List<int> Ordered(IReadOnlyList<bool> taken)
    {
        var set = new PlanSet(model.Problem, rows);
        var left = Enumerable.Range(0, taken.Count).Where(item => taken[item]).ToList();
        var order = new List<int>();
        var worthMin = parameters.StepWorthShareMin * field.WeightSum;
        while (left.Count > 0)
        {
            var ready = left.Where(item => model.Problem.Items[item].Requires.All(options => options.Count == 0 || options.Any(option => set.Taken[option]))).ToList();
            var next = (ready.Count > 0 ? ready : left)
                .Select(item => new Ranked(model.Candidates[item], new(set.GainOf(item), 0)) { Item = item })
                .Order(Comparer<Ranked>.Create(Ranked.Compare)).First();
            if (!budget.IsBounded && !model.Problem.Items[next.Item].IsMust && (order.Count == parameters.StepsMax || next.Rise.Worth < worthMin || next.Rise.Worth <= 0))
            {
                break;
            }

            set.Add(next.Item);
            order.Add(next.Item);
            left.Remove(next.Item);
        }

        return order;
    }

    /// <summary>Steps with what each truly adds: the fold is done anew with the measures so far.</summary>
    List<PlanStep> StepsOf(List<int> order, out PlanField done, out double worth)
    {
        (done, worth) = (field.Copy(), 0);
        var (steps, spent) = (new List<PlanStep>(), 0m);
        foreach (var candidate in order.Select(item => model.Candidates[item]))
        {
            var rise = done.RiseOf(candidate);
            done.Apply(candidate);
            spent += candidate.Measure.TotalCost;
            worth += rise.Worth;
            steps.Add(new(candidate.Measure, rise.Gain, spent, done.Covered, ReasonOf(candidate, rise)));
        }

        return steps;
    }

    /// <summary>What a candidate adds to the field as it is, with its effects filled in.</summary>
    static Ranked Alone(PlanCandidate candidate, PlanField field)
    {
        var effects = field.EffectsOf(candidate).ToList();
        var rise = PlanRise.Of(effects);
        effects.RemoveAll(static effect => effect.Worth <= 0);
        var sorted = effects
            .OrderByDescending(static effect => effect.Gain).ThenByDescending(static effect => effect.Worth).ThenBy(static effect => effect.Unit)
            .Select(effect => new MeasureEffect(field.TechniqueOf(effect.Unit), effect.Gain));
        return new(candidate with { Measure = candidate.Measure with { Effects = [.. sorted] } }, rise);
    }

    string ReasonOf(PlanCandidate candidate, PlanRise rise)
    {
        var share = field.WeightSum > 0 ? rise.Gain / field.WeightSum : 0;
        var closes = share >= 0.0005
            ? string.Create(CultureInfo.InvariantCulture, $"Closes {share * 100:0.0} % of the weighted threat after the steps before it")
            : rise.Worth > 0 ? "Covers little by itself, but shows what nobody would see today" : "Closes nothing by itself, but others need it or it is a must";
        return candidate.Remark.Length > 0 ? $"{closes}: {candidate.Remark}" : closes;
    }

    string MethodOf(PlanResult result, int steps, int considered)
    {
        var within = budget.Money is { } money
            ? string.Create(CultureInfo.InvariantCulture, $"within a budget of {money:#,0} {budget.Currency}")
            : budget.IsBounded ? "within the limits given" : "without a budget";
        var (gap, ahead) = (result.Gap * 100, result.Greedy > 0 ? (result.Value / result.Greedy - 1) * 100 : 0);
        var count = string.Create(CultureInfo.InvariantCulture, $"{steps} of {considered} measures");
        var how = result.End == PlanEnd.Infeasible ? $"No plan meets what is asked {within}: the musts, with what they need, do not fit."
            : !budget.IsBounded ? $"{count}, in order of worth per {budget.Currency}, {within}: nothing bounds the choice, so there is no best one to prove."
            : depth.IsGreedy ? $"{count}, chosen greedily {within}: at each step the one that adds most per cost; not proven best."
            : result.End == PlanEnd.Proven ? $"{count} {within}: proven best, no other choice of them is worth more."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{count} {within}: the best found, proven to be within {Math.Ceiling(gap * 10) / 10:0.0} % of the best {(result.End == PlanEnd.Time ? "when time was up; another run may end elsewhere" : "at the limit on steps")}.");
        return result.End == PlanEnd.Infeasible || !budget.IsBounded || ahead < 0.05
            ? $"{how} {Expectation}"
            : string.Create(CultureInfo.InvariantCulture, $"{how} Greed alone would reach {ahead:0.0} % less. {Expectation}");
    }

    const string Expectation = "Gains are expectations: they hold when the measure works as claimed and a test proves it.";

    /// <summary>A candidate with what it adds.</summary>
    sealed record Ranked(PlanCandidate Candidate, PlanRise Rise)
    {
        public int Item { get; init; }

        /// <summary>Most worth per cost first, then most worth, then by id; what costs nothing comes before all that costs.</summary>
        public static int Compare(Ranked? a, Ranked? b)
        {
            if (a is null || b is null)
            {
                return (a is null).CompareTo(b is null);
            }

            var byRatio = b.PerCost.CompareTo(a.PerCost);
            var byWorth = byRatio != 0 ? byRatio : b.Rise.Worth.CompareTo(a.Rise.Worth);
            return byWorth != 0 ? byWorth : string.CompareOrdinal(a.Candidate.Measure.Id, b.Candidate.Measure.Id);
        }

        double PerCost => Rise.Worth <= 0 ? 0
            : Candidate.Measure.TotalCost > 0 ? Rise.Worth / (double)Candidate.Measure.TotalCost
            : double.PositiveInfinity;
    }
}
