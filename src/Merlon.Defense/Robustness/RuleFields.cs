using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// Whether a rule can fire on records that lack some fields: its expression in three values, where a predicate over a field that no record
/// has is false (true for null and for not existing) and every other is open.
/// </summary>
static class RuleFields
{
    /// <summary>True unless the rule needs a field that is not there; an expression that cannot be evaluated needs nothing.</summary>
    public static bool CanFire(SigmaRule rule, Func<string, bool> has) => rule.Expression is not { } expression || Evaluate(expression, has) is not false;

    /// <summary>Fields of the rule that no record has, as the rule names them, ordinally.</summary>
    public static IReadOnlyList<string> Missing(SigmaRule rule, Func<string, bool> has)
        => [.. rule.Fields.Where(field => !has(field)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static bool? Evaluate(SigmaExpression expression, Func<string, bool> has) => expression switch
    {
        SigmaExpression.Selection selection => Evaluate(selection.Body, has),
        SigmaExpression.Negation negation => !Evaluate(negation.Part, has),
        SigmaExpression.AllOf all => All(all.Parts.Select(part => Evaluate(part, has))),
        SigmaExpression.AnyOf any => !All(any.Parts.Select(part => !Evaluate(part, has))),
        SigmaExpression.Match match => Evaluate(match.Predicate, has),
        _ => null,
    };

    static bool? All(IEnumerable<bool?> parts)
    {
        bool? result = true;
        foreach (var part in parts)
        {
            if (part is false)
            {
                return false;
            }

            if (part is null)
            {
                result = null;
            }
        }

        return result;
    }

    static bool? Evaluate(SigmaPredicate predicate, Func<string, bool> has)
    {
        if (predicate.Field.Length == 0)
        {
            return null; // a keyword may stand anywhere
        }

        var isThere = has(predicate.Field);
        return predicate switch
        {
            SigmaPredicate.Null => isThere ? null : true,
            SigmaPredicate.Exists exists => isThere ? null : !exists.IsThere,
            SigmaPredicate.FieldReference reference => isThere && has(reference.Other) ? null : false,
            _ => isThere ? null : false,
        };
    }
}
