using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// Which fields of a record made a rule match: those that <see cref="RuleExplanation.MatchingFields"/> names, by the names that
/// the rule has for them. What was looked up of a record is kept for its next rule.
/// </summary>
sealed class MarkedFields
{
    readonly SigmaEvaluation evaluation = new();
    readonly Dictionary<LogSourceClaim, RecordValues> values = new(ReferenceEqualityComparer.Instance);
    LogRoute? route;
    LogEvent? record;

    /// <summary>Turns to a record.</summary>
    public void Begin(LogEvent record, LogRoute route)
    {
        (this.record, this.route) = (record, route);
        values.Clear();
    }

    /// <summary>The fields, in the order of the rule, each value once, at most <see cref="HuntLimits.FindingFieldsMax"/>.</summary>
    public IReadOnlyList<FindingField> Of(SigmaRule rule)
    {
        if (rule.Expression is not { } expression || record is not { } current || route is not { } known)
        {
            return [];
        }

        List<FindingField> fields = [];
        var seen = new HashSet<(string, int)>();
        foreach (var claim in known.Claims.Where(claim => claim.Feeds(rule.LogSource)))
        {
            if (!values.TryGetValue(claim, out var found))
            {
                values.Add(claim, found = new RecordValues(current, known.Pipeline, claim));
            }

            if (SigmaEvaluation.UnmetConditions(claim, found).Count == 0)
            {
                Add(evaluation.Explain(expression, found), fields, seen);
            }
        }

        return fields;
    }

    void Add(ExpressionExplanation explained, List<FindingField> fields, HashSet<(string, int)> seen)
    {
        if (!explained.IsTrue || explained.Expression is SigmaExpression.Negation || fields.Count >= HuntLimits.FindingFieldsMax || record is not { } current)
        {
            return;
        }

        if (explained.Expression is SigmaExpression.Match match)
        {
            foreach (var index in explained.Satisfying.Where(index => fields.Count < HuntLimits.FindingFieldsMax && seen.Add((match.Predicate.Field, index))))
            {
                fields.Add(new FindingField(match.Predicate.Field.Length > 0 ? match.Predicate.Field : current.NameText(index), FindingReader.Cut(current.ValueText(index)), IsMarked: true));
            }
        }

        foreach (var part in explained.Parts)
        {
            Add(part, fields, seen);
        }
    }
}
