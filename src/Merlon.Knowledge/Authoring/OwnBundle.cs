using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>
/// Writes an <see cref="OwnCollection"/> as a STIX 2.1 bundle that Workbench and Navigator read. Reading it back with
/// <see cref="OwnBundleReader"/> gives an equal collection: what STIX has no place for stands in one field of the collection object.
/// </summary>
public static class OwnBundle
{
    /// <summary>The ATT&amp;CK specification that the objects follow.</summary>
    internal const string SpecVersion = "3.3.0";

    /// <summary>The field of the collection object for what STIX has no place for: prefix, published states, conflicts.</summary>
    internal const string ExtensionField = "x_merlon_own";

    /// <summary>The collection alone: its own objects, its changed ones, their publishers and licences.</summary>
    public static byte[] Of(OwnCollection collection)
    {
        List<StixValue.Mapping> objects = [.. collection.Companions.Select(Stix21.Of), IdentityOf(collection.Head), .. collection.Entries.Select(static entry => Stix21.Of(entry.Fields))];
        return Write(
            $"bundle--{NameUuid.Of(NameUuid.Collections, collection.Head.StixId + collection.Head.Modified)}",
            CollectionOf(collection.Head, objects).With(ExtensionField, ExtensionOf(collection)), objects);
    }

    /// <summary>
    /// A whole domain: everything that the release publishes in it with the collection laid over it, complete with matrix, so that
    /// Navigator can open it by itself.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="release">The published release, with its texts; the collection not laid over it.</param>
    /// <param name="domain">One of its domains.</param>
    /// <exception cref="InvalidOperationException">The release has no texts: it is the built-in one.</exception>
    public static byte[] With(OwnCollection collection, AttackRelease release, string domain)
    {
        if (!release.HasTexts)
        {
            throw new InvalidOperationException("the built-in release has no texts to export");
        }

        var objects = new Dictionary<string, StixValue.Mapping>(StringComparer.Ordinal);
        foreach (var json in PublishedIn(release, domain))
        {
            if (ReleaseFields.Read(json) is { } fields && fields.TextOf("type") is not StixTypes.Collection)
            {
                objects.TryAdd(fields.TextOf("id"), Stix21.Of(fields));
            }
        }

        var own = collection.Entries.Where(entry => IsIn(entry, domain, objects)).ToList();
        foreach (var entry in own)
        {
            objects[entry.StixId] = Stix21.Of(entry.Fields);
        }

        // A relationship stands in the bundle when both its ends do.
        foreach (var entry in own.Where(static e => e.Type is StixTypes.Relationship or OwnTypes.Note))
        {
            if (!OwnReferences.Of(entry.Fields).All(objects.ContainsKey))
            {
                objects.Remove(entry.StixId);
            }
        }

        objects[collection.Head.IdentityId] = IdentityOf(collection.Head);
        PutTacticsIntoMatrix(objects, own);
        var head = collection.Head with
        {
            StixId = $"{StixTypes.Collection}--{NameUuid.Of(NameUuid.Collections, $"{collection.Head.StixId} {domain}")}",
            Name = $"{domain} {release.Version} with {collection.Head.Name}",
            Version = release.Version,
        };
        return Write($"bundle--{NameUuid.Of(NameUuid.Collections, $"{head.StixId}{head.Modified}{release.Version}")}", CollectionOf(head, objects.Values), [.. objects.Values]);
    }

    static IEnumerable<ReadOnlyMemory<byte>> PublishedIn(AttackRelease release, string domain)
        => release.OtherObjects.Where(o => string.Equals(o.Domain, domain, StringComparison.Ordinal)).Select(static o => o.Published.Json)
            .Concat(release.Objects.Where(o => o.Domains.Contains(domain, StringComparer.Ordinal)).Select(static o => o.Published.Json))
            .Concat(release.Relationships.Where(r => r.Domains.Contains(domain, StringComparer.Ordinal)).Select(static r => r.Published.Json));

    /// <summary>Navigator shows the tactics that the matrix lists: own ones that it does not list come last.</summary>
    static void PutTacticsIntoMatrix(Dictionary<string, StixValue.Mapping> objects, List<OwnEntry> own)
    {
        var matrix = objects.Values.FirstOrDefault(static o => o.TextOf("type") is StixTypes.Matrix && !o.FlagOf("revoked") && !o.FlagOf("x_mitre_deprecated"));
        var listed = matrix?.TextsOf("tactic_refs") ?? [];
        List<string> added = [.. own.Where(e => e.Type is StixTypes.Tactic && !listed.Contains(e.StixId, StringComparer.Ordinal)).Select(static e => e.StixId)];
        if (matrix is not null && added.Count > 0)
        {
            objects[matrix.TextOf("id")] = matrix.With("tactic_refs", StixValue.Sequence.OfTexts(listed.Concat(added)));
        }
    }

    static bool IsIn(OwnEntry entry, string domain, Dictionary<string, StixValue.Mapping> published)
        => entry.Type is StixTypes.Relationship or OwnTypes.Note
            || published.ContainsKey(entry.StixId)
            || entry.Fields.TextsOf("x_mitre_domains").Contains(domain, StringComparer.Ordinal);

    static StixValue.Mapping IdentityOf(OwnCollectionHead head) => StixValue.Mapping.Of(
        ("type", new StixValue.Text(OwnTypes.Identity)),
        ("spec_version", new StixValue.Text(Stix21.Version)),
        ("id", new StixValue.Text(head.IdentityId)),
        ("created", new StixValue.Text(head.Created)),
        ("modified", new StixValue.Text(head.Created)),
        ("name", new StixValue.Text(head.Publisher)),
        ("identity_class", new StixValue.Text("organization")),
        ("x_mitre_attack_spec_version", new StixValue.Text(SpecVersion)),
        ("x_mitre_version", new StixValue.Text(OwnVersion.First)));

    static StixValue.Mapping CollectionOf(OwnCollectionHead head, IEnumerable<StixValue.Mapping> objects)
    {
        var contents = objects.Where(static o => o.TextOf("type") is not OwnTypes.Marking).OrderBy(static o => o.TextOf("id"), StringComparer.Ordinal).Select(static o => StixValue.Mapping.Of(
            ("object_ref", new StixValue.Text(o.TextOf("id"))),
            ("object_modified", new StixValue.Text(o.TextOf("modified") is { Length: > 0 } modified ? modified : o.TextOf("created")))));
        return StixValue.Mapping.Of(
            ("type", new StixValue.Text(StixTypes.Collection)),
            ("spec_version", new StixValue.Text(Stix21.Version)),
            ("id", new StixValue.Text(head.StixId)),
            ("created_by_ref", new StixValue.Text(head.IdentityId)),
            ("created", new StixValue.Text(head.Created)),
            ("modified", new StixValue.Text(head.Modified)),
            ("name", new StixValue.Text(head.Name)),
            ("description", new StixValue.Text(head.Description)),
            ("x_mitre_attack_spec_version", new StixValue.Text(SpecVersion)),
            ("x_mitre_version", new StixValue.Text(head.Version)),
            ("x_mitre_contents", new StixValue.Sequence([.. contents])));
    }

    static StixValue.Mapping ExtensionOf(OwnCollection collection)
    {
        var rests = collection.Entries.Select(static entry => (entry.StixId, Beside: OwnCollectionFile.RestOf(entry))).Where(static pair => pair.Beside.Entries.Count > 0);
        return StixValue.Mapping.Of(
            ("prefix", new StixValue.Text(collection.Head.Prefix.Text)),
            ("publisher", new StixValue.Text(collection.Head.Publisher)),
            ("entries", new StixValue.Sequence([.. rests.Select(static pair => pair.Beside.With("id", new StixValue.Text(pair.StixId)))])));
    }

    static byte[] Write(string id, StixValue.Mapping collection, List<StixValue.Mapping> objects)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", "bundle");
            json.WriteString("id", id);
            json.WriteStartArray("objects");
            collection.WriteTo(json);
            foreach (var each in objects.OrderBy(static o => o.TextOf("id"), StringComparer.Ordinal))
            {
                each.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>Objects as STIX 2.1 has them: MITRE publishes 2.0 and 2.1, which differ in these fields only.</summary>
static class Stix21
{
    public const string Version = "2.1";

    public static StixValue.Mapping Of(StixValue.Mapping fields)
    {
        var type = fields.TextOf("type");
        var made = fields.Find("spec_version") is null ? fields.With("spec_version", new StixValue.Text(Version)) : fields;
        if (type is StixTypes.Malware or StixTypes.Tool && made.Find("labels") is not null)
        {
            made = made.With("labels", null);
        }

        return type is StixTypes.Malware && made.Find("is_family") is null ? made.With("is_family", new StixValue.Flag(true)) : made;
    }
}

/// <summary>Fields of published objects as trees.</summary>
static class ReleaseFields
{
    /// <summary>Deepest nesting that is read; the readers of bundles take less.</summary>
    const int DepthMax = 1_000;

    /// <summary>The fields; null where the release has none, as the built-in pack.</summary>
    public static StixValue.Mapping? Read(ReadOnlyMemory<byte> json)
        => json.IsEmpty ? null : StixValueReader.TryRead(json.Span, DepthMax) as StixValue.Mapping;

    /// <summary>The fields of an object or relationship of a release by its STIX id; null where it is not there or without texts.</summary>
    public static StixValue.Mapping? Find(AttackRelease release, string stixId)
    {
        if (release.TryFindStix(stixId, out var found))
        {
            return Read(found.Published.Json);
        }

        return release.Relationships.FirstOrDefault(r => string.Equals(r.StixId, stixId, StringComparison.Ordinal)) is { } relationship
            ? Read(relationship.Published.Json)
            : release.OtherObjects.FirstOrDefault(o => string.Equals(o.StixId, stixId, StringComparison.Ordinal)) is { } other
                ? Read(other.Published.Json)
                : null;
    }
}
