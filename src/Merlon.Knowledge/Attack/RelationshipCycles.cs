namespace Merlon.Attack;

/// <summary>Circles of relationships of one type, such as objects that replace each other.</summary>
static class RelationshipCycles
{
    /// <summary>
    /// Each circle that a walk along the relationships meets, once, as the objects in walking order from its first by the
    /// release's order. Circles that share objects are met at least once together. Iterative: a chain may be as long as the release.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<AttackObject>> Find(AttackRelease release, string type)
    {
        var cycles = new List<IReadOnlyList<AttackObject>>();
        var done = new HashSet<AttackObject>(ReferenceEqualityComparer.Instance);
        foreach (var start in release.Objects)
        {
            Walk(release, type, start, done, cycles);
        }

        return cycles;
    }

    static void Walk(
        AttackRelease release, string type, AttackObject start, HashSet<AttackObject> done, List<IReadOnlyList<AttackObject>> cycles)
    {
        var path = new List<(AttackObject At, IEnumerator<AttackObject> Next)>();
        var places = new Dictionary<AttackObject, int>(ReferenceEqualityComparer.Instance);
        Push(start);
        while (path.Count > 0)
        {
            var (at, next) = path[^1];
            if (!next.MoveNext())
            {
                places.Remove(at);
                path.RemoveAt(path.Count - 1);
            }
            else if (places.TryGetValue(next.Current, out var place))
            {
                cycles.Add(FromFirst([.. path.Skip(place).Select(static step => step.At)]));
            }
            else
            {
                Push(next.Current);
            }
        }

        void Push(AttackObject reached)
        {
            if (done.Add(reached))
            {
                places.Add(reached, path.Count);
                path.Add((reached, release.From(reached).Where(r => r.Is(type)).Select(static r => r.Target).GetEnumerator()));
            }
        }
    }

    static List<AttackObject> FromFirst(List<AttackObject> cycle)
    {
        var first = 0;
        for (var i = 1; i < cycle.Count; i++)
        {
            first = ReleaseOrder.Compare(cycle[i], cycle[first]) < 0 ? i : first;
        }

        return [.. cycle.Skip(first), .. cycle.Take(first)];
    }
}
