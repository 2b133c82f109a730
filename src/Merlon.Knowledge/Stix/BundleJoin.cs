using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// Makes the objects of several bundles one set: an object that stands in several is one object of several domains, in its
/// newest version. What is wrong is written into the log of the bundle that it stands in.
/// </summary>
/// <param name="domains">The bundles' domains, ordinally sorted; the place of a bundle is the place of its domain.</param>
sealed class BundleJoin(string[] domains)
{
    readonly Dictionary<string, StixObject> objects = new(StringComparer.Ordinal);
    readonly List<StixRelationship> relationships = [];
    readonly List<OtherObject> others = [];
    readonly Dictionary<ulong, string[]> domainLists = [];
    Utf8Table<int> relationshipPlaces = new();

    /// <summary>Adds the contents of a bundle.</summary>
    /// <param name="bundle">Its log receives duplicates, and later what dangles.</param>
    /// <param name="place">Index of its domain.</param>
    public void Add(BundleContents bundle, int place)
    {
        objects.EnsureCapacity(objects.Count + bundle.Objects.Count);
        foreach (var added in bundle.Objects)
        {
            added.Domains = 1UL << place;
            objects[added.StixId] = objects.TryGetValue(added.StixId, out var known) ? Newest(known, added) : added;
        }

        foreach (var other in bundle.Others)
        {
            others.Add(new OtherObject(other.Type, other.StixId, domains[place], new PublishedFields(other.Json)));
        }

        if (relationships.Count == 0)
        {
            relationships.EnsureCapacity(bundle.Relationships.Count);
            relationshipPlaces = new Utf8Table<int>(bundle.Relationships.Count);
        }

        foreach (var added in bundle.Relationships)
        {
            added.Domains = 1UL << place;
            ref var known = ref relationshipPlaces.GetOrAdd(added.Id, out var exists);
            if (exists)
            {
                relationships[known] = Newest(relationships[known], added);
            }
            else
            {
                known = relationships.Count;
                relationships.Add(added);
            }
        }
    }

    public AttackRelease Build(string version)
    {
        var made = new Dictionary<string, AttackObject>(objects.Count, StringComparer.Ordinal);
        foreach (var each in objects.Values)
        {
            made.Add(each.StixId, each.ToAttackObject(DomainsOf(each.Domains)));
        }

        var related = new Relationship[relationships.Count];
        var count = 0;
        foreach (var stated in relationships)
        {
            if (Resolve(stated, made) is { } relationship)
            {
                related[count++] = relationship;
            }
        }

        if (count < related.Length)
        {
            related = related[..count];
        }

        var sorted = new AttackObject[made.Count];
        made.Values.CopyTo(sorted, 0);
        Array.Sort(sorted, ReleaseOrder.Compare);
        related = ReleaseOrder.Sorted(related, sorted);
        others.Sort(static (left, right) =>
        {
            var byType = string.CompareOrdinal(left.Type, right.Type);
            return byType != 0 ? byType : string.CompareOrdinal(left.StixId, right.StixId);
        });
        return new AttackRelease(version, domains, hasTexts: true, sorted, related) { OtherObjects = others };
    }

    /// <summary>The later of two versions of one object, standing in the bundles of both.</summary>
    static StixObject Newest(StixObject known, StixObject added)
    {
        Warn(known.Bundle, known.Location, known.Facts.Modified, added.Bundle, added.Location, added.Facts.Modified, added.StixId);
        var newest = added.Facts.Modified > known.Facts.Modified ? added : known;
        newest.Domains = known.Domains | added.Domains;
        return newest;
    }

    /// <summary>The later of two versions of one relationship, standing in the bundles of both.</summary>
    static StixRelationship Newest(StixRelationship known, StixRelationship added)
    {
        Warn(known.Bundle, known.Location, known.Facts.Modified, added.Bundle, added.Location, added.Facts.Modified, added.Facts.StixId.ToString());
        var newest = added.Facts.Modified > known.Facts.Modified ? added : known;
        newest.Domains = known.Domains | added.Domains;
        return newest;
    }

    static void Warn(
        BundleContents known, SourceLocation knownAt, DateTimeOffset knownModified,
        BundleContents added, SourceLocation addedAt, DateTimeOffset addedModified, string stixId)
    {
        if (ReferenceEquals(known, added))
        {
            added.Log.Warn("STIX018", addedAt, $"the id is here twice, first as {knownAt.Path}; the newer one was taken, of two equally old the first", stixId);
        }
        else if (addedModified != knownModified)
        {
            added.Log.Note("STIX023", addedAt, $"the object has another modification date in {known.Document}; the newer one was taken", stixId);
        }
    }

    Relationship? Resolve(StixRelationship stated, Dictionary<string, AttackObject> made)
    {
        if (!made.TryGetValue(stated.SourceRef, out var source))
        {
            WarnOfDangling(stated, ".source_ref", stated.SourceRef);
            return null;
        }

        if (!made.TryGetValue(stated.TargetRef, out var target))
        {
            WarnOfDangling(stated, ".target_ref", stated.TargetRef);
            return null;
        }

        return new Relationship(source, target, DomainsOf(stated.Domains), stated.Facts);
    }

    static void WarnOfDangling(StixRelationship stated, string field, string reference)
        => stated.Bundle.Log.Warn(
            "STIX019", stated.At(field), $"the {stated.Facts.Type} relationship refers to an object that is not here and was left out", reference);

    string[] DomainsOf(ulong set)
    {
        if (!domainLists.TryGetValue(set, out var list))
        {
            list = [.. domains.Where((_, i) => (set & (1UL << i)) != 0)];
            domainLists.Add(set, list);
        }

        return list;
    }
}
