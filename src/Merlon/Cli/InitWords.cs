using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary>The words that an organisation file may use, and how a word that is not one of them is answered.</summary>
sealed record InitWords(AttackRelease Release, GroupSectors Sectors, LogSourceCatalogue LogSources)
{
    const string Enterprise = "enterprise-attack";

    public static InitWords OpenBuiltIn() => new(BuiltInRelease.Open(), GroupSectors.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());

    /// <summary>Platforms of live Enterprise techniques, ordinally sorted.</summary>
    public IReadOnlyList<string> Platforms { get; } =
    [
        .. Release.Techniques.Where(static technique => technique.IsLive && technique.Domains.Contains(Enterprise, StringComparer.Ordinal))
            .SelectMany(static technique => technique.Platforms).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The sector's own name, or a complaint.</summary>
    public (string Word, string? Complaint) Sector(string word)
        => Sectors.TryFindSector(word, out var sector) ? (sector, null) : (word, Unknown("sector", word, Sectors.SectorWords));

    public (string Word, string? Complaint) Region(string word)
        => Sectors.TryFindRegion(word, out var region) ? (region, null) : (word, Unknown("region", word, Sectors.RegionWords));

    public (string Word, string? Complaint) Platform(string word)
        => Platforms.FirstOrDefault(known => string.Equals(known, word, StringComparison.OrdinalIgnoreCase)) is { } platform
            ? (platform, null)
            : (word, Unknown("platform", word, Platforms));

    public (string Word, string? Complaint) Group(string word) => Find<Attack.Group>(word) is { } group
        ? (group.Name, null)
        : (word, Unknown("group", word, Live<Attack.Group>().SelectMany(static group => group.Aliases.Append(group.Name))));

    public (string Word, string? Complaint) LogSource(string word)
        => LogSources.TryFind(word, out var kind) ? (kind.Id, null) : (word, Unknown("log source", word, LogSources.Kinds.Select(static kind => kind.Id)));

    /// <summary>Reads <c>M1032=partial</c>.</summary>
    public ((string Id, Degree Degree) Word, string? Complaint) Mitigation(string word)
    {
        var equals = word.LastIndexOf('=');
        var id = equals < 0 ? word : word[..equals];
        if (Find<Mitigation>(id) is not { } mitigation)
        {
            return ((id, Degree.None), Unknown("mitigation", id, Live<Mitigation>().SelectMany(static m => new[] { m.Id, m.Name })));
        }

        return equals >= 0 && Enum.TryParse<Degree>(word[(equals + 1)..], ignoreCase: true, out var degree) && Enum.IsDefined(degree)
            ? ((mitigation.Id, degree), null)
            : ((mitigation.Id, Degree.None), $"'{word}' does not say how far the mitigation is in place: write {mitigation.Id}=none, minimal, partial or significant");
    }

    IEnumerable<T> Live<T>() where T : AttackObject => Release.All<T>().Where(static found => found.IsLive);

    // Domains have mitigations of the same name (User Training): Enterprise's is meant, as in a file without domains.
    T? Find<T>(string word) where T : AttackObject => Live<T>().Where(found => ObjectLookup.IsCalled(found, word))
        .OrderByDescending(static found => found.Domains.Contains(Enterprise, StringComparer.Ordinal)).FirstOrDefault();

    static string Unknown(string what, string word, IEnumerable<string> known)
        => $"'{word}' is not a {what} that Merlon knows{(Spelling.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "")}";
}
