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
    readonly Dictionary<string, Candidate<StixObject>> objects = new(StringComparer.Ordinal);
    readonly Utf8Table<int> relationshipPlaces = new();
    readonly List<Candidate<StixRelationship>> relationships = [];
    readonly Dictionary<ulong, string[]> domainLists = [];

    /// <summary>Adds the contents of a bundle.</summary>
    /// <param name="bundle">Its log receives duplicates, and later what dangles.</param>
    /// <param name="place">Index of its domain.</param>
    public void Add(BundleContents bundle, int place)
    {
        foreach (var added in bundle.Objects)
        {
            var candidate = new Candidate<StixObject>(added, bundle, added.Place, added.Facts.Modified, 1UL << place);
            objects[added.StixId] = objects.TryGetValue(added.StixId, out var known)
                ? Newest(known, candidate, added.StixId)
                : candidate;
        }

        foreach (var added in bundle.Relationships)
        {
            var candidate = new Candidate<StixRelationship>(added, bundle, added.Place, added.Facts.Modified, 1UL << place);
            ref var known = ref relationshipPlaces.GetOrAdd(added.Id, out var exists);
            if (exists)
            {
                relationships[known] = Newest(relationships[known], candidate, added.Facts.StixId.ToString());
            }
            else
            {
                known = relationships.Count;
                relationships.Add(candidate);
            }
        }
    }

    public AttackRelease Build(string version)
    {
        var made = new Dictionary<string, AttackObject>(objects.Count, StringComparer.Ordinal);
        foreach (var (stixId, candidate) in objects)
        {
            made.Add(stixId, candidate.Value.ToAttackObject(DomainsOf(candidate.Domains)));
        }

        var related = new List<Relationship>(relationships.Count);
        foreach (var candidate in relationships)
        {
            if (Resolve(candidate, made) is { } relationship)
            {
                related.Add(relationship);
            }
        }

        var sorted = ReleaseOrder.Sorted(made.Values);
        Relationship[] sortedRelationships = [.. related];
        ReleaseOrder.Sort(sortedRelationships, sorted);
        return new AttackRelease(version, domains, hasTexts: true, sorted, sortedRelationships);
    }

    /// <summary>The later of two versions of one object, standing in the bundles of both.</summary>
    static Candidate<T> Newest<T>(Candidate<T> known, Candidate<T> added, string stixId)
    {
        var isNewer = added.Modified > known.Modified;
        if (ReferenceEquals(known.Bundle, added.Bundle))
        {
            added.Bundle.Log.Warn(
                "STIX018", added.Location, $"the id is here twice, first as $.objects[{known.Place}]; the newer one was taken, of two equally old the first", stixId);
        }
        else if (added.Modified != known.Modified)
        {
            added.Bundle.Log.Note(
                "STIX023", added.Location, $"the object has another modification date in {known.Bundle.Document}; the newer one was taken", stixId);
        }

        return (isNewer ? added : known) with { Domains = known.Domains | added.Domains };
    }

    Relationship? Resolve(Candidate<StixRelationship> candidate, Dictionary<string, AttackObject> made)
    {
        var stated = candidate.Value;
        if (!made.TryGetValue(stated.SourceRef, out var source))
        {
            WarnOfDangling(candidate, "source_ref", stated.SourceRef);
            return null;
        }

        if (!made.TryGetValue(stated.TargetRef, out var target))
        {
            WarnOfDangling(candidate, "target_ref", stated.TargetRef);
            return null;
        }

        return new Relationship(source, target, DomainsOf(candidate.Domains), stated.Facts);
    }

    static void WarnOfDangling(Candidate<StixRelationship> candidate, string field, string reference)
        => candidate.Bundle.Log.Warn(
            "STIX019", new SourceLocation(0, 0, $"$.objects[{candidate.Place}].{field}"),
            $"the {candidate.Value.Facts.Type} relationship refers to an object that is not here and was left out", reference);

    string[] DomainsOf(ulong set)
    {
        if (!domainLists.TryGetValue(set, out var list))
        {
            list = [.. domains.Where((_, i) => (set & (1UL << i)) != 0)];
            domainLists.Add(set, list);
        }

        return list;
    }

    /// <summary>One object or relationship as the bundle has it that is newest so far.</summary>
    readonly record struct Candidate<T>(T Value, BundleContents Bundle, int Place, DateTimeOffset Modified, ulong Domains)
    {
        public SourceLocation Location => new(0, 0, $"$.objects[{Place}]");
    }
}
