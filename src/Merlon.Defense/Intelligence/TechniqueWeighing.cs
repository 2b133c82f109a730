using Merlon.Attack;

namespace Merlon.Intelligence;

/// <summary>Weighs techniques by the groups that use them: docs/design/threat-profile.md, "The weight of a technique".</summary>
static class TechniqueWeighing
{
    const double DaysPerYear = 365.25;

    /// <summary>Techniques with a weight above zero that the question concerns, heaviest first; ties by id.</summary>
    public static IReadOnlyList<TechniqueWeight> Of(
        AttackRelease release, IReadOnlyList<GroupRelevance> groups, ThreatQuestion question, ThreatParameters parameters)
    {
        var users = release.Techniques
            .Where(technique => technique.IsLive && question.IsInDomains(technique))
            .ToDictionary(static technique => technique, technique => UsersOf(release, technique));
        var usersMost = users.Values.DefaultIfEmpty().Max();
        var uses = UsesByTechnique(release, groups, question, parameters);
        var scores = new List<(Technique Technique, List<Contribution> Uses, double Threat, double Prevalence)>(uses.Count);
        foreach (var (technique, contributions) in uses)
        {
            var ranked = Ranked(contributions);
            var prevalence = usersMost == 0 ? 0 : (double)users[technique] / usersMost;
            scores.Add((technique, ranked, ThreatOf(ranked), prevalence));
        }

        var threatMost = scores.Select(static score => score.Threat).DefaultIfEmpty().Max();
        var threatScale = threatMost > 0 ? (1 - parameters.PrevalenceShare) / threatMost : 0;
        var scoreMost = scores.Select(score => score.Threat * threatScale + score.Prevalence * parameters.PrevalenceShare).DefaultIfEmpty().Max();
        if (scoreMost <= 0)
        {
            return [];
        }

        return
        [
            .. scores
                .Select(score => WeightOf(
                    score.Technique, score.Uses, score.Threat, threatScale / scoreMost, score.Prevalence, parameters.PrevalenceShare / scoreMost))
                .Where(static weight => weight.Weight > 0)
                .OrderByDescending(static weight => weight.Weight)
                .ThenBy(static weight => weight.Technique.TechniqueId)
                .ThenBy(static weight => weight.Technique.StixId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Live groups, campaigns and software that the release says use a technique.</summary>
    static int UsersOf(AttackRelease release, Technique technique)
        => release.To(technique)
            .Where(static use => use is { IsLive: true, Type: "uses", Source: Group or Campaign or Software })
            .Select(static use => use.Source)
            .Distinct()
            .Count();

    /// <summary>Every technique that the question concerns, with what groups contribute to it; nothing for one that no group uses.</summary>
    static Dictionary<Technique, List<Contribution>> UsesByTechnique(
        AttackRelease release, IReadOnlyList<GroupRelevance> groups, ThreatQuestion question, ThreatParameters parameters)
    {
        var uses = release.Techniques.Where(question.Concerns).ToDictionary(static technique => technique, static _ => new List<Contribution>());
        foreach (var group in groups)
        {
            foreach (var use in release.TechniquesOf(group.Group))
            {
                if (uses.TryGetValue(use.Technique, out var contributions))
                {
                    contributions.Add(ContributionOf(group, use, question.AsOf, parameters));
                }
            }
        }

        return uses;
    }

    /// <summary>
    /// The strongest of the group's own statement and those inherited from its campaigns. The group's own counts from the day
    /// it was published, or from the last campaign that did the same, whichever is later; a campaign's from when it was last seen.
    /// </summary>
    static Contribution ContributionOf(GroupRelevance group, TechniqueUse use, DateOnly asOf, ThreatParameters parameters)
    {
        var campaign = use.Inherited
            .OrderByDescending(LastSeenOf)
            .ThenBy(static inherited => inherited.Source.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        var published = use.Direct is { } direct ? DayOf(direct.Created) : (DateOnly?)null;
        var lastSeen = campaign is null ? published ?? DateOnly.MinValue : LastSeenOf(campaign);
        if (published > lastSeen)
        {
            lastSeen = published.Value;
        }

        var ofGroup = use.IsDirect ? 1 : parameters.InheritedUse;
        var via = use.IsDirect || campaign is null ? "" : campaign.Source.ToString();
        return new Contribution(
            group.Group, group.Relevance * ofGroup * RecencyOf(lastSeen, asOf, parameters), use.IsDirect, lastSeen, via);
    }

    static DateOnly LastSeenOf(Relationship inherited)
        => DayOf(inherited.Source is Campaign campaign ? campaign.LastSeen ?? campaign.FirstSeen ?? campaign.Created : inherited.Created);

    static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    /// <summary>1 for today and later, halving with the half-life towards the floor.</summary>
    internal static double RecencyOf(DateOnly lastSeen, DateOnly asOf, ThreatParameters parameters)
    {
        var years = Math.Max(0, asOf.DayNumber - lastSeen.DayNumber) / DaysPerYear;
        return parameters.RecencyFloor + (1 - parameters.RecencyFloor) * Math.Pow(0.5, years / parameters.RecencyHalfLifeYears);
    }

    static List<Contribution> Ranked(List<Contribution> contributions)
        => [.. contributions
            .Where(static contribution => contribution.Value > 0)
            .OrderByDescending(static contribution => contribution.Value)
            .ThenBy(static contribution => contribution.Group.Id, StringComparer.Ordinal)];

    /// <summary>Σ c₍ₖ₎ / k, largest first: the second group that uses a technique counts half, the third a third.</summary>
    internal static double ThreatOf(IReadOnlyList<Contribution> ranked)
    {
        var threat = 0.0;
        for (var i = 0; i < ranked.Count; i++)
        {
            threat += ranked[i].Value / (i + 1);
        }

        return threat;
    }

    /// <summary>Shares the threat among the groups in proportion to what each would give alone, so that equals get equal parts.</summary>
    static TechniqueWeight WeightOf(
        Technique technique, List<Contribution> ranked, double threat, double threatScale, double prevalence, double prevalenceScale)
    {
        var alone = ranked.Sum(static contribution => contribution.Value);
        var share = alone > 0 ? threat * threatScale / alone : 0;
        var prevalencePart = prevalence * prevalenceScale;
        var weight = Math.Min(1, threat * threatScale + prevalencePart);
        return new TechniqueWeight(
            technique, weight, prevalence,
            [.. ranked.Select(c => new WeightedUse(c.Group, c.Value * share, c.IsDirect, c.LastSeen, c.Via))])
        {
            PrevalencePart = prevalencePart,
        };
    }

    /// <summary>What one group would give alone.</summary>
    internal readonly record struct Contribution(Group Group, double Value, bool IsDirect, DateOnly LastSeen, string Via);
}
