using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>What is wrong in an administration file when it is held against a release.</summary>
public static class DettectCheck
{
    /// <summary>
    /// Says of every reference that does not resolve as written where it stands: techniques (DETT020), data sources (DETT021),
    /// platforms (DETT022), software (DETT023).
    /// </summary>
    public static IReadOnlyList<Diagnostic> Against(DettectFile file, AttackRelease release, ReadLimits limits)
    {
        var log = new DiagnosticLog(file.Document, limits);
        if (!release.Domains.Contains(file.Domain, StringComparer.Ordinal))
        {
            log.Warn("DETT022", file.Root.Location, $"the release has no domain {DettectFields.Quoted(file.Domain)}; nothing of the file can be resolved", excerpt: null, $"it has {string.Join(", ", release.Domains)}");
        }

        switch (file)
        {
            case DettectDataSources sources:
                Check(sources, release, log);
                break;
            case DettectTechniques techniques:
                CheckPlatforms(file, file.Platforms, file.Root.Location, release, log);
                foreach (var technique in techniques.Techniques)
                {
                    CheckTechnique(technique.Id, technique.Location, release, log);
                }

                break;
            case DettectGroups groups:
                CheckPlatforms(file, file.Platforms, file.Root.Location, release, log);
                foreach (var group in groups.Groups)
                {
                    Check(group, release, log);
                }

                break;
        }

        return log.ToList();
    }

    static void Check(DettectDataSources file, AttackRelease release, DiagnosticLog log)
    {
        var words = DettectWords.OpenBuiltIn();
        foreach (var system in file.Systems)
        {
            CheckPlatforms(file, system.Platforms, system.Location, release, log);
        }

        foreach (var source in file.Sources)
        {
            var components = words.ComponentsOf(source.Name, release);
            var name = DettectWords.NameOf(source.Name);
            if (components.Count == 0)
            {
                var near = Spelling.Nearest(name, release.All<DataComponent>().Where(static c => c.IsLive).Select(static c => c.Name));
                log.Warn("DETT021", source.Location, $"{DettectFields.Quoted(source.Name)} is no data component of ATT&CK {release.Version}; it is kept and shows nothing", excerpt: null, near is null ? null : $"did you mean {near}?");
            }
            else if (components is not [var only] || !string.Equals(only.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                log.Note("DETT021", source.Location, $"{DettectFields.Quoted(source.Name)} is no data component of ATT&CK {release.Version}; for Merlon's own visibility it stands for {string.Join(", ", components.Select(static c => c.Name))}");
            }
            else if (!string.Equals(only.Name, name, StringComparison.Ordinal))
            {
                log.Note("DETT021", source.Location, $"ATT&CK writes {DettectFields.Quoted(source.Name)} as {only.Name}; DeTT&CT compares letter case");
            }
        }
    }

    static void Check(DettectGroup group, AttackRelease release, DiagnosticLog log)
    {
        foreach (var technique in group.Techniques)
        {
            CheckTechnique(technique.Id, technique.Location, release, log);
        }

        foreach (var id in group.Software.Where(id => !release.TryFind(id, out var found) || found is not Software { IsLive: true }))
        {
            log.Warn("DETT023", group.Location, $"{DettectFields.Quoted(id)} of {group.Title} is no live software of ATT&CK {release.Version}");
        }
    }

    static void CheckTechnique(string id, SourceLocation location, AttackRelease release, DiagnosticLog log)
    {
        switch (release.Lineage.Resolve(id))
        {
            case TechniqueResolution.Moved moved:
                log.Warn("DETT020", location, $"{id} is {string.Join(", ", moved.Techniques.Select(static t => t.ToString()))} in ATT&CK {release.Version}; it is counted there", string.Join("; ", moved.Steps));
                break;
            case TechniqueResolution.Dead dead:
                log.Warn("DETT020", location, $"{dead.Technique} was withdrawn; in ATT&CK {release.Version} it counts for nothing");
                break;
            case TechniqueResolution.Unknown unknown:
                log.Warn("DETT020", location, $"ATT&CK {release.Version} does not know {id}", excerpt: null, unknown.Nearest is null ? null : $"did you mean {unknown.Nearest}?");
                break;
        }
    }

    static void CheckPlatforms(DettectFile file, IReadOnlyList<string> platforms, SourceLocation location, AttackRelease release, DiagnosticLog log)
    {
        var words = DettectWords.OpenBuiltIn();
        string[] known =
        [
            .. release.Techniques.Where(t => t.IsLive && t.Domains.Contains(file.Domain, StringComparer.Ordinal)).SelectMany(static t => t.Platforms)
                .Concat(release.All<Asset>().Where(static a => a.IsLive).SelectMany(static a => a.RelatedAssets.Select(static r => r.Name).Prepend(a.Name)).Select(DettectWords.PlainAsset))
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
        ];
        foreach (var platform in platforms.Where(static p => !string.Equals(p, DettectFile.All, StringComparison.OrdinalIgnoreCase)))
        {
            var means = words.PlatformsOf(platform, known);
            if (means.Count == 0)
            {
                log.Warn("DETT022", location, string.Create(CultureInfo.InvariantCulture, $"ATT&CK {release.Version} has no platform {DettectFields.Quoted(platform)} in {file.Domain}"), excerpt: null, Spelling.Nearest(platform, known) is { } near ? $"did you mean {near}?" : null);
            }
            else if (!means.Contains(platform, StringComparer.OrdinalIgnoreCase))
            {
                log.Note("DETT022", location, $"the platform {DettectFields.Quoted(platform)} is {string.Join(", ", means)} in ATT&CK {release.Version}");
            }
        }
    }
}
