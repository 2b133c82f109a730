namespace Merlon.Planning;

/// <summary>
/// Why no set is worth more than a bound: all sets are split, item by item, into parts, and each part is either impossible, a single set, or
/// bounded by prices. Anybody can check it without the search.
/// </summary>
abstract record PlanProof
{
    /// <summary>All sets of this part with the item, and all without it.</summary>
    public sealed record Split(int Item, PlanProof With, PlanProof Without) : PlanProof;

    /// <summary>No set of this part is worth more than these prices show.</summary>
    public sealed record Priced(PlanPrices Prices) : PlanProof;

    /// <summary>Some condition is broken by every set of this part, even when all that is open helps.</summary>
    public sealed record Impossible : PlanProof;

    /// <summary>Every item is decided: the part is one set.</summary>
    public sealed record Single : PlanProof;
}

/// <summary>A place in a proof that is still being written.</summary>
sealed class PlanProofBuilder
{
    PlanProof? leaf;
    (int Item, PlanProofBuilder With, PlanProofBuilder Without)? split;

    /// <summary>Ends the part here; what was said before is replaced.</summary>
    public void End(PlanProof proof) => leaf = proof;

    /// <summary>Splits the part.</summary>
    public (PlanProofBuilder With, PlanProofBuilder Without) Split(int item)
    {
        var (with, without) = (new PlanProofBuilder(), new PlanProofBuilder());
        split = (item, with, without);
        leaf = null;
        return (with, without);
    }

    /// <summary>The proof as it is; iterative, because a chain of decisions may be long.</summary>
    public PlanProof Build()
    {
        var built = new Dictionary<PlanProofBuilder, PlanProof>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<PlanProofBuilder>([this]);
        while (stack.TryPeek(out var part))
        {
            if (part.leaf is { } end)
            {
                built[part] = end;
                stack.Pop();
            }
            else if (part.split is not { } halves)
            {
                throw new InvalidOperationException("a part of the search was left without a proof");
            }
            else if (built.TryGetValue(halves.With, out var with) && built.TryGetValue(halves.Without, out var without))
            {
                built[part] = new PlanProof.Split(halves.Item, with, without);
                stack.Pop();
            }
            else
            {
                stack.Push(halves.With);
                stack.Push(halves.Without);
            }
        }

        return built[this];
    }
}
