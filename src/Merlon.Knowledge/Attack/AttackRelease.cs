using System.Diagnostics.CodeAnalysis;

namespace Merlon.Attack;

/// <summary>
/// One published state of ATT&amp;CK, of one or several domains: immutable, shared between threads, compared, never merged.
/// An organisation's own knowledge may be laid over it (<see cref="IsOverlaid"/>): that is another release, whose objects say
/// where they come from (<see cref="AttackObject.Origin"/>); version and domains stay those of what is published.
/// Lists are ordered by ATT&amp;CK id, then STIX id, and hold live and dead objects alike unless they say otherwise.
/// An object of another release may be given wherever one is asked for: it is found here by its STIX id.
/// </summary>
public sealed partial class AttackRelease
{
    readonly ReleaseIndex index;
    readonly Lazy<Relationship[]> relationships;
    readonly Lazy<DetectionIndex> detections;

    /// <summary>Takes sorted arrays as they are; the release owns them from here on.</summary>
    /// <param name="version">Such as <c>18.1</c>.</param>
    /// <param name="domains">Ordinally sorted.</param>
    /// <param name="hasTexts">False for facts without descriptions.</param>
    /// <param name="objects">In the order of <see cref="ReleaseOrder.Compare"/>, STIX ids distinct.</param>
    /// <param name="relationships">In the order of <see cref="ReleaseOrder"/>; both ends among <paramref name="objects"/>.</param>
    internal AttackRelease(
        string version, IReadOnlyList<string> domains, bool hasTexts, AttackObject[] objects, Relationship[] relationships)
        : this(version, domains, hasTexts, objects, new Lazy<Relationship[]>(relationships))
    {
    }

    /// <summary>As the other one; the relationships are made when somebody first asks for one.</summary>
    internal AttackRelease(
        string version, IReadOnlyList<string> domains, bool hasTexts, AttackObject[] objects, Lazy<Relationship[]> relationships)
    {
        Version = version;
        Domains = domains;
        HasTexts = hasTexts;
        Objects = objects;
        this.relationships = relationships;
        index = new ReleaseIndex(objects, relationships);
        detections = new Lazy<DetectionIndex>(() => new DetectionIndex(index));
        Lineage = new Lineage(this);
    }

    /// <summary>Such as <c>18.1</c>.</summary>
    public string Version { get; }

    /// <summary>Domains that were read, ordinally sorted.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>False for the built-in pack, which has facts but no descriptions.</summary>
    public bool HasTexts { get; }

    /// <summary>True when an organisation's own knowledge lies over what is published; compare releases without it.</summary>
    public bool IsOverlaid { get; internal init; }

    /// <summary>Every object of every kind.</summary>
    public IReadOnlyList<AttackObject> Objects { get; }

    /// <summary>Every relationship whose two ends are in the release, ordered by type, source id, target id.</summary>
    public IReadOnlyList<Relationship> Relationships => relationships.Value;

    /// <summary>
    /// Objects of the bundles that are no knowledge themselves (publisher, licence, list of contents, notes), as published, by
    /// type and STIX id; one that stands in several bundles stands here once for each. Empty in the built-in pack.
    /// </summary>
    public IReadOnlyList<OtherObject> OtherObjects { get; internal init; } = [];

    /// <summary>Finds one of <see cref="OtherObjects"/> by its STIX id (the first of several): the publisher that an object names, its licence.</summary>
    public bool TryFindOther(string stixId, [NotNullWhen(true)] out OtherObject? found)
    {
        foreach (var other in OtherObjects)
        {
            if (string.Equals(other.StixId, stixId, StringComparison.Ordinal))
            {
                found = other;
                return true;
            }
        }

        found = null;
        return false;
    }

    /// <summary>Every technique and sub-technique.</summary>
    public IReadOnlyList<Technique> Techniques => index.All<Technique>();

    /// <summary>Where references that no longer live moved to, inside this release.</summary>
    public Lineage Lineage { get; }

    /// <summary>Every object of one kind, live and dead.</summary>
    public IReadOnlyList<T> All<T>() where T : AttackObject => index.All<T>();

    /// <summary>Finds by STIX id.</summary>
    public bool TryFindStix(string stixId, [NotNullWhen(true)] out AttackObject? found) => index.TryFindStix(stixId, out found);

    /// <summary>
    /// Finds by ATT&amp;CK id, letter case ignored. Ids are not unique (a deprecated mitigation carries its technique's id):
    /// a live object comes before a dead one, and the kind that the id's letters name before any other.
    /// </summary>
    public bool TryFind(string id, [NotNullWhen(true)] out AttackObject? found) => index.TryFindId(id, out found);

    /// <summary>Finds a technique by id; a live one before a dead one.</summary>
    public bool TryFind(TechniqueId id, [NotNullWhen(true)] out Technique? found) => index.TryFindTechnique(id, out found);

    /// <summary>Relationships whose source is <paramref name="source"/>, in the order of <see cref="Relationships"/>.</summary>
    public IReadOnlyList<Relationship> From(AttackObject source) => index.From(source);

    /// <summary>Relationships whose target is <paramref name="target"/>, in the order of <see cref="Relationships"/>.</summary>
    public IReadOnlyList<Relationship> To(AttackObject target) => index.To(target);

    /// <summary>Live tactics of a domain in the order of its matrix; tactics that no matrix names come last, by id.</summary>
    public IReadOnlyList<Tactic> TacticsOf(string domain) => index.TacticsOf(domain);

    /// <summary>Tactics of a technique in a domain, in matrix order; empty where the technique does not stand in the domain.</summary>
    public IReadOnlyList<Tactic> TacticsOf(Technique technique, string domain) => index.TacticsOf(technique, domain);
}
