using System.Collections.Frozen;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>
/// Resolves the words of an organisation file against the release, the sectors, the frameworks and the catalogue. A word that is
/// not known is said with the nearest one that is, and gives null.
/// </summary>
sealed class OrganisationWords(DiagnosticLog log, OrganisationContext context)
{
    const string DomainSuffix = "-attack";

    readonly AttackRelease release = context.Release;
    readonly Dictionary<string, SortedSet<string>> platformsByDomain = PlatformsByDomain(context.Release);
    readonly Lazy<ILookup<string, Group>> groups = new(() => GroupsByWord(context.Release));
    readonly Lazy<FrozenDictionary<string, string>> logSourceNames = new(() => LogSourceNames(context.Release));
    IReadOnlyList<string> domainsUsed = [];

    /// <summary>Platforms of the chosen domains' live techniques, ordinally sorted.</summary>
    public IReadOnlyList<string> PlatformsOfDomains => [.. domainsUsed.SelectMany(PlatformsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Says which domains <see cref="PlatformsOfDomains"/> speaks of.</summary>
    public void UseDomains(IReadOnlyList<string> domains) => domainsUsed = domains;

    /// <summary>Platforms of a domain's live techniques, ordinally sorted.</summary>
    public IReadOnlyCollection<string> PlatformsOf(string domain) => platformsByDomain.TryGetValue(domain, out var found) ? found : [];

    public string? Sector(OrganisationWord word)
        => context.Sectors.TryFindSector(word.Text, out var sector) ? sector : Unknown<string>("ORG010", word, "sector", context.Sectors.SectorWords);

    public string? Region(OrganisationWord word)
        => context.Sectors.TryFindRegion(word.Text, out var region) ? region : Unknown<string>("ORG011", word, "region", context.Sectors.RegionWords);

    public string? Domain(OrganisationWord word)
    {
        var known = release.Domains.FirstOrDefault(d => string.Equals(d, word.Text, StringComparison.OrdinalIgnoreCase)
            || string.Equals(d, word.Text + DomainSuffix, StringComparison.OrdinalIgnoreCase));
        return known ?? Unknown<string>("ORG012", word, $"domain of ATT&CK {release.Version} as it was read", release.Domains.Concat(release.Domains.Select(static d => d.Replace(DomainSuffix, "", StringComparison.Ordinal))));
    }

    public string? Platform(OrganisationWord word)
    {
        var all = platformsByDomain.Values.SelectMany(static p => p).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return Array.Find(all, p => string.Equals(p, word.Text, StringComparison.OrdinalIgnoreCase))
            ?? Unknown<string>("ORG013", word, $"platform of ATT&CK {release.Version}", all);
    }

    public string? Scope(OrganisationWord word, IReadOnlyList<Scope> scopes)
    {
        var known = scopes.FirstOrDefault(s => string.Equals(s.Name, word.Text, StringComparison.OrdinalIgnoreCase))?.Name;
        return known ?? Unknown<string>("ORG014", word, "scope of this file", scopes.Select(static s => s.Name));
    }

    /// <summary>A group by id, name or alias; a revoked one is followed to its successor, and that is noted.</summary>
    public Group? Group(OrganisationWord word)
    {
        var found = groups.Value[word.Text].Distinct().ToArray();
        if (found.Length == 0)
        {
            return Unknown<Group>("ORG015", word, $"group of ATT&CK {release.Version}", groups.Value.Select(static g => g.Key).Order(StringComparer.Ordinal));
        }

        var best = found[0];
        if (found.Count(static g => g.IsLive) > 1)
        {
            log.Note("ORG035", word.Location, $"{word.Text} is a name of {string.Join(" and ", found.Where(static g => g.IsLive).Select(static g => g.ToString()))}; {best} was taken");
        }

        if (best.IsLive)
        {
            return best;
        }

        if (release.Lineage.SuccessorOf(best) is Group successor)
        {
            log.Note("ORG021", word.Location, $"{best} was revoked; {successor} was taken, which replaced it");
            return successor;
        }

        log.Note("ORG021", word.Location, $"{best} is {(best.IsRevoked ? "revoked" : "deprecated")} in ATT&CK {release.Version}; it was kept");
        return best;
    }

    /// <summary>A log source by catalogue id, alias or ATT&amp;CK log-source name, with the ATT&amp;CK names that it stands for here.</summary>
    public ResolvedLogSource? LogSource(OrganisationWord word)
    {
        var isAttackName = logSourceNames.Value.TryGetValue(word.Text, out var attackName);
        if (context.LogSources.TryFind(word.Text, out var kind))
        {
            var isName = isAttackName && !string.Equals(kind.Id, word.Text, StringComparison.OrdinalIgnoreCase)
                && !kind.Aliases.Contains(word.Text, StringComparer.OrdinalIgnoreCase);
            return new ResolvedLogSource(kind, isName ? [attackName ?? word.Text] : NamesOf(kind));
        }

        return isAttackName
            ? new ResolvedLogSource(null, [attackName ?? word.Text])
            : Unknown<ResolvedLogSource>("ORG016", word, "log source", LogSourceWords());
    }

    public Mitigation? Mitigation(OrganisationWord word)
    {
        // Names repeat over the domains (M1030 and M0930 are both Network Segmentation): live before dead, own domains first.
        var found = release.All<Mitigation>().Where(m => Names(m, word.Text))
            .OrderByDescending(static m => m.IsLive)
            .ThenByDescending(m => m.Domains.Intersect(domainsUsed, StringComparer.Ordinal).Any())
            .FirstOrDefault();
        if (found is null)
        {
            var known = release.All<Mitigation>().Where(static m => m.IsLive).SelectMany(static m => new[] { m.Id, m.Name });
            return Unknown<Mitigation>("ORG017", word, $"mitigation of ATT&CK {release.Version}", known);
        }

        if (found.IsLive)
        {
            return found;
        }

        if (release.Lineage.SuccessorOf(found) is Mitigation successor)
        {
            log.Note("ORG022", word.Location, $"{found} was revoked; {successor} was taken, which replaced it");
            return successor;
        }

        log.Warn("ORG023", word.Location, $"{found} no longer lives in ATT&CK {release.Version}; the entry was left out");
        return null;
    }

    public ControlFramework? Framework(OrganisationWord word)
        => context.Controls.TryFindFramework(word.Text, out var framework)
            ? framework
            : Unknown<ControlFramework>("ORG018", word, "framework", context.Controls.Frameworks.SelectMany(static f => new[] { f.Id, f.Name }));

    public string? Control(ControlFramework framework, OrganisationWord word)
        => context.Controls.Canonical(framework.Id, word.Text) ?? Unknown<string>("ORG019", word, $"control of {framework.Name}", framework.Controls);

    /// <summary>Live techniques that an id stands for; a moved id is noted, a dead one warned of and left out.</summary>
    public IReadOnlyList<Technique> Techniques(OrganisationWord word)
    {
        switch (release.Lineage.Resolve(word.Text))
        {
            case TechniqueResolution.Live live:
                return [live.Technique];
            case TechniqueResolution.Moved moved:
                log.Note("ORG022", word.Location, $"{word.Text} is {string.Join(", ", moved.Techniques)} in ATT&CK {release.Version} ({string.Join("; ", moved.Steps)})");
                return moved.Techniques;
            case TechniqueResolution.Dead dead:
                log.Warn("ORG023", word.Location, $"{dead.Technique} no longer lives in ATT&CK {release.Version} and nothing replaced it; the entry was left out");
                return [];
            case TechniqueResolution.Unknown unknown:
                log.Warn(
                    "ORG020", word.Location, $"{OrganisationFields.Quoted(word.Text)} is no technique of ATT&CK {release.Version}; the entry was left out", excerpt: null,
                    unknown.Nearest is null ? null : $"did you mean {unknown.Nearest}?");
                return [];
            default:
                throw new System.Diagnostics.UnreachableException("the family of resolutions is closed");
        }
    }

    /// <summary>A key of the cost table: a mitigation's id, a log source's id, or one of the general ones.</summary>
    public string? MeasureKey(OrganisationWord word)
    {
        if (OrganisationKeys.GeneralMeasures.Contains(word.Text, StringComparer.Ordinal))
        {
            return word.Text;
        }

        if (context.LogSources.TryFind(word.Text, out var kind))
        {
            return kind.Id;
        }

        var mitigations = release.All<Mitigation>().Where(static m => m.IsLive).ToArray();
        return mitigations.Where(m => Names(m, word.Text)).MaxBy(m => m.Domains.Intersect(domainsUsed, StringComparer.Ordinal).Count())?.Id
            ?? Unknown<string>(
                "ORG036", word, "measure", OrganisationKeys.GeneralMeasures.Concat(mitigations.Select(static m => m.Id)).Concat(context.LogSources.Kinds.Select(static k => k.Id)));
    }

    string[] NamesOf(LogSourceKind kind)
    {
        var names = logSourceNames.Value.Values.Where(kind.HasAttackName).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    IEnumerable<string> LogSourceWords() => context.LogSources.Kinds.Select(static k => k.Id)
        .Concat(context.LogSources.Kinds.SelectMany(static k => k.Aliases))
        .Concat(logSourceNames.Value.Values.Order(StringComparer.Ordinal));

    T? Unknown<T>(string code, OrganisationWord word, string what, IEnumerable<string> known)
        where T : class
    {
        log.Warn(code, word.Location, $"{OrganisationFields.Quoted(word.Text)} is no {what}; it was left out", excerpt: null, OrganisationFields.DidYouMean(word.Text, known));
        return null;
    }

    static bool Names(AttackObject thing, string word)
        => string.Equals(thing.Id, word, StringComparison.OrdinalIgnoreCase) || string.Equals(thing.Name, word, StringComparison.OrdinalIgnoreCase);

    static Dictionary<string, SortedSet<string>> PlatformsByDomain(AttackRelease release)
    {
        var platforms = release.Domains.ToDictionary(static d => d, static _ => new SortedSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var technique in release.Techniques.Where(static t => t.IsLive))
        {
            foreach (var domain in technique.Domains)
            {
                if (platforms.TryGetValue(domain, out var known))
                {
                    known.UnionWith(technique.Platforms);
                }
            }
        }

        return platforms;
    }

    /// <summary>Groups by id, name and alias; live ones first, ids and names before aliases.</summary>
    static ILookup<string, Group> GroupsByWord(AttackRelease release)
    {
        var ordered = release.All<Group>().OrderByDescending(static g => g.IsLive).ThenBy(static g => g.Id, StringComparer.Ordinal).ToArray();
        return ordered.SelectMany(static g => new[] { KeyValuePair.Create(g.Id, g), KeyValuePair.Create(g.Name, g) })
            .Concat(ordered.SelectMany(static g => g.Aliases.Select(a => KeyValuePair.Create(a, g))))
            .ToLookup(static p => p.Key, static p => p.Value, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Log-source names of a release's live analytics and data components; the first spelling of each.</summary>
    internal static FrozenDictionary<string, string> LogSourceNames(AttackRelease release)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in release.All<Analytic>().Where(static a => a.IsLive).SelectMany(static a => a.LogSources).Select(static r => r.LogSource.Name)
            .Concat(release.All<DataComponent>().Where(static c => c.IsLive).SelectMany(static c => c.LogSources).Select(static s => s.Name))
            .Order(StringComparer.Ordinal))
        {
            names.TryAdd(name, name);
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>What a word for a log source stands for: a catalogue entry or none, and the release's log-source names.</summary>
sealed record ResolvedLogSource(LogSourceKind? Kind, IReadOnlyList<string> AttackNames);
