using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Intelligence;

/// <summary>How much each technique matters to one organisation, 0..1, and why.</summary>
public sealed class ThreatProfile
{
    readonly Lazy<Dictionary<TechniqueId, double>> weights;

    /// <summary>A profile of finished parts; <see cref="Of"/> makes one of a release.</summary>
    public ThreatProfile() => weights = new(WeightsById);

    /// <summary>Day that recency is measured against.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>Groups that count, most relevant first; ties by id.</summary>
    public required IReadOnlyList<GroupRelevance> Groups { get; init; }

    /// <summary>Groups for which something speaks, named or above the background; empty when nothing is known of who comes.</summary>
    public IReadOnlyList<GroupRelevance> LikelyGroups => [.. Groups.Where(group => group.IsNamed || group.Relevance > Parameters.BackgroundRelevance)];

    /// <summary>Techniques with a weight above zero that exist on the organisation's platforms, heaviest first; ties by id.</summary>
    public required IReadOnlyList<TechniqueWeight> Techniques { get; init; }

    /// <summary>The numbers that the weights were computed with, by name, so that a report can print them.</summary>
    public required ThreatParameters Parameters { get; init; }

    /// <summary>Weight of a technique, 0 where the profile has none. A sub-technique's weight is its own, and not its parent's.</summary>
    public double WeightOf(TechniqueId id) => weights.Value.GetValueOrDefault(id);

    /// <summary>Weighs techniques for an organisation: docs/design/threat-profile.md.</summary>
    public static ThreatProfile Of(AttackRelease release, GroupSectors sectors, ThreatQuestion question, ThreatParameters parameters)
    {
        var groups = GroupRelevance.Of(release, sectors, question, parameters);
        return new ThreatProfile
        {
            AsOf = question.AsOf,
            Groups = groups,
            Techniques = TechniqueWeighing.Of(release, groups, question, parameters),
            Parameters = parameters,
        };
    }

    /// <summary>Heaviest first, so that of two live techniques under one id (which a release should not have) the heavier counts.</summary>
    Dictionary<TechniqueId, double> WeightsById()
    {
        var byId = new Dictionary<TechniqueId, double>();
        foreach (var technique in Techniques)
        {
            byId.TryAdd(technique.Technique.TechniqueId, technique.Weight);
        }

        return byId;
    }
}

/// <summary>What a profile is asked for.</summary>
/// <param name="Sectors">Sector names of <see cref="GroupSectors.Sectors"/>.</param>
/// <param name="Regions">Countries or regions as the facts name them.</param>
/// <param name="Platforms">Platforms as the release names them; empty for all.</param>
/// <param name="Domains">Domains of the release; empty for all.</param>
/// <param name="Groups">Groups named by the organisation, with a weight 0..1 each.</param>
/// <param name="AsOf">Day that recency is measured against.</param>
public sealed record ThreatQuestion(
    IReadOnlyList<string> Sectors, IReadOnlyList<string> Regions, IReadOnlyList<string> Platforms, IReadOnlyList<string> Domains,
    IReadOnlyList<NamedGroup> Groups, DateOnly AsOf)
{
    /// <summary>What ATT&amp;CK for ICS publishes as the platform of a technique that is not bound to one.</summary>
    const string NoPlatform = "None";

    /// <summary>
    /// True when a technique lives in one of the domains and has one of the platforms, or is bound to none. Platform
    /// <c>PRE</c> (what an adversary does before it arrives) is a platform like any other: asked for by name only.
    /// </summary>
    public bool Concerns(Technique technique)
        => technique.IsLive
            && IsInDomains(technique)
            && (Platforms.Count == 0 || technique.Platforms.Count == 0 || technique.Platforms.Any(IsAskedFor));

    /// <summary>True when an object stands in one of the domains.</summary>
    public bool IsInDomains(AttackObject subject)
        => Domains.Count == 0 || subject.Domains.Any(domain => Domains.Contains(domain, StringComparer.Ordinal));

    bool IsAskedFor(string platform)
        => string.Equals(platform, NoPlatform, StringComparison.Ordinal) || Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A group that the organisation names itself.</summary>
/// <param name="Group">The group.</param>
/// <param name="Weight">0..1: how much it matters to them; it stands instead of what the facts would give, so 0 leaves the group out.</param>
/// <param name="Reason">Their words; may be empty.</param>
public sealed record NamedGroup(Group Group, double Weight, string Reason)
{
    /// <summary>Where it is written.</summary>
    public SourceLocation Location { get; init; }
}

/// <summary>The numbers that a profile is computed with; documented in docs/design/threat-profile.md.</summary>
public sealed record ThreatParameters
{
    /// <summary>The defaults.</summary>
    public static ThreatParameters Default { get; } = new();

    /// <summary>Relevance of a group that is known to target one of the sectors, before its confidence, 0..1.</summary>
    public double SectorRelevance { get; init; } = 0.6;

    /// <summary>
    /// Share of the way that a region match lifts a group, before its confidence, 0..1: from a sector match towards 1, and
    /// without one from the background towards <see cref="SectorRelevance"/>.
    /// </summary>
    public double RegionLift { get; init; } = 0.25;

    /// <summary>Relevance of every other group, 0..1: anybody may come.</summary>
    public double BackgroundRelevance { get; init; } = 0.02;

    /// <summary>Factor for a use that is only inherited from an attributed campaign, 0..1.</summary>
    public double InheritedUse { get; init; } = 0.7;

    /// <summary>Years after which a use counts half.</summary>
    public double RecencyHalfLifeYears { get; init; } = 4;

    /// <summary>Least that recency leaves of a use, 0..1.</summary>
    public double RecencyFloor { get; init; } = 0.3;

    /// <summary>Share of the weight that comes from how common the technique is over all groups and software, 0..1.</summary>
    public double PrevalenceShare { get; init; } = 0.15;
}

/// <summary>How much a technique matters and where that comes from.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Weight">0..1; 1 is the heaviest technique of the profile.</param>
/// <param name="Prevalence">0..1: share of all live groups, campaigns and software that use it, scaled to the most used.</param>
/// <param name="Uses">Contributions of groups, largest first, ties by id; they and the prevalence add up to the weight.</param>
public sealed record TechniqueWeight(Technique Technique, double Weight, double Prevalence, IReadOnlyList<WeightedUse> Uses)
{
    /// <summary>How much of <see cref="Weight"/> comes from prevalence.</summary>
    public double PrevalencePart { get; init; }
}

/// <summary>What one group contributes to a technique's weight.</summary>
/// <param name="Group">The group.</param>
/// <param name="Part">Part of the weight.</param>
/// <param name="IsDirect">True when the release says it of the group itself, false when inherited from a campaign.</param>
/// <param name="LastSeen">The date that recency was measured from.</param>
/// <param name="Via">The campaign's id and name when inherited, else empty.</param>
public sealed record WeightedUse(Group Group, double Part, bool IsDirect, DateOnly LastSeen, string Via);
