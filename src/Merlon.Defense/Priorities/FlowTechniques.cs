using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>A technique as flows have it.</summary>
sealed record FlowTechnique(HashSet<TechniqueId> Before, HashSet<TechniqueId> After, List<string> Documents)
{
    public double Betweenness { get; set; }
}

/// <summary>The graph of techniques that flows make together; actions without a technique that lives are passed through.</summary>
static class FlowTechniques
{
    public static Dictionary<TechniqueId, FlowTechnique> Of(IReadOnlyList<AttackFlow> flows, AttackRelease release, out int unresolved)
    {
        var found = new Dictionary<TechniqueId, FlowTechnique>();
        unresolved = 0;
        foreach (var flow in flows)
        {
            var ids = flow.Actions.Select(action => Resolve(action.Technique, release)).ToArray();
            unresolved += ids.Count(static one => one is null);
            foreach (var id in ids.OfType<TechniqueId>().Distinct())
            {
                if (!found.TryGetValue(id, out var known))
                {
                    found.Add(id, known = new([], [], []));
                }

                known.Documents.Add(flow.Document);
            }

            AddEdges(flow, ids, found);
        }

        Betweenness.Add(found);
        return found;
    }

    /// <summary>The live technique that an action's id means; null for none, for a dead one and for one that was split.</summary>
    public static TechniqueId? Resolve(string written, AttackRelease release)
    {
        if (!TechniqueId.TryParse(written, out var id))
        {
            return null;
        }

        return release.TryFind(id, out var technique) && technique.IsLive ? id
            : release.Lineage.Resolve(written) is TechniqueResolution.Moved { Techniques: [var moved] } ? moved.TechniqueId
            : null;
    }

    static void AddEdges(AttackFlow flow, TechniqueId?[] ids, Dictionary<TechniqueId, FlowTechnique> found)
    {
        var next = flow.Edges.ToLookup(static edge => edge.From, static edge => edge.To);
        for (var start = 0; start < ids.Length; start++)
        {
            if (ids[start] is not { } from)
            {
                continue;
            }

            var (seen, open) = (new HashSet<int> { start }, new Stack<int>([start]));
            while (open.TryPop(out var at))
            {
                foreach (var to in next[at].Where(seen.Add))
                {
                    if (ids[to] is not { } after)
                    {
                        open.Push(to);
                    }
                    else if (after != from)
                    {
                        found[from].After.Add(after);
                        found[after].Before.Add(from);
                    }
                }
            }
        }
    }
}
