using System.Globalization;
using Merlon.Attack;

namespace Merlon.Intelligence;

/// <summary>Why a group counts.</summary>
/// <param name="Group">The group.</param>
/// <param name="Relevance">0..1.</param>
/// <param name="Reasons">Sentences, the strongest first: <c>named in organisation.yaml (weight 1)</c>, <c>targets finance (confidence 0.98: tidal, misp)</c>.</param>
/// <param name="IsNamed">True when the organisation named it.</param>
public sealed record GroupRelevance(Group Group, double Relevance, IReadOnlyList<string> Reasons, bool IsNamed)
{
    /// <summary>Most regions that one group's reasons name; the most confident are named.</summary>
    const int RegionsNamedMax = 3;

    /// <summary>Weighs every live group of the question's domains, and those that it names; groups of no relevance are left out.</summary>
    internal static IReadOnlyList<GroupRelevance> Of(
        AttackRelease release, GroupSectors sectors, ThreatQuestion question, ThreatParameters parameters)
    {
        var named = new Dictionary<Group, NamedGroup>();
        foreach (var group in question.Groups)
        {
            if (!named.TryGetValue(group.Group, out var known) || group.Weight > known.Weight)
            {
                named[group.Group] = group;
            }
        }

        return
        [
            .. release.All<Group>()
                .Where(group => group.IsLive && (question.IsInDomains(group) || named.ContainsKey(group)))
                .Select(group => Of(group, named.GetValueOrDefault(group), sectors, question, parameters))
                .Where(static relevance => relevance.Relevance > 0)
                .OrderByDescending(static relevance => relevance.Relevance)
                .ThenBy(static relevance => relevance.Group.Id, StringComparer.Ordinal),
        ];
    }

    static GroupRelevance Of(
        Group group, NamedGroup? named, GroupSectors sectors, ThreatQuestion question, ThreatParameters parameters)
    {
        var targeted = sectors.SectorsOf(group)
            .Where(fact => question.Sectors.Contains(fact.Name, StringComparer.Ordinal))
            .ToList();
        var visited = sectors.RegionsOf(group)
            .Where(fact => question.Regions.Any(region => sectors.AreRelated(region, fact.Name)))
            .ToList();
        var reasons = new List<string>();
        if (named is not null)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"named in organisation.yaml (weight {named.Weight:0.##})")
                + (named.Reason.Length == 0 ? "" : $": {named.Reason}"));
        }

        reasons.AddRange(targeted.Select(static fact => ReasonOf("targets", fact)));
        reasons.AddRange(visited.Take(RegionsNamedMax).Select(static fact => ReasonOf("seen in", fact)));
        if (reasons.Count == 0)
        {
            reasons.Add("no tie to the organisation is known: background");
        }

        var relevance = named is null ? RelevanceOf(targeted, visited, parameters) : Math.Clamp(named.Weight, 0, 1);
        return new GroupRelevance(group, relevance, reasons, named is not null);
    }

    static double RelevanceOf(List<SectorFact> targeted, List<SectorFact> visited, ThreatParameters parameters)
    {
        // Countries lie in regions and come from the same lists, so several matches are one statement: the surest counts.
        var lift = parameters.RegionLift * (visited.Count == 0 ? 0 : visited[0].Confidence);
        if (targeted.Count == 0)
        {
            return parameters.BackgroundRelevance + lift * Math.Max(0, parameters.SectorRelevance - parameters.BackgroundRelevance);
        }

        var doubt = targeted.Aggregate(1.0, (rest, fact) => rest * (1 - parameters.SectorRelevance * fact.Confidence));
        var sector = Math.Max(1 - doubt, parameters.BackgroundRelevance);
        return sector + lift * (1 - sector);
    }

    static string ReasonOf(string verb, SectorFact fact)
        => string.Create(CultureInfo.InvariantCulture, $"{verb} {fact.Name} (confidence {fact.Confidence:0.##}: {string.Join(", ", fact.Sources)})");
}
