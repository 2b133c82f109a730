namespace Merlon.Attack;

/// <summary>A statement of the release that one object relates to another.</summary>
public sealed class Relationship
{
    readonly RelationshipFacts facts;

    internal Relationship(AttackObject source, AttackObject target, IReadOnlyList<string> domains, RelationshipFacts facts)
    {
        Source = source;
        Target = target;
        Domains = domains;
        this.facts = facts;
    }

    /// <summary>STIX id; empty in the built-in pack. Decoded at each call.</summary>
    public string StixId => facts.StixId.ToString();

    /// <summary>As published: <c>uses</c>, <c>mitigates</c>, <c>subtechnique-of</c>, <c>detects</c>, <c>attributed-to</c>, <c>revoked-by</c>, <c>targets</c>.</summary>
    public string Type => facts.Type;

    /// <summary>The object that the statement is about.</summary>
    public AttackObject Source { get; }

    /// <summary>The object that it relates to.</summary>
    public AttackObject Target { get; }

    /// <summary>When the statement was published first (UTC).</summary>
    public DateTimeOffset Created => facts.Created;

    /// <summary>When the statement was last modified (UTC).</summary>
    public DateTimeOffset Modified => facts.Modified;

    /// <summary>True when the statement itself was revoked.</summary>
    public bool IsRevoked => facts.IsRevoked;

    /// <summary>True when the statement itself was deprecated.</summary>
    public bool IsDeprecated => facts.IsDeprecated;

    /// <summary>True when neither the statement nor either of its ends is revoked or deprecated.</summary>
    public bool IsLive => !IsRevoked && !IsDeprecated && Source.IsLive && Target.IsLive;

    /// <summary>Domains in whose bundles the statement stands, ordinally sorted.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>For <c>uses</c> of a technique the procedure example; empty in the built-in pack. Decoded at each call.</summary>
    public string Description => facts.Description.ToString();

    /// <summary>Cited sources. Decoded at each call.</summary>
    public IReadOnlyList<Citation> Citations => facts.Citations.ToList();

    /// <summary>True when the relationship is of <paramref name="type"/>, one of <see cref="RelationshipTypes"/>.</summary>
    public bool Is(string type) => string.Equals(Type, type, StringComparison.Ordinal);

    /// <summary>Every field as published, those that have no member of their own here among them; without any in the built-in pack.</summary>
    public PublishedFields Published => new(facts.Json);

    /// <summary>Whether the statement is as published, changed by the organisation, or its own.</summary>
    public ObjectOrigin Origin { get; internal init; }

    /// <summary>The undecoded texts, for writers that copy them.</summary>
    internal RelationshipFacts Facts => facts;
}

/// <summary>What a relationship says beside its two ends; built by the readers, never seen outside.</summary>
sealed record RelationshipFacts(
    string Type, DateTimeOffset Created, DateTimeOffset Modified, bool IsRevoked, bool IsDeprecated,
    Text StixId, Text Description, CitationList Citations, ReadOnlyMemory<byte> Json);
