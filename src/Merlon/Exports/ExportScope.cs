using Merlon.Attack;

namespace Merlon.Exports;

/// <summary>What of a release is exported.</summary>
/// <param name="Release">The release.</param>
/// <param name="Domains">Its domains that are wanted, ordinally sorted.</param>
/// <param name="Kinds">Kinds that are wanted; none for all.</param>
/// <param name="IsLiveOnly">True to leave out what is revoked or deprecated.</param>
sealed record ExportScope(AttackRelease Release, IReadOnlyList<string> Domains, IReadOnlyList<ObjectKind> Kinds, bool IsLiveOnly)
{
    public bool Holds(AttackObject found) => (!IsLiveOnly || found.IsLive) && IsWanted(found) && IsIn(found.Domains);

    /// <summary>Whether an object is of a wanted kind, whatever its domain.</summary>
    public bool IsWanted(AttackObject found) => Kinds.Count == 0 || Kinds.Any(kind => kind.Holds(found));

    /// <summary>Objects of a type, in the release's order.</summary>
    public IEnumerable<T> All<T>() where T : AttackObject => Release.All<T>().Where(Holds);

    /// <summary>Every object, in the release's order.</summary>
    public IEnumerable<AttackObject> Objects => Release.Objects.Where(Holds);

    /// <summary>Statements between objects of the scope.</summary>
    public IEnumerable<Relationship> Relationships
        => Release.Relationships.Where(relation => (!IsLiveOnly || relation.IsLive) && IsIn(relation.Domains) && Holds(relation.Source) && Holds(relation.Target));

    /// <summary>The scope without dead objects.</summary>
    public ExportScope Live => this with { IsLiveOnly = true };

    bool IsIn(IReadOnlyList<string> domains) => domains.Any(domain => Domains.Contains(domain, StringComparer.Ordinal));
}
