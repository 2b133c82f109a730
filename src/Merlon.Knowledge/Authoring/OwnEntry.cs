using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>
/// One object of an organisation's collection: its own, or a published one as the organisation changed it, kept together with
/// the published state that the change was made against. Immutable.
/// </summary>
public sealed class OwnEntry
{
    internal OwnEntry(StixValue.Mapping fields, OwnBase? basis, IReadOnlyList<OwnConflict> conflicts)
    {
        Fields = fields;
        Base = basis;
        Conflicts = conflicts;
        StixId = fields.TextOf("id");
        Type = fields.TextOf("type");
        Id = AttackIdOf(fields);
        Name = fields.TextOf("name");
    }

    /// <summary>The object's fields.</summary>
    internal StixValue.Mapping Fields { get; }

    /// <summary>STIX id; for an own object made of the collection's id and the ATT&amp;CK id, so that no chance is in it.</summary>
    public string StixId { get; }

    /// <summary>STIX type: <c>attack-pattern</c>, <c>relationship</c>, <c>note</c> …</summary>
    public string Type { get; }

    /// <summary>ATT&amp;CK id; empty for relationships and notes.</summary>
    public string Id { get; }

    /// <summary>Name; empty for relationships and notes.</summary>
    public string Name { get; }

    /// <summary>The published state that a change was made against; null for an own object.</summary>
    public OwnBase? Base { get; }

    /// <summary>Fields that the organisation and a later release both changed, and that nobody decided yet.</summary>
    public IReadOnlyList<OwnConflict> Conflicts { get; }

    /// <summary>True for a published object that the organisation changed.</summary>
    public bool IsChange => Base is not null;

    /// <summary>Object version such as <c>1.0</c>; empty for relationships and notes.</summary>
    public string Version => Fields.TextOf("x_mitre_version");

    /// <summary>When it was last modified, as STIX writes it.</summary>
    public string Modified => Fields.TextOf("modified");

    /// <summary>The object as JSON on one line, its fields in a fixed order.</summary>
    public string Json => Fields.Canonical;

    /// <summary>Fields in which a change differs from what was published, bookkeeping left out, by name; every field of an own object.</summary>
    public IReadOnlyList<string> ChangedFields => Base is null
        ? [.. Fields.Entries.Select(static entry => entry.Key).Order(StringComparer.Ordinal)]
        : [.. Fields.Entries.Concat(Base.Fields.Entries).Select(static entry => entry.Key).Distinct(StringComparer.Ordinal)
            .Where(key => !Bookkeeping.Holds(key) && !Equals(Fields.Find(key), Base.Fields.Find(key)))
            .Order(StringComparer.Ordinal)];

    /// <summary>Id and name, or what a relationship states.</summary>
    public override string ToString() => Type switch
    {
        StixTypes.Relationship => $"{Fields.TextOf("source_ref")} {Fields.TextOf("relationship_type")} {Fields.TextOf("target_ref")}",
        OwnTypes.Note => Fields.TextOf("abstract") is { Length: > 0 } title ? $"note: {title}" : "note",
        _ => Id.Length == 0 ? Name : $"{Id} {Name}",
    };

    internal OwnEntry With(StixValue.Mapping fields) => new(fields, Base, Conflicts);

    internal OwnEntry With(IReadOnlyList<OwnConflict> conflicts) => new(Fields, Base, conflicts);

    /// <summary>The ATT&amp;CK id in an object's first reference of ATT&amp;CK's own; empty where there is none.</summary>
    internal static string AttackIdOf(StixValue.Mapping fields)
    {
        foreach (var reference in fields.ItemsOf("external_references").OfType<StixValue.Mapping>())
        {
            if (CitationList.IsOwn(reference.TextOf("source_name")) && reference.TextOf("external_id") is { Length: > 0 } id)
            {
                return id;
            }
        }

        return "";
    }
}

/// <summary>The published state of an object that a change was made against.</summary>
public sealed class OwnBase
{
    internal OwnBase(string release, StixValue.Mapping fields)
    {
        Release = release;
        Fields = fields;
    }

    /// <summary>Version of the release such as <c>18.1</c>.</summary>
    public string Release { get; }

    internal StixValue.Mapping Fields { get; }
}

/// <summary>A field that both sides changed, differently. Values are JSON; an empty one says that the side does not have the field.</summary>
/// <param name="Field">Name of the field; for one item of a list with its key: <c>external_references[Some report]</c>.</param>
/// <param name="Release">The release whose value stands against ours.</param>
/// <param name="Base">What both began with.</param>
/// <param name="Mine">The organisation's value, which is kept until somebody decides.</param>
/// <param name="Theirs">The release's value.</param>
public sealed record OwnConflict(string Field, string Release, string Base, string Mine, string Theirs);

/// <summary>Types of objects that only an organisation's collection has.</summary>
static class OwnTypes
{
    public const string Note = "note";
    public const string Identity = "identity";
    public const string Marking = "marking-definition";
}

/// <summary>Fields that say when and by whom, not what: no change by themselves.</summary>
static class Bookkeeping
{
    public static bool Holds(string field) => field is "modified" or "created" or "x_mitre_version" or "x_mitre_modified_by_ref"
        or "x_mitre_attack_spec_version" or "spec_version";
}
