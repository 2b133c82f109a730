using Merlon.Attack;

namespace Merlon.Layers;

/// <summary>Something that a layer is made from, with the techniques that it touches.</summary>
/// <param name="Name">As the layer names it.</param>
/// <param name="Verb">What it does to them, as in "techniques that it uses": <c>uses</c>, <c>mitigates</c> …</param>
/// <param name="Techniques">Live techniques, by id, each once.</param>
public sealed record LayerSubject(string Name, string Verb, IReadOnlyList<LayerSubjectTechnique> Techniques)
{
    /// <summary>
    /// The techniques of a group (its campaigns' included), a campaign, software, a mitigation, a data component, an asset, a
    /// tactic, a data source's components or a technique with its sub-techniques; null for kinds that touch none.
    /// </summary>
    public static LayerSubject? Of(AttackObject found, AttackRelease release) => found switch
    {
        Group group => new(group.Name, "uses", [.. release.TechniquesOf(group).Select(use => OfUse(use, group))]),
        Campaign or Software => new(found.Name, "uses", Related(found, RelationshipTypes.Uses, release)),
        Mitigation => new(found.Name, "mitigates", Related(found, RelationshipTypes.Mitigates, release)),
        Asset => new(found.Name, "is the target of", [.. Distinct(release.To(found)
            .Where(static relation => relation is { IsLive: true, Source: Technique } && relation.Is(RelationshipTypes.Targets))
            .Select(static relation => new LayerSubjectTechnique((Technique)relation.Source, relation.Description)))]),
        DataComponent component => new(component.Name, "shows", [.. Live(release)
            .Where(technique => release.DataComponentsOf(technique).Contains(component, ReferenceEqualityComparer.Instance))
            .Select(static technique => new LayerSubjectTechnique(technique, ""))]),
        Tactic tactic => new(tactic.Name, "has", [.. Live(release)
            .Where(technique => technique.Domains.Any(domain => release.TacticsOf(technique, domain).Contains(tactic, ReferenceEqualityComparer.Instance)))
            .Select(static technique => new LayerSubjectTechnique(technique, ""))]),
        Technique technique => new(technique.ToString(), "is", [new(technique, ""), .. release.SubTechniquesOf(technique).Select(static sub => new LayerSubjectTechnique(sub, ""))]),
        _ => null,
    };

    /// <summary>The techniques whose analytics read a log source (from v18); null when no analytic reads one of that name.</summary>
    /// <param name="name">Such as <c>WinEventLog:Sysmon</c>, letter case ignored.</param>
    /// <param name="release">The release.</param>
    public static LayerSubject? OfLogSource(string name, AttackRelease release)
    {
        var touched = new List<LayerSubjectTechnique>();
        string? published = null;
        foreach (var technique in Live(release))
        {
            var channels = release.AnalyticsOf(technique).SelectMany(static analytic => analytic.LogSources)
                .Where(reference => string.Equals(reference.LogSource.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
            if (channels.Count > 0)
            {
                published ??= channels[0].LogSource.Name;
                touched.Add(new LayerSubjectTechnique(technique, string.Join("; ", channels.Select(static reference => reference.LogSource.Channel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))));
            }
        }

        return published is null ? null : new LayerSubject(published, "shows", touched);
    }

    static LayerSubjectTechnique OfUse(TechniqueUse use, Group group)
    {
        var statement = use.Direct ?? use.Inherited[0];
        var via = use.Direct is null ? $"{group.Name} in {string.Join(", ", use.Inherited.Select(static relation => relation.Source.Name))}" : "";
        return new LayerSubjectTechnique(use.Technique, statement.Description.Length > 0 ? statement.Description : via);
    }

    static List<LayerSubjectTechnique> Related(AttackObject found, string type, AttackRelease release) => [.. Distinct(release.From(found)
        .Where(relation => relation is { IsLive: true, Target: Technique } && relation.Is(type))
        .Select(static relation => new LayerSubjectTechnique((Technique)relation.Target, relation.Description)))];

    static IEnumerable<LayerSubjectTechnique> Distinct(IEnumerable<LayerSubjectTechnique> touched)
        => touched.DistinctBy(static one => one.Technique, (IEqualityComparer<Technique>)ReferenceEqualityComparer.Instance).OrderBy(static one => one.Technique.TechniqueId);

    internal static IEnumerable<Technique> Live(AttackRelease release) => release.Techniques.Where(static technique => technique.IsLive);
}

/// <summary>A technique that a subject touches.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Statement">How, in the release's words (ATT&amp;CK's Markdown); empty where nothing is said.</param>
public readonly record struct LayerSubjectTechnique(Technique Technique, string Statement);
