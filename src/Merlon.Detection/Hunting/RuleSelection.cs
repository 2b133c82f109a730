using Merlon.Sigma;

namespace Merlon.Hunting;

/// <summary>Which rules a hunt uses; everything that is empty lets all through.</summary>
public sealed record RuleSelection
{
    /// <summary>Least level, such as <c>high</c>; empty for all, those without a level too.</summary>
    public string LevelMin { get; init; } = "";

    /// <summary>Statuses, such as <c>stable</c>, <c>test</c>.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Tags of which a rule must have one: <c>attack.t1003</c> also stands for its sub-techniques, <c>t1003</c> for the same.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Products of which a rule must read the logs, such as <c>windows</c>; correlations name none and pass.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Ids or names of the only rules to use.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Ids or names of rules that are left out.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>
    /// What is left of some content: rules and correlations that pass, the rules and correlations that those correlations
    /// count, and all filters.
    /// </summary>
    public SelectedRules Of(SigmaContent content)
    {
        var rules = content.Rules.Where(rule => (Products.Count == 0 || Products.Contains(rule.LogSource.Product, StringComparer.OrdinalIgnoreCase)) && Passes(rule.Id, rule.Name, rule.Level, rule.Status, rule.Tags)).ToHashSet((IEqualityComparer<SigmaRule>)ReferenceEqualityComparer.Instance);
        var correlations = content.Correlations.Where(one => Passes(one.Id, one.Name, one.Level, one.Status, one.Tags)).ToHashSet((IEqualityComparer<SigmaCorrelation>)ReferenceEqualityComparer.Instance);
        var shown = rules.Select(RulePlace.Of).Concat(correlations.Select(RulePlace.Of)).ToHashSet();
        var (ruleNames, correlationNames) = (Named(content.Rules, static r => r.Id, static r => r.Name), Named(content.Correlations, static c => c.Id, static c => c.Name));
        var open = new Queue<SigmaCorrelation>(correlations);
        var seen = new HashSet<SigmaCorrelation>(ReferenceEqualityComparer.Instance);
        while (open.TryDequeue(out var correlation))
        {
            if (!seen.Add(correlation))
            {
                continue;
            }

            foreach (var reference in correlation.Rules)
            {
                if (ruleNames.TryGetValue(reference, out var rule))
                {
                    rules.Add(rule);
                }
                else if (correlationNames.TryGetValue(reference, out var inner))
                {
                    correlations.Add(inner);
                    open.Enqueue(inner);
                }
            }
        }

        return new SelectedRules(new SigmaContent([.. content.Rules.Where(rules.Contains)], [.. content.Correlations.Where(correlations.Contains)], content.Filters), shown);
    }

    static Dictionary<string, T> Named<T>(IEnumerable<T> all, Func<T, string> id, Func<T, string> name)
    {
        var named = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in all)
        {
            if (id(one).Length > 0)
            {
                named.TryAdd(id(one), one);
            }

            if (name(one).Length > 0)
            {
                named.TryAdd(name(one), one);
            }
        }

        return named;
    }

    bool Passes(string id, string name, string level, string status, IReadOnlyList<SigmaTag> tags)
        => (LevelMin.Length == 0 || HuntedRule.GravityOf(level) >= HuntedRule.GravityOf(LevelMin))
            && (Statuses.Count == 0 || Statuses.Contains(status, StringComparer.OrdinalIgnoreCase))
            && (Tags.Count == 0 || tags.Any(tag => Tags.Any(wanted => IsTag(tag, wanted))))
            && (Rules.Count == 0 || Names(Rules, id, name))
            && !Names(Excluded, id, name);

    static bool Names(IReadOnlyList<string> references, string id, string name)
        => id.Length > 0 && references.Contains(id, StringComparer.OrdinalIgnoreCase) || name.Length > 0 && references.Contains(name, StringComparer.OrdinalIgnoreCase);

    static bool IsTag(SigmaTag tag, string wanted) => IsOrIsBelow(tag.Text, wanted) || IsOrIsBelow(tag.Value, wanted);

    static bool IsOrIsBelow(string text, string wanted)
        => text.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (text.Length == wanted.Length || text[wanted.Length] == '.');
}

/// <summary>The rules of a hunt.</summary>
/// <param name="Content">Rules, correlations and filters to compile.</param>
/// <param name="Shown">Those that were asked for; others are only counted by correlations.</param>
public sealed record SelectedRules(SigmaContent Content, IReadOnlySet<RulePlace> Shown);

/// <summary>Where a rule or correlation begins, which tells it from every other.</summary>
/// <param name="Document">Its file.</param>
/// <param name="Line">Its first line.</param>
/// <param name="Column">Its first column.</param>
public readonly record struct RulePlace(string Document, int Line, int Column)
{
    /// <summary>Of a rule.</summary>
    public static RulePlace Of(SigmaRule rule) => new(rule.Document, rule.Location.Line, rule.Location.Column);

    /// <summary>Of a correlation.</summary>
    public static RulePlace Of(SigmaCorrelation correlation) => new(correlation.Document, correlation.Location.Line, correlation.Location.Column);
}
