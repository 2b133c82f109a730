namespace Merlon.Attack;

/// <summary>
/// Relationship types that mean something to Merlon, as STIX and ATT&amp;CK spell them. A release may hold others: they are
/// kept and listed, only nothing is concluded from them.
/// </summary>
public static class RelationshipTypes
{
    /// <summary>A group, campaign or software uses a technique or software.</summary>
    public const string Uses = "uses";

    /// <summary>A mitigation works against a technique.</summary>
    public const string Mitigates = "mitigates";

    /// <summary>A sub-technique belongs to a technique.</summary>
    public const string SubTechniqueOf = "subtechnique-of";

    /// <summary>A detection strategy (from v18) or data component (before) shows a technique.</summary>
    public const string Detects = "detects";

    /// <summary>A campaign was carried out by a group.</summary>
    public const string AttributedTo = "attributed-to";

    /// <summary>An object was replaced by another.</summary>
    public const string RevokedBy = "revoked-by";

    /// <summary>A technique works on an asset (ICS).</summary>
    public const string Targets = "targets";
}
