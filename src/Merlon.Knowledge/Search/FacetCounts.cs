using Merlon.Attack;

namespace Merlon.Search;

/// <summary>Properties by which hits divide.</summary>
[Flags]
enum FacetKinds
{
    None = 0,
    Type = 1,
    Tactic = 2,
    Platform = 4,
    Domain = 8,
}

/// <summary>
/// Counts the values of hits. A facet shows what another choice in it would find, so an object that fails nothing but the
/// filter of one facet still counts there.
/// </summary>
sealed class FacetCounts(AttackRelease release)
{
    readonly Dictionary<string, int> types = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> tactics = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> platforms = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> domains = new(StringComparer.Ordinal);

    /// <summary>The filters that an object does not pass.</summary>
    public static FacetKinds FailsOf(AttackRelease release, AttackObject found, SearchFilter filter)
    {
        var fails = filter.Types.Count == 0 || filter.Types.Contains(ObjectFacets.TypeOf(found), StringComparer.OrdinalIgnoreCase) ? FacetKinds.None : FacetKinds.Type;
        fails |= filter.Tactics.Count == 0 || ObjectFacets.IsUnder(release, found, filter.Tactics) ? FacetKinds.None : FacetKinds.Tactic;
        fails |= HasOne(filter.Platforms, found.Platforms) ? FacetKinds.None : FacetKinds.Platform;
        return fails | (HasOne(filter.Domains, found.Domains) ? FacetKinds.None : FacetKinds.Domain);
    }

    /// <summary>Counts an object that has the words.</summary>
    public void Add(AttackObject found, FacetKinds fails)
    {
        if (fails is FacetKinds.None or FacetKinds.Type)
        {
            Count(types, ObjectFacets.TypeOf(found));
        }

        if (fails is FacetKinds.None or FacetKinds.Tactic)
        {
            foreach (var tactic in ObjectFacets.TacticsOf(release, found))
            {
                Count(tactics, tactic);
            }
        }

        if (fails is FacetKinds.None or FacetKinds.Platform)
        {
            foreach (var platform in found.Platforms)
            {
                Count(platforms, platform);
            }
        }

        if (fails is FacetKinds.None or FacetKinds.Domain)
        {
            foreach (var domain in found.Domains)
            {
                Count(domains, domain);
            }
        }
    }

    public IReadOnlyList<Facet> ToFacets() =>
    [
        ToFacet(ObjectFacets.Type, types), ToFacet(ObjectFacets.Tactic, tactics), ToFacet(ObjectFacets.Platform, platforms),
        ToFacet(ObjectFacets.Domain, domains),
    ];

    static bool HasOne(IReadOnlyCollection<string> wanted, IReadOnlyList<string> values)
        => wanted.Count == 0 || values.Any(value => wanted.Contains(value, StringComparer.OrdinalIgnoreCase));

    static void Count(Dictionary<string, int> counts, string value) => counts[value] = counts.GetValueOrDefault(value) + 1;

    static Facet ToFacet(string name, Dictionary<string, int> counts) => new(
        name,
        [.. counts.OrderByDescending(static one => one.Value).ThenBy(static one => one.Key, StringComparer.Ordinal).Select(static one => new FacetValue(one.Key, one.Value))]);
}
