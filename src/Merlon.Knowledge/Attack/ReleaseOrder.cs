namespace Merlon.Attack;

/// <summary>The order in which a release lists objects and relationships.</summary>
static class ReleaseOrder
{
    /// <summary>By ATT&amp;CK id, then STIX id, both ordinally.</summary>
    public static int Compare(AttackObject left, AttackObject right)
    {
        var byId = CompareOrdinal(left.Id, right.Id);
        return byId != 0 ? byId : CompareOrdinal(left.StixId, right.StixId);
    }

    /// <summary>As <see cref="string.CompareOrdinal(string, string)"/>, whose vectors are compiled anew at each start.</summary>
    static int CompareOrdinal(string left, string right)
    {
        var common = Math.Min(left.Length, right.Length);
        for (var i = 0; i < common; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>Objects in order, as a new array.</summary>
    public static AttackObject[] Sorted(IEnumerable<AttackObject> objects)
    {
        AttackObject[] sorted = [.. objects];
        Array.Sort(sorted, Compare);
        return sorted;
    }

    /// <summary>
    /// Sorted by type, source, target, then creation, modification and STIX id, as a new array. Twenty thousand relationships by
    /// three string comparisons each would cost more than reading them: each of the three is a small number, so they
    /// are counted into place, by the last one first; only relationships that have all three equal are compared.
    /// </summary>
    /// <param name="relationships">Both ends of each are among <paramref name="objects"/>.</param>
    /// <param name="objects">In the order of <see cref="Compare(AttackObject, AttackObject)"/>; each is told its place.</param>
    public static Relationship[] Sorted(Relationship[] relationships, AttackObject[] objects)
    {
        for (var i = 0; i < objects.Length; i++)
        {
            objects[i].Place = i;
        }

        var types = TypesOf(relationships);
        var sorted = CountedIntoPlace(relationships, objects.Length, static relation => relation.Target.Place);
        sorted = CountedIntoPlace(sorted, objects.Length, static relation => relation.Source.Place);
        sorted = CountedIntoPlace(sorted, types.Count, relation => types.BinarySearch(relation.Type, StringComparer.Ordinal));
        SortEqualRuns(sorted);
        return sorted;
    }

    static List<string> TypesOf(Relationship[] relationships)
    {
        var types = new List<string>();
        foreach (var relation in relationships)
        {
            if (types.Count == 0 || !types.Contains(relation.Type))
            {
                types.Add(relation.Type);
            }
        }

        types.Sort(StringComparer.Ordinal);
        return types;
    }

    /// <summary>Stable: what has the same key stays in its order.</summary>
    static Relationship[] CountedIntoPlace(Relationship[] relationships, int keyCount, Func<Relationship, int> keyOf)
    {
        var keys = new int[relationships.Length];
        var next = new int[keyCount + 1];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = keyOf(relationships[i]);
            next[keys[i] + 1]++;
        }

        for (var i = 0; i < keyCount; i++)
        {
            next[i + 1] += next[i];
        }

        var placed = new Relationship[relationships.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            placed[next[keys[i]]++] = relationships[i];
        }

        return placed;
    }

    static void SortEqualRuns(Relationship[] relationships)
    {
        for (var start = 0; start < relationships.Length;)
        {
            var end = start + 1;
            while (end < relationships.Length && AreTwins(relationships[start], relationships[end]))
            {
                end++;
            }

            if (end - start > 1)
            {
                Array.Sort(relationships, start, end - start, Comparer<Relationship>.Create(CompareTwins));
            }

            start = end;
        }
    }

    static bool AreTwins(Relationship left, Relationship right)
        => ReferenceEquals(left.Source, right.Source) && ReferenceEquals(left.Target, right.Target) && left.Is(right.Type);

    static int CompareTwins(Relationship left, Relationship right)
    {
        var byCreation = left.Created.CompareTo(right.Created);
        var byChange = byCreation != 0 ? byCreation : left.Modified.CompareTo(right.Modified);
        return byChange != 0 ? byChange : string.CompareOrdinal(left.StixId, right.StixId);
    }
}
