namespace Merlon.Sigma.Linting;

/// <summary>
/// A rule reduced to pairs of characters: those that it asks for anywhere, and for each of its demands the ways to meet it.
/// They show at once of nearly every two rules that one does not entail the other: whatever a demand of the other asks for,
/// this one must ask for as well.
/// </summary>
sealed class SketchedRule
{
    const int Words = 64;

    readonly ulong[] any = new ulong[Words];
    readonly List<List<ushort[]>> demands = [];

    /// <summary>Draws the sketch.</summary>
    public SketchedRule(SigmaRule rule, Entailment entailment)
    {
        Rule = rule;
        Expression = rule.Expression ?? throw new ArgumentException("the rule cannot be evaluated", nameof(rule));
        AddDemands(entailment.FormulaOf(Expression, isNegated: false));
        demands.Sort(static (a, b) => a.Count.CompareTo(b.Count));
    }

    /// <summary>What was drawn; it has an expression.</summary>
    public SigmaRule Rule { get; }

    /// <summary>What it means.</summary>
    public SigmaExpression Expression { get; }

    /// <summary>False where the pairs show that this rule does not entail the other; true says nothing.</summary>
    public bool MayEntail(SketchedRule other)
    {
        foreach (var demand in other.demands)
        {
            if (!demand.Exists(HasAll))
            {
                return false;
            }
        }

        return true;
    }

    bool HasAll(ushort[] pairs)
    {
        foreach (var pair in pairs)
        {
            if ((any[pair >> 6] & 1UL << (pair & 63)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    void AddDemands(Formula formula)
    {
        if (formula.Kind == FormulaKind.All)
        {
            foreach (var part in formula.Parts)
            {
                AddDemands(part);
            }
        }
        else
        {
            demands.Add(WaysOf(formula));
        }
    }

    // The ways to satisfy a formula, each as pairs that it needs; no pairs where it needs none that are known.
    List<ushort[]> WaysOf(Formula formula)
    {
        if (formula.Form is { } form)
        {
            ushort[] pairs = formula.IsNegated ? [] : [.. form.Pairs().Select(static hash => (ushort)(hash >> 20)).Distinct()];
            foreach (var pair in pairs)
            {
                any[pair >> 6] |= 1UL << (pair & 63);
            }

            return [pairs];
        }

        var ways = formula.Parts.Select(WaysOf).ToList();
        return formula.Kind == FormulaKind.Any ? [.. ways.SelectMany(static way => way)]
            : ways.MinBy(static way => way.Exists(static pairs => pairs.Length == 0) ? int.MaxValue : way.Count) ?? [];
    }
}
