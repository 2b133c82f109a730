using Merlon.Assessment;

namespace Merlon.Controls;

/// <summary>Follows a control to the techniques that it touches: its own pairs, else breadth-first through related controls.</summary>
static class ControlChains
{
    /// <summary>
    /// One edge for each technique and category along the shortest chains, which names every last control in between: they are one claim, not
    /// several. A control that was passed is not passed again, so circles end; chains longer than <see cref="MappingLimits.HopsMax"/>
    /// hops and controls past <see cref="MappingLimits.ChainControlsMax"/> are not followed.
    /// </summary>
    public static IReadOnlyList<ControlEdge> Of(MappedFramework framework, string control, Func<string, MappedFramework?> find)
    {
        if (framework.EdgesOf(control) is { Count: > 0 } own)
        {
            return own;
        }

        var found = new SortedDictionary<(string Technique, EdgeCategory Category), Ends>();
        var passed = new HashSet<(string, string)> { (framework.Framework.Id, control) };
        List<Reached> frontier = [new(framework, control, [], 1)];
        for (var hops = 2; hops <= MappingLimits.HopsMax && frontier.Count > 0; hops++)
        {
            var further = new List<Reached>();
            foreach (var from in frontier)
            {
                foreach (var step in from.Framework.LinksOf(from.Control))
                {
                    if (passed.Count < MappingLimits.ChainControlsMax && find(step.FrameworkId) is { } next && next.Canonical(step.ControlId) is { } named
                        && next.Bearer(named) is var target && passed.Add((next.Framework.Id, target)))
                    {
                        var known = step with { FrameworkId = next.Framework.Id, ControlId = target };
                        further.Add(new Reached(next, target, [.. from.Path, known], from.Share * (step.Grade is { } grade ? ClaimStrength.GradeOf(grade) : 1)));
                    }
                }
            }

            frontier = [.. further.Where(reached => !Touch(reached, hops, found))];
        }

        return [.. found.Select(static pair => pair.Value.ToEdge(pair.Key.Technique, pair.Key.Category))];
    }

    // true when the control is mapped to techniques itself: the chain ends there
    static bool Touch(Reached reached, int hops, SortedDictionary<(string Technique, EdgeCategory Category), Ends> found)
    {
        var own = reached.Framework.EdgesOf(reached.Control);
        foreach (var edge in own)
        {
            var key = (edge.TechniqueId, edge.Category);
            if (!found.TryGetValue(key, out var ends))
            {
                found.Add(key, ends = new Ends(hops));
            }

            ends.Add(reached, edge, hops);
        }

        return own.Count > 0;
    }

    sealed record Reached(MappedFramework Framework, string Control, IReadOnlyList<ControlStep> Path, double Share);

    /// <summary>The controls at which the shortest chains to one technique end.</summary>
    sealed class Ends(int hops)
    {
        readonly SortedDictionary<string, SortedDictionary<string, (Reached Reached, ControlEdge Edge)>> byFramework = new(StringComparer.Ordinal);

        public void Add(Reached reached, ControlEdge edge, int atHops)
        {
            if (atHops > hops)
            {
                return;
            }

            if (!byFramework.TryGetValue(reached.Framework.Framework.Id, out var controls))
            {
                byFramework.Add(reached.Framework.Framework.Id, controls = new(ControlOrder.Comparer));
            }

            if (!controls.TryGetValue(reached.Control, out var before) || StrengthOf(reached, edge) > StrengthOf(before.Reached, before.Edge))
            {
                controls[reached.Control] = (reached, edge);
            }
        }

        // the strongest speaks for all; of equals the first
        public ControlEdge ToEdge(string technique, EdgeCategory category)
        {
            var ends = byFramework.Values.SelectMany(static controls => controls.Values).ToArray();
            var (reached, edge) = ends.MaxBy(static end => StrengthOf(end.Reached, end.Edge));
            var names = byFramework.Count == 1
                ? byFramework.Values.First().Keys
                : byFramework.SelectMany(static pair => pair.Value.Keys.Select(control => $"{pair.Key}:{control}"));
            return edge with
            {
                TechniqueId = technique, Category = category, Hops = hops, Via = string.Join(", ", names), Path = reached.Path, LinkShare = reached.Share,
            };
        }

        static double StrengthOf(Reached reached, ControlEdge edge) => reached.Share * ControlStrength.OfEdge(edge);
    }
}
