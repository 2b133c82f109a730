namespace Merlon.Attack;

/// <summary>The order in which a release lists objects and relationships.</summary>
static class ReleaseOrder
{
    /// <summary>By ATT&amp;CK id, then STIX id, both ordinally.</summary>
    public static int Compare(AttackObject left, AttackObject right)
    {
        var byId = string.CompareOrdinal(left.Id, right.Id);
        return byId != 0 ? byId : string.CompareOrdinal(left.StixId, right.StixId);
    }

    /// <summary>Objects in order, as a new array.</summary>
    public static AttackObject[] Sorted(IEnumerable<AttackObject> objects)
    {
        AttackObject[] sorted = [.. objects];
        Array.Sort(sorted, Compare);
        return sorted;
    }

    /// <summary>
    /// Sorts by type, source, target, then creation, modification and STIX id. Twenty thousand relationships by three string
    /// comparisons each would cost more than reading them, so type and places in the sorted objects are packed into one
    /// number; only equal numbers are compared further.
    /// </summary>
    /// <param name="relationships">Sorted in place.</param>
    /// <param name="objects">In the order of <see cref="Compare"/>.</param>
    public static void Sort(Relationship[] relationships, AttackObject[] objects)
    {
        var places = new Dictionary<AttackObject, int>(objects.Length, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(objects[i], i);
        }

        var types = new SortedSet<string>(relationships.Select(static r => r.Type), StringComparer.Ordinal).ToList();
        var keys = new UInt128[relationships.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var relation = relationships[i];
            var type = types.BinarySearch(relation.Type, StringComparer.Ordinal);
            keys[i] = new UInt128((ulong)type, ((ulong)places[relation.Source] << 32) | (uint)places[relation.Target]);
        }

        Array.Sort(keys, relationships);
        SortEqualRuns(keys, relationships);
    }

    static void SortEqualRuns(UInt128[] keys, Relationship[] relationships)
    {
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
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

    static int CompareTwins(Relationship left, Relationship right)
    {
        var byCreation = left.Created.CompareTo(right.Created);
        var byChange = byCreation != 0 ? byCreation : left.Modified.CompareTo(right.Modified);
        return byChange != 0 ? byChange : string.CompareOrdinal(left.StixId, right.StixId);
    }
}
