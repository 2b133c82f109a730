namespace Merlon.Attack;

/// <summary>That a group uses a technique or software, seen from what is used.</summary>
/// <param name="Group">The group.</param>
/// <param name="Direct">The group's own statement (the first where there are several), or null when it is inherited only.</param>
/// <param name="Inherited">The statements of campaigns attributed to the group (each one's source is the campaign); empty when direct only.</param>
public sealed record GroupUse(Group Group, Relationship? Direct, IReadOnlyList<Relationship> Inherited)
{
    /// <summary>True when the release says it of the group itself.</summary>
    public bool IsDirect => Direct is not null;
}

/// <summary>That a group uses software, seen from the group.</summary>
/// <param name="Software">The software.</param>
/// <param name="Direct">The group's own statement (the first where there are several), or null when it is inherited only.</param>
/// <param name="Inherited">The statements of campaigns attributed to the group (each one's source is the campaign); empty when direct only.</param>
public sealed record SoftwareUse(Software Software, Relationship? Direct, IReadOnlyList<Relationship> Inherited)
{
    /// <summary>True when the release says it of the group itself.</summary>
    public bool IsDirect => Direct is not null;
}
