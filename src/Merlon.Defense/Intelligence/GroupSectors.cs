using System.Globalization;
using Merlon.Attack;
using Merlon.Facts;

namespace Merlon.Intelligence;

/// <summary>Which sectors and regions groups are known to target; every entry keeps its sources and confidence.</summary>
public sealed class GroupSectors
{
    readonly Vocabulary sectorNames;
    readonly Vocabulary regionNames;
    readonly Dictionary<string, IReadOnlyList<SectorFact>> sectorsByGroup;
    readonly Dictionary<string, IReadOnlyList<SectorFact>> regionsByGroup;
    readonly Dictionary<string, HashSet<string>> regionsAround = new(StringComparer.Ordinal);

    GroupSectors(FactsTable sectors, FactsTable regions, FactsTable facts)
    {
        sectorNames = Vocabulary.Of(sectors);
        regionNames = Vocabulary.Of(regions);
        foreach (var row in regions.Rows)
        {
            regionsAround[row[0]] = new HashSet<string>(FactsTable.Split(row[2], ';'), StringComparer.Ordinal);
        }

        sectorsByGroup = FactsByGroup(facts, SectorKind);
        regionsByGroup = FactsByGroup(facts, RegionKind);
    }

    internal const string SectorKind = "sector";
    internal const string RegionKind = "region";
    internal const string SectorsFile = "sectors.tsv";
    internal const string RegionsFile = "regions.tsv";
    internal const string FactsFile = "group-sectors.tsv";
    internal const int VocabularyColumns = 3;
    internal const int FactsColumns = 5;

    /// <summary>The sector names, ordinally sorted; each has aliases that <see cref="TryFindSector"/> knows.</summary>
    public IReadOnlyList<string> Sectors => sectorNames.Names;

    /// <summary>The region names (countries, regions), ordinally sorted.</summary>
    public IReadOnlyList<string> Regions => regionNames.Names;

    /// <summary>Words that may be meant, for suggestions: names and aliases of sectors.</summary>
    public IReadOnlyList<string> SectorWords => sectorNames.Words;

    /// <summary>Words that may be meant, for suggestions: names and aliases of regions.</summary>
    public IReadOnlyList<string> RegionWords => regionNames.Words;

    /// <summary>Opens the embedded facts (a few milliseconds; not cached: keep the result).</summary>
    public static GroupSectors OpenBuiltIn() => Of(FactsTable.ReadBuiltIn(FactsFile));

    /// <summary>
    /// Opens facts that <see cref="GroupSectorFacts.Make"/> made, such as those for a newer release. Damaged ones throw
    /// <see cref="InvalidDataException"/>: facts are made by Merlon, not by users.
    /// </summary>
    public static GroupSectors Of(string facts) => new(
        FactsTable.OpenBuiltIn(SectorsFile, VocabularyColumns),
        FactsTable.OpenBuiltIn(RegionsFile, VocabularyColumns),
        FactsTable.Parse(FactsFile, facts, FactsColumns));

    /// <summary>What is known of a group's sectors, most confident first, ties by name.</summary>
    public IReadOnlyList<SectorFact> SectorsOf(Group group) => sectorsByGroup.GetValueOrDefault(group.Id, []);

    /// <summary>What is known of a group's target regions, most confident first, ties by name.</summary>
    public IReadOnlyList<SectorFact> RegionsOf(Group group) => regionsByGroup.GetValueOrDefault(group.Id, []);

    /// <summary>Finds a sector by name or alias (<c>banking</c>, <c>financial services</c>); case, blanks and signs ignored.</summary>
    public bool TryFindSector(string word, out string sector) => sectorNames.TryFind(word, out sector);

    /// <summary>Finds a region by name or alias (<c>USA</c>, <c>EU</c>, <c>DE</c>); case, blanks and signs ignored.</summary>
    public bool TryFindRegion(string word, out string region) => regionNames.TryFind(word, out region);

    /// <summary>
    /// True when one of the two regions lies in the other or they are the same: who targets Europe may come to Germany, and
    /// who targets Germany is in Europe. Names as in <see cref="Regions"/>.
    /// </summary>
    public bool AreRelated(string region, string other)
        => string.Equals(region, other, StringComparison.Ordinal)
            || LiesIn(region, other)
            || LiesIn(other, region);

    bool LiesIn(string inner, string outer) => regionsAround.TryGetValue(inner, out var around) && around.Contains(outer);

    static Dictionary<string, IReadOnlyList<SectorFact>> FactsByGroup(FactsTable facts, string kind)
        => facts.Rows
            .Where(row => string.Equals(row[1], kind, StringComparison.Ordinal))
            .GroupBy(static row => row[0], FactOf, StringComparer.Ordinal)
            .ToDictionary(
                static group => group.Key,
                static group => (IReadOnlyList<SectorFact>)
                    [.. group.OrderByDescending(static fact => fact.Confidence).ThenBy(static fact => fact.Name, StringComparer.Ordinal)],
                StringComparer.Ordinal);

    static SectorFact FactOf(string[] row)
        => new(row[2], double.Parse(row[3], CultureInfo.InvariantCulture), FactsTable.Split(row[4], ','));
}

/// <summary>That a group targets a sector or a region.</summary>
/// <param name="Name">The sector or region.</param>
/// <param name="Confidence">0..1: 1−Π(1−source's weight).</param>
/// <param name="Sources">Where it comes from, the heaviest first: <c>tidal</c>, <c>misp</c>, <c>attack-description</c>, <c>attack-campaign</c>.</param>
public sealed record SectorFact(string Name, double Confidence, IReadOnlyList<string> Sources);
