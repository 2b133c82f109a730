using System.Collections.Immutable;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Correlation;

/// <summary>Correlations whose rules were found; immutable.</summary>
public sealed class CorrelationSet
{
    readonly IReadOnlyList<SigmaRule> rules;
    readonly Dictionary<int, CorrelationSource> ruleSources;
    readonly CorrelationSource?[] correlationSources;

    CorrelationSet(IReadOnlyList<SigmaRule> rules, CorrelationCompiler compiled)
    {
        this.rules = rules;
        Correlations = compiled.Correlations;
        Refused = compiled.Refused;
        ruleSources = compiled.RuleSources;
        correlationSources = compiled.CorrelationSources;
    }

    /// <summary>The correlations that are evaluated.</summary>
    public IReadOnlyList<SigmaCorrelation> Correlations { get; }

    /// <summary>Correlations that cannot be evaluated, each with its reason.</summary>
    public IReadOnlyList<RefusedRule> Refused { get; }

    /// <summary>Finds the rules of correlations; refuses those that name a rule that is not there, or themselves by a detour.</summary>
    /// <param name="correlations">As read.</param>
    /// <param name="rules">The rules that are evaluated; events name them by their index.</param>
    public static CorrelationSet Compile(IReadOnlyList<SigmaCorrelation> correlations, IReadOnlyList<SigmaRule> rules)
        => new(rules, CorrelationCompiler.Compile(correlations, rules));

    /// <summary>True where a correlation takes the rule's matches.</summary>
    public bool Reads(int ruleIndex) => ruleSources.ContainsKey(ruleIndex);

    /// <summary>True where the rule's matches are findings of their own: no correlation takes them, or one that does generates them as well.</summary>
    public bool IsFinding(int ruleIndex) => !ruleSources.TryGetValue(ruleIndex, out var source) || source.IsGenerated;

    /// <summary>The fields whose values correlations need of the rule's matches.</summary>
    public IReadOnlyList<string> FieldsOf(int ruleIndex) => ruleSources.TryGetValue(ruleIndex, out var source) ? source.Fields : [];

    /// <summary>A match of a rule as correlations take it: the values are those of the first claim that feeds the rule and has the field.</summary>
    public CorrelationEvent EventOf(int ruleIndex, LogEvent record, LogRoute route, DateTimeOffset? time, long reference)
    {
        var fields = FieldsOf(ruleIndex);
        var values = new string?[fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            foreach (var claim in route.Claims)
            {
                if (claim.Feeds(rules[ruleIndex].LogSource) && FieldLookup.Find(record, route.Pipeline, claim, fields[i]) is { Count: > 0 } found)
                {
                    values[i] = record.KindOf(found[0]) is LogValueKind.Null ? null : record.ValueText(found[0]);
                    break;
                }
            }
        }

        return new CorrelationEvent(time, ruleIndex, values, reference);
    }

    internal CorrelationSource? SourceOfRule(int ruleIndex) => ruleSources.GetValueOrDefault(ruleIndex);

    internal CorrelationSource? SourceOfCorrelation(int index) => correlationSources[index];

    internal bool IsFindingCorrelation(int index) => correlationSources[index] is not { IsGenerated: false };
}

/// <summary>A rule or correlation whose matches others count.</summary>
sealed class CorrelationSource
{
    /// <summary>The fields that are needed of its matches.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>Who counts them.</summary>
    public List<CorrelationSubscription> Subscriptions { get; } = [];

    /// <summary>True where its matches are findings nevertheless.</summary>
    public bool IsGenerated { get; set; }

    /// <summary>Column of a field, added where it is not there yet.</summary>
    public int ColumnOf(string field)
    {
        var at = Fields.IndexOf(field);
        if (at < 0)
        {
            at = Fields.Count;
            Fields.Add(field);
        }

        return at;
    }
}

/// <summary>How a correlation takes the matches of one source.</summary>
/// <param name="Correlation">Its index.</param>
/// <param name="Positions">Where the source stands among the correlation's rules.</param>
/// <param name="GroupColumns">Columns of the values by which it groups.</param>
/// <param name="ValueColumns">Columns of the values that it counts or computes with.</param>
sealed record CorrelationSubscription(int Correlation, ImmutableArray<int> Positions, ImmutableArray<int> GroupColumns, ImmutableArray<int> ValueColumns);
