namespace Merlon.Assessment;

/// <summary>What became of a statement when the release in use changed.</summary>
public enum EvidenceMoveKind
{
    /// <summary>Its technique lives under the same id; it was made again for the new release.</summary>
    Kept,

    /// <summary>Its technique has another id now.</summary>
    Moved,

    /// <summary>Several techniques replaced its own: each has a share of it, and a person should say which one is meant.</summary>
    Split,

    /// <summary>It says of the new technique what another statement of the same source says already; the stronger one speaks for both.</summary>
    Joined,

    /// <summary>It came from this release and is in force again as it was.</summary>
    Restored,

    /// <summary>Nothing replaced its technique: it sleeps in the journal until a release has it again.</summary>
    DeadEnd,

    /// <summary>The release was read without the domain of its technique: it sleeps until one has it.</summary>
    OutOfDomain,
}

/// <summary>One statement on its way to another release.</summary>
/// <param name="Old">The statement, as it was.</param>
/// <param name="New">The statements in force instead; empty for one that sleeps.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Steps">The way of its technique: <c>T1562.001 revoked-by T1685</c>; empty where the id stayed.</param>
/// <param name="WasAsleep">True when it was not in force before: a release that has its technique again woke it.</param>
public sealed record EvidenceMove(Evidence Old, IReadOnlyList<Evidence> New, EvidenceMoveKind Kind, IReadOnlyList<string> Steps, bool WasAsleep);
