using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>Rules about the collection object: it lists what the bundle has, as it is.</summary>
static class BundleCollectionRules
{
    /// <summary>Keeps what a collection lists until every object is known.</summary>
    public static void Remember(BundleObject collection, StixValue.Mapping fields)
        => collection.Contents = [.. fields.ItemsOf("x_mitre_contents").Select(static (item, i) => (
            (item as StixValue.Mapping)?.TextOf("object_ref") ?? "", (item as StixValue.Mapping)?.TextOf("object_modified") ?? "", item.Offset, i))];

    public static void CheckPresence(BundleGraph graph, bool isV20)
    {
        var collections = graph.Objects.Where(static o => o.Type is StixTypes.Collection).ToList();
        if (collections.Count != 1 && !isV20 && graph.Objects.Count > 0)
        {
            graph.Findings.Add("BUNDLE042", -1, "$.objects", $"a bundle of ATT&CK has one x-mitre-collection, and this has {collections.Count}");
        }

        foreach (var collection in collections)
        {
            Contents(graph, collection);
        }
    }

    static void Contents(BundleGraph graph, BundleObject collection)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (reference, modified, offset, place) in collection.Contents)
        {
            var path = $"{collection.Path}.x_mitre_contents[{place}]";
            listed.Add(reference);
            if (!graph.ById.TryGetValue(reference, out var found))
            {
                graph.Findings.Add("BUNDLE039", offset, $"{path}.object_ref", "the collection lists an object that is not in the bundle", reference);
            }
            else if (!string.Equals(found.Modified, modified, StringComparison.Ordinal))
            {
                graph.Findings.Add("BUNDLE041", offset, $"{path}.object_modified", $"the collection lists {found} of another moment than the bundle has", modified, $"it is {found.Modified}");
            }
        }

        // MITRE's collections do not list the licence.
        foreach (var each in graph.Objects.Where(o => o.Type is not (StixTypes.Collection or OwnTypes.Marking) && !listed.Contains(o.StixId)))
        {
            graph.Findings.Add("BUNDLE040", each.Offset, each.Path, "the collection does not list the object", each.StixId);
        }
    }
}
