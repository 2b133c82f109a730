namespace Merlon.Authoring;

/// <summary>
/// Merges lists as sets: what either side took out is out, what either put in is in. Their order stands; what only we have
/// comes after the item that it followed with us.
/// </summary>
static class SetMerge
{
    public static StixValue.Sequence Of(
        string field, StixValue.Sequence? basis, StixValue.Sequence mine, StixValue.Sequence theirs, List<FieldConflict> conflicts)
    {
        var key = MergeField.KeyOf(field);
        var isKeyed = key is not null && IsKeyed(basis, key) && IsKeyed(mine, key) && IsKeyed(theirs, key);
        return isKeyed && key is not null ? OfKeyed(field, key, basis, mine, theirs, conflicts) : OfWhole(basis, mine, theirs);
    }

    static StixValue.Sequence OfWhole(StixValue.Sequence? basis, StixValue.Sequence mine, StixValue.Sequence theirs)
    {
        HashSet<StixValue> before = [.. basis?.Items ?? []];
        HashSet<StixValue> ours = [.. mine.Items];
        List<StixValue> merged = [.. theirs.Items.Where(item => ours.Contains(item) || !before.Contains(item)).Distinct()];
        var others = new HashSet<StixValue>(theirs.Items);
        Insert(merged, [.. mine.Items.Distinct()], item => !others.Contains(item) && !before.Contains(item), static item => item);
        return new StixValue.Sequence(merged);
    }

    static StixValue.Sequence OfKeyed(
        string field, string key, StixValue.Sequence? basis, StixValue.Sequence mine, StixValue.Sequence theirs, List<FieldConflict> conflicts)
    {
        var before = ByKey(basis, key);
        var ours = ByKey(mine, key);
        var others = ByKey(theirs, key);
        var merged = new List<StixValue>();
        foreach (var (name, their) in theirs.Items.Select(item => (KeyOf(item, key), item)))
        {
            var kept = Choose(MergeField.NameOf(field, name), before.GetValueOrDefault(name), ours.GetValueOrDefault(name), their, conflicts);
            if (kept is not null)
            {
                merged.Add(kept);
            }
        }

        var onlyOurs = new Dictionary<string, StixValue>(StringComparer.Ordinal);
        foreach (var (name, our) in ours.Where(pair => !others.ContainsKey(pair.Key)))
        {
            if (Choose(MergeField.NameOf(field, name), before.GetValueOrDefault(name), our, theirs: null, conflicts) is { } kept)
            {
                onlyOurs.Add(name, kept);
            }
        }

        Insert(merged, mine.Items, item => onlyOurs.ContainsKey(KeyOf(item, key)), item => KeyOf(item, key));
        return new StixValue.Sequence(merged);
    }

    static StixValue? Choose(string name, StixValue? before, StixValue? mine, StixValue? theirs, List<FieldConflict> conflicts)
    {
        if (Equals(mine, theirs) || Equals(before, theirs))
        {
            return mine;
        }

        if (Equals(before, mine))
        {
            return theirs;
        }

        conflicts.Add(new FieldConflict(name, before, mine, theirs));
        return mine;
    }

    /// <summary>Puts our own items behind the ones that they follow with us, at the front where they follow none.</summary>
    static void Insert(List<StixValue> merged, IReadOnlyList<StixValue> mine, Predicate<StixValue> isOnlyOurs, Func<StixValue, object> keyOf)
    {
        for (var i = 0; i < mine.Count; i++)
        {
            if (isOnlyOurs(mine[i]))
            {
                var place = 0;
                for (var before = i - 1; before >= 0 && place == 0; before--)
                {
                    place = merged.FindIndex(item => Equals(keyOf(item), keyOf(mine[before]))) + 1;
                }

                merged.Insert(place, mine[i]);
            }
        }
    }

    static bool IsKeyed(StixValue.Sequence? list, string key)
        => list is null || list.Items.All(item => KeyOf(item, key).Length > 0) && list.Items.DistinctBy(item => KeyOf(item, key), StringComparer.Ordinal).Count() == list.Items.Count;

    static Dictionary<string, StixValue> ByKey(StixValue.Sequence? list, string key)
        => (list?.Items ?? []).ToDictionary(item => KeyOf(item, key), StringComparer.Ordinal);

    static string KeyOf(StixValue item, string key) => item is StixValue.Mapping mapping ? mapping.TextOf(key) : "";
}
