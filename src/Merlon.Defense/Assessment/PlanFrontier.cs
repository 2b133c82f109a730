namespace Merlon.Assessment;

/// <summary>
/// The best plan for every budget up to three times the organisation's own, or for every one where it has none: a stair of plans, each with the span of budgets for which nothing better exists. A plan that is best for a budget stays the best
/// down to what it costs, so that a span needs one search and not one per sum of money. docs/design/plan.md.
/// </summary>
public sealed record PlanFrontier
{
    /// <summary>Most plans of a frontier.</summary>
    public const int PointsMax = 2_000;

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
    public static FrontierDepth Usual { get; } = new() { SearchesMax = 400, StepsMax = 12_000_000_000 };

    /// <summary>Most searches.</summary>
    public required int SearchesMax { get; init; }

    /// <summary>Most steps of all searches together: the same limit gives the same frontier on every machine.</summary>
    public required long StepsMax { get; init; }

    /// <summary>Told now and then what is found so far, and after how many searches: each time surer than before. Null where nobody looks before the end.</summary>
    public Action<PlanFrontier, int>? Better { get; init; }

    /// <summary>Plans of an earlier run over the very same question: what is proven there is not searched again. Taken only when every plan costs and is worth what it says.</summary>
    public IReadOnlyList<FrontierPoint> Known { get; init; } = [];

    /// <summary>Asked now and then whether nobody waits any more; null for never.</summary>
    public Func<bool>? IsCancelled { get; init; }
}
