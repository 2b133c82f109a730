using Merlon.Attack;
using Merlon.Priorities;

namespace Merlon.Costs;

/// <summary>Steps of a path from techniques that nobody put in order.</summary>
public static class LossPaths
{
    /// <summary>
    /// One step for each tactic, in the order of the release's matrix, with the techniques that stand under it as alternatives. A technique
    /// of several tactics stands in the first of them only, so that it does not have to succeed twice.
    /// </summary>
    public static IReadOnlyList<LossStep> ByTactic(AttackRelease release, IReadOnlyList<string> domains, IReadOnlyList<Technique> techniques)
    {
        var steps = new List<LossStep>();
        var left = techniques.Where(static one => one.IsLive).DistinctBy(static one => one.TechniqueId).OrderBy(static one => one.TechniqueId).ToList();
        foreach (var domain in domains)
        {
            foreach (var tactic in release.TacticsOf(domain))
            {
                var own = left.Where(one => release.TacticsOf(one, domain).Any(under => ReferenceEquals(under, tactic))).ToArray();
                if (own.Length > 0)
                {
                    steps.Add(new(own, tactic.Name));
                    left.RemoveAll(own.Contains);
                }
            }
        }

        return steps;
    }

    /// <summary>
    /// Steps of a flow: its actions in layers, a layer being how far an action is from the flow's beginnings by the longest way. Actions of
    /// one layer are alternatives. A flow that goes in circles is cut where it would return.
    /// </summary>
    public static IReadOnlyList<LossStep> OfFlow(AttackFlow flow, AttackRelease release, IReadOnlyList<string> domains)
    {
        var layers = LayersOf(flow);
        var steps = new List<LossStep>();
        foreach (var layer in layers.Distinct().Order())
        {
            var actions = Enumerable.Range(0, flow.Actions.Count).Where(at => layers[at] == layer).Select(at => flow.Actions[at]).ToArray();
            var techniques = actions.Select(action => FlowTechniques.Resolve(action.Technique, release)).OfType<TechniqueId>().Distinct().Order()
                .Select(id => release.TryFind(id, out var found) ? found : null).OfType<Technique>()
                .Where(one => one.Domains.Any(domain => domains.Contains(domain, StringComparer.Ordinal)))
                .ToArray();
            if (techniques.Length > 0)
            {
                steps.Add(new(techniques, string.Join(" | ", techniques.Select(static one => one.Id))));
            }
        }

        return steps;
    }

    static int[] LayersOf(AttackFlow flow)
    {
        var layers = new int[flow.Actions.Count];
        var missing = new int[flow.Actions.Count];
        var next = flow.Edges.ToLookup(static edge => edge.From, static edge => edge.To);
        foreach (var edge in flow.Edges)
        {
            missing[edge.To]++;
        }

        var ready = new Queue<int>(Enumerable.Range(0, missing.Length).Where(at => missing[at] == 0));
        var isDone = new bool[missing.Length];
        for (var done = 0; done < missing.Length; done++)
        {
            // Nothing is ready only inside of a circle: it is entered at its first action.
            var at = ready.TryDequeue(out var one) ? one : Array.IndexOf(isDone, false);
            if (isDone[at])
            {
                done--;
                continue;
            }

            isDone[at] = true;
            foreach (var to in next[at].Where(to => !isDone[to]))
            {
                layers[to] = Math.Max(layers[to], layers[at] + 1);
                if (--missing[to] == 0)
                {
                    ready.Enqueue(to);
                }
            }
        }

        return layers;
    }
}
