namespace Merlon.Sigma.Matching.Compilation;

/// <summary>
/// Chooses for a rule a set of atoms of which one is set whenever the rule matches, as rare a set as there is: only then is the
/// rule evaluated at all.
/// </summary>
sealed class Witnesses(PredicateTable predicates, AtomTable atoms)
{
    readonly Dictionary<int, double> costs = [];

    /// <summary>Atoms of which one must be set; null where the rule may match without any.</summary>
    public int[]? Of(PlanNode node) => Choose(node)?.Atoms;

    (int[] Atoms, double Cost)? Choose(PlanNode node)
    {
        switch (node)
        {
            case PlanNode.Indexed indexed:
                var atom = atoms.Find(indexed.Predicates);
                return ([atom], CostOf(atom));
            case PlanNode.All all:
                (int[] Atoms, double Cost)? best = null;
                foreach (var part in all.Parts)
                {
                    if (Choose(part) is { } choice && (best is null || choice.Cost < best.Value.Cost))
                    {
                        best = choice;
                    }
                }

                return best;
            case PlanNode.Any any:
                List<int> union = [];
                var sum = 0.0;
                foreach (var part in any.Parts)
                {
                    if (Choose(part) is not { } choice)
                    {
                        return null;
                    }

                    union.AddRange(choice.Atoms);
                    sum += choice.Cost;
                }

                return ([.. union], sum);
            default:
                return null;
        }
    }

    // What many rules ask for is common: nobody writes rules about what never happens with what never happens.
    double CostOf(int atom)
    {
        if (!costs.TryGetValue(atom, out var cost))
        {
            foreach (var predicate in atoms.PredicatesOf(atom))
            {
                cost += predicates.CommonnessOf(predicate);
            }

            cost *= 1 + Math.Log2(Math.Max(1, atoms.UsesOf(atom)));
            costs.Add(atom, cost);
        }

        return cost;
    }
}
