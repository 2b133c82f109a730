using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>Everything that one bundle is made of, in its order: by STIX id, relationships among the objects, publisher and licence first.</summary>
sealed class StixContents
{
    readonly StixExport export;
    readonly AttackRelease release;

    StixContents(AttackRelease release, StixExport export)
    {
        this.release = release;
        this.export = export;
    }

    public IReadOnlyList<StixContent> Entries { get; private set; } = [];

    /// <summary>What a collection lists: everything that was modified once, the collection itself left out.</summary>
    public IReadOnlyList<StixContent> Listed => [.. Entries.Where(static entry => entry.Modified.Length > 0).OrderBy(static entry => entry.StixId, StringComparer.Ordinal)];

    /// <summary>The collection object that the release was published with, or null.</summary>
    public OtherObject? Collection { get; private set; }

    /// <summary>Objects that have no published fields.</summary>
    public int Unpublished { get; private set; }

    /// <summary>STIX ids of publishers and markings that are referred to and not there, ordinally sorted.</summary>
    public IReadOnlyList<string> Dangling { get; private set; } = [];

    /// <summary>Markings of the contents, most frequent first.</summary>
    public IReadOnlyList<string> Markings { get; private set; } = [];

    string createdBy = "";

    /// <summary>Follows from what the bundle holds.</summary>
    public string BundleId => Id("bundle", string.Join('\n', Entries.Select(static entry => $"{entry.StixId} {entry.Modified}").Prepend($"{export.Domain} {release.Version} {export.Flavour}")));

    public static StixContents Of(AttackRelease release, StixExport export)
    {
        var contents = new StixContents(release, export);
        contents.Gather();
        return contents;
    }

    /// <summary>True when a published collection lists just these contents.</summary>
    public bool IsListedBy(OtherObject collection) => collection.Published.Text("x_mitre_version") == release.Version
        && collection.Published.Objects("x_mitre_contents").Select(static entry => (entry.Text("object_ref"), entry.Text("object_modified")))
            .ToHashSet().SetEquals(Listed.Select(static entry => (entry.StixId, entry.Modified)));

    /// <summary>Fields of a collection of these contents, apart from the lists.</summary>
    public IEnumerable<(string Name, string Value)> CollectionFields()
    {
        var published = Collection?.Published ?? new PublishedFields(default);
        yield return ("type", StixTypes.Collection);
        yield return ("id", Collection?.StixId ?? Id(StixTypes.Collection, $"merlon collection {export.Domain}"));
        yield return ("spec_version", "2.1");
        if (SpecVersion() is { Length: > 0 } spec)
        {
            yield return ("x_mitre_attack_spec_version", spec);
        }

        yield return ("name", Or(published.Text("name"), MatrixOf()?.Name ?? export.Domain));
        yield return ("x_mitre_version", release.Version);
        yield return ("description", Or(published.Text("description"), $"{export.Domain} {release.Version}"));
        if (createdBy.Length > 0)
        {
            yield return ("created_by_ref", Or(published.Text("created_by_ref"), createdBy));
        }

        yield return ("created", Or(published.Text("created"), Moment(Entries.Select(static entry => entry.Created).DefaultIfEmpty().Min())));
        yield return ("modified", Or(published.Text("modified"), Moment(Entries.Select(static entry => entry.ModifiedAt).DefaultIfEmpty().Max())));
    }

    void Gather()
    {
        List<StixContent> entries = [];
        var kept = new HashSet<AttackObject>(ReferenceEqualityComparer.Instance);
        foreach (var found in release.Objects.Where(found => IsIn(found.Domains) && (export.Keeps is null || export.Keeps(found)) && (!export.IsLiveOnly || found.IsLive)))
        {
            kept.Add(found);
            Add(entries, found.StixId, found.Created, found.Modified, found.Published);
        }

        foreach (var relation in release.Relationships.Where(relation => IsIn(relation.Domains) && kept.Contains(relation.Source) && kept.Contains(relation.Target)))
        {
            if (!export.IsLiveOnly || relation.IsLive)
            {
                Add(entries, relation.StixId, relation.Created, relation.Modified, relation.Published);
            }
        }

        AddOthers(entries);
        entries.Sort(static (left, right) => left.Rank != right.Rank ? left.Rank.CompareTo(right.Rank) : string.CompareOrdinal(left.StixId, right.StixId));
        Entries = entries;
    }

    void Add(List<StixContent> entries, string stixId, DateTimeOffset created, DateTimeOffset modified, PublishedFields published)
    {
        if (published.IsEmpty || stixId.Length == 0)
        {
            Unpublished++;
            return;
        }

        entries.Add(new StixContent(stixId, published.Text("type"), published.Text("modified"), created, modified, 2, published.Json));
    }

    // Publisher and licence belong to whatever refers to them; notes and the like to the domain's own bundle.
    void AddOthers(List<StixContent> entries)
    {
        var creators = Counted(entries.Select(static entry => new PublishedFields(entry.Json)).SelectMany(static fields => new[] { fields.Text("created_by_ref"), fields.Text("x_mitre_modified_by_ref") }));
        var markings = Counted(entries.SelectMany(static entry => new PublishedFields(entry.Json).Texts("object_marking_refs")));
        createdBy = creators.Count > 0 ? creators[0] : "";
        Markings = markings;
        var wanted = creators.Concat(markings).ToHashSet(StringComparer.Ordinal);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in release.OtherObjects.OrderByDescending(other => string.Equals(other.Domain, export.Domain, StringComparison.Ordinal)))
        {
            var isOwn = string.Equals(other.Domain, export.Domain, StringComparison.Ordinal);
            if (string.Equals(other.Type, StixTypes.Collection, StringComparison.Ordinal))
            {
                Collection ??= isOwn ? other : null;
            }
            else if ((wanted.Contains(other.StixId) || isOwn && export.IsWhole) && there.Add(other.StixId))
            {
                var modified = other.Published.Text("modified");
                entries.Add(new StixContent(other.StixId, other.Type, modified, DateTimeOffset.MaxValue, DateTimeOffset.MinValue, 1, other.Published.Json));
            }
        }

        Dangling = [.. wanted.Where(id => !there.Contains(id)).Order(StringComparer.Ordinal)];
    }

    static IReadOnlyList<string> Counted(IEnumerable<string> ids) =>
        [.. ids.Where(static id => id.Length > 0).GroupBy(static id => id, StringComparer.Ordinal).OrderByDescending(static group => group.Count()).ThenBy(static group => group.Key, StringComparer.Ordinal).Select(static group => group.Key)];

    Matrix? MatrixOf() => release.All<Matrix>().FirstOrDefault(matrix => matrix.IsLive && IsIn(matrix.Domains));

    string SpecVersion() => Or(
        Collection?.Published.Text("x_mitre_attack_spec_version") ?? "",
        Entries.Select(static entry => new PublishedFields(entry.Json).Text("x_mitre_attack_spec_version")).Where(static spec => spec.Length > 0).Max(StringComparer.Ordinal) ?? "");

    bool IsIn(IReadOnlyList<string> domains) => domains.Contains(export.Domain, StringComparer.Ordinal);

    static string Or(string text, string other) => text.Length > 0 ? text : other;

    static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An id in the form of a random UUID (which STIX 2.0 requires), its bits taken from what it names.</summary>
    static string Id(string type, string named)
    {
        var bits = SHA256.HashData(Encoding.UTF8.GetBytes(named)).AsSpan(0, 16);
        bits[6] = (byte)(bits[6] & 0x0F | 0x40);
        bits[8] = (byte)(bits[8] & 0x3F | 0x80);
        return $"{type}--{new Guid(bits, bigEndian: true)}";
    }
}

/// <summary>One object of a bundle.</summary>
/// <param name="StixId">Its STIX id.</param>
/// <param name="Type">Its STIX type.</param>
/// <param name="Modified">When it was modified, as published; empty where it says nothing.</param>
/// <param name="Created">When it was created (UTC).</param>
/// <param name="ModifiedAt">When it was modified (UTC).</param>
/// <param name="Rank">Lower ones come first.</param>
/// <param name="Json">As published.</param>
readonly record struct StixContent(
    string StixId, string Type, string Modified, DateTimeOffset Created, DateTimeOffset ModifiedAt, int Rank, ReadOnlyMemory<byte> Json);
