using Merlon.Attack;

namespace Merlon.Dettect;

/// <summary>
/// Visibility that DeTT&amp;CT computes from a data source administration: per technique and system the share of applicable data
/// sources that are there. docs/formats/dettect.md, "Visibility from data sources".
/// </summary>
/// <param name="Techniques">Techniques that one of the systems has, by id, exceptions left out.</param>
/// <param name="Platforms">Platforms of the release that the systems have, in their order.</param>
/// <param name="UnknownPlatforms">Platforms that the release does not know, as written.</param>
/// <param name="UnknownSources">Data sources of the file that the release has no component for, as written.</param>
public sealed record DettectVisibility(
    IReadOnlyList<DettectTechniqueVisibility> Techniques, IReadOnlyList<string> Platforms, IReadOnlyList<string> UnknownPlatforms, IReadOnlyList<string> UnknownSources)
{
    /// <summary>Computes it for a release.</summary>
    public static DettectVisibility Of(DettectDataSources file, AttackRelease release, DettectTables tables) => new DettectVisibilityField(file, release, tables).Compute();
}

/// <summary>Visibility of one technique.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Systems">One per system that has one of its platforms, in the file's order; never empty.</param>
public sealed record DettectTechniqueVisibility(Technique Technique, IReadOnlyList<DettectSystemVisibility> Systems)
{
    /// <summary>0..100: the mean over the systems, which the layer of data sources shows.</summary>
    public double Percent => Systems.Average(static s => s.Percent);
}

/// <summary>Visibility of one technique on one kind of system.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Applicable">Data sources that show the technique on its platforms, sorted.</param>
/// <param name="Available">Those of them that are there, sorted.</param>
public sealed record DettectSystemVisibility(string System, IReadOnlyList<string> Applicable, IReadOnlyList<string> Available)
{
    /// <summary>0..100: share of the applicable ones that are there; 0 when none applies.</summary>
    public double Percent => Applicable.Count == 0 ? 0 : Available.Count / (double)Applicable.Count * 100;

    /// <summary>0..4.</summary>
    public int Score => DettectScoring.VisibilityOf(Percent);
}

/// <summary>The computation, with what it looks up again and again.</summary>
sealed class DettectVisibilityField
{
    const string NoPlatform = "None"; // what ICS has published since its assets replaced platforms

    readonly DettectDataSources file;
    readonly AttackRelease release;
    readonly DettectTables tables;
    readonly DettectWords words = DettectWords.OpenBuiltIn();
    readonly Technique[] techniques;
    readonly Dictionary<string, HashSet<string>> componentsByPlatform;

    public DettectVisibilityField(DettectDataSources file, AttackRelease release, DettectTables tables)
    {
        this.file = file;
        this.release = release;
        this.tables = tables;
        techniques = [.. release.Techniques.Where(t => t.IsLive && t.Domains.Contains(file.Domain, StringComparer.Ordinal)).DistinctBy(static t => t.TechniqueId).OrderBy(static t => t.TechniqueId)];
        componentsByPlatform = ComponentsByPlatform();
    }

    public DettectVisibility Compute()
    {
        string[] known = [.. techniques.SelectMany(PlatformsOf).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        var systems = file.Systems.Select(s => new SystemField(s, Resolved(s, known), SourcesOf(s))).ToArray();
        var scored = new List<DettectTechniqueVisibility>();
        foreach (var technique in techniques.Where(t => !file.Exceptions.Contains(t.Id, StringComparer.OrdinalIgnoreCase)))
        {
            var platforms = PlatformsOf(technique);
            var names = NamesOf(technique);
            var visible = systems.Where(s => s.Platforms.Any(p => platforms.Contains(p, StringComparer.OrdinalIgnoreCase)))
                .Select(s => Of(s, names)).ToList();
            if (visible.Count > 0)
            {
                scored.Add(new DettectTechniqueVisibility(technique, visible));
            }
        }

        return new DettectVisibility(
            scored,
            [.. systems.SelectMany(static s => s.Platforms).Distinct(StringComparer.Ordinal)],
            [.. file.Systems.SelectMany(static s => s.Platforms).Where(p => !string.Equals(p, DettectFile.All, StringComparison.OrdinalIgnoreCase) && words.PlatformsOf(p, known).Count == 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            [.. file.Sources.Where(s => !IsKnown(s)).Select(static s => s.Name).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    DettectSystemVisibility Of(SystemField system, IReadOnlyList<string> names)
    {
        var applicable = names.Where(name => system.Platforms.Any(p => Exists(name, p))).Order(StringComparer.Ordinal).ToList();
        return new DettectSystemVisibility(system.System.Name, applicable, [.. applicable.Where(system.Sources.Contains)]);
    }

    /// <summary>Data components of a technique and DeTT&amp;CT's own sources for it, each once.</summary>
    List<string> NamesOf(Technique technique)
    {
        List<string> names = [.. release.DataComponentsOf(technique).Select(static c => c.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (tables.TechniqueSources.TryGetValue(technique.Id, out var own))
        {
            names.AddRange(own.Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)));
        }

        return names;
    }

    bool Exists(string name, string platform)
        => tables.PlatformSources.TryGetValue(DettectTables.KeyOf(file.Domain, platform), out var listed) ? listed.Contains(name)
            : componentsByPlatform.TryGetValue(platform, out var components) && components.Contains(name)
                || name.EndsWith(DettectDataSource.OwnSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of the sources that a system has: DeTT&amp;CT compares names, case ignored here.</summary>
    HashSet<string> SourcesOf(DettectSystem system) => file.Sources
        .Where(source => source.Details.Any(d => d.Quality.IsAny && d.AppliesTo(system.Name)))
        .Select(static source => DettectWords.NameOf(source.Name))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    string[] Resolved(DettectSystem system, string[] known)
        => system.HasAllPlatforms ? known : [.. system.Platforms.SelectMany(p => words.PlatformsOf(p, known)).Distinct(StringComparer.Ordinal)];

    /// <summary>Platforms of a technique; in ICS the names of the assets that it targets stand beside them, with what sectors call these.</summary>
    List<string> PlatformsOf(Technique technique)
    {
        List<string> platforms = [.. technique.Platforms];
        if (platforms.Count == 0 || platforms.Contains(NoPlatform, StringComparer.Ordinal))
        {
            foreach (var asset in release.AssetsOf(technique))
            {
                platforms.Add(DettectWords.PlainAsset(asset.Name));
                platforms.AddRange(asset.RelatedAssets.Select(static r => DettectWords.PlainAsset(r.Name)));
            }
        }

        return platforms;
    }

    bool IsKnown(DettectDataSource source)
    {
        var name = DettectWords.NameOf(source.Name);
        return release.All<DataComponent>().Any(c => c.IsLive && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
            || tables.PlatformSources.Values.Any(listed => listed.Contains(name));
    }

    /// <summary>
    /// Which data components exist on a platform: until version 17 what their data source says, from 18 on those that an analytic
    /// of the platform reads. Where a release says neither (assets of ICS), those of the techniques that the platform has.
    /// </summary>
    Dictionary<string, HashSet<string>> ComponentsByPlatform()
    {
        var found = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var component in release.All<DataComponent>().Where(c => c.IsLive && c.Domains.Contains(file.Domain, StringComparer.Ordinal)))
        {
            if (release.TryFindSourceOf(component, out var source))
            {
                Add(found, source.Platforms, [component]);
            }
        }

        foreach (var analytic in techniques.SelectMany(release.AnalyticsOf).DistinctBy(static a => a.StixId, StringComparer.Ordinal))
        {
            Add(found, analytic.Platforms, release.DataComponentsOf(analytic));
        }

        var unlisted = techniques.SelectMany(PlatformsOf).Where(p => !found.ContainsKey(p)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var technique in techniques)
        {
            Add(found, PlatformsOf(technique).Where(unlisted.Contains), release.DataComponentsOf(technique));
        }

        return found;
    }

    static void Add(Dictionary<string, HashSet<string>> found, IEnumerable<string> platforms, IReadOnlyList<DataComponent> components)
    {
        foreach (var platform in platforms)
        {
            if (!found.TryGetValue(platform, out var names))
            {
                found.Add(platform, names = new(StringComparer.OrdinalIgnoreCase));
            }

            names.UnionWith(components.Select(static c => c.Name));
        }
    }

    sealed record SystemField(DettectSystem System, IReadOnlyList<string> Platforms, HashSet<string> Sources);
}
