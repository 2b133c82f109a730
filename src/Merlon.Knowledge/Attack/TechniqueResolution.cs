namespace Merlon.Attack;

/// <summary>What became of a reference to a technique.</summary>
public abstract record TechniqueResolution
{
    TechniqueResolution() { }

    /// <summary>It lives in the release under the same id.</summary>
    /// <param name="Technique">The live technique.</param>
    public sealed record Live(Technique Technique) : TechniqueResolution;

    /// <summary>It lives under other ids: one for revoked-by, several where going backwards a merge is undone.</summary>
    /// <param name="Techniques">The live techniques, by id.</param>
    /// <param name="Steps">The way, from the reference to the end: <c>T1150 revoked-by T1547.011</c> …</param>
    public sealed record Moved(IReadOnlyList<Technique> Techniques, IReadOnlyList<string> Steps) : TechniqueResolution;

    /// <summary>The release knows it, but it was deprecated or revoked without a successor.</summary>
    /// <param name="Technique">The dead technique.</param>
    public sealed record Dead(Technique Technique) : TechniqueResolution;

    /// <summary>The release does not know it, and no renumbering does.</summary>
    /// <param name="Nearest">The nearest live id, or null.</param>
    public sealed record Unknown(string? Nearest) : TechniqueResolution;
}

/// <summary>What became of a reference to a tactic.</summary>
public abstract record TacticResolution
{
    TacticResolution() { }

    /// <summary>It lives in the release.</summary>
    /// <param name="Tactics">The live tactics of that shortname, one per domain that has it, by id.</param>
    public sealed record Live(IReadOnlyList<Tactic> Tactics) : TacticResolution;

    /// <summary>It lives under other shortnames: renamed, split or merged between releases.</summary>
    /// <param name="Tactics">The live tactics, by id.</param>
    /// <param name="Steps">The way: <c>stealth was defense-evasion</c> …</param>
    public sealed record Moved(IReadOnlyList<Tactic> Tactics, IReadOnlyList<string> Steps) : TacticResolution;

    /// <summary>Neither the release nor a renumbering knows it.</summary>
    /// <param name="Nearest">The nearest live shortname, or null.</param>
    public sealed record Unknown(string? Nearest) : TacticResolution;
}
