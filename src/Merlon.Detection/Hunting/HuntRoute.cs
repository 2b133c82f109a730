using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>A route as a hunt keeps it: what rules read there, and whether any rule reads there at all.</summary>
/// <param name="Route">Of the records.</param>
/// <param name="Plan">Which fields rules read.</param>
/// <param name="IsRead">True where a log source of the route feeds at least one rule.</param>
/// <param name="Pipeline">Index of the pipeline in <see cref="HuntRoutes.Pipelines"/>.</param>
sealed record HuntRoute(LogRoute Route, RoutePlan Plan, bool IsRead, int Pipeline);

/// <summary>Evaluates the values of one record: <see cref="RuleMatcher.Evaluate"/>, or what a test puts in its place.</summary>
delegate ReadOnlySpan<int> SlotEvaluation(RoutePlan plan, ReadOnlySpan<byte> bytes, ReadOnlySpan<Logs.SlotValue> values);

/// <summary>The routes that one thread has met, bounded: where they are too many it begins anew.</summary>
sealed class HuntRoutes
{
    /// <summary>Most routes that are kept.</summary>
    public const int RoutesMax = 4096;

    readonly Dictionary<string, HuntRoute> routes = new(StringComparer.Ordinal);
    readonly Dictionary<LogRoute, bool> areRead = new(ReferenceEqualityComparer.Instance);
    readonly SigmaLogSource[] sources;
    readonly Func<LogRoute, bool, RoutePlan> planOf;

    /// <summary>Routes of a rule set.</summary>
    public HuntRoutes(RuleSet rules, Pipeline? pipeline)
        : this(rules.Rules, pipeline is null ? rules.Pipelines : new PipelineSet([pipeline]), pipeline is not null, rules.PlanOf)
    {
    }

    /// <summary>Routes whose plans come from elsewhere.</summary>
    internal HuntRoutes(IReadOnlyList<SigmaRule> rules, PipelineSet pipelines, bool isFixed, Func<LogRoute, bool, RoutePlan> planOf)
    {
        sources = [.. rules.Select(static rule => rule.LogSource).Distinct()];
        this.planOf = planOf;
        Pipelines = pipelines;
        IsFixed = isFixed;
    }

    /// <summary>The pipelines, in the order in which they are tried.</summary>
    public PipelineSet Pipelines { get; }

    /// <summary>True where the first pipeline reads every record, recognised or not.</summary>
    public bool IsFixed { get; }

    /// <summary>Changes where routes were forgotten.</summary>
    public int Generation { get; private set; }

    /// <summary>True where a log source of a route feeds at least one rule.</summary>
    public bool IsRead(LogRoute route)
    {
        if (areRead.TryGetValue(route, out var isRead))
        {
            return isRead;
        }

        if (areRead.Count == RoutesMax)
        {
            areRead.Clear();
        }

        return areRead[route] = sources.Any(source => route.Claims.Any(claim => claim.Feeds(source)));
    }

    /// <summary>The route of records with these selector values.</summary>
    public HuntRoute Find(int pipeline, string[] values, bool arePlain)
    {
        var key = $"{pipeline}{(arePlain ? '+' : '-')}{string.Join('\0', values)}";
        if (routes.TryGetValue(key, out var known))
        {
            return known;
        }

        if (routes.Count == RoutesMax)
        {
            routes.Clear();
            Generation++;
        }

        var route = PipelineSet.RouteOf(Pipelines.Pipelines[pipeline], values);
        return routes[key] = new HuntRoute(route, planOf(route, arePlain), IsRead(route), pipeline);
    }
}
