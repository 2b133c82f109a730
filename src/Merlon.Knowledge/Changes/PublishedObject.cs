using System.Text;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Changes;

/// <summary>
/// One object as the bundle of one domain has it, whatever it lacks: a release (<see cref="AttackRelease"/>) leaves out
/// what it cannot use, a comparison must not. Texts stay in the bundle until asked for, and are decoded at each call.
/// </summary>
public sealed class PublishedObject
{
    readonly ReadOnlyMemory<byte> bundle;
    readonly ObjectFields fields;

    internal PublishedObject(ReadOnlyMemory<byte> bundle, string type, string stixId, int place, ObjectFields fields)
    {
        this.bundle = bundle;
        this.fields = fields;
        Type = type;
        StixId = stixId;
        Place = place;
        IsRevoked = IsTrue(fields.Revoked);
        IsDeprecated = IsTrue(fields.Deprecated);
    }

    /// <summary>STIX type such as <c>attack-pattern</c>.</summary>
    public string Type { get; }

    /// <summary>Identity of the object over releases, such as <c>attack-pattern--…</c>.</summary>
    public string StixId { get; }

    /// <summary>Index in the bundle's <c>objects</c>.</summary>
    public int Place { get; }

    /// <summary>True when it says that it was replaced. What is not <c>true</c> or <c>false</c> counts as true unless it is null, 0 or empty.</summary>
    public bool IsRevoked { get; }

    /// <summary>True when it says that it was withdrawn; read as <see cref="IsRevoked"/> is.</summary>
    public bool IsDeprecated { get; }

    /// <summary>True when neither revoked nor deprecated.</summary>
    public bool IsLive => !IsRevoked && !IsDeprecated;

    /// <summary>True for a sub-technique.</summary>
    public bool IsSubTechnique => IsTrue(fields.SubTechnique);

    /// <summary>Name as published; empty where it has none.</summary>
    public string Name => Text(fields.Name);

    /// <summary>ATT&amp;CK id such as <c>T1059.001</c>: that of the first reference to MITRE's own site; empty where there is none.</summary>
    public string Id => OwnReference("external_id");

    /// <summary>Page of the object as published; empty where it has none. Not checked: treat as hostile.</summary>
    public string Url => OwnReference("url");

    /// <summary>Version as published, such as <c>2.1</c>; empty where it has none.</summary>
    public string Version => fields.Version.IsAbsent ? "" : Raw(fields.Version);

    /// <summary>When it was last modified, as published; empty where it does not say.</summary>
    public string Modified => Text(fields.Modified);

    /// <summary>Description in ATT&amp;CK's Markdown; empty where it has none.</summary>
    public string Description => Text(fields.Description);

    /// <summary>Every field as published.</summary>
    public PublishedFields Published => new(bundle.Slice(fields.Whole.Start, fields.Whole.Length));

    /// <summary>Kind of a relationship such as <c>uses</c>; empty for other objects.</summary>
    public string RelationshipType => Text(fields.RelationshipType);

    /// <summary>STIX id of a relationship's source; empty for other objects.</summary>
    public string SourceRef => Text(fields.SourceRef);

    /// <summary>STIX id of a relationship's target; empty for other objects.</summary>
    public string TargetRef => Text(fields.TargetRef);

    /// <summary>Those named as contributors.</summary>
    public IReadOnlyList<string> Contributors
        => fields.Contributors.Kind == JsonTokenType.StartArray ? Tree(fields.Contributors).TextItems() : [];

    /// <summary>Id and name as change logs write them: <c>M1026: Privileged Account Management</c>; what is missing is left out.</summary>
    public string Label => Id is { Length: > 0 } id ? $"{id}: {Name}" : Name.Length > 0 ? Name : StixId;

    internal ObjectVersion ReadVersion() => fields.Version.IsAbsent ? ObjectVersion.Missing : ObjectVersion.Of(Raw(fields.Version));

    /// <summary>Whether it is a relationship of a kind; decodes nothing where the name is written plainly.</summary>
    internal bool IsOf(string relationshipType)
    {
        var span = Span(fields.RelationshipType);
        return fields.RelationshipType.IsText
            && (Ascii.Equals(span, relationshipType) || (span.Contains((byte)'\\') && string.Equals(RelationshipType, relationshipType, StringComparison.Ordinal)));
    }

    internal bool HasDescription => fields.Description.IsText;

    internal ReadOnlySpan<byte> ModifiedUtf8 => Span(fields.Modified);

    internal ReadOnlySpan<byte> DescriptionUtf8 => Span(fields.Description);

    internal ReadOnlySpan<byte> ContributorsUtf8 => Span(fields.Contributors);

    internal ReadOnlySpan<byte> WholeUtf8 => Span(fields.Whole);

    internal ObjectFields Fields => fields;

    string Text(JsonSlice slice) => slice.IsText ? JsonString.Decode(Span(slice)) : "";

    string Raw(JsonSlice slice) => slice.IsText ? JsonString.Decode(Span(slice)) : Encoding.UTF8.GetString(Span(slice));

    ReadOnlySpan<byte> Span(JsonSlice slice) => bundle.Span.Slice(slice.Start, slice.Length);

    JsonTree Tree(JsonSlice slice) => JsonTree.Of(bundle.Slice(slice.Start, slice.Length));

    string OwnReference(string field)
    {
        if (fields.References.Kind != JsonTokenType.StartArray)
        {
            return "";
        }

        foreach (var reference in Tree(fields.References).Items)
        {
            if (reference.Text("external_id").Length > 0 && reference.Text("source_name").StartsWith("mitre", StringComparison.Ordinal))
            {
                return reference.Text(field);
            }
        }

        return "";
    }

    // As the language of the field's tools takes a value for a condition: a text "false" is not empty and so is true.
    bool IsTrue(JsonSlice slice) => slice.Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.Number => MantissaOf(Span(slice)).IndexOfAnyInRange((byte)'1', (byte)'9') >= 0,
        JsonTokenType.String => slice.Length > 0,
        JsonTokenType.StartArray or JsonTokenType.StartObject => !Span(slice)[1..^1].Trim(" \t\r\n"u8).IsEmpty,
        _ => false,
    };

    static ReadOnlySpan<byte> MantissaOf(ReadOnlySpan<byte> number)
        => number.IndexOfAny((byte)'e', (byte)'E') is var exponent and >= 0 ? number[..exponent] : number;
}

/// <summary>Where in the bundle the fields of one object stand that a comparison reads.</summary>
struct ObjectFields
{
    public JsonSlice Whole, Type, StixId, Name, Version, Modified, Description, Revoked, Deprecated, SubTechnique, References,
        Contributors, Domains, RelationshipType, SourceRef, TargetRef, SpecVersion, AnyOther;
}
