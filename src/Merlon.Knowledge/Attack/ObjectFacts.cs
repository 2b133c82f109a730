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
    ReadOnlyMemory<byte> Json)
{
    /// <summary>Set once more by the reader of bundles, when it is known in which ones the object stands.</summary>
    public IReadOnlyList<string> Domains { get; set; } = Domains;

    /// <summary>Where the object comes from.</summary>
    public ObjectOrigin Origin { get; init; }
}
