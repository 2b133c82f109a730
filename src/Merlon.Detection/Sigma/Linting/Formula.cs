namespace Merlon.Sigma.Linting;

/// <summary>What a formula is made of.</summary>
enum FormulaKind
{
    /// <summary>A predicate or its negation.</summary>
    Atom,

    /// <summary>Every part.</summary>
    All,

    /// <summary>One part.</summary>
    Any,
}

/// <summary>An expression of a rule as it is reasoned about: no names, negations only at predicates.</summary>
sealed class Formula
{
    HashSet<string>? keys;
    HashSet<string>? negatedKeys;

    Formula(FormulaKind kind, Formula[] parts, PredicateForm? form, bool isNegated)
    {
        Kind = kind;
        Parts = parts;
        Form = form;
        IsNegated = isNegated;
    }

    /// <summary>What it is made of.</summary>
    public FormulaKind Kind { get; }

    /// <summary>Its parts; none for a predicate.</summary>
    public Formula[] Parts { get; }

    /// <summary>The predicate, or null.</summary>
    public PredicateForm? Form { get; }

    /// <summary>True for the negation of a predicate.</summary>
    public bool IsNegated { get; }

    /// <summary>A predicate or its negation.</summary>
    public static Formula Atom(PredicateForm form, bool isNegated) => new(FormulaKind.Atom, [], form, isNegated);

    /// <summary>True where every part is.</summary>
    public static Formula All(Formula[] parts) => new(FormulaKind.All, parts, form: null, isNegated: false);

    /// <summary>True where a part is.</summary>
    public static Formula Any(Formula[] parts) => new(FormulaKind.Any, parts, form: null, isNegated: false);

    /// <summary>Keys of the predicates among the parts, or of those that are negated.</summary>
    public HashSet<string> KeysOf(bool isNegated)
    {
        ref var known = ref isNegated ? ref negatedKeys : ref keys;
        return known ??= Parts.Where(part => part.Form is not null && part.IsNegated == isNegated).Select(static part => part.Form!.Key).ToHashSet(StringComparer.Ordinal); // only those with a form are left
    }
}
