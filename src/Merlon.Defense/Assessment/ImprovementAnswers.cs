using System.Globalization;
using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>Questions about a plan that is chosen: the curve of budget against coverage, the next best money, why each measure is in or out.</summary>
sealed class ImprovementAnswers
{
    /// <summary>Measures of each side whose reason is found by a further search.</summary>
    const int SearchedMax = 12;

    readonly PlanField field;
    readonly ImprovementModel model;
    readonly PlanResult result;
    readonly PlanDepth depth;
    readonly IReadOnlyList<PlanRow> rows;
    readonly PlanSet chosen;
    readonly double weight;

    public ImprovementAnswers(PlanField field, ImprovementModel model, PlanResult result, PlanDepth depth)
    {
        this.field = field;
        this.model = model;
        this.result = result;
        this.depth = depth;
        rows = PlanRow.Of(model.Problem);
        weight = field.WeightSum > 0 ? field.WeightSum : 1;
        chosen = new(model.Problem, rows);
        for (var item = 0; item < result.Taken.Count; item++)
        {
            if (result.Taken[item])
            {
                chosen.Add(item);
            }
        }
    }

    /// <summary>A point for some shares of the budget, or of the cost of everything; each begins with the plan of the smaller budget.</summary>
    public IReadOnlyList<PlanPoint> Curve()
    {
        decimal[] shares = model.Budget.Money is null
            ? [0.02m, 0.05m, 0.1m, 0.15m, 0.2m, 0.3m, 0.4m, 0.5m, 0.75m, 1]
            : [0.1m, 0.25m, 0.5m, 0.75m, 0.9m, 1, 1.1m, 1.25m, 1.5m, 2, 3];
        var of = model.Budget.Money ?? model.Candidates.Sum(static candidate => candidate.Measure.TotalCost);
        var points = new List<PlanPoint>();
        IReadOnlyList<bool>? before = null;
        foreach (var budget in shares.Select(share => decimal.Floor(of * share)).Prepend(0).Distinct())
        {
            var isOwn = budget == model.Budget.Money;
            var found = isOwn ? result : PlanSearch.Run(model.With(budget), Effort(30), before is null ? [] : [before], Prices);
            if (found.End != PlanEnd.Infeasible)
            {
                points.Add(new(budget, CoveredBy(found.Taken), found.Value / weight, Math.Min(1, found.Bound / weight), found.Taken.Count(static taken => taken)));
                before = found.Taken;
            }
        }

        return points;
    }

    /// <summary>Prices of the plan itself: other questions about the same measures have nearly the same.</summary>
    PlanPrices? Prices => result.Root.Prices.Length > 0 ? result.Root : null;

    public PlanMargin Margin()
    {
        var budget = model.Budget.Money.GetValueOrDefault();
        var raises = new List<PlanRaise>();
        foreach (var added in new[] { 1_000m, decimal.Round(budget / 10) }.Where(static added => added > 0).Distinct().Order())
        {
            var found = PlanSearch.Run(model.With(budget + added), Effort(30), [result.Taken], Prices);
            raises.Add(new(added, CoveredBy(found.Taken), Ids(item => found.Taken[item] && !result.Taken[item]), Ids(item => !found.Taken[item] && result.Taken[item])));
        }

        var left = budget - Spent();
        var (next, most, cost) = (-1, 0.0, 0m);
        for (var item = 0; item < result.Taken.Count; item++)
        {
            if (!result.Taken[item] && CanJoin(item))
            {
                var missing = Math.Max(1, model.Candidates[item].Measure.TotalCost - left);
                var worth = chosen.GainOf(item) / (double)missing;
                (next, most, cost) = worth > most ? (item, worth, missing) : (next, most, cost);
            }
        }

        var price = result.Root.Multipliers.Length > 0 ? result.Root.Multipliers[ImprovementModel.MoneyLimit] * 100 / weight : 0;
        return next < 0
            ? new(price, Next: null, 0, CoveredBy(result.Taken), raises)
            : new(price, model.Candidates[next].Measure.Id, cost, CoveredBy([.. result.Taken.Select((taken, item) => taken || item == next)]), raises);
    }

    /// <summary>Why each is in or out: the chosen in the order of the steps, then the others, best first.</summary>
    public IReadOnlyList<PlanReason> Reasons(IReadOnlyList<int> order, IReadOnlyList<int> others)
    {
        var asked = depth.Explain.Select(model.PlaceOf).Where(static item => item >= 0).ToHashSet();
        var searched = order.Take(SearchedMax).Concat(others.Take(SearchedMax)).ToHashSet();
        var dominating = new PlanDominance(model.Problem);
        return
        [
            .. order.Select(item => WhyIn(item, asked.Contains(item) || searched.Contains(item))),
            .. others.Select(item => WhyOut(item, asked.Contains(item) || searched.Contains(item), dominating)),
        ];
    }

    PlanReason WhyIn(int item, bool isSearched)
    {
        var id = model.Candidates[item].Measure.Id;
        var dropped = chosen.CanRemove(item) ? chosen.LossOf(item) : double.PositiveInfinity;
        var without = isSearched ? PlanSearch.Run(model.With(money: null, barred: item), Effort(100), [[.. result.Taken.Select((taken, other) => taken && other != item)]], Prices) : null;
        without = without is { End: not PlanEnd.Infeasible } && result.Value - without.Value < dropped ? without : null;
        var loss = Math.Max(0, without is not null ? result.Value - without.Value : double.IsFinite(dropped) ? dropped : chosen.LossOf(item)) / weight;
        if (model.Problem.Items[item].IsMust)
        {
            return new(id, IsChosen: true, "must", loss, $"It is a must. Without it the plan would be worth {Points(loss)} less.");
        }

        var instead = without is null ? [] : Ids(other => without.Taken[other] && !result.Taken[other]);
        var text = without is null
            ? $"Without it the plan would be worth {Points(loss)} less."
            : loss * weight <= PlanSearch.Tolerance * result.Value
                ? instead.Count > 0 ? $"A plan with {Listed(instead)} instead is worth the same." : "Nothing is lost without it, and it costs nothing that something else needs."
                : instead.Count > 0
                    ? $"The best plan without it would take {Listed(instead)} and be worth {Points(loss)} less."
                    : $"Without it nothing else takes its place, and {Points(loss)} are lost.";
        return new(id, IsChosen: true, "best", loss, text);
    }

    PlanReason WhyOut(int item, bool isSearched, PlanDominance dominance)
    {
        var measure = model.Candidates[item].Measure;
        PlanReason Out(string verdict, double loss, string text) => new(measure.Id, IsChosen: false, verdict, loss, text);
        if (model.Problem.Items[item].IsBarred)
        {
            return Out("excluded", 0, "It was excluded by whoever asked.");
        }

        if (model.Problem.Exclusions.FirstOrDefault(group => group.Contains(item) && group.Any(other => other != item && result.Taken[other])) is { } group)
        {
            return Out("conflict", 0, $"It cannot be taken with {model.Candidates[group.First(other => other != item && result.Taken[other])].Measure.Id}.");
        }

        for (var limit = 0; limit < model.Problem.Limits.Count; limit++)
        {
            if (model.Problem.Items[item].Costs[limit] > model.Problem.Limits[limit].Most)
            {
                return Out("too-dear", 0, $"Alone it takes more than all there is of {model.Problem.Limits[limit].Name}.");
            }
        }

        var missing = model.Problem.Items[item].Requires.Where(options => !options.Any(option => result.Taken[option])).ToArray();
        var gain = chosen.GainOf(item) / weight;
        if (missing.Length == 0 && gain <= PlanSearch.Tolerance)
        {
            return Out("nothing-left", 0, "It adds nothing to what the plan covers already.");
        }

        if (dominance.Of(item) is { } better)
        {
            return Out("dominated", 0, $"{model.Candidates[better].Measure.Id} alone brings at least as much in every technique and costs no more.");
        }

        if (isSearched)
        {
            var forced = PlanSearch.Run(model.With(money: null, must: item), Effort(100), [result.Taken], Prices);
            if (forced.End != PlanEnd.Infeasible)
            {
                var loss = Math.Max(0, result.Value - forced.Value) / weight;
                var displaced = Ids(other => result.Taken[other] && !forced.Taken[other]);
                return displaced.Count == 0 && loss <= PlanSearch.Tolerance
                    ? Out("nothing-left", 0, "It fits but adds nothing that counts.")
                    : Out("displaces", loss, displaced.Count == 0
                        ? $"With it the plan would be worth {Points(loss)} less."
                        : $"It would displace {Listed(displaced)}, and the plan would be worth {Points(loss)} less.");
            }
        }

        return missing.Length > 0
            ? Out("needs", 0, $"It needs {Listed([.. missing[0].Select(option => model.Candidates[option].Measure.Id)])}, which is not in the plan.")
            : Out("below-price", gain, string.Create(
                CultureInfo.InvariantCulture, $"After the plan it would add {Points(gain)} for {measure.TotalCost:#,0} {model.Budget.Currency}: less than what that money brings elsewhere."));
    }

    decimal Spent() => model.Candidates.Where((_, item) => result.Taken[item]).Sum(static candidate => candidate.Measure.TotalCost);

    /// <summary>True when money is all that is missing.</summary>
    bool CanJoin(int item)
    {
        var of = model.Problem.Items[item];
        if (of.IsBarred || model.Problem.Exclusions.Any(group => group.Contains(item) && group.Any(other => other != item && result.Taken[other]))
            || of.Requires.Any(options => !options.Any(option => result.Taken[option])))
        {
            return false;
        }

        for (var limit = 1; limit < of.Costs.Count; limit++)
        {
            if (chosen.Sums[limit] + of.Costs[limit] > model.Problem.Limits[limit].Most)
            {
                return false;
            }
        }

        return true;
    }

    double CoveredBy(IReadOnlyList<bool> taken)
    {
        var done = field.Copy();
        for (var item = 0; item < taken.Count; item++)
        {
            if (taken[item])
            {
                done.Apply(model.Candidates[item]);
            }
        }

        return done.Covered;
    }

    PlanEffort Effort(int part) => new(PlanDepth.Usual.StepsMax / part, depth.IsCancelled);

    IReadOnlyList<string> Ids(Func<int, bool> isMeant) => [.. Enumerable.Range(0, model.Candidates.Count).Where(isMeant).Select(item => model.Candidates[item].Measure.Id)];

    static string Listed(IReadOnlyList<string> ids)
    {
        const int NamesMax = 4;
        return ids.Count > NamesMax ? $"{string.Join(", ", ids.Take(NamesMax))} and {ids.Count - NamesMax} more" : string.Join(", ", ids);
    }

    static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} points");
}
