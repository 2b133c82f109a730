using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>A correlation as written (Sigma 2.1 correlation rules specification); never mutated.</summary>
public sealed record SigmaCorrelation
{
    /// <summary>Where it was read from.</summary>
    public required string Document { get; init; }

    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>What it is called, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Id as written, lower case; empty where it has none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name for other correlations; empty where it has none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Status as written, lower case; empty where it has none.</summary>
    public string Status { get; init; } = "";

    /// <summary>Level as written, lower case; empty where it has none.</summary>
    public string Level { get; init; } = "";

    /// <summary>Tags as written.</summary>
    public IReadOnlyList<SigmaTag> Tags { get; init; } = [];

    /// <summary>Such as <c>event_count</c>, as written, lower case.</summary>
    public required string Type { get; init; }

    /// <summary>Ids or names of the rules and correlations that it counts.</summary>
    public required ImmutableArray<string> Rules { get; init; }

    /// <summary>Fields or aliases by which it groups; none for one group of all.</summary>
    public ImmutableArray<string> GroupBy { get; init; } = [];

    /// <summary>How far apart the events of one match may lie.</summary>
    public required TimeSpan TimeSpan { get; init; }

    /// <summary>Alias to the field that each rule, by id or name, has for it.</summary>
    public ImmutableDictionary<string, ImmutableDictionary<string, string>> Aliases { get; init; } = ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty;

    /// <summary>Comparisons that all must hold of the count, sum, average or percentile; none where the type needs none.</summary>
    public ImmutableArray<KeyValuePair<SigmaOperator, decimal>> Thresholds { get; init; } = [];

    /// <summary>Fields that are counted or computed with.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>Which percentile, 0 to 100, where the type is <c>value_percentile</c>.</summary>
    public decimal Percentile { get; init; } = 50;

    /// <summary>Extended condition of a temporal correlation over names of rules, or null.</summary>
    public string? ExtendedCondition { get; init; }

    /// <summary>True where matches of the rules that it counts are findings of their own as well (<c>generate</c>).</summary>
    public bool IsGenerating { get; init; }

    /// <summary>Why it cannot be evaluated, or null.</summary>
    public SigmaRefusal? Refusal { get; init; }
}

/// <summary>A filter as written (Sigma 2.1 filters specification): what it says is joined by AND to the rules that it names.</summary>
public sealed record SigmaFilter
{
    /// <summary>Where it was read from.</summary>
    public required string Document { get; init; }

    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>What it is called, for people.</summary>
    public required string Title { get; init; }

    /// <summary>Id as written, lower case; empty where it has none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Ids or names of the rules that it filters; empty for any rule of its log source.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>Which rules it may filter: those whose log source lies in this one.</summary>
    public required SigmaLogSource LogSource { get; init; }

    /// <summary>What is joined to a rule's condition, negations as written; null where it cannot be evaluated.</summary>
    public SigmaExpression? Expression { get; init; }

    /// <summary>Why it cannot be evaluated, or null.</summary>
    public SigmaRefusal? Refusal { get; init; }

    /// <summary>True where the filter names the rule, and the rule's log source lies in the filter's.</summary>
    public bool AppliesTo(SigmaRule rule)
        => (Rules.IsEmpty || Rules.Any(name => name.Equals(rule.Id, StringComparison.OrdinalIgnoreCase) || rule.Name.Length > 0 && string.Equals(name, rule.Name, StringComparison.Ordinal)))
            && Holds(LogSource.Product, rule.LogSource.Product)
            && Holds(LogSource.Category, rule.LogSource.Category)
            && Holds(LogSource.Service, rule.LogSource.Service);

    static bool Holds(string wanted, string offered) => wanted.Length == 0 || string.Equals(wanted, offered, StringComparison.OrdinalIgnoreCase);
}
