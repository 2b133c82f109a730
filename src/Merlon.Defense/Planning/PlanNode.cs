namespace Merlon.Planning;

/// <summary>Prices per class of each term and per row: whatever they are, they prove a bound. docs/design/plan.md, "The bound".</summary>
/// <param name="Prices">One per class of each term, 0 or more.</param>
/// <param name="Multipliers">One per row, 0 or more, worth per unit of the row.</param>
sealed record PlanPrices(double[] Prices, double[] Multipliers);

/// <summary>What is decided about each item in a part of the search.</summary>
static class Decision
{
    public const sbyte Open = 0;
    public const sbyte In = 1;
    public const sbyte Out = -1;
}

/// <summary>A part of all sets: some items in, some out, the others open.</summary>
sealed class PlanNode(sbyte[] decisions, PlanPrices prices, double bound, int depth, PlanProofBuilder? proof)
{
    public sbyte[] Decisions => decisions;

    /// <summary>The best prices that are known for it.</summary>
    public PlanPrices Prices { get; set; } = prices;

    /// <summary>No set of this part is worth more.</summary>
    public double Bound { get; set; } = bound;

    public int Depth => depth;

    /// <summary>Where its proof goes, or null when none is kept.</summary>
    public PlanProofBuilder? Proof { get; set; } = proof;

    /// <summary>The item to decide next, or −1 when none is open.</summary>
    public int Next { get; set; } = -1;
}
