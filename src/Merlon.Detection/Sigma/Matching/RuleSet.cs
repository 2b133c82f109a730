using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Merlon.Pipelines;
using Merlon.Sigma.Matching.Compilation;

namespace Merlon.Sigma.Matching;

/// <summary>Many rules compiled together, filters applied; immutable and shared by threads.</summary>
public sealed class RuleSet
{
    /// <summary>Routes whose selector values are compiled into their plans; those after them share a plan with all of their log sources.</summary>
    internal const int RoutesMax = 4096;

    readonly ConcurrentDictionary<PlanKey, Lazy<RoutePlan>> plans = new();
    readonly Dictionary<SigmaLogSource, List<int>> bySource = [];
    int planCount;

    RuleSet(IReadOnlyList<SigmaRule> rules, PipelineSet pipelines)
    {
        Rules = rules;
        Pipelines = pipelines;
        for (var i = 0; i < rules.Count; i++)
        {
            var source = rules[i].LogSource;
            if (!bySource.TryGetValue(source, out var members))
            {
                bySource.Add(source, members = []);
            }

            members.Add(i);
        }
    }

    /// <summary>The rules that are evaluated; a match names them by their index here.</summary>
    public IReadOnlyList<SigmaRule> Rules { get; }

    /// <summary>How records are recognised and read.</summary>
    public PipelineSet Pipelines { get; }

    /// <summary>Rules, correlations and filters that cannot be evaluated, each with its reason.</summary>
    public IReadOnlyList<RefusedRule> Refused { get; private init; } = [];

    // Pipelines are compared by reference: they are large, and few.
    readonly record struct PlanKey(Pipeline Pipeline, bool IsOfOneRoute, string Values)
    {
        public bool Equals(PlanKey other)
            => ReferenceEquals(Pipeline, other.Pipeline) && IsOfOneRoute == other.IsOfOneRoute && string.Equals(Values, other.Values, StringComparison.Ordinal);

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Pipeline), IsOfOneRoute, Values.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Compiles what can be evaluated and says what cannot.</summary>
    public static RuleSet Compile(SigmaContent content, PipelineSet pipelines)
    {
        List<SigmaRule> rules = new(content.Rules.Count);
        List<RefusedRule> refused = [];
        foreach (var rule in content.FilteredRules())
        {
            if (rule.Refusal is { } refusal)
            {
                refused.Add(new RefusedRule(rule.Document, rule.Title, refusal));
            }
            else if (rule.Expression is not null)
            {
                rules.Add(rule);
            }
        }

        refused.AddRange(content.Correlations.Where(static c => c.Refusal is not null).Select(static c => new RefusedRule(c.Document, c.Title, c.Refusal!)));
        refused.AddRange(content.Filters.Where(static f => f.Refusal is not null).Select(static f => new RefusedRule(f.Document, f.Title, f.Refusal!)));
        return new RuleSet(rules, pipelines) { Refused = refused };
    }

    /// <summary>
    /// How the records of a route are evaluated; compiled when the route is seen for the first time. For each route, not for
    /// each record: a reader keeps the plan beside the selector values.
    /// </summary>
    /// <param name="route">Of the records.</param>
    /// <param name="areSelectorsPlain">
    /// True where each selector of the pipeline was present as exactly one text, number or truth value: then what rules ask of
    /// selectors is answered by <see cref="LogRoute.SelectorValues"/> once for all. False where one is missing, null, an array
    /// or a structure.
    /// </param>
    public RoutePlan PlanOf(LogRoute route, bool areSelectorsPlain)
    {
        areSelectorsPlain &= plans.Count < RoutesMax;
        var key = new PlanKey(route.Pipeline, areSelectorsPlain, areSelectorsPlain ? string.Join('\0', route.SelectorValues) : TextOf(route.Claims));
        return plans.GetOrAdd(key, _ => new Lazy<RoutePlan>(() => Compile(route, areSelectorsPlain))).Value;
    }

    RoutePlan Compile(LogRoute route, bool areSelectorsPlain)
    {
        List<int> fed = [];
        foreach (var (source, members) in bySource)
        {
            if (route.Claims.Any(claim => claim.Feeds(source)))
            {
                fed.AddRange(members);
            }
        }

        fed.Sort();
        return new PlanCompiler(route, areSelectorsPlain).Compile(
            Interlocked.Increment(ref planCount) - 1,
            fed.Select(i => (i, Rules[i].LogSource, Rules[i].Expression!))); // only rules with one are taken
    }

    static string TextOf(IReadOnlyList<LogSourceClaim> claims)
        => string.Join('\n', claims.Select(static claim => string.Join('\t',
            claim.Source.Product, claim.Source.Category, claim.Source.Service,
            string.Join('\0', claim.Renames.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Key + "=" + pair.Value)),
            string.Join('\0', claim.Conditions.Select(static pair => pair.Key + "=" + pair.Value)))));
}

/// <summary>A rule, correlation or filter that cannot be evaluated.</summary>
/// <param name="Document">Where it stands.</param>
/// <param name="Title">Its title.</param>
/// <param name="Refusal">Why.</param>
public sealed record RefusedRule(string Document, string Title, SigmaRefusal Refusal);
