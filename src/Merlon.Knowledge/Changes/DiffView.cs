namespace Merlon.Changes;

/// <summary>The part of a comparison that somebody wants to see: some domains, some types. Everything else is as if unchanged.</summary>
/// <param name="Diff">The whole comparison.</param>
/// <param name="Domains">Domains to show.</param>
/// <param name="TypeFilter">Names of types to show, <c>relationships</c> among them; empty for all.</param>
public sealed record DiffView(ReleaseDiff Diff, IReadOnlyList<DomainDiff> Domains, IReadOnlyList<string> TypeFilter)
{
    /// <summary>Name of the relationships among the types.</summary>
    public const string RelationshipsKey = "relationships";

    /// <summary>Every name that a filter may have.</summary>
    public static IReadOnlyList<string> TypeKeys { get; } =
        [.. ComparedType.Catalogued.Concat(ComparedType.Structural).Select(static type => type.Key), RelationshipsKey];

    /// <summary>True when what is shown does not differ.</summary>
    public bool IsEmpty => Domains.All(domain => TypesOf(domain).All(static type => type.IsEmpty) && RelationshipsOf(domain).All(static one => one.IsEmpty));

    /// <summary>True when a type is to be shown.</summary>
    public bool Shows(string typeKey) => TypeFilter.Count == 0 || TypeFilter.Contains(typeKey, StringComparer.Ordinal);

    /// <summary>The types of a domain to show.</summary>
    public IReadOnlyList<TypeDiff> TypesOf(DomainDiff domain) => [.. domain.AllTypes.Where(type => Shows(type.Type.Key))];

    /// <summary>The relationships of a domain to show.</summary>
    public IReadOnlyList<RelationshipDiff> RelationshipsOf(DomainDiff domain) => Shows(RelationshipsKey) ? domain.Relationships : [];

    /// <summary>Findings about the types to show.</summary>
    public IReadOnlyList<ChangeFinding> FindingsOf(DomainDiff domain) => [.. domain.Findings.Where(finding => Shows(finding.Type.Key))];

    /// <summary>New contributors to what is shown. Collected at each call.</summary>
    public IReadOnlyList<ContributorCredit> Contributors()
        => ContributorCredit.Of(Domains.SelectMany(static domain => domain.Types).Where(type => Shows(type.Type.Key)));
}
