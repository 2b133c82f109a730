using System.Globalization;
using Merlon.Documents;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Correlation;

/// <summary>Finds what correlations name, and orders who feeds whom.</summary>
sealed class CorrelationCompiler
{
    /// <summary>Most correlations that stand one on the next.</summary>
    public const int ChainDepthMax = 16;

    readonly IReadOnlyList<SigmaCorrelation> all;
    readonly IReadOnlyList<SigmaRule> rules;
    readonly Dictionary<string, Target> byName = new(StringComparer.Ordinal);
    readonly SigmaRefusal?[] refusals;
    readonly Target[][] targets;

    CorrelationCompiler(IReadOnlyList<SigmaCorrelation> correlations, IReadOnlyList<SigmaRule> rules)
    {
        all = correlations;
        this.rules = rules;
        refusals = [.. correlations.Select(static c => c.Refusal)];
        targets = new Target[correlations.Count][];
        CorrelationSources = [];
    }

    // What a name of `rules` means: a rule, or a correlation by its index in `all`.
    readonly record struct Target(int Index, bool IsCorrelation);

    /// <summary>The correlations that can be evaluated.</summary>
    public List<SigmaCorrelation> Correlations { get; } = [];

    /// <summary>Those that cannot.</summary>
    public List<RefusedRule> Refused { get; } = [];

    /// <summary>Rules whose matches are counted.</summary>
    public Dictionary<int, CorrelationSource> RuleSources { get; } = [];

    /// <summary>For each correlation who counts its matches, or null.</summary>
    public CorrelationSource?[] CorrelationSources { get; private set; }

    /// <summary>Finds the rules of correlations.</summary>
    public static CorrelationCompiler Compile(IReadOnlyList<SigmaCorrelation> correlations, IReadOnlyList<SigmaRule> rules)
    {
        var compiler = new CorrelationCompiler(correlations, rules);
        compiler.Index();
        compiler.Resolve();
        compiler.RefuseCycles();
        compiler.RefuseWhatCountsRefused();
        compiler.Connect();
        return compiler;
    }

    // The first of a name counts.
    void Index()
    {
        for (var i = 0; i < rules.Count; i++)
        {
            Name(rules[i].Id, rules[i].Name, new Target(i, IsCorrelation: false));
        }

        for (var i = 0; i < all.Count; i++)
        {
            Name(all[i].Id, all[i].Name, new Target(i, IsCorrelation: true));
        }
    }

    void Name(string id, string name, Target target)
    {
        if (id.Length > 0)
        {
            byName.TryAdd(id, target);
        }

        if (name.Length > 0)
        {
            byName.TryAdd(name, target);
        }
    }

    bool TryFind(string name, out Target target) => byName.TryGetValue(name, out target) || byName.TryGetValue(name.ToLowerInvariant(), out target);

    void Resolve()
    {
        for (var i = 0; i < all.Count; i++)
        {
            var named = new Target[all[i].Rules.Length];
            for (var r = 0; r < named.Length; r++)
            {
                if (!TryFind(all[i].Rules[r], out named[r]))
                {
                    refusals[i] ??= Refusal(all[i], "SIGMA070", $"the correlation names '{Diagnostic.ExcerptOf(all[i].Rules[r])}', but no rule that can be evaluated has this id or name");
                }
            }

            targets[i] = named;
        }
    }

    // Each correlation is followed to all that it counts; one that comes back to itself is in a circle.
    void RefuseCycles()
    {
        var wereRefused = refusals.Select(static r => r is not null).ToArray();
        for (var i = 0; i < all.Count; i++)
        {
            var seen = new HashSet<int>();
            var open = new Stack<int>([i]);
            while (refusals[i] is null && open.TryPop(out var at))
            {
                foreach (var target in targets[at].Where(static t => t.IsCorrelation))
                {
                    if (target.Index == i)
                    {
                        refusals[i] = Refusal(all[i], "SIGMA071", "the correlation counts its own matches, by a detour or not");
                    }
                    else if (!wereRefused[target.Index] && seen.Add(target.Index))
                    {
                        open.Push(target.Index);
                    }
                }
            }
        }
    }

    // Stops at one past the limit; circles were refused before.
    int DepthOf(int index)
    {
        var depth = 0;
        for (HashSet<int> level = [index]; level.Count > 0 && depth <= ChainDepthMax; depth++)
        {
            level = [.. level.SelectMany(at => targets[at]).Where(t => t.IsCorrelation && refusals[t.Index] is null).Select(static t => t.Index)];
        }

        return depth;
    }

    void RefuseWhatCountsRefused()
    {
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            for (var i = 0; i < all.Count; i++)
            {
                if (refusals[i] is null && (FaultOf(i) is { } fault))
                {
                    refusals[i] = fault;
                    hasChanged = true;
                }
            }
        }
    }

    // Only those that it counts or computes with.
    static System.Collections.Immutable.ImmutableArray<string> FieldsOf(SigmaCorrelation correlation)
        => correlation.Type.StartsWith("value_", StringComparison.Ordinal) ? correlation.Fields : [];

    SigmaRefusal? FaultOf(int index)
    {
        var correlation = all[index];
        if (DepthOf(index) > ChainDepthMax)
        {
            return Refusal(correlation, "SIGMA047", string.Create(CultureInfo.InvariantCulture, $"the correlation stands on more than {ChainDepthMax} others, one on the next"));
        }

        foreach (var target in targets[index].Where(static t => t.IsCorrelation))
        {
            if (refusals[target.Index] is not null)
            {
                return Refusal(correlation, "SIGMA070", $"the correlation counts '{Diagnostic.ExcerptOf(all[target.Index].Title)}', which cannot be evaluated");
            }

            foreach (var name in correlation.GroupBy.Concat(FieldsOf(correlation)))
            {
                var field = FieldOf(correlation, target, name);
                if (!all[target.Index].GroupBy.Contains(field, StringComparer.Ordinal))
                {
                    return Refusal(
                        correlation, "SIGMA072",
                        $"the correlation reads '{Diagnostic.ExcerptOf(field)}' of matches of '{Diagnostic.ExcerptOf(all[target.Index].Title)}', which does not group by it");
                }
            }
        }

        return null;
    }

    void Connect()
    {
        var places = new int[all.Count]; // index among those that are evaluated
        for (var i = 0; i < all.Count; i++)
        {
            if (refusals[i] is { } refusal)
            {
                Refused.Add(new RefusedRule(all[i].Document, all[i].Title, refusal));
            }
            else
            {
                places[i] = Correlations.Count;
                Correlations.Add(all[i]);
            }
        }

        CorrelationSources = new CorrelationSource?[Correlations.Count];
        for (var i = 0; i < all.Count; i++)
        {
            if (refusals[i] is not null)
            {
                continue;
            }

            foreach (var target in targets[i].Distinct())
            {
                var source = SourceOf(target, places);
                source.IsGenerated |= all[i].IsGenerating;
                source.Subscriptions.Add(new CorrelationSubscription(
                    places[i],
                    [.. Enumerable.Range(0, targets[i].Length).Where(r => targets[i][r] == target)],
                    [.. all[i].GroupBy.Select(name => ColumnOf(source, all[i], target, name))],
                    [.. FieldsOf(all[i]).Select(name => ColumnOf(source, all[i], target, name))]));
            }
        }
    }

    CorrelationSource SourceOf(Target target, int[] places)
    {
        if (target.IsCorrelation)
        {
            var place = places[target.Index];
            if (CorrelationSources[place] is not { } existing)
            {
                CorrelationSources[place] = existing = new CorrelationSource();
                existing.Fields.AddRange(all[target.Index].GroupBy); // its matches have these values, in this order
            }

            return existing;
        }

        if (!RuleSources.TryGetValue(target.Index, out var source))
        {
            RuleSources.Add(target.Index, source = new CorrelationSource());
        }

        return source;
    }

    int ColumnOf(CorrelationSource source, SigmaCorrelation correlation, Target target, string name) => source.ColumnOf(FieldOf(correlation, target, name));

    // An alias names a field for each rule, by whatever the correlation calls the rule.
    string FieldOf(SigmaCorrelation correlation, Target target, string name)
    {
        if (correlation.Aliases.TryGetValue(name, out var fields))
        {
            foreach (var (rule, field) in fields)
            {
                if (TryFind(rule, out var named) && named == target)
                {
                    return field;
                }
            }
        }

        return name;
    }

    static SigmaRefusal Refusal(SigmaCorrelation correlation, string code, string message)
        => new(code, string.Create(CultureInfo.InvariantCulture, $"{message}"), SigmaSelectionReader.PlaceOf(correlation.Location));
}
