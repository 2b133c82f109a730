namespace Merlon.Changes;

/// <summary>
/// The live relationships of one kind in both releases, by STIX id and id by id in ordinal order. A relationship that was
/// revoked or deprecated, or is, counts as not there.
/// </summary>
/// <param name="Type">Such as <c>uses</c>; empty where the bundle does not say.</param>
/// <param name="OldCount">Live ones in the old release.</param>
/// <param name="NewCount">Live ones in the new release.</param>
/// <param name="Additions">Live in the new release only.</param>
/// <param name="Changes">Live in both, with another modification date, description or end.</param>
/// <param name="Deletions">Live in the old release only.</param>
public sealed record RelationshipDiff(
    string Type, int OldCount, int NewCount, IReadOnlyList<string> Additions, IReadOnlyList<string> Changes, IReadOnlyList<string> Deletions)
{
    /// <summary>True when nothing differs.</summary>
    public bool IsEmpty => Additions.Count == 0 && Changes.Count == 0 && Deletions.Count == 0;

    internal static List<RelationshipDiff> Between(PublishedDomain old, PublishedDomain @new)
    {
        var (before, after) = (ByType(old), ByType(@new));
        return [.. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(type => Of(type, before.GetValueOrDefault(type) ?? [], after.GetValueOrDefault(type) ?? []))];
    }

    static RelationshipDiff Of(string type, Dictionary<string, PublishedObject> before, Dictionary<string, PublishedObject> after)
    {
        List<string> additions = [], changes = [];
        foreach (var (id, relationship) in after)
        {
            if (!before.TryGetValue(id, out var old))
            {
                additions.Add(id);
            }
            else if (IsChanged(old, relationship))
            {
                changes.Add(id);
            }
        }

        List<string> deletions = [.. before.Keys.Where(id => !after.ContainsKey(id))];
        additions.Sort(StringComparer.Ordinal);
        changes.Sort(StringComparer.Ordinal);
        deletions.Sort(StringComparer.Ordinal);
        return new RelationshipDiff(type, before.Count, after.Count, additions, changes, deletions);
    }

    static bool IsChanged(PublishedObject old, PublishedObject @new)
        => !old.WholeUtf8.SequenceEqual(@new.WholeUtf8)
            && (!Classification.IsSameMoment(old, @new)
                || !string.Equals(old.Description, @new.Description, StringComparison.Ordinal)
                || !string.Equals(old.SourceRef, @new.SourceRef, StringComparison.Ordinal)
                || !string.Equals(old.TargetRef, @new.TargetRef, StringComparison.Ordinal));

    static Dictionary<string, Dictionary<string, PublishedObject>> ByType(PublishedDomain domain)
    {
        var byType = new Dictionary<string, Dictionary<string, PublishedObject>>(StringComparer.Ordinal);
        foreach (var one in domain.Relationships)
        {
            if (!one.IsLive)
            {
                continue;
            }

            var type = one.RelationshipType;
            if (!byType.TryGetValue(type, out var siblings))
            {
                byType.Add(type, siblings = new Dictionary<string, PublishedObject>(StringComparer.Ordinal));
            }

            siblings[one.StixId] = one;
        }

        return byType;
    }
}
