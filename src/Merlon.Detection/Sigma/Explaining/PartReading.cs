using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Explaining;

/// <summary>Puts the outcome of an expression into words, part by part; a list of values of one field becomes one comparison.</summary>
sealed class PartReading(PredicateWords words, LogSourceClaim claim)
{
    /// <summary>What an outcome says.</summary>
    public PartAccount Read(ExpressionExplanation outcome)
    {
        switch (outcome.Expression)
        {
            case SigmaExpression.Selection selection:
                return new(PartKind.Selection, selection.Name, outcome.IsTrue, "", selection.Location, [Read(outcome.Parts[0])]);
            case SigmaExpression.Negation:
                return new(PartKind.Not, "not", outcome.IsTrue, "", default, [Read(outcome.Parts[0])]);
            case SigmaExpression.AnyOf when MatchesOfOneField(outcome) is { } matches:
                return ReadList(outcome, matches);
            case SigmaExpression.AllOf:
                return new(PartKind.All, "all of", outcome.IsTrue, "", default, [.. outcome.Parts.Select(Read)]);
            case SigmaExpression.AnyOf:
                return new(PartKind.Any, "one of", outcome.IsTrue, "", default, [.. outcome.Parts.Select(Read)]);
            case SigmaExpression.Match match:
                return new(
                    PartKind.Comparison, PredicateWords.TextOf(match.Predicate, claim), outcome.IsTrue,
                    outcome.IsTrue ? words.ReasonOf(match.Predicate, outcome) : words.LackOf(match.Predicate, outcome), match.Predicate.Location, []);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // A value with variants, such as windash makes, is a list in the list.
    static List<ExpressionExplanation>? MatchesOfOneField(ExpressionExplanation outcome)
    {
        List<ExpressionExplanation> matches = [];
        foreach (var part in outcome.Parts)
        {
            if (part.Expression is SigmaExpression.AnyOf && MatchesOfOneField(part) is { } inner)
            {
                matches.AddRange(inner);
            }
            else if (part.Expression is SigmaExpression.Match)
            {
                matches.Add(part);
            }
            else
            {
                return null;
            }
        }

        var field = PredicateOf(matches[0]).Field;
        return matches.TrueForAll(match => string.Equals(PredicateOf(match).Field, field, StringComparison.Ordinal)) ? matches : null;
    }

    PartAccount ReadList(ExpressionExplanation outcome, List<ExpressionExplanation> matches)
    {
        if (outcome.IsTrue)
        {
            var holding = matches.First(static match => match.IsTrue);
            var others = matches.Count - 1;
            var more = others == 0 ? "" : FormattableString.Invariant($", or one of {others} more");
            return new(PartKind.Comparison, PredicateWords.TextOf(PredicateOf(holding), claim) + more, IsTrue: true, words.ReasonOf(PredicateOf(holding), holding), PredicateOf(holding).Location, []);
        }

        var nearest = matches.MaxBy(match => words.NearnessOf(PredicateOf(match), match)) ?? matches[0];
        return new(
            PartKind.Comparison, PredicateWords.TextOf([.. matches.Select(PredicateOf)], claim), IsTrue: false, words.LackOf(PredicateOf(nearest), nearest),
            PredicateOf(matches[0]).Location, []);
    }

    static SigmaPredicate PredicateOf(ExpressionExplanation match) => ((SigmaExpression.Match)match.Expression).Predicate;
}
