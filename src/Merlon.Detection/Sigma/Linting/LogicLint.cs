using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>What the logic of one rule gives away: parts that can never hold, always hold, or say nothing beside another.</summary>
sealed class LogicLint(Entailment entailment, DiagnosticLog log)
{
    /// <summary>Longest list whose values are all compared with each other; of longer ones only twins are found.</summary>
    const int ComparedMax = 400;

    readonly HashSet<SigmaExpression> visited = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks through an expression; the whole is judged at <paramref name="condition"/>.</summary>
    public void Check(SigmaExpression expression, SourceLocation condition)
    {
        if (IsImpossible(expression))
        {
            log.Error(
                "SIGMA130", condition, "no record can satisfy the rule: what it demands is what it excludes",
                advice: "compare the selection with what stands behind 'not'; a filter may be wider than was meant");
            return; // everything below would only say so again
        }

        Visit(expression, condition);
    }

    void Visit(SigmaExpression expression, SourceLocation place)
    {
        if (!visited.Add(expression))
        {
            return;
        }

        switch (expression)
        {
            case SigmaExpression.Selection selection:
                Visit(selection.Body, selection.Location);
                break;
            case SigmaExpression.Negation negation:
                Visit(negation.Part, place);
                break;
            case SigmaExpression.AllOf all:
                CheckAll(all.Parts);
                foreach (var part in all.Parts)
                {
                    Visit(part, PlaceOf(part) ?? place);
                }

                break;
            case SigmaExpression.AnyOf any:
                CheckAny(any.Parts, place);
                foreach (var part in any.Parts)
                {
                    Visit(part, PlaceOf(part) ?? place);
                }

                break;
            default:
                break;
        }
    }

    void CheckAny(ImmutableArray<SigmaExpression> parts, SourceLocation place)
    {
        foreach (var part in parts)
        {
            if (IsImpossible(part))
            {
                log.Warn("SIGMA131", PlaceOf(part) ?? place, "an alternative can never hold: what it demands is what it excludes", NameOf(part), "correct it or take it out");
            }
        }

        for (var i = 0; i < parts.Length && parts.Length <= ComparedMax; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (entailment.Holds(parts[j], parts[i], isPremiseNegated: true))
                {
                    log.Warn("SIGMA132", place, "one of two alternatives always holds, so both say nothing", NameOf(parts[i]), "correct the condition");
                    return;
                }
            }
        }

        // A narrower alternative adds nothing.
        Compare(parts, isAny: true);
    }

    void CheckAll(ImmutableArray<SigmaExpression> parts)
        => Compare(parts, isAny: false); // a wider demand adds nothing

    // Each redundant part once, held against the part that makes it so; of two that mean the same the later is redundant.
    void Compare(ImmutableArray<SigmaExpression> parts, bool isAny)
    {
        if (parts.Length > ComparedMax)
        {
            FindTwins(parts);
            return;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            for (var j = 0; j < parts.Length; j++)
            {
                if (i == j || !(isAny ? entailment.Holds(parts[i], parts[j]) : entailment.Holds(parts[j], parts[i])))
                {
                    continue;
                }

                var isTwin = isAny ? entailment.Holds(parts[j], parts[i]) : entailment.Holds(parts[i], parts[j]);
                if (!isTwin || j < i)
                {
                    Report(parts[i], parts[j], isTwin, isAny);
                    break;
                }
            }
        }
    }

    void FindTwins(ImmutableArray<SigmaExpression> parts)
    {
        var first = new Dictionary<string, SigmaExpression>(StringComparer.Ordinal);
        foreach (var part in parts.OfType<SigmaExpression.Match>())
        {
            var key = entailment.FormulaOf(part, isNegated: false).Form!.Key; // a match has a form
            if (!first.TryAdd(key, part))
            {
                Report(part, first[key], isTwin: true, isAny: true);
            }
        }
    }

    void Report(SigmaExpression part, SigmaExpression other, bool isTwin, bool isAny)
    {
        // Variants of one value, which a modifier wrote out, may overlap: that is no concern of the author's.
        if (PlaceOf(part) is not { } place || PlaceOf(other) is not { } otherPlace || place == otherPlace)
        {
            return;
        }

        var line = FormattableString.Invariant($"line {otherPlace.Line}");
        var (code, message) = (isTwin, isAny) switch
        {
            (true, _) => ("SIGMA133", $"this means the same as what stands on {line}"),
            (false, true) => ("SIGMA134", $"whatever this matches, what stands on {line} matches already, so it adds nothing"),
            (false, false) => ("SIGMA135", $"what stands on {line} demands this already, so it adds nothing"),
        };
        log.Note(code, place, message, NameOf(part), "take out one of the two, or correct the one that was meant to differ");
    }

    bool IsImpossible(SigmaExpression expression)
    {
        switch (expression)
        {
            case SigmaExpression.Selection selection:
                return IsImpossible(selection.Body);
            case SigmaExpression.AnyOf any:
                return any.Parts.All(IsImpossible);
            case SigmaExpression.AllOf all:
                if (all.Parts.Any(IsImpossible))
                {
                    return true;
                }

                for (var i = 0; i < all.Parts.Length && all.Parts.Length <= ComparedMax; i++)
                {
                    if (all.Parts.Length > 1 && entailment.Contradicts(all.Parts, i))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    static string? NameOf(SigmaExpression expression) => expression switch
    {
        SigmaExpression.Selection selection => selection.Name,
        SigmaExpression.Negation { Part: SigmaExpression.Selection selection } => "not " + selection.Name,
        SigmaExpression.Match { Predicate: SigmaPredicate.TextMatch text } => text.Pattern.Canonical.Replace(SigmaPattern.AnyRun, '*').Replace(SigmaPattern.AnyOne, '?'),
        SigmaExpression.Match { Predicate: SigmaPredicate.Number number } => number.Written,
        SigmaExpression.Match { Predicate: SigmaPredicate.RegexMatch regex } => regex.Expression,
        _ => null,
    };

    /// <summary>Where an expression begins in the rule, or null.</summary>
    public static SourceLocation? PlaceOf(SigmaExpression expression) => expression switch
    {
        SigmaExpression.Selection selection => selection.Location,
        SigmaExpression.Negation negation => PlaceOf(negation.Part),
        SigmaExpression.AllOf all => PlaceOf(all.Parts[0]),
        SigmaExpression.AnyOf any => PlaceOf(any.Parts[0]),
        SigmaExpression.Match match => match.Predicate.Location,
        _ => null,
    };
}
