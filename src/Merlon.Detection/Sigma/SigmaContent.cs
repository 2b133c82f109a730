using System.Collections.Immutable;

namespace Merlon.Sigma;

/// <summary>Everything that rule files hold.</summary>
/// <param name="Rules">Rules in the order read; filters are not applied yet.</param>
/// <param name="Correlations">Correlations in the order read.</param>
/// <param name="Filters">Filters in the order read.</param>
public sealed record SigmaContent(
    IReadOnlyList<SigmaRule> Rules,
    IReadOnlyList<SigmaCorrelation> Correlations,
    IReadOnlyList<SigmaFilter> Filters)
{
    /// <summary>Nothing.</summary>
    public static SigmaContent Empty { get; } = new([], [], []);

    /// <summary>Everything of several files, in their order.</summary>
    public static SigmaContent Merge(IEnumerable<SigmaContent> contents)
    {
        List<SigmaRule> rules = [];
        List<SigmaCorrelation> correlations = [];
        List<SigmaFilter> filters = [];
        foreach (var content in contents)
        {
            rules.AddRange(content.Rules);
            correlations.AddRange(content.Correlations);
            filters.AddRange(content.Filters);
        }

        return new(rules, correlations, filters);
    }

    /// <summary>
    /// The rules with their filters joined: a rule's expression AND what each filter says that names it, by id, name or any, and
    /// whose log source it lies in. A condition is joined as written, so a filter that is to suppress says <c>not</c>. Same
    /// order and number as <see cref="Rules"/>; a filter that cannot be evaluated changes no rule, and a rule that cannot be
    /// stays so.
    /// </summary>
    public IReadOnlyList<SigmaRule> FilteredRules()
    {
        if (Filters.Count == 0)
        {
            return Rules;
        }

        var rules = new List<SigmaRule>(Rules.Count);
        foreach (var rule in Rules)
        {
            var parts = ImmutableArray.CreateBuilder<SigmaExpression>();
            foreach (var filter in Filters)
            {
                if (rule.Expression is not null && filter is { Expression: { } joined } && filter.AppliesTo(rule))
                {
                    parts.Add(joined);
                }
            }

            rules.Add(parts.Count == 0 || rule.Expression is not { } own ? rule : rule with { Expression = new SigmaExpression.AllOf([own, .. parts]) });
        }

        return rules;
    }
}

/// <summary>Why a rule cannot be evaluated; it is counted and shown, never approximated.</summary>
/// <param name="Code">Stable code, such as <c>SIGMA040</c>.</param>
/// <param name="Message">What is missing, one sentence without a full stop.</param>
/// <param name="Location">Where in the rule.</param>
public sealed record SigmaRefusal(string Code, string Message, Documents.SourceLocation Location);
