using System.Collections.Immutable;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching;

/// <summary>Why a rule matches a record or does not.</summary>
/// <param name="Rule">The rule; where its expression is null its refusal says why nothing was evaluated.</param>
/// <param name="IsMatch">True where one of the claims matches.</param>
/// <param name="Claims">Every claim of the record's route that feeds the rule's log source; none where the rule reads other logs.</param>
public sealed record RuleExplanation(SigmaRule Rule, bool IsMatch, IReadOnlyList<ClaimExplanation> Claims)
{
    /// <summary>
    /// Indexes of the record's fields whose values made the rule match, ascending, each once: those that satisfied a predicate
    /// of a part that holds, negated parts left out. Empty where the rule does not match.
    /// </summary>
    public IReadOnlyList<int> MatchingFields()
    {
        SortedSet<int> fields = [];
        foreach (var claim in Claims)
        {
            if (claim is { IsMatch: true, Expression: { } expression })
            {
                expression.AddMatchingFields(fields);
            }
        }

        return [.. fields];
    }
}

/// <summary>How a rule fares with a record taken for one of a certain log source.</summary>
/// <param name="Claim">The log source, and what its records call the fields.</param>
/// <param name="UnmetConditions">Conditions of the claim that the record does not meet; then the rule cannot match through it.</param>
/// <param name="Expression">The outcome of the rule's expression, or null where the rule has none.</param>
public sealed record ClaimExplanation(
    LogSourceClaim Claim, IReadOnlyList<KeyValuePair<string, string>> UnmetConditions, ExpressionExplanation? Expression)
{
    /// <summary>True where the record meets the claim's conditions and the rule's expression holds.</summary>
    public bool IsMatch => UnmetConditions.Count == 0 && Expression is { IsTrue: true };
}

/// <summary>The outcome of an expression and of each of its parts; every part is evaluated, also where one already decides.</summary>
/// <param name="Expression">What was evaluated.</param>
/// <param name="IsTrue">Whether it holds of the record.</param>
/// <param name="Parts">Outcomes of its parts, in the order written; none for a predicate.</param>
/// <param name="Compared">Of a predicate: indexes of the record's fields that are values of its field; none where the field is missing.</param>
/// <param name="Satisfying">Of a predicate: those of <paramref name="Compared"/> that satisfy it.</param>
public sealed record ExpressionExplanation(
    SigmaExpression Expression, bool IsTrue, ImmutableArray<ExpressionExplanation> Parts, ImmutableArray<int> Compared, ImmutableArray<int> Satisfying)
{
    /// <summary>True for a predicate whose field the record lacks.</summary>
    public bool IsFieldMissing => Expression is SigmaExpression.Match { Predicate.Field.Length: > 0 } && Compared.IsEmpty;

    internal void AddMatchingFields(SortedSet<int> fields)
    {
        if (!IsTrue || Expression is SigmaExpression.Negation)
        {
            return;
        }

        fields.UnionWith(Satisfying);
        foreach (var part in Parts)
        {
            part.AddMatchingFields(fields);
        }
    }
}
