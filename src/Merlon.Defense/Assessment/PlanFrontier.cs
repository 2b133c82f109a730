using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>
/// The best plan for every budget: a stair of plans, each with the span of budgets for which nothing better exists. A plan that is best for a budget stays the best
/// down to what it costs, so that a span needs one search and not one per sum of money. docs/design/plan.md.
/// </summary>
public sealed record PlanFrontier
{
    /// <summary>Most plans of a frontier.</summary>
    public const int PointsMax = 400;

    /// <summary>Code such as <c>EUR</c> that every sum is in.</summary>
    public required string Currency { get; init; }

    /// <summary>What was asked for; its money is the organisation's own budget.</summary>
    public required PlanAim Aim { get; init; }

    /// <summary>Share of the weighted threat that is covered today, 0..1.</summary>
    public required double CoveredBefore { get; init; }

    /// <summary>Plans by cost; empty when no plan meets what is asked.</summary>
    public required IReadOnlyList<FrontierPoint> Points { get; init; }

    /// <summary>Measures that could be taken, by id: what the points name, and the others.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>True when no budget was left out: between the spans there is less than one unit of money.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>The point for a budget: the dearest plan that costs no more; null when even the cheapest costs more.</summary>
    public FrontierPoint? At(decimal budget) => Points.LastOrDefault(point => point.Cost <= budget);

    /// <summary>Computes it.</summary>
    /// <param name="input">What the assessment was judged from.</param>
    /// <param name="aim">What bounds the plan beside the budget, what it must contain and what not.</param>
    /// <param name="depth">How long.</param>
    /// <exception cref="InvalidDataException">The aim names a measure that there is not.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public static PlanFrontier Of(AssessmentInput input, PlanAim aim, FrontierDepth depth)
    {
        var question = PlanQuestion.Of(input, aim);
        return new FrontierSearch(question.Field, ImprovementChoice.ModelOf(question), depth).Run();
    }
}

/// <summary>One plan of a frontier.</summary>
/// <param name="Cost">What it costs, one-off: the least budget that it is for.</param>
/// <param name="UpTo">The greatest budget for which nothing better was found, <paramref name="Cost"/> or more.</param>
/// <param name="Covered">Share of the weighted threat that is covered with it, 0..1.</param>
/// <param name="Worth">What it is worth in the model that was searched, as a share of the weight, 0..1.</param>
/// <param name="Bound">No plan of budget <paramref name="UpTo"/> is worth more, 0..1.</param>
/// <param name="IsProven">True when nothing better exists, not only was found.</param>
/// <param name="Measures">Ids of its measures, in order.</param>
public sealed record FrontierPoint(decimal Cost, decimal UpTo, double Covered, double Worth, double Bound, bool IsProven, IReadOnlyList<string> Measures);

/// <summary>How long a frontier may take.</summary>
public sealed record FrontierDepth
{
    /// <summary>Some seconds to a minute on a machine of 2026.</summary>
    public static FrontierDepth Usual { get; } = new() { SearchesMax = 500, StepsMax = 1_500_000_000 };

    /// <summary>Most searches.</summary>
    public required int SearchesMax { get; init; }

    /// <summary>Most steps of all searches together: the same limit gives the same frontier on every machine.</summary>
    public required long StepsMax { get; init; }

    /// <summary>Told after each search how many plans are found, and how many searches were made.</summary>
    public Action<int, int>? Found { get; init; }

    /// <summary>Asked now and then whether nobody waits any more; null for never.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>Searches spans: first at even budgets, so that a stair is there early, then in the widest span that is still open, at its upper end.</summary>
sealed class FrontierSearch(PlanField field, ImprovementModel model, FrontierDepth depth)
{
    const int EvenBudgets = 24;

    /// <summary>The least step of a budget, and the width below which an open span does not matter.</summary>
    const decimal Cent = 0.01m, WidthMin = 1;

    readonly double weight = field.WeightSum > 0 ? field.WeightSum : 1;
    readonly SortedList<decimal, Span> spans = []; // by the cost of the plan
    long steps;
    int searches;

    public PlanFrontier Run()
    {
        var everything = model.Candidates.Sum(static candidate => candidate.Measure.TotalCost);
        if (Search(everything, hint: null) is { } top)
        {
            var most = top.Cost;
            for (var i = 0; i < EvenBudgets && HasTime; i++)
            {
                Search(decimal.Floor(most * i / EvenBudgets), spans.Values.Count > 1 ? spans.Values[^2].Taken : null);
            }

            if (model.Budget.Money is { } own && own < most)
            {
                Search(own, hint: null);
            }

            while (HasTime && Widest() is { } open)
            {
                Search(open.To, open.Hint);
            }
        }

        return new PlanFrontier
        {
            Currency = model.Budget.Currency,
            Aim = model.Budget.Aim with { Money = model.Budget.Money },
            CoveredBefore = field.Covered,
            Points = [.. spans.Values.Select(PointOf)],
            Measures = [.. model.Candidates.Select(static candidate => candidate.Measure)],
            IsWhole = spans.Count > 0 && Widest() is null,
        };
    }

    bool HasTime => searches < depth.SearchesMax && steps < depth.StepsMax && spans.Count < PlanFrontier.PointsMax;

    /// <summary>The best plan of one budget: a new span, or one that reaches further than was known.</summary>
    Span? Search(decimal budget, IReadOnlyList<bool>? hint)
    {
        if (depth.IsCancelled?.Invoke() == true)
        {
            throw new OperationCanceledException();
        }

        if (spans.Values.LastOrDefault(span => span.Cost <= budget) is { } known && known.UpTo >= budget)
        {
            return known;
        }

        var result = PlanSearch.Run(model.With(budget), new PlanEffort(PlanDepth.Usual.StepsMax / 10, depth.IsCancelled), hint);
        searches++;
        steps += result.Work;
        if (result.End == PlanEnd.Infeasible)
        {
            return null;
        }

        var cost = 0m;
        for (var item = 0; item < result.Taken.Count; item++)
        {
            cost += result.Taken[item] ? model.Candidates[item].Measure.TotalCost : 0;
        }

        var found = new Span(cost, budget, result.Taken, result.Value, result.Bound, result.End == PlanEnd.Proven);
        Keep(found);
        depth.Found?.Invoke(spans.Count, searches);
        return found;
    }

    // A dearer plan that is worth no more than a cheaper one is none: the cheaper one reaches as far.
    void Keep(Span found)
    {
        var cheaper = spans.Values.LastOrDefault(span => span.Cost <= found.Cost);
        if (cheaper is not null && cheaper.Value >= found.Value - PlanSearch.Tolerance * Math.Abs(found.Value))
        {
            spans[cheaper.Cost] = cheaper with { UpTo = Math.Max(cheaper.UpTo, found.UpTo), Bound = Math.Max(cheaper.Bound, found.Bound), IsProven = cheaper.IsProven && found.IsProven };
            return;
        }

        spans[found.Cost] = found;
        foreach (var dearer in spans.Values.Where(span => span.Cost > found.Cost && span.Value <= found.Value + PlanSearch.Tolerance * Math.Abs(found.Value)).ToList())
        {
            spans.Remove(dearer.Cost);
            spans[found.Cost] = spans[found.Cost] with { UpTo = Math.Max(spans[found.Cost].UpTo, dearer.UpTo) };
        }
    }

    /// <summary>The open span in which most worth may hide: its greatest budget, and a plan near it.</summary>
    (decimal To, IReadOnlyList<bool> Hint)? Widest()
    {
        (decimal To, IReadOnlyList<bool> Hint)? widest = null;
        var most = 0.0;
        for (var i = 0; i + 1 < spans.Count; i++)
        {
            var (low, high) = (spans.Values[i], spans.Values[i + 1]);
            var width = high.Cost - low.UpTo;
            var hidden = (double)width * Math.Max(high.Value - low.Value, double.Epsilon);
            if (width > WidthMin && hidden > most)
            {
                (widest, most) = ((high.Cost - Cent, low.Taken), hidden);
            }
        }

        return widest;
    }

    FrontierPoint PointOf(Span span)
    {
        var done = field.Copy();
        var ids = new List<string>();
        for (var item = 0; item < span.Taken.Count; item++)
        {
            if (span.Taken[item])
            {
                done.Apply(model.Candidates[item]);
                ids.Add(model.Candidates[item].Measure.Id);
            }
        }

        return new(span.Cost, span.UpTo, done.Covered, span.Value / weight, Math.Min(1, span.Bound / weight), span.IsProven, [.. ids.Order(StringComparer.Ordinal)]);
    }

    sealed record Span(decimal Cost, decimal UpTo, IReadOnlyList<bool> Taken, double Value, double Bound, bool IsProven);
}
