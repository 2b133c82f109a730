using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Sigma.Matching;

/// <summary>
/// The specification of matching, written to be read and never to be fast: every rule is tried on every record, every field
/// is looked up by name, nothing is remembered from one record to the next but compiled patterns. Whatever is faster must find
/// the same (docs/design/sigma-semantics.md). Not for several threads at once.
/// </summary>
public sealed class NaiveMatcher
{
    readonly IReadOnlyList<SigmaRule> rules;
    readonly PipelineSet pipelines;
    readonly SigmaEvaluation evaluation = new();

    /// <summary>A matcher of rules; those without an expression never match. Filters must have been applied.</summary>
    public NaiveMatcher(IReadOnlyList<SigmaRule> rules, PipelineSet pipelines)
    {
        this.rules = rules;
        this.pipelines = pipelines;
    }

    /// <summary>How often a regular expression that needs backtracking ran out of time on a value, which counts as no match.</summary>
    public long TimedOut => evaluation.TimedOut;

    /// <summary>Routes the record and puts the indexes of the rules that match it into <paramref name="matches"/>, ascending.</summary>
    public void Match(LogEvent record, ICollection<int> matches)
    {
        matches.Clear();
        if (pipelines.RouteOf(record) is { } route)
        {
            Match(record, route, matches);
        }
    }

    /// <summary>Puts the indexes of the rules that match a record of a known route into <paramref name="matches"/>, ascending.</summary>
    public void Match(LogEvent record, LogRoute route, ICollection<int> matches)
    {
        matches.Clear();
        var claims = MetClaims(record, route);
        for (var i = 0; i < rules.Count; i++)
        {
            if (IsMatch(rules[i], claims))
            {
                matches.Add(i);
            }
        }
    }

    /// <summary>
    /// True where one of the route's claims feeds the rule's log source, the claim's conditions hold, and the rule's expression
    /// does with the claim's names of fields.
    /// </summary>
    public bool IsMatch(SigmaRule rule, LogEvent record, LogRoute route) => IsMatch(rule, MetClaims(record, route));

    /// <summary>Says of every part of a rule whether it holds of a record, which values satisfied it and what is missing.</summary>
    public RuleExplanation Explain(SigmaRule rule, LogEvent record, LogRoute route)
    {
        var claims = new List<ClaimExplanation>();
        foreach (var claim in route.Claims)
        {
            if (claim.Feeds(rule.LogSource))
            {
                var values = new RecordValues(record, route.Pipeline, claim);
                claims.Add(new ClaimExplanation(
                    claim, SigmaEvaluation.UnmetConditions(claim, values), rule.Expression is null ? null : evaluation.Explain(rule.Expression, values)));
            }
        }

        return new RuleExplanation(rule, claims.Exists(static c => c.IsMatch), claims);
    }

    bool IsMatch(SigmaRule rule, List<(LogSourceClaim Claim, RecordValues Values)> claims)
        => rule.Expression is { } expression && claims.Exists(c => c.Claim.Feeds(rule.LogSource) && evaluation.Holds(expression, c.Values));

    // Claims whose own conditions hold of the record, with the record's values as each names them.
    static List<(LogSourceClaim Claim, RecordValues Values)> MetClaims(LogEvent record, LogRoute route)
        => [.. route.Claims
            .Select(claim => (Claim: claim, Values: new RecordValues(record, route.Pipeline, claim)))
            .Where(static c => SigmaEvaluation.UnmetConditions(c.Claim, c.Values).Count == 0)];
}
