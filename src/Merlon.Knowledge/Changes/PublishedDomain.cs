using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Changes;

/// <summary>The objects of one domain's bundle, found by type and id. Of two entries with one id the later one counts.</summary>
sealed class PublishedDomain
{
    readonly Dictionary<string, Dictionary<string, PublishedObject>> byType = new(StringComparer.Ordinal);
    readonly List<PublishedObject> relationships = [];
    readonly Dictionary<string, string> successors = new(StringComparer.Ordinal);
    readonly Lazy<Dictionary<string, List<PublishedObject>>> relationsToTechniques;

    public PublishedDomain(ScannedBundle bundle)
    {
        foreach (var type in ComparedType.Catalogued.Concat(ComparedType.Structural))
        {
            byType.Add(type.Key, new Dictionary<string, PublishedObject>(StringComparer.Ordinal));
        }

        var keys = ComparedType.Catalogued.Concat(ComparedType.Structural)
            .SelectMany(static type => type.StixTypes.Select(stix => (stix, type.Key))).ToDictionary(StringComparer.Ordinal);
        foreach (var one in bundle.Objects)
        {
            var siblings = byType[keys[one.Type]];
            WarnOfTwice(bundle, siblings.TryGetValue(one.StixId, out var first) ? first : null, one);
            siblings[one.StixId] = one;
        }

        AddRelationships(bundle);
        relationsToTechniques = new(IndexTechniqueRelations);
    }

    /// <summary>Relationships in the bundle's order, ids distinct.</summary>
    public IReadOnlyList<PublishedObject> Relationships => relationships;

    /// <summary>Objects of a type by id.</summary>
    public Dictionary<string, PublishedObject> Of(ComparedType type) => byType[type.Key];

    /// <summary>Finds among the objects of a type.</summary>
    public bool TryFind(string typeKey, string stixId, [NotNullWhen(true)] out PublishedObject? found) => byType[typeKey].TryGetValue(stixId, out found);

    /// <summary>Id of the object that the first <c>revoked-by</c> of the bundle names for an object, also where nothing has that id.</summary>
    public bool TrySuccessor(string stixId, [NotNullWhen(true)] out string? successor) => successors.TryGetValue(stixId, out successor);

    /// <summary>Live relationships that end at a technique, in the bundle's order.</summary>
    public IReadOnlyList<PublishedObject> RelationsTo(string stixId) => relationsToTechniques.Value.GetValueOrDefault(stixId) ?? [];

    void AddRelationships(ScannedBundle bundle)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in bundle.Relationships)
        {
            if (places.TryGetValue(one.StixId, out var place))
            {
                WarnOfTwice(bundle, relationships[place], one);
                relationships[place] = one;
            }
            else
            {
                places.Add(one.StixId, relationships.Count);
                relationships.Add(one);
            }
        }

        foreach (var one in relationships)
        {
            if (one.IsOf(RelationshipTypes.RevokedBy))
            {
                successors.TryAdd(one.SourceRef, one.TargetRef);
            }
        }
    }

    static void WarnOfTwice(ScannedBundle bundle, PublishedObject? first, PublishedObject again)
    {
        if (first is not null)
        {
            bundle.Log.Warn(
                "DIFF004", new SourceLocation(0, 0, $"$.objects[{again.Place}]"), $"the id is here twice, first as $.objects[{first.Place}]; the later one was compared", again.StixId);
        }
    }

    Dictionary<string, List<PublishedObject>> IndexTechniqueRelations()
    {
        var techniques = byType["techniques"];
        var index = new Dictionary<string, List<PublishedObject>>(StringComparer.Ordinal);
        foreach (var one in relationships)
        {
            if (!one.IsLive || !techniques.ContainsKey(one.TargetRef))
            {
                continue;
            }

            if (!index.TryGetValue(one.TargetRef, out var list))
            {
                index.Add(one.TargetRef, list = []);
            }

            list.Add(one);
        }

        return index;
    }
}
