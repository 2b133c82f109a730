using System.Runtime.InteropServices;

namespace Merlon.Planning;

/// <summary>
/// The best sets that are known, by what they spend of the first limit: a stair that only rises. With a window it says what a set has to exceed
/// at every budget of it. docs/design/plan.md, "The best plan for every budget".
/// </summary>
sealed class PlanStair
{
    readonly List<StairStep> steps = [];
    readonly List<StairEnd> ends = [];
    bool isStale = true;

    /// <summary>An empty stair.</summary>
    /// <param name="from">The least budget of the window.</param>
    /// <param name="to">The greatest budget of the window.</param>
    public PlanStair(long from, long to) => (From, To) = (from, to);

    /// <summary>The least budget that counts.</summary>
    public long From { get; }

    /// <summary>The greatest budget that counts.</summary>
    public long To { get; }

    /// <summary>By cost; each is worth more than the one before.</summary>
    public IReadOnlyList<StairStep> Steps => steps;

    /// <summary>The place of the dearest step that a budget pays for, or −1.</summary>
    public int At(long budget)
    {
        var (low, high) = (0, steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = steps[middle].Cost <= budget ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>Takes a set in when it is worth more than any that costs no more; true when it was.</summary>
    public bool Offer(StairStep step)
    {
        var place = At(step.Cost);
        if (place >= 0 && step.Value <= Enough(steps[place].Value))
        {
            return false;
        }

        var from = place >= 0 && steps[place].Cost == step.Cost ? place : place + 1;
        var to = from;
        while (to < steps.Count && steps[to].Value <= Enough(step.Value))
        {
            to++;
        }

        steps.RemoveRange(from, to - from);
        steps.Insert(from, step);
        isStale = true;
        return true;
    }

    /// <summary>
    /// The last budget of each step in the window, with what a set that costs no more has to exceed: what is worth no more at the last budget is
    /// worth no more at those before. By budget; the last is <see cref="To"/>. Budgets below the first step are not among them.
    /// </summary>
    public ReadOnlySpan<StairEnd> Ends
    {
        get
        {
            if (isStale)
            {
                ends.Clear();
                for (var i = Math.Max(0, At(From)); i < steps.Count && steps[i].Cost <= To; i++)
                {
                    ends.Add(new(i + 1 < steps.Count ? Math.Min(To, steps[i + 1].Cost - 1) : To, Enough(steps[i].Value)));
                }

                isStale = false;
            }

            return CollectionsMarshal.AsSpan(ends);
        }
    }

    /// <summary>The same window as a part of the problem sees it, in which so much is spent and worth already. What it finds is its own: its steps have sets, these have none.</summary>
    public PlanStair Within(long spent, double worth)
    {
        var within = new PlanStair(From - spent, To - spent);
        for (var i = Math.Max(0, At(From)); i < steps.Count && steps[i].Cost <= To; i++)
        {
            within.steps.Add(new(steps[i].Cost - spent, Enough(steps[i].Value) - worth, Taken: null));
        }

        return within;
    }

    static double Enough(double value) => value + PlanSearch.Tolerance * Math.Abs(value);
}

/// <summary>A set that is worth more than any that costs less, as far as is known.</summary>
/// <param name="Cost">What it spends of the first limit.</param>
/// <param name="Value">Its worth.</param>
/// <param name="Taken">By item; null when somebody else has the set.</param>
sealed record StairStep(long Cost, double Value, IReadOnlyList<bool>? Taken);

/// <summary>The last budget of a step, and what a set has to exceed there.</summary>
readonly record struct StairEnd(long Budget, double Value);
