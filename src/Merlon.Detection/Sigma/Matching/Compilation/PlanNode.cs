using System.Collections.Immutable;

namespace Merlon.Sigma.Matching.Compilation;

/// <summary>A rule's expression on one route: names resolved to slots, what the route decides already taken out.</summary>
abstract record PlanNode
{
    /// <summary>Decided for every record of the route.</summary>
    /// <param name="Value">How.</param>
    public sealed record Constant(bool Value) : PlanNode;

    /// <summary>True where one of the predicates was found true by an index.</summary>
    /// <param name="Predicates">Numbers in <see cref="PredicateTable"/>, ascending, each once.</param>
    public sealed record Indexed(int[] Predicates) : PlanNode;

    /// <summary>A test that is made only when a rule comes to it.</summary>
    /// <param name="Test">Number in <see cref="PredicateTable.Deferred"/>.</param>
    /// <param name="Cost">How dear it is beside others.</param>
    public sealed record Deferred(int Test, int Cost) : PlanNode;

    /// <summary>True where the part is not.</summary>
    /// <param name="Part">Neither a constant nor a negation.</param>
    public sealed record Not(PlanNode Part) : PlanNode;

    /// <summary>True where all parts are.</summary>
    /// <param name="Parts">At least two, none a constant.</param>
    public sealed record All(ImmutableArray<PlanNode> Parts) : PlanNode;

    /// <summary>True where a part is.</summary>
    /// <param name="Parts">At least two, none a constant, at most one <see cref="Indexed"/>.</param>
    public sealed record Any(ImmutableArray<PlanNode> Parts) : PlanNode;

    /// <summary>Always true.</summary>
    public static Constant True { get; } = new(true);

    /// <summary>Never true.</summary>
    public static Constant False { get; } = new(false);

    /// <summary>The negation of a node.</summary>
    public static PlanNode NotOf(PlanNode part)
        => part switch
        {
            Constant constant => constant.Value ? False : True,
            Not not => not.Part,
            _ => new Not(part),
        };

    /// <summary>All of some nodes, cheap ones first.</summary>
    public static PlanNode AllOf(List<PlanNode> parts)
    {
        List<PlanNode> kept = new(parts.Count);
        foreach (var part in parts)
        {
            switch (part)
            {
                case Constant { Value: false }:
                    return False;
                case Constant:
                    break;
                case All all:
                    kept.AddRange(all.Parts);
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        return kept.Count switch { 0 => True, 1 => kept[0], _ => new All(InOrder(kept)) };
    }

    /// <summary>Any of some nodes: what indexes answer becomes one node, cheap ones first.</summary>
    public static PlanNode AnyOf(List<PlanNode> parts)
    {
        List<PlanNode> kept = new(parts.Count);
        List<Indexed> indexed = [];
        foreach (var part in parts)
        {
            switch (part)
            {
                case Constant { Value: true }:
                    return True;
                case Constant:
                    break;
                case Any any:
                    Sort(any.Parts, kept, indexed);
                    break;
                case Indexed one:
                    indexed.Add(one);
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        if (indexed.Count > 0)
        {
            kept.Insert(0, indexed.Count == 1 ? indexed[0] : Union(indexed));
        }

        return kept.Count switch { 0 => False, 1 => kept[0], _ => new Any(InOrder(kept)) };
    }

    static void Sort(ImmutableArray<PlanNode> parts, List<PlanNode> kept, List<Indexed> indexed)
    {
        foreach (var part in parts)
        {
            if (part is Indexed one)
            {
                indexed.Add(one);
            }
            else
            {
                kept.Add(part);
            }
        }
    }

    static Indexed Union(List<Indexed> parts)
    {
        List<int> all = [];
        foreach (var part in parts)
        {
            all.AddRange(part.Predicates);
        }

        var sorted = all.ToArray();
        Array.Sort(sorted);
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (count == 0 || sorted[count - 1] != sorted[i])
            {
                sorted[count++] = sorted[i];
            }
        }

        return new Indexed(sorted[..count]);
    }

    static ImmutableArray<PlanNode> InOrder(List<PlanNode> parts)
    {
        var isOrdered = true;
        for (var i = 1; i < parts.Count && isOrdered; i++)
        {
            isOrdered = CostOf(parts[i - 1]) <= CostOf(parts[i]);
        }

        return isOrdered ? [.. parts] : [.. parts.OrderBy(CostOf)];
    }

    static int CostOf(PlanNode node)
        => node switch
        {
            Indexed => 0,
            Not not => CostOf(not.Part),
            All all => 1 + all.Parts.Max(CostOf),
            Any any => 1 + any.Parts.Max(CostOf),
            Deferred deferred => deferred.Cost,
            _ => 0,
        };
}
