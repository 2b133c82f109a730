using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>What a release knows that own objects name: its domains, their tactics, kill chains and platforms.</summary>
sealed class OwnVocabulary
{
    readonly Dictionary<string, string> killChains = new(StringComparer.Ordinal);
    readonly Dictionary<string, HashSet<string>> tactics = new(StringComparer.Ordinal);
    readonly Dictionary<string, HashSet<string>> platforms = new(StringComparer.Ordinal);

    public OwnVocabulary(AttackRelease release)
    {
        Domains = release.Domains;
        foreach (var domain in release.Domains)
        {
            var live = release.Objects.Where(o => o.IsLive && o.Domains.Contains(domain, StringComparer.Ordinal)).ToList();
            tactics[domain] = release.TacticsOf(domain).Select(static t => t.Shortname).ToHashSet(StringComparer.Ordinal);
            platforms[domain] = live.SelectMany(static o => o.Platforms).ToHashSet(StringComparer.Ordinal);
            if (live.OfType<Technique>().SelectMany(static t => t.Phases).CountBy(static phase => phase.KillChain, StringComparer.Ordinal)
                .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Key).FirstOrDefault() is { } chain)
            {
                killChains[domain] = chain;
            }
        }
    }

    /// <summary>Domains of the release, ordinally sorted.</summary>
    public IReadOnlyList<string> Domains { get; }

    /// <summary>The domain that is meant where none is named: the first.</summary>
    public string DefaultDomain => Domains.Count > 0 ? Domains[0] : "";

    /// <summary>Kill chain of a domain's techniques; null where the release has none.</summary>
    public string? KillChainOf(string domain) => killChains.GetValueOrDefault(domain);

    /// <summary>The domain that a kill chain belongs to; null where the release does not know it.</summary>
    public string? DomainOf(string killChain)
        => killChains.Where(pair => string.Equals(pair.Value, killChain, StringComparison.Ordinal)).Select(static pair => pair.Key).FirstOrDefault();

    public bool IsDomain(string domain) => tactics.ContainsKey(domain);

    public bool HasTactic(string domain, string shortname) => tactics.TryGetValue(domain, out var known) && known.Contains(shortname);

    public IEnumerable<string> TacticsOf(string domain) => tactics.TryGetValue(domain, out var known) ? known : [];

    public bool HasPlatform(IReadOnlyCollection<string> domains, string platform)
        => (domains.Count == 0 ? platforms.Keys : domains).Any(domain => platforms.TryGetValue(domain, out var known) && known.Contains(platform));

    public IEnumerable<string> Platforms => platforms.Values.SelectMany(static known => known).Distinct(StringComparer.Ordinal);
}
