using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>
/// For each technique the number of shortest ways between two others that lead through it, a share where there are several (Brandes 2001):
/// one breadth-first search from each technique and one walk back, instead of asking every pair.
/// </summary>
static class Betweenness
{
    public static void Add(Dictionary<TechniqueId, FlowTechnique> graph)
    {
        var order = graph.Keys.Order().ToArray();
        var indexes = order.Select(static (id, at) => (id, at)).ToDictionary(static one => one.id, static one => one.at);
        var next = order.Select(id => graph[id].After.Select(after => indexes[after]).Order().ToArray()).ToArray();
        var score = Of(next);
        for (var at = 0; at < order.Length; at++)
        {
            graph[order[at]].Betweenness = score[at];
        }
    }

    /// <summary>Scores of a directed graph given by the successors of each node.</summary>
    public static double[] Of(int[][] next)
    {
        var count = next.Length;
        var score = new double[count];
        for (var source = 0; source < count; source++)
        {
            var (distance, ways, owed) = (new int[count], new double[count], new double[count]);
            Array.Fill(distance, -1);
            var before = new List<int>[count];
            var reached = new List<int> { source };
            (distance[source], ways[source]) = (0, 1);
            for (var i = 0; i < reached.Count; i++)
            {
                var at = reached[i];
                foreach (var to in next[at])
                {
                    if (distance[to] < 0)
                    {
                        distance[to] = distance[at] + 1;
                        reached.Add(to);
                    }

                    if (distance[to] == distance[at] + 1)
                    {
                        ways[to] += ways[at];
                        (before[to] ??= []).Add(at);
                    }
                }
            }

            for (var i = reached.Count - 1; i > 0; i--)
            {
                var at = reached[i];
                foreach (var from in before[at] ?? [])
                {
                    owed[from] += ways[from] / ways[at] * (1 + owed[at]);
                }

                score[at] += owed[at];
            }
        }

        return score;
    }
}
