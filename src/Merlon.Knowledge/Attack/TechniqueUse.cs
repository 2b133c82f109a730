namespace Merlon.Attack;

/// <summary>That a group uses a technique.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Direct">The group's own statement, or null when it is inherited only.</param>
/// <param name="Inherited">The statements of campaigns attributed to the group (each one's source is the campaign); empty when direct only.</param>
public sealed record TechniqueUse(Technique Technique, Relationship? Direct, IReadOnlyList<Relationship> Inherited)
{
    /// <summary>True when the release says it of the group itself.</summary>
    public bool IsDirect => Direct is not null;
}
