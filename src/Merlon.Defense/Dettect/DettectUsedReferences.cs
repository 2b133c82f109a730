using Merlon.Assessment;

namespace Merlon.Dettect;

/// <summary>The references to ATT&amp;CK in an administration file, for what a change of release means to it.</summary>
public static class DettectUsedReferences
{
    /// <summary>Techniques, platforms and software that a file names, unresolved.</summary>
    public static IReadOnlyList<UsedReference> Of(DettectFile file)
    {
        List<UsedReference> found =
        [
            .. file.Platforms.Where(IsNamed).Select(p => new UsedReference(ImpactArea.Mapping, file.Document, file.Root.Location, ReferenceKind.Platform, p, "platforms")),
        ];
        switch (file)
        {
            case DettectDataSources sources:
                found.AddRange(sources.Systems.SelectMany(s => s.Platforms.Where(IsNamed).Select(p => new UsedReference(ImpactArea.Mapping, file.Document, s.Location, ReferenceKind.Platform, p, $"system {s.Name}"))));
                found.AddRange(sources.Exceptions.Select(id => new UsedReference(ImpactArea.Mapping, file.Document, file.Root.Location, ReferenceKind.Technique, id, "exception")));
                break;
            case DettectTechniques techniques:
                found.AddRange(techniques.Techniques.Select(t => new UsedReference(ImpactArea.Mapping, file.Document, t.Location, ReferenceKind.Technique, t.Id, "scores")));
                break;
            case DettectGroups groups:
                found.AddRange(groups.Groups.SelectMany(g => g.Techniques.Select(t => new UsedReference(ImpactArea.Mapping, file.Document, t.Location, ReferenceKind.Technique, t.Id, $"group {g.Title}"))));
                found.AddRange(groups.Groups.SelectMany(g => g.Software.Select(s => new UsedReference(ImpactArea.Mapping, file.Document, g.Location, ReferenceKind.OtherObject, s, $"group {g.Title}"))));
                break;
        }

        return found;
    }

    static bool IsNamed(string platform) => !string.Equals(platform, DettectFile.All, StringComparison.OrdinalIgnoreCase);
}
