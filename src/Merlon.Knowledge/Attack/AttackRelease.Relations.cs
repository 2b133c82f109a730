namespace Merlon.Attack;

/// <summary>What the relationships of a release mean, read from its index on demand.</summary>
public sealed partial class AttackRelease
{
    /// <summary>The live technique that a live sub-technique belongs to (by relationship, not by id), or null.</summary>
    public Technique? ParentOf(Technique technique)
    {
        foreach (var relation in From(technique))
        {
            if (relation is { Target: Technique parent, IsLive: true } && relation.Is(RelationshipTypes.SubTechniqueOf))
            {
                return parent;
            }
        }

        return null;
    }

    /// <summary>Live sub-techniques, by id.</summary>
    public IReadOnlyList<Technique> SubTechniquesOf(Technique technique)
    {
        var found = new List<Technique>();
        foreach (var relation in To(technique))
        {
            if (relation is { Source: Technique sub, IsLive: true } && relation.Is(RelationshipTypes.SubTechniqueOf))
            {
                found.Add(sub);
            }
        }

        return Ordered(found);
    }

    /// <summary>
    /// What a group is known to use, live only, by technique id: its own <c>uses</c> statements (direct), and those of the
    /// campaigns attributed to it (inherited). A technique that is both stands once, with both; where the release states the
    /// same direct use twice, the first statement is kept.
    /// </summary>
    public IReadOnlyList<TechniqueUse> TechniquesOf(Group group)
    {
        var uses = new Dictionary<Technique, (Relationship? Direct, List<Relationship> Inherited)>(ReferenceEqualityComparer.Instance);
        foreach (var relation in From(group))
        {
            if (relation is { Target: Technique used, IsLive: true } && relation.Is(RelationshipTypes.Uses))
            {
                uses.TryAdd(used, (relation, []));
            }
        }

        foreach (var relation in To(group))
        {
            if (relation is { Source: Campaign campaign, IsLive: true } && relation.Is(RelationshipTypes.AttributedTo))
            {
                Inherit(uses, campaign);
            }
        }

        return [.. uses
            .OrderBy(static use => use.Key, Comparer<Technique>.Create(ReleaseOrder.Compare))
            .Select(static use => new TechniqueUse(use.Key, use.Value.Direct, use.Value.Inherited))];
    }

    /// <summary>Live mitigations of a technique with the statement that says so, by the mitigation's id.</summary>
    public IReadOnlyList<Relationship> MitigationsOf(Technique technique)
        => LiveTo(technique, RelationshipTypes.Mitigates).Where(static r => r.Source is Mitigation).ToList();

    /// <summary>Live analytics of a technique through its detection strategies (from v18), by id; empty before.</summary>
    public IReadOnlyList<Analytic> AnalyticsOf(Technique technique)
    {
        var found = new List<Analytic>();
        foreach (var relation in To(technique))
        {
            if (relation is { Source: DetectionStrategy strategy, IsLive: true } && relation.Is(RelationshipTypes.Detects))
            {
                AddLive(found, strategy.AnalyticRefs);
            }
        }

        return Ordered(found);
    }

    /// <summary>
    /// Live data components that detect a technique, by id: through the log sources of its analytics from v18, through
    /// <c>detects</c> before.
    /// </summary>
    public IReadOnlyList<DataComponent> DataComponentsOf(Technique technique)
    {
        var found = new List<DataComponent>();
        foreach (var relation in To(technique))
        {
            if (relation is { Source: DataComponent component, IsLive: true } && relation.Is(RelationshipTypes.Detects))
            {
                found.Add(component);
            }
        }

        foreach (var analytic in AnalyticsOf(technique))
        {
            AddComponents(found, analytic);
        }

        return Ordered(found);
    }

    void Inherit(Dictionary<Technique, (Relationship? Direct, List<Relationship> Inherited)> uses, Campaign campaign)
    {
        foreach (var relation in From(campaign))
        {
            if (relation is not { Target: Technique used, IsLive: true } || !relation.Is(RelationshipTypes.Uses))
            {
                continue;
            }

            if (uses.TryGetValue(used, out var known))
            {
                known.Inherited.Add(relation);
            }
            else
            {
                uses.Add(used, (null, [relation]));
            }
        }
    }

    void AddLive<T>(List<T> found, IReadOnlyList<string> stixIds) where T : AttackObject
    {
        foreach (var stixId in stixIds)
        {
            if (TryFindStix(stixId, out var referenced) && referenced is T { IsLive: true } live)
            {
                found.Add(live);
            }
        }
    }

    /// <summary>In the release's order, each object once.</summary>
    static List<T> Ordered<T>(List<T> objects) where T : AttackObject
    {
        objects.Sort(ReleaseOrder.Compare);
        var kept = 0;
        for (var i = 0; i < objects.Count; i++)
        {
            if (kept == 0 || !ReferenceEquals(objects[kept - 1], objects[i]))
            {
                objects[kept++] = objects[i];
            }
        }

        objects.RemoveRange(kept, objects.Count - kept);
        return objects;
    }
}
