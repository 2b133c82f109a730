using System.Collections.Immutable;

namespace Merlon.Sigma.Linting;

/// <summary>
/// Whether every record that satisfies one expression satisfies another. What it affirms is so; much that is so it does not
/// see, since it compares part by part and never combines several. Bounded work.
/// </summary>
sealed class Entailment
{
    /// <summary>Comparisons of two predicates that one question may cost; then the answer is no.</summary>
    const int StepsMax = 50_000;

    // Below this many alternatives a walk is as fast as a look-up.
    const int WalkedParts = 8;

    readonly Dictionary<SigmaExpression, Formula> formulas = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<SigmaExpression, Formula> negations = new(ReferenceEqualityComparer.Instance);
    int steps;

    /// <summary>True where the premise, negated or not, makes the conclusion certain.</summary>
    public bool Holds(SigmaExpression premise, SigmaExpression conclusion, bool isPremiseNegated = false)
    {
        steps = StepsMax;
        return Entails(FormulaOf(premise, isPremiseNegated), FormulaOf(conclusion, isNegated: false));
    }

    /// <summary>True where all of the parts but one make certain that this one does not hold.</summary>
    public bool Contradicts(ImmutableArray<SigmaExpression> parts, int index)
    {
        steps = StepsMax;
        var others = new Formula[parts.Length - 1];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = FormulaOf(parts[i < index ? i : i + 1], isNegated: false);
        }

        return Entails(Formula.All(others), FormulaOf(parts[index], isNegated: true));
    }

    /// <summary>An expression with negations moved to its predicates, made once.</summary>
    public Formula FormulaOf(SigmaExpression expression, bool isNegated)
    {
        var known = isNegated ? negations : formulas;
        if (!known.TryGetValue(expression, out var formula))
        {
            formula = expression switch
            {
                SigmaExpression.Selection selection => FormulaOf(selection.Body, isNegated),
                SigmaExpression.Negation negation => FormulaOf(negation.Part, !isNegated),
                SigmaExpression.AllOf all => isNegated ? Formula.Any(PartsOf(all.Parts, isNegated)) : Formula.All(PartsOf(all.Parts, isNegated)),
                SigmaExpression.AnyOf any => isNegated ? Formula.All(PartsOf(any.Parts, isNegated)) : Formula.Any(PartsOf(any.Parts, isNegated)),
                SigmaExpression.Match match => Formula.Atom(isNegated ? FormulaOf(match, isNegated: false).Form! : PredicateForm.Of(match.Predicate), isNegated),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            known.Add(expression, formula);
        }

        return formula;
    }

    Formula[] PartsOf(ImmutableArray<SigmaExpression> parts, bool isNegated) => [.. parts.Select(part => FormulaOf(part, isNegated))];

    bool Entails(Formula premise, Formula conclusion)
    {
        if (--steps < 0)
        {
            return false;
        }

        if (ReferenceEquals(premise, conclusion))
        {
            return true;
        }

        if (premise.Kind == FormulaKind.Any)
        {
            foreach (var part in premise.Parts)
            {
                if (!Entails(part, conclusion))
                {
                    return false;
                }
            }

            return true;
        }

        if (conclusion.Kind == FormulaKind.All)
        {
            foreach (var part in conclusion.Parts)
            {
                if (!Entails(premise, part))
                {
                    return false;
                }
            }

            return true;
        }

        if (premise.Kind == FormulaKind.All)
        {
            foreach (var part in premise.Parts)
            {
                if (Entails(part, conclusion))
                {
                    return true;
                }
            }
        }

        if (conclusion.Kind == FormulaKind.Any)
        {
            return MeetsOne(premise, conclusion);
        }

        return premise is { Kind: FormulaKind.Atom, Form: { } left } && conclusion.Form is { } right && premise.IsNegated == conclusion.IsNegated
            && (premise.IsNegated ? Entails(right, left) : Entails(left, right));
    }

    bool MeetsOne(Formula premise, Formula conclusion)
    {
        if (premise.Form is { } form && conclusion.Parts.Length > WalkedParts && conclusion.KeysOf(premise.IsNegated).Contains(form.Key))
        {
            return true; // long lists of hashes and names
        }

        foreach (var part in conclusion.Parts)
        {
            // Whether one part of the premise meets a single alternative has been asked before.
            if ((premise.Kind != FormulaKind.All || part.Kind == FormulaKind.All) && Entails(premise, part))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where every value that satisfies one predicate satisfies the other; a list satisfies both by the same element.</summary>
    public static bool Entails(PredicateForm premise, PredicateForm conclusion)
    {
        if ((conclusion.Sketch & ~premise.Sketch) != UInt128.Zero || !string.Equals(premise.Predicate.Field, conclusion.Predicate.Field, StringComparison.Ordinal))
        {
            return false;
        }

        return string.Equals(premise.Key, conclusion.Key, StringComparison.Ordinal) || (premise.Predicate, conclusion.Predicate) switch
        {
            (SigmaPredicate.TextMatch narrow, SigmaPredicate.TextMatch wide) when !wide.IsCased => Covers(conclusion.Folded, premise.Folded),
            (SigmaPredicate.TextMatch narrow, SigmaPredicate.TextMatch wide) => narrow.IsCased && Covers(wide.Pattern.Canonical, narrow.Pattern.Canonical),
            (SigmaPredicate.TextMatch { Pattern.IsLiteral: true } text, SigmaPredicate.Number number)
                => SigmaText.TryReadNumber(text.Pattern.Canonical, out var value) && value == number.Value,
            (SigmaPredicate.Number number, SigmaPredicate.Compare compare) => SigmaText.Holds(number.Value, compare.Operator, compare.Value),
            (SigmaPredicate.Compare narrow, SigmaPredicate.Compare wide) => IsNarrower(narrow, wide),
            (SigmaPredicate.Cidr narrow, SigmaPredicate.Cidr wide)
                => narrow.Network.PrefixLength >= wide.Network.PrefixLength && wide.Network.Contains(narrow.Network.BaseAddress),
            (SigmaPredicate.Exists { IsThere: false }, SigmaPredicate.Null) => true,
            (SigmaPredicate.Null or SigmaPredicate.Exists, _) => false,
            (_, SigmaPredicate.Exists { IsThere: true }) => true,
            _ => false,
        };
    }

    static bool IsNarrower(SigmaPredicate.Compare narrow, SigmaPredicate.Compare wide) => (narrow.Operator, wide.Operator) switch
    {
        (SigmaOperator.Greater or SigmaOperator.GreaterOrEqual, SigmaOperator.GreaterOrEqual) => narrow.Value >= wide.Value,
        (SigmaOperator.Greater, SigmaOperator.Greater) => narrow.Value >= wide.Value,
        (SigmaOperator.GreaterOrEqual, SigmaOperator.Greater) => narrow.Value > wide.Value,
        (SigmaOperator.Less or SigmaOperator.LessOrEqual, SigmaOperator.LessOrEqual) => narrow.Value <= wide.Value,
        (SigmaOperator.Less, SigmaOperator.Less) => narrow.Value <= wide.Value,
        (SigmaOperator.LessOrEqual, SigmaOperator.Less) => narrow.Value < wide.Value,
        _ => false,
    };

    /// <summary>
    /// True where every text that fits <paramref name="narrow"/> fits <paramref name="wide"/>, both canonical: the narrow
    /// pattern is itself matched, its wildcards being characters that only the wide one's <c>*</c> takes, and <c>?</c> a <c>?</c>.
    /// </summary>
    public static bool Covers(ReadOnlySpan<char> wide, ReadOnlySpan<char> narrow)
    {
        if (wide.Contains(SigmaPattern.AnyOne) && narrow.ContainsAnyInRange('\ud800', '\udfff'))
        {
            return wide.SequenceEqual(narrow); // '?' takes two units then
        }

        var (at, p) = (0, 0);
        var (afterRun, restart) = (-1, 0);
        while (at < narrow.Length)
        {
            if (p < wide.Length && wide[p] == SigmaPattern.AnyRun)
            {
                (afterRun, restart) = (++p, at);
            }
            else if (p < wide.Length && (wide[p] == narrow[at] || wide[p] == SigmaPattern.AnyOne && narrow[at] != SigmaPattern.AnyRun))
            {
                at++;
                p++;
            }
            else if (afterRun >= 0)
            {
                (at, p) = (++restart, afterRun);
            }
            else
            {
                return false;
            }
        }

        while (p < wide.Length && wide[p] == SigmaPattern.AnyRun)
        {
            p++;
        }

        return p == wide.Length;
    }
}
