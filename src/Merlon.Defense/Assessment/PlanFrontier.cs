using Merlon.Planning;

namespace Merlon.Assessment;

/// <summary>
/// The best plan for every budget up to three times the organisation's own, or for every one where it has none: a stair of plans, each with the span of budgets for which nothing better exists. A plan that is best for a budget stays the best
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

    /// <summary>Weight of the whole threat, which gains of measures are parts of; above 0.</summary>
    public required double Weight { get; init; }

    /// <summary>Plans by cost; empty when no plan meets what is asked.</summary>
    public required IReadOnlyList<FrontierPoint> Points { get; init; }

    /// <summary>Measures that could be taken, by id: what the points name, and the others.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>True when no budget up to the last span was left out: between the spans there is less than one unit of money.</summary>
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
    /// <summary>Something to show after some seconds, and up to some minutes until it is as sure as it gets, on a machine of 2026.</summary>
    public static FrontierDepth Usual { get; } = new() { SearchesMax = 400, StepsMax = 2_000_000_000 };

    /// <summary>Most searches.</summary>
    public required int SearchesMax { get; init; }

    /// <summary>Most steps of all searches together: the same limit gives the same frontier on every machine.</summary>
    public required long StepsMax { get; init; }

    /// <summary>Told now and then what is found so far, and after how many searches: each time surer than before. Null where nobody looks before the end.</summary>
    public Action<PlanFrontier, int>? Better { get; init; }

    /// <summary>Asked now and then whether nobody waits any more; null for never.</summary>
    public Func<bool>? IsCancelled { get; init; }
}

/// <summary>Searches spans: first at even budgets, so that a stair is there early, then longer where it is not proven, then in the widest span that is still open, at its upper end.</summary>
sealed class FrontierSearch(PlanField field, ImprovementModel model, FrontierDepth depth)
{
    const int EvenBudgets = 24;

    /// <summary>How many times the organisation's own budget is looked at: what lies beyond is far from being decided, and costs most to search.</summary>
    const decimal OwnTimes = 3;

    /// <summary>The least step of a budget, and the width below which an open span does not matter.</summary>
    const decimal Cent = 0.01m, WidthMin = 1;

    /// <summary>Steps of a search: little for all first, then enough for what is not proven.</summary>
    static readonly long[] Efforts = [300_000, PlanDepth.Usual.StepsMax, 400_000_000];

    /// <summary>Steps of the very first search, of the organisation's own budget: the others begin with its prices.</summary>
    const long FirstEffort = 4_000_000;

    readonly double weight = field.WeightSum > 0 ? field.WeightSum : 1;
    readonly SortedList<decimal, Span> spans = []; // by the cost of the plan
    long steps;
    int searches;
    readonly SortedList<decimal, PlanPrices> prices = []; // by budget: any prices prove a bound, and good ones change little from budget to budget

    public PlanFrontier Run()
    {
        var everything = model.Candidates.Sum(static candidate => candidate.Measure.TotalCost);
        var most = model.Budget.Money is { } own ? Math.Min(everything, Math.Ceiling(own * OwnTimes)) : everything;
        var middle = model.Budget.Money ?? most / 4;
        List<decimal> budgets = [.. Enumerable.Range(0, EvenBudgets + 1).Select(i => decimal.Floor(most * i / EvenBudgets)).Append(Math.Min(middle, most)).Distinct().Order()];
        Search(Math.Min(middle, most), FirstEffort);
        foreach (var effort in Efforts)
        {
            // First from below, each with the plan before it as a hint; then what is not proven yet, nearest to the organisation's own budget first.
            foreach (var budget in effort == Efforts[0] ? budgets : budgets.OrderBy(one => Math.Abs(one - middle)).ToList())
            {
                if (HasTime && !IsProvenAt(budget))
                {
                    Search(budget, effort);
                    if (effort != Efforts[0])
                    {
                        depth.Better?.Invoke(Present(isWhole: false), searches);
                    }
                }
            }

            depth.Better?.Invoke(Present(isWhole: false), searches);
        }

        while (HasTime && Widest() is { } open)
        {
            Search(open, Efforts[^1]);
            depth.Better?.Invoke(Present(isWhole: false), searches);
        }

        return Present(spans.Count > 0 && Widest() is null && spans.Values.All(static span => span.IsProven));
    }

    PlanFrontier Present(bool isWhole) => new()
    {
        Currency = model.Budget.Currency,
        Aim = model.Budget.Aim with { Money = model.Budget.Money },
        CoveredBefore = field.Covered,
        Weight = weight,
        Points = [.. spans.Values.Select(PointOf)],
        Measures = [.. model.Candidates.Select(static candidate => candidate.Measure)],
        IsWhole = isWhole,
    };

    bool HasTime => searches < depth.SearchesMax && steps < depth.StepsMax && spans.Count < PlanFrontier.PointsMax;

    Span? LastTo(decimal budget) => spans.Values.LastOrDefault(span => span.Cost <= budget);

    bool IsProvenAt(decimal budget) => LastTo(budget) is { IsProven: true } known && known.UpTo >= budget;

    /// <summary>Looks for the best plan of one budget: a new span, a surer one, or one that reaches further than was known.</summary>
    void Search(decimal budget, long effort)
    {
        if (depth.IsCancelled?.Invoke() == true)
        {
            throw new OperationCanceledException();
        }

        var near = prices.Count == 0 ? null : prices.MinBy(known => Math.Abs(known.Key - budget)).Value;
        var result = PlanSearch.Run(model.With(budget), new PlanEffort(effort, depth.IsCancelled), HintsFor(budget), near);
        searches++;
        if (result.Root.Prices.Length > 0)
        {
            prices[budget] = result.Root;
        }

        steps += result.Work;
        if (result.End != PlanEnd.Infeasible)
        {
            var cost = model.Candidates.Where((_, item) => result.Taken[item]).Sum(static candidate => candidate.Measure.TotalCost);
            Keep(new Span(cost, budget, result.Taken, result.Value, result.Bound, result.End == PlanEnd.Proven));
        }
    }

    List<IReadOnlyList<bool>> HintsFor(decimal budget)
    {
        var (below, above) = (spans.Values.LastOrDefault(span => span.Cost <= budget), spans.Values.FirstOrDefault(span => span.Cost > budget));
        return [.. new[] { below, above }.OfType<Span>().Select(static span => span.Taken)];
    }

    // A dearer plan that is worth no more than a cheaper one is none: the cheaper one reaches as far, if that is proven.
    void Keep(Span found)
    {
        if (LastTo(found.Cost) is { } cheaper && cheaper.Value >= found.Value - PlanSearch.Tolerance * Math.Abs(found.Value))
        {
            if (found.IsProven)
            {
                spans[cheaper.Cost] = cheaper with { UpTo = Math.Max(cheaper.UpTo, found.UpTo), Bound = found.Bound, IsProven = true };
            }
            else if (cheaper.Cost == found.Cost)
            {
                spans[cheaper.Cost] = cheaper with { UpTo = Math.Max(cheaper.UpTo, found.UpTo), Bound = cheaper.UpTo == found.UpTo ? Math.Min(cheaper.Bound, found.Bound) : Math.Max(cheaper.Bound, found.Bound) };
            }

            return;
        }

        foreach (var other in spans.Values.ToList())
        {
            if (other.Cost < found.Cost && other.UpTo >= found.Cost)
            {
                spans[other.Cost] = other with { UpTo = found.Cost - Cent };
            }
            else if (other.Cost > found.Cost && other.Value <= found.Value + PlanSearch.Tolerance * Math.Abs(found.Value))
            {
                spans.Remove(other.Cost);
            }
        }

        spans[found.Cost] = found;
    }

    /// <summary>The open span in which most worth may hide: its greatest budget. Null when there is none.</summary>
    decimal? Widest()
    {
        decimal? widest = null;
        var most = 0.0;
        for (var i = 0; i + 1 < spans.Count; i++)
        {
            var (low, high) = (spans.Values[i], spans.Values[i + 1]);
            var width = high.Cost - low.UpTo;
            var hidden = (double)width * Math.Max(high.Value - low.Value, double.Epsilon);
            if (width > WidthMin && hidden > most)
            {
                (widest, most) = (high.Cost - Cent, hidden);
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
