namespace Merlon.Attack;

/// <summary>What every kind of object has; built by the readers, never seen outside.</summary>
sealed record ObjectFacts(
    string StixId,
    string Id,
    string Name,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> Domains,
    IReadOnlyList<string> Platforms,
    string Version,
    DateTimeOffset Created,
    DateTimeOffset Modified,
    bool IsRevoked,
    bool IsDeprecated,
    string Url,
    Text Description,
    CitationList Citations,
    IReadOnlyList<string> Contributors);
