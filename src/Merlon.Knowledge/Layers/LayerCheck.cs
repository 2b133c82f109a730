using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Layers;

/// <summary>Finds what a layer says of techniques, tactics and platforms that a release does not have: all that Navigator drops without a word.</summary>
public static class LayerCheck
{
    /// <summary>
    /// What does not fit the release, in the order of the layer: unknown, revoked and deprecated techniques (LAYER020 to
    /// LAYER022), techniques under a tactic that is not theirs (LAYER023), of another domain (LAYER025), an unknown domain
    /// (LAYER026) or platform (LAYER027), another version (LAYER028). Notes are for information only.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="path">Its place in the document, such as <c>$</c>.</param>
    /// <param name="release">What it is held against.</param>
    /// <param name="log">Takes what is found.</param>
    public static void Against(Layer layer, string path, AttackRelease release, DiagnosticLog log)
    {
        var isKnownDomain = release.Domains.Contains(layer.Domain, StringComparer.Ordinal);
        if (!isKnownDomain)
        {
            var isLoaded = layer.CustomDataUrl is not null;
            log.Warn(
                "LAYER026", Place(path, "domain"), "the release has no such domain; nothing else of the layer was held against it", layer.Domain,
                isLoaded ? "it comes from the layer's own data" : $"the release has {string.Join(", ", release.Domains)}");
            return;
        }

        var version = LayerVersion.MajorOf(layer.AttackVersion);
        if (version.Length > 0 && !string.Equals(version, LayerVersion.MajorOf(release.Version), StringComparison.Ordinal))
        {
            log.Note("LAYER028", Place(path, "versions.attack"), $"the layer was made for ATT&CK {version} and is held against {release.Version}", advice: $"merlon layer upgrade FILE --to {release.Version}");
        }

        CheckPlatforms(layer, path, release, log);
        for (var i = 0; i < layer.Techniques.Count; i++)
        {
            Check(layer.Techniques[i], layer.Domain, string.Create(CultureInfo.InvariantCulture, $"{path}.techniques[{i}]"), release, log);
        }
    }

    static void CheckPlatforms(Layer layer, string path, AttackRelease release, DiagnosticLog log)
    {
        if (layer.Platforms.Count == 0)
        {
            return;
        }

        var known = PlatformsOf(layer.Domain, release);
        foreach (var platform in layer.Platforms.Where(platform => !known.Contains(platform)))
        {
            log.Warn("LAYER027", Place(path, "filters.platforms"), "no technique of the domain has this platform", platform, Spelling.Nearest(platform, known) is { } nearest ? $"did you mean {nearest}?" : null);
        }
    }

    /// <summary>Platforms of the live techniques of a domain, ordinally sorted.</summary>
    internal static SortedSet<string> PlatformsOf(string domain, AttackRelease release) => new(
        release.Techniques.Where(technique => technique.IsLive && technique.Domains.Contains(domain, StringComparer.Ordinal)).SelectMany(static technique => technique.Platforms),
        StringComparer.Ordinal);

    static void Check(LayerTechnique annotation, string domain, string path, AttackRelease release, DiagnosticLog log)
    {
        var id = annotation.TechniqueId;
        switch (release.Lineage.Resolve(id))
        {
            case TechniqueResolution.Moved moved:
                log.Warn("LAYER021", Place(path, "techniqueID"), $"this technique was revoked; it is {string.Join(", ", moved.Techniques.Select(static one => one.Id))} now", id, "merlon layer upgrade moves it");
                break;
            case TechniqueResolution.Dead:
                log.Warn("LAYER022", Place(path, "techniqueID"), "this technique was withdrawn and has no successor", id);
                break;
            case TechniqueResolution.Unknown unknown:
                log.Warn("LAYER020", Place(path, "techniqueID"), "the release does not know this technique", id, unknown.Nearest is { } nearest ? $"did you mean {nearest}?" : null);
                break;
            case TechniqueResolution.Live live:
                CheckPlace(annotation, live.Technique, domain, path, release, log);
                break;
        }
    }

    static void CheckPlace(LayerTechnique annotation, Technique technique, string domain, string path, AttackRelease release, DiagnosticLog log)
    {
        if (!string.Equals(annotation.TechniqueId, technique.Id, StringComparison.Ordinal))
        {
            log.Warn("LAYER020", Place(path, "techniqueID"), "ids are written in capitals; Navigator does not know this one", annotation.TechniqueId, $"write {technique.Id}");
        }

        if (!technique.Domains.Contains(domain, StringComparer.Ordinal))
        {
            log.Warn("LAYER025", Place(path, "techniqueID"), $"this technique is of {string.Join(", ", technique.Domains)}, not of {domain}", annotation.TechniqueId);
            return;
        }

        var tactics = release.TacticsOf(technique, domain);
        if (annotation.Tactic is { } tactic && !tactics.Any(one => string.Equals(one.Shortname, tactic, StringComparison.Ordinal)))
        {
            log.Warn(
                "LAYER023", Place(path, "tactic"), $"{technique.Id} does not stand under this tactic", tactic,
                $"it stands under {string.Join(", ", tactics.Select(static one => one.Shortname))}");
        }
    }

    static SourceLocation Place(string path, string field) => new(0, 0, $"{path}.{field}");
}
