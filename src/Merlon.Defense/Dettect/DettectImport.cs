using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Dettect;

/// <summary>
/// Lets administration files speak for an organisation: data sources become collected log sources, groups that ATT&amp;CK knows
/// become named groups, and scores stay with the organisation until evidence is collected. docs/formats/dettect.md, "As evidence".
/// </summary>
public static class DettectImport
{
    /// <summary>The organisation with what the files add; what it says itself comes first and is not changed.</summary>
    public static Organisation Apply(Organisation organisation, IReadOnlyList<ImportedDettect> files, OrganisationContext context)
    {
        if (files.Count == 0)
        {
            return organisation;
        }

        var words = DettectWords.OpenBuiltIn();
        return organisation with
        {
            DettectFiles = files,
            LogSources = [.. organisation.LogSources, .. files.SelectMany(f => f.File is DettectDataSources sources ? LogSources(sources, f.Reference, organisation, context, words) : [])],
            Groups = [.. organisation.Groups, .. Groups(files, organisation, context.Release)],
        };
    }

    /// <summary>
    /// Scopes that a system of a file stands for: those that the organisation says, else the one of the same name, else its only
    /// one; null when nobody knows. An empty list is the whole organisation.
    /// </summary>
    internal static IReadOnlyList<string>? ScopesOf(string system, DettectReference reference, Organisation organisation)
    {
        if (organisation.Scopes.Count == 1)
        {
            return [];
        }

        if (string.Equals(system, DettectFile.All, StringComparison.OrdinalIgnoreCase))
        {
            return reference.Scopes.Count == 0 ? [] : [.. reference.Scopes.Values.SelectMany(static s => s).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }

        return reference.Scopes.TryGetValue(system, out var named) ? named
            : organisation.Scopes.FirstOrDefault(s => string.Equals(s.Name, system, StringComparison.OrdinalIgnoreCase)) is { } same ? [same.Name]
            : null;
    }

    static IEnumerable<CollectedLogSource> LogSources(
        DettectDataSources file, DettectReference reference, Organisation organisation, OrganisationContext context, DettectWords words)
    {
        string[] known = [.. context.Release.Techniques.Where(static t => t.IsLive).SelectMany(static t => t.Platforms).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var source in file.Sources)
        {
            string[] components = [.. words.ComponentsOf(source.Name, context.Release).Select(static c => c.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            if (components.Length == 0)
            {
                continue;
            }

            foreach (var details in source.Details.Where(static d => DettectStrength.OfSource(d) > 0))
            {
                foreach (var system in file.Systems.Where(s => details.AppliesTo(s.Name)))
                {
                    if (ScopesOf(system.Name, reference, organisation) is { } scopes)
                    {
                        string[] platforms = system.HasAllPlatforms ? [] : [.. system.Platforms.SelectMany(p => words.PlatformsOf(p, known)).Distinct(StringComparer.Ordinal)];
                        yield return new CollectedLogSource(
                            $"DeTT&CT {source.Name}", KindOf(source, platforms, components), [], [], scopes, DettectStrength.OfSource(details),
                            Later(details.DateConnected, details.DateRegistered), "", details.Location)
                        {
                            Document = file.Document,
                        };
                    }
                }
            }
        }
    }

    static LogSourceKind KindOf(DettectDataSource source, string[] platforms, string[] components)
        => new($"dettect:{source.Name}", $"{source.Name} (DeTT&CT)", platforms, [], [])
        {
            Components = [.. components.Select(static c => new CarriedComponent(c, []))],
        };

    static DateOnly? Later(DateOnly? left, DateOnly? right) => left is { } a && right is { } b ? (a > b ? a : b) : left ?? right;

    /// <summary>Enabled groups whose name is one of ATT&amp;CK's; the organisation's own entry for a group stands.</summary>
    static IEnumerable<Intelligence.NamedGroup> Groups(IReadOnlyList<ImportedDettect> files, Organisation organisation, AttackRelease release)
    {
        var taken = organisation.Groups.Select(static g => g.Group).ToHashSet();
        foreach (var (group, file) in files.Select(static f => f.File).OfType<DettectGroups>().SelectMany(static f => f.Groups.Where(static g => g.IsEnabled).Select(g => (g, f))))
        {
            if (FindGroup(group.Name, release) is { } known && taken.Add(known))
            {
                yield return new Intelligence.NamedGroup(known, 1, $"{group.Title} in {file.Document}");
            }
        }
    }

    /// <summary>The live group of an id, name or alias; null for a group of the organisation's own.</summary>
    internal static Group? FindGroup(string name, AttackRelease release)
        => release.All<Group>().FirstOrDefault(g => g.IsLive
            && (string.Equals(g.Id, name, StringComparison.OrdinalIgnoreCase) || string.Equals(g.Name, name, StringComparison.OrdinalIgnoreCase)
                || g.Aliases.Contains(name, StringComparer.OrdinalIgnoreCase)));
}
