using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Layers;

namespace Merlon.Web.App.Matrix;

/// <summary>The words of a request as subjects of a layer.</summary>
static class LayerSubjectsGiven
{
    /// <summary>Most subjects of one layer.</summary>
    public const int SubjectsMax = 200;

    /// <summary>Looks ids, names and aliases up.</summary>
    /// <exception cref="InvalidDataException">One is not found, is the name of several, is no longer in use, or touches no technique.</exception>
    public static IReadOnlyList<LayerSubject> Find(IReadOnlyList<string> words, AttackRelease release) => words.Count > SubjectsMax
        ? throw new InvalidDataException($"a layer is made from at most {SubjectsMax} subjects")
        : [.. words.Select(word => LayerSubject.Of(ObjectOf(word, release), release)
            ?? throw new InvalidDataException($"{word} touches no technique by itself; layers are made from groups, campaigns, software, mitigations, data components, assets, tactics and techniques"))];

    /// <summary>Looks log sources up by name.</summary>
    /// <exception cref="InvalidDataException">No analytic reads one.</exception>
    public static IReadOnlyList<LayerSubject> FindLogSources(IReadOnlyList<string> names, AttackRelease release) => [.. names.Select(name => LayerSubject.OfLogSource(name, release)
        ?? throw new InvalidDataException($"no analytic of ATT&CK {release.Version} reads a log source '{name}'{Meant(name, release.All<Analytic>().SelectMany(static one => one.LogSources).Select(static one => one.LogSource.Name).Distinct(StringComparer.Ordinal))}"))];

    /// <summary>The groups that are known to target a sector.</summary>
    /// <exception cref="InvalidDataException">There is no such sector.</exception>
    public static IReadOnlyList<LayerSubject> OfSector(string word, AttackRelease release)
    {
        var facts = GroupSectors.OpenBuiltIn();
        return facts.TryFindSector(word, out var sector)
            ? [.. release.All<Group>().Where(group => group.IsLive && facts.SectorsOf(group).Any(fact => string.Equals(fact.Name, sector, StringComparison.Ordinal)))
                .Select(group => LayerSubject.Of(group, release)).OfType<LayerSubject>()]
            : throw new InvalidDataException($"there is no sector '{word}'{Meant(word, facts.SectorWords)}");
    }

    static AttackObject ObjectOf(string word, AttackRelease release)
    {
        if (release.TryFind(word, out var byId))
        {
            return byId.IsLive ? byId
                : throw new InvalidDataException($"{byId} is no longer in use{(release.Lineage.SuccessorOf(byId) is { } successor ? $"; it is {successor} now" : "")}");
        }

        var named = release.Objects.Where(found => found.IsLive && (string.Equals(found.Name, word, StringComparison.OrdinalIgnoreCase) || found.Aliases.Contains(word, StringComparer.OrdinalIgnoreCase))).ToList();
        return named switch
        {
            [var only] => only,
            [] => throw new InvalidDataException($"nothing in ATT&CK {release.Version} is called '{word}'{Meant(word, release.Objects.Where(static one => one.IsLive).SelectMany(static one => one.Aliases.Append(one.Name).Append(one.Id)).Where(static one => one.Length > 0))}"),
            _ => throw new InvalidDataException($"'{word}' is the name of several: {string.Join(", ", named)}; name one by its id"),
        };
    }

    static string Meant(string word, IEnumerable<string> known) => Spelling.Nearest(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
}
