using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>
/// Takes a STIX 2.1 bundle into an organisation's collection: one that <see cref="OwnBundle"/> wrote, or one of Workbench's.
/// Objects as the release has them are passed over, published ones that differ become changes, all others are own.
/// </summary>
public static class OwnBundleReader
{
    /// <summary>Largest bundle that is taken, in bytes; a whole domain of ATT&amp;CK has some 50 million.</summary>
    public const int BundleBytesMax = 128 * 1024 * 1024;

    /// <summary>Takes a bundle. What is refused is said with its place (<c>OWN0nn</c>); everything else is taken.</summary>
    /// <param name="utf8">The bundle.</param>
    /// <param name="document">Its name for diagnostics.</param>
    /// <param name="into">The collection that it joins; null begins one, which the bundle has to describe.</param>
    /// <param name="release">The published release, the collection not laid over it.</param>
    /// <param name="now">When.</param>
    /// <param name="limits">Bounds on size, depth and diagnostics.</param>
    public static Parsed<OwnCollection> Read(
        ReadOnlyMemory<byte> utf8, string document, OwnCollection? into, AttackRelease release, DateTimeOffset now, ReadLimits limits)
    {
        var log = new DiagnosticLog(document, limits);
        var json = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (json.Length > BundleBytesMax)
        {
            log.Error("OWN016", SourceLocation.Whole, $"the bundle has {json.Length} bytes, more than the {BundleBytesMax} that are taken");
        }
        else if (StixValueReader.TryRead(json.Span, limits.JsonDepthMax) is not StixValue.Mapping root || root.TextOf("type") is not "bundle")
        {
            log.Error("OWN002", SourceLocation.Whole, "this is no STIX bundle", advice: "merlon release check FILE says what is wrong with it");
        }
        else
        {
            var taking = new BundleTaking(root.ItemsOf("objects"), into, release, log);
            return new Parsed<OwnCollection>(taking.Take(now), log.ToList());
        }

        return new Parsed<OwnCollection>(null, log.ToList());
    }
}

/// <summary>One bundle on its way into a collection.</summary>
sealed class BundleTaking(IReadOnlyList<StixValue> items, OwnCollection? into, AttackRelease release, DiagnosticLog log)
{
    readonly Dictionary<string, ReadOnlyMemory<byte>> published = new(StringComparer.Ordinal);
    readonly Dictionary<string, StixValue.Mapping> rests = new(StringComparer.Ordinal);
    readonly List<StixValue.Mapping> companions = [];
    readonly List<OwnEntry> taken = [];
    int sameCount;

    public OwnCollection? Take(DateTimeOffset now)
    {
        var collection = items.OfType<StixValue.Mapping>().FirstOrDefault(static o => o.TextOf("type") is StixTypes.Collection);
        var extension = collection?.Find(OwnBundle.ExtensionField) as StixValue.Mapping;
        if ((into?.Head ?? HeadOf(collection, extension)) is not { } head)
        {
            log.Error(
                "OWN002", SourceLocation.Whole, "the bundle does not say which prefix its ids have, and the workspace has no collection yet",
                advice: "begin one with merlon extend init NAME --prefix LETTERS, then import the bundle");
            return null;
        }

        Prepare(extension);
        for (var i = 0; i < items.Count; i++)
        {
            TakeObject(items[i] as StixValue.Mapping, i, head);
        }

        if (sameCount > 0)
        {
            log.Note("OWN014", SourceLocation.Whole, $"{sameCount} objects are as ATT&CK {release.Version} has them and were passed over");
        }

        return Join(head, now);
    }

    OwnCollection Join(OwnCollectionHead head, DateTimeOffset now)
    {
        var referenced = taken.SelectMany(static entry => Publishers.Of(entry.Fields)).ToHashSet(StringComparer.Ordinal);
        var kept = companions.Where(c => referenced.Contains(c.TextOf("id")) && !string.Equals(c.TextOf("id"), head.IdentityId, StringComparison.Ordinal));
        if (into is null)
        {
            return new OwnCollection(head, taken, kept);
        }

        var replaced = taken.Select(static entry => entry.StixId).ToHashSet(StringComparer.Ordinal);
        var isSame = taken.TrueForAll(entry => into.TryFind(entry.StixId, out var known) && Equals(known.Fields, entry.Fields));
        return isSame
            ? into.WithCompanions(kept)
            : into.Changed(into.Entries.Where(entry => !replaced.Contains(entry.StixId)).Concat(taken), now).WithCompanions(kept);
    }

    static OwnCollectionHead? HeadOf(StixValue.Mapping? collection, StixValue.Mapping? extension)
        => collection is null || extension is null || !OwnPrefix.TryParse(extension.TextOf("prefix"), out var prefix) || !NameUuid.TryOfStixId(collection.TextOf("id"), out _)
            ? null
            : new OwnCollectionHead(
                collection.TextOf("id"), collection.TextOf("name"), collection.TextOf("description"), prefix, extension.TextOf("publisher"),
                collection.TextOf("created_by_ref"), collection.TextOf("x_mitre_version"), collection.TextOf("created"), collection.TextOf("modified"));

    void Prepare(StixValue.Mapping? extension)
    {
        foreach (var rest in extension?.ItemsOf("entries").OfType<StixValue.Mapping>() ?? [])
        {
            rests[rest.TextOf("id")] = rest;
        }

        foreach (var each in release.Objects)
        {
            published[each.StixId] = each.Published.Json;
        }

        foreach (var each in release.Relationships.Where(static r => r.StixId.Length > 0))
        {
            published[each.StixId] = each.Published.Json;
        }
    }

    void TakeObject(StixValue.Mapping? fields, int index, OwnCollectionHead head)
    {
        var place = new SourceLocation(0, 0, $"$.objects[{index}]");
        var (type, id) = (fields?.TextOf("type") ?? "", fields?.TextOf("id") ?? "");
        if (fields is null || type.Length == 0 || !id.StartsWith(type + "--", StringComparison.Ordinal))
        {
            log.Warn("OWN005", place, "an entry without type or a STIX id was left out");
            return;
        }

        if (type is StixTypes.Collection)
        {
            return;
        }

        if (fields.Depth > OwnCollection.ObjectDepthMax)
        {
            log.Warn("OWN016", place, $"an object is nested at most {OwnCollection.ObjectDepthMax} levels; it was left out", id);
            return;
        }

        if (type is OwnTypes.Identity or OwnTypes.Marking)
        {
            companions.Add(Stix21.Of(fields));
            return;
        }

        if (!StixTypes.IsObject(type) && type is not (StixTypes.Relationship or OwnTypes.Note))
        {
            log.Warn("OWN015", place, "objects of this type are not ATT&CK's; it was left out", type);
            return;
        }

        if (taken.Count >= OwnCollection.EntriesMax)
        {
            log.Warn("OWN016", place, $"a collection holds {OwnCollection.EntriesMax} objects; this one and those after it were left out", id);
            return;
        }

        TakeEntry(Stix21.Of(fields), place, id, head);
    }

    void TakeEntry(StixValue.Mapping fields, SourceLocation place, string id, OwnCollectionHead head)
    {
        if (rests.TryGetValue(id, out var rest))
        {
            taken.Add(OwnCollectionFile.EntryOf(fields, rest));
            return;
        }

        if (published.TryGetValue(id, out var json))
        {
            TakeChange(fields, place, json);
            return;
        }

        var attackId = OwnEntry.AttackIdOf(fields);
        if (attackId.Length > 0 && release.TryFind(attackId, out var clash))
        {
            var proposal = OwnKind.OfType(fields.TextOf("type")) is { } kind && head.Prefix.Next(kind, IsTaken) is { } free ? $"give it an id of your own such as {free}" : null;
            log.Warn("OWN003", place with { Path = $"{place.Path}.external_references[0].external_id" }, $"the id is that of the published {clash}; the object was left out", attackId, proposal);
            return;
        }

        taken.Add(new OwnEntry(fields, basis: null, []));
    }

    void TakeChange(StixValue.Mapping fields, SourceLocation place, ReadOnlyMemory<byte> json)
    {
        if (ReleaseFields.Read(json) is not { } known)
        {
            log.Warn("OWN007", place, "the built-in release has no texts to compare a published object with; it was left out", fields.TextOf("id"), "add the release: merlon release add PATH");
            return;
        }

        known = Stix21.Of(known);
        if (Equals(known, fields))
        {
            sameCount++;
            return;
        }

        var kept = into is not null && into.TryFind(fields.TextOf("id"), out var earlier) ? earlier : null;
        taken.Add(new OwnEntry(fields, kept?.Base ?? new OwnBase(release.Version, known), kept?.Conflicts ?? []));
    }

    bool IsTaken(string id) => release.TryFind(id, out _) || into is not null && into.TryFind(id, out _)
        || taken.Exists(entry => string.Equals(entry.Id, id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Publishers and licences that an object names.</summary>
static class Publishers
{
    public static IEnumerable<string> Of(StixValue.Mapping fields)
        => fields.TextsOf("object_marking_refs").Append(fields.TextOf("created_by_ref")).Append(fields.TextOf("x_mitre_modified_by_ref")).Where(static id => id.Length > 0);
}
