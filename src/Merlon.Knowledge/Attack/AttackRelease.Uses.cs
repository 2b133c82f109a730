namespace Merlon.Attack;

/// <summary>
/// Who uses what, who works against what, what works on what: in both directions, live only. Live means the statement, the
/// object that is answered and the object that is asked for, so a dead object has no answers here; <see cref="From"/> and
/// <see cref="To"/> have everything.
/// </summary>
public sealed partial class AttackRelease
{
    /// <summary>Live statements of one type (<see cref="RelationshipTypes"/>) whose source is the object, by the target's id.</summary>
    public IReadOnlyList<Relationship> LiveFrom(AttackObject source, string type) => LiveOf(index.From(source), type);

    /// <summary>Live statements of one type (<see cref="RelationshipTypes"/>) whose target is the object, by the source's id.</summary>
    public IReadOnlyList<Relationship> LiveTo(AttackObject target, string type) => LiveOf(index.To(target), type);

    /// <summary>Procedure examples of a technique or of software: every live statement that a group, campaign or software uses it, by the user's id.</summary>
    public IReadOnlyList<Relationship> ProceduresOf(AttackObject used) => LiveTo(used, RelationshipTypes.Uses);

    /// <summary>Groups, campaigns and software that use a technique or software by their own statement, each once, by id.</summary>
    public IReadOnlyList<AttackObject> UsersOf(AttackObject used) => SourcesOf<AttackObject>(used, RelationshipTypes.Uses);

    /// <summary>Groups that use a technique: by their own statement, and through campaigns attributed to them; each once, by id.</summary>
    public IReadOnlyList<GroupUse> GroupsOf(Technique technique) => GroupsUsing(technique);

    /// <summary>Groups that use software: by their own statement, and through campaigns attributed to them; each once, by id.</summary>
    public IReadOnlyList<GroupUse> GroupsOf(Software software) => GroupsUsing(software);

    /// <summary>Software that a group uses: by its own statement, and through campaigns attributed to it; each once, by id.</summary>
    public IReadOnlyList<SoftwareUse> SoftwareOf(Group group)
    {
        var uses = new Dictionary<Software, (Relationship? Direct, List<Relationship> Inherited)>(ReferenceEqualityComparer.Instance);
        foreach (var relation in From(group))
        {
            if (relation is { Target: Software used, IsLive: true } && relation.Is(RelationshipTypes.Uses))
            {
                uses.TryAdd(used, (relation, []));
            }
        }

        foreach (var campaign in CampaignsOf(group))
        {
            foreach (var relation in From(campaign))
            {
                if (relation is { Target: Software used, IsLive: true } && relation.Is(RelationshipTypes.Uses))
                {
                    AddInherited(uses, used, relation);
                }
            }
        }

        var found = new List<SoftwareUse>(uses.Count);
        foreach (var software in Ordered(new List<Software>(uses.Keys)))
        {
            found.Add(new SoftwareUse(software, uses[software].Direct, uses[software].Inherited));
        }

        return found;
    }

    /// <summary>Software that a campaign uses, each once, by id.</summary>
    public IReadOnlyList<Software> SoftwareOf(Campaign campaign) => TargetsOf<Software>(campaign, RelationshipTypes.Uses);

    /// <summary>Software that uses a technique, each once, by id.</summary>
    public IReadOnlyList<Software> SoftwareOf(Technique technique) => SourcesOf<Software>(technique, RelationshipTypes.Uses);

    /// <summary>Campaigns attributed to a group, each once, by id.</summary>
    public IReadOnlyList<Campaign> CampaignsOf(Group group) => SourcesOf<Campaign>(group, RelationshipTypes.AttributedTo);

    /// <summary>Campaigns that use a technique, each once, by id.</summary>
    public IReadOnlyList<Campaign> CampaignsOf(Technique technique) => SourcesOf<Campaign>(technique, RelationshipTypes.Uses);

    /// <summary>Campaigns that use software, each once, by id.</summary>
    public IReadOnlyList<Campaign> CampaignsOf(Software software) => SourcesOf<Campaign>(software, RelationshipTypes.Uses);

    /// <summary>Groups that a campaign is attributed to, each once, by id.</summary>
    public IReadOnlyList<Group> GroupsOf(Campaign campaign) => TargetsOf<Group>(campaign, RelationshipTypes.AttributedTo);

    /// <summary>Techniques that software uses, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Software software) => TargetsOf<Technique>(software, RelationshipTypes.Uses);

    /// <summary>Techniques that a campaign uses, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Campaign campaign) => TargetsOf<Technique>(campaign, RelationshipTypes.Uses);

    /// <summary>Techniques that a mitigation works against, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Mitigation mitigation) => TargetsOf<Technique>(mitigation, RelationshipTypes.Mitigates);

    /// <summary>Techniques that work on an asset, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Asset asset) => SourcesOf<Technique>(asset, RelationshipTypes.Targets);

    /// <summary>Assets that a technique works on, each once, by id.</summary>
    public IReadOnlyList<Asset> AssetsOf(Technique technique) => TargetsOf<Asset>(technique, RelationshipTypes.Targets);

    /// <summary>Live techniques that stand under a live tactic in any of its domains, by id; sub-techniques among them.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Tactic tactic)
    {
        var found = new List<Technique>();
        if (!TryHere(tactic, out var here) || here is not Tactic { IsLive: true } own)
        {
            return found;
        }

        foreach (var technique in Techniques)
        {
            if (technique.IsLive && StandsUnder(technique, own))
            {
                found.Add(technique);
            }
        }

        return found;
    }

    List<GroupUse> GroupsUsing(AttackObject used)
    {
        var uses = new Dictionary<Group, (Relationship? Direct, List<Relationship> Inherited)>(ReferenceEqualityComparer.Instance);
        foreach (var relation in To(used))
        {
            if (relation is { Source: Group group, IsLive: true } && relation.Is(RelationshipTypes.Uses))
            {
                uses.TryAdd(group, (relation, []));
            }
        }

        foreach (var relation in To(used))
        {
            if (relation is { Source: Campaign campaign, IsLive: true } && relation.Is(RelationshipTypes.Uses))
            {
                foreach (var group in GroupsOf(campaign))
                {
                    AddInherited(uses, group, relation);
                }
            }
        }

        var found = new List<GroupUse>(uses.Count);
        foreach (var group in Ordered(new List<Group>(uses.Keys)))
        {
            found.Add(new GroupUse(group, uses[group].Direct, uses[group].Inherited));
        }

        return found;
    }

    bool StandsUnder(Technique technique, Tactic tactic)
    {
        var named = false;
        foreach (var phase in technique.Phases)
        {
            named |= string.Equals(phase.Shortname, tactic.Shortname, StringComparison.Ordinal);
        }

        if (!named)
        {
            return false;
        }

        foreach (var domain in tactic.Domains)
        {
            foreach (var under in index.TacticsOf(technique, domain))
            {
                if (ReferenceEquals(under, tactic))
                {
                    return true;
                }
            }
        }

        return false;
    }

    static void AddInherited<T>(Dictionary<T, (Relationship? Direct, List<Relationship> Inherited)> uses, T user, Relationship relation)
        where T : AttackObject
    {
        if (uses.TryGetValue(user, out var known))
        {
            known.Inherited.Add(relation);
        }
        else
        {
            uses.Add(user, (null, [relation]));
        }
    }

    static List<Relationship> LiveOf(IReadOnlyList<Relationship> relations, string type)
    {
        var found = new List<Relationship>();
        foreach (var relation in relations)
        {
            if (relation.IsLive && relation.Is(type))
            {
                found.Add(relation);
            }
        }

        return found;
    }

    List<T> TargetsOf<T>(AttackObject source, string type) where T : AttackObject
    {
        var found = new List<T>();
        foreach (var relation in index.From(source))
        {
            if (relation is { Target: T target, IsLive: true } && relation.Is(type))
            {
                found.Add(target);
            }
        }

        return Ordered(found);
    }

    List<T> SourcesOf<T>(AttackObject target, string type) where T : AttackObject
    {
        var found = new List<T>();
        foreach (var relation in index.To(target))
        {
            if (relation is { Source: T source, IsLive: true } && relation.Is(type))
            {
                found.Add(source);
            }
        }

        return Ordered(found);
    }
}
