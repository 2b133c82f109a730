namespace Merlon.Attack;

/// <summary>What happened between two releases to the thing that a reference names; several may hold.</summary>
[Flags]
public enum ReferenceEffects
{
    /// <summary>Nothing that a user of the reference would notice.</summary>
    None = 0,

    /// <summary>It was revoked; <see cref="ReferenceChange.New"/> has what replaced it, if anything did.</summary>
    Revoked = 1 << 0,

    /// <summary>The same object, or its known successor, has another id or shortname.</summary>
    Renumbered = 1 << 1,

    /// <summary>It was withdrawn without a replacement.</summary>
    Deprecated = 1 << 2,

    /// <summary>The new release does not have it at all.</summary>
    Deleted = 1 << 3,

    /// <summary>The new release was read without the domain that it belongs to, so nothing can be said.</summary>
    OutOfDomain = 1 << 4,

    /// <summary>Several things replaced it.</summary>
    Split = 1 << 5,

    /// <summary>What it is now is also what something else became.</summary>
    Merged = 1 << 6,

    /// <summary>It did not live in the old release and lives in the new one.</summary>
    Revived = 1 << 7,

    /// <summary>It has another name.</summary>
    Renamed = 1 << 8,

    /// <summary>A tactic (its own, for a technique) has another shortname.</summary>
    TacticRenamed = 1 << 9,

    /// <summary>The technique stands under other tactics.</summary>
    TacticMoved = 1 << 10,

    /// <summary>Its major version rose.</summary>
    MajorVersion = 1 << 11,

    /// <summary>It has sub-techniques that it did not have.</summary>
    SubTechniquesAdded = 1 << 12,

    /// <summary>It lost sub-techniques.</summary>
    SubTechniquesGone = 1 << 13,

    /// <summary>What would show it changed: analytics, their log sources, or data components.</summary>
    DetectionChanged = 1 << 14,

    /// <summary>Other mitigations are named against it.</summary>
    MitigationsChanged = 1 << 15,

    /// <summary>It exists on other platforms.</summary>
    PlatformsChanged = 1 << 16,

    /// <summary>A group, software, campaign or mitigation is stated of other techniques.</summary>
    ReachChanged = 1 << 17,
}

/// <summary>What became between two releases of something that a user refers to.</summary>
/// <param name="Reference">As written.</param>
/// <param name="Old">What it names in the old release (what it moved to there, where it was of another release still), or null when that does not know it.</param>
/// <param name="New">What it is in the new release, live, by id; empty for a dead end.</param>
/// <param name="Effects">What happened.</param>
/// <param name="Steps">The way from the reference to <paramref name="New"/>: <c>T1562.001 renumbered to T1685</c>.</param>
/// <param name="Details">Each effect in words with what was and what is: <c>version 1.4 → 2.0</c>.</param>
public sealed record ReferenceChange(
    string Reference, AttackObject? Old, IReadOnlyList<AttackObject> New, ReferenceEffects Effects, IReadOnlyList<string> Steps, IReadOnlyList<string> Details)
{
    const ReferenceEffects DeadEnds
        = ReferenceEffects.Revoked | ReferenceEffects.Deprecated | ReferenceEffects.Deleted | ReferenceEffects.OutOfDomain;

    /// <summary>True when the new release is different for who wrote the reference.</summary>
    public bool IsTouched => Effects != ReferenceEffects.None;

    /// <summary>True when the reference as written no longer names exactly what it named: somebody has to edit it, or to let it move.</summary>
    public bool IsBroken { get; init; }

    /// <summary>True when nothing lives in the new release that it could move to.</summary>
    public bool IsDeadEnd => New.Count == 0 && (Effects & DeadEnds) != ReferenceEffects.None;

    /// <summary>True when neither release knows the reference: nothing changed, and nothing was right before.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>What to write instead, by id: ids, or shortnames for a tactic that was written as one; empty where nothing replaced it.</summary>
    public IReadOnlyList<string> Proposed { get; init; } = [];
}
