using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching;

/// <summary>
/// What expressions and predicates mean, once: each rule of docs/design/sigma-semantics.md is a line here. Values are compared
/// one by one as text; a predicate holds where one of the values of its field satisfies it.
/// </summary>
sealed class SigmaEvaluation
{
    readonly Dictionary<(string Expression, RegexOptions Flags), Regex> regexes = [];
    readonly Dictionary<string, string> foldedPatterns = new(StringComparer.Ordinal);

    /// <summary>How often a regular expression ran out of time.</summary>
    public long TimedOut { get; private set; }

    /// <summary>Conditions of a claim that a record does not meet: whole values without regard to case, as Sigma compares.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> UnmetConditions(LogSourceClaim claim, RecordValues values)
    {
        List<KeyValuePair<string, string>> unmet = [];
        foreach (var condition in claim.Conditions)
        {
            var wanted = SigmaText.Fold(condition.Value);
            if (!values.Find(condition.Key).Any(i => values.IsText(i) && string.Equals(values.Folded(i), wanted, StringComparison.Ordinal)))
            {
                unmet.Add(condition);
            }
        }

        return unmet;
    }

    /// <summary>Whether an expression holds.</summary>
    public bool Holds(SigmaExpression expression, RecordValues values)
        => expression switch
        {
            SigmaExpression.AllOf all => all.Parts.All(part => Holds(part, values)),
            SigmaExpression.AnyOf any => any.Parts.Any(part => Holds(part, values)),
            SigmaExpression.Negation negation => !Holds(negation.Part, values),
            SigmaExpression.Selection selection => Holds(selection.Body, values),
            SigmaExpression.Match match => Holds(match.Predicate, values, values.Find(match.Predicate.Field)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The outcome of an expression and of all its parts.</summary>
    public ExpressionExplanation Explain(SigmaExpression expression, LogEvent record, Pipeline pipeline, LogSourceClaim claim)
        => Explain(expression, new RecordValues(record, pipeline, claim));

    /// <summary>As <see cref="Holds(SigmaExpression, RecordValues)"/>, with the outcome of every part.</summary>
    public ExpressionExplanation Explain(SigmaExpression expression, RecordValues values)
    {
        ImmutableArray<SigmaExpression> parts = expression switch
        {
            SigmaExpression.AllOf all => all.Parts,
            SigmaExpression.AnyOf any => any.Parts,
            SigmaExpression.Negation negation => [negation.Part],
            SigmaExpression.Selection selection => [selection.Body],
            _ => [],
        };
        ImmutableArray<int> compared = [];
        ImmutableArray<int> satisfying = [];
        if (expression is SigmaExpression.Match match)
        {
            compared = values.Find(match.Predicate.Field);
            satisfying = [.. compared.Where(i => IsSatisfied(match.Predicate, values, i))];
        }

        return new(expression, Holds(expression, values), [.. parts.Select(part => Explain(part, values))], compared, satisfying);
    }

    bool Holds(SigmaPredicate predicate, RecordValues values, ImmutableArray<int> found)
        => predicate switch
        {
            SigmaPredicate.Null when found.IsEmpty => true,
            SigmaPredicate.Exists exists => found.IsEmpty != exists.IsThere,
            _ => found.Any(i => IsSatisfied(predicate, values, i)),
        };

    bool IsSatisfied(SigmaPredicate predicate, RecordValues values, int index)
        => predicate switch
        {
            SigmaPredicate.Null => !values.IsText(index),
            SigmaPredicate.Exists exists => exists.IsThere,
            _ when !values.IsText(index) => false,
            SigmaPredicate.TextMatch text => text.IsCased
                ? SigmaText.IsMatch(values.Text(index), text.Pattern.Canonical)
                : SigmaText.IsMatch(values.Folded(index), FoldedPattern(text.Pattern)),
            SigmaPredicate.Number number => string.Equals(values.Folded(index), SigmaText.Fold(number.Written), StringComparison.Ordinal)
                || SigmaText.TryReadNumber(values.Text(index), out var equal) && equal == number.Value,
            SigmaPredicate.RegexMatch regex => IsRegexMatch(values.Text(index), regex),
            SigmaPredicate.Cidr cidr => SigmaNetwork.TryParseAddress(values.Text(index), out var address) && SigmaNetwork.Contains(cidr.Network, address),
            SigmaPredicate.Compare compare => SigmaText.TryReadNumber(values.Text(index), out var value) && SigmaText.Holds(value, compare.Operator, compare.Value),
            SigmaPredicate.TimeMatch time => RecordFacts.ReadTime(values.Text(index)) is { } at && SigmaText.Holds(SigmaText.PartOf(at, time.Part), time.Operator, time.Value),
            SigmaPredicate.FieldReference reference => values.Find(reference.Other).Any(other => values.IsText(other) && IsReferenceMatch(values, index, other, reference)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    static bool IsReferenceMatch(RecordValues values, int index, int other, SigmaPredicate.FieldReference predicate)
    {
        var (left, right) = predicate.IsCased ? (values.Text(index), values.Text(other)) : (values.Folded(index), values.Folded(other));
        return predicate.Part switch
        {
            SigmaTextPart.Whole => string.Equals(left, right, StringComparison.Ordinal),
            SigmaTextPart.Contains => left.Contains(right, StringComparison.Ordinal),
            SigmaTextPart.StartsWith => left.StartsWith(right, StringComparison.Ordinal),
            SigmaTextPart.EndsWith => left.EndsWith(right, StringComparison.Ordinal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    string FoldedPattern(SigmaPattern pattern)
    {
        if (!foldedPatterns.TryGetValue(pattern.Canonical, out var folded))
        {
            foldedPatterns.Add(pattern.Canonical, folded = SigmaText.Fold(pattern.Canonical));
        }

        return folded;
    }

    bool IsRegexMatch(string value, SigmaPredicate.RegexMatch predicate)
    {
        var key = (predicate.Expression, SigmaRegex.OptionsOf(predicate));
        if (!regexes.TryGetValue(key, out var regex))
        {
            regexes.Add(key, regex = SigmaRegex.Make(predicate));
        }

        try
        {
            return SigmaRegex.IsMatch(regex, value);
        }
        catch (RegexMatchTimeoutException)
        {
            TimedOut++;
            return false;
        }
    }
}
