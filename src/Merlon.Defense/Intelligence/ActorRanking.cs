using Merlon.Attack;

namespace Merlon.Intelligence;

/// <summary>
/// Which groups what was seen reminds of: hypotheses, never a verdict (docs/design/actor-ranking.md). Logs show less than the
/// reports on which the ranking was measured, so that its figures are what it does at best.
/// </summary>
public sealed record ActorRanking
{
    /// <summary>Least techniques of which anything is said; the cases that reliability was measured on have as many.</summary>
    public const int TechniquesMin = 5;

    /// <summary>Least lead of the first hypothesis, as a share of its score; below, more past cases were wrong than right.</summary>
    public const double LeadMin = 0.2;

    /// <summary>Groups, the best fitting first.</summary>
    public required IReadOnlyList<ActorHypothesis> Hypotheses { get; init; }

    /// <summary>Techniques that were seen, by id.</summary>
    public required IReadOnlyList<Technique> Techniques { get; init; }

    /// <summary>Software that was seen, by id.</summary>
    public required IReadOnlyList<Software> Software { get; init; }

    /// <summary>How far the first is ahead of the second, as a share of its score, 0..1.</summary>
    public required double Lead { get; init; }

    /// <summary>How often a first hypothesis with such a lead was right.</summary>
    public required ActorReliability Reliability { get; init; }

    /// <summary>True where nothing can be said of who it was: too little was seen, or several fit about as well.</summary>
    public bool IsUnknown => Hypotheses.Count == 0 || Techniques.Count < TechniquesMin || Lead < LeadMin;

    /// <summary>Ranks the groups of a release by what was seen.</summary>
    /// <param name="profiles">The release's groups.</param>
    /// <param name="techniques">Techniques that were seen.</param>
    /// <param name="software">Software that was seen.</param>
    /// <param name="hypothesesMax">Most hypotheses, 1 or more.</param>
    public static ActorRanking Of(ActorProfiles profiles, IEnumerable<Technique> techniques, IEnumerable<Software> software, int hypothesesMax)
    {
        List<Technique> seen = [.. techniques.Distinct().OrderBy(static technique => technique.TechniqueId)];
        List<Software> used = [.. software.Distinct().OrderBy(static one => one.Id, StringComparer.Ordinal)];
        var ranked = profiles.Rank(seen, used);
        var lead = LeadOf(ranked);
        return new ActorRanking
        {
            Hypotheses = [.. ranked.Take(hypothesesMax).Select(score => ActorHypothesis.Of(score, profiles, seen, used))],
            Techniques = seen,
            Software = used,
            Lead = lead,
            Reliability = ActorReliability.Of(lead, hasSoftware: used.Count > 0),
        };
    }

    /// <summary>How far the first of a ranking is ahead of the second, as a share of its score.</summary>
    public static double LeadOf(IReadOnlyList<ActorScore> ranked)
        => ranked.Count == 0 || ranked[0].Score <= 0 ? 0 : ranked.Count == 1 ? 1 : (ranked[0].Score - ranked[1].Score) / ranked[0].Score;
}

/// <summary>A group that what was seen may remind of, with what speaks for it and against.</summary>
/// <param name="Group">The group.</param>
/// <param name="Score">Its score; only its order and its distance to others mean something.</param>
/// <param name="Techniques">For: techniques seen that it is known for, the most telling first, each with how many groups are.</param>
/// <param name="Software">For: software seen that it is known for, the most telling first.</param>
/// <param name="StrangeTechniques">Against: techniques seen that it is not known for, those that fewest groups use first.</param>
/// <param name="StrangeSoftware">Against: software seen that it is not known for.</param>
public sealed record ActorHypothesis(
    Group Group, double Score, IReadOnlyList<TellingTechnique> Techniques, IReadOnlyList<Software> Software,
    IReadOnlyList<TellingTechnique> StrangeTechniques, IReadOnlyList<Software> StrangeSoftware)
{
    internal static ActorHypothesis Of(ActorScore score, ActorProfiles profiles, IReadOnlyList<Technique> seen, IReadOnlyList<Software> used) => new(
        score.Profile.Group,
        score.Score,
        [.. score.Techniques.Select(shared => new TellingTechnique(shared.Technique, profiles.GroupsOf(shared.Technique)))],
        [.. score.Software.Select(static shared => shared.Software)],
        [
            .. seen.Where(technique => !score.Profile.Techniques.Contains(technique))
                .Select(technique => new TellingTechnique(technique, profiles.GroupsOf(technique)))
                .OrderBy(static telling => telling.Groups == 0 ? int.MaxValue : telling.Groups)
                .ThenBy(static telling => telling.Technique.TechniqueId),
        ],
        [.. used.Where(one => !score.Profile.Software.Contains(one))]);
}

/// <summary>A technique and how many groups are known for it: the fewer, the more it tells.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Groups">Groups of the release that are known for it.</param>
public readonly record struct TellingTechnique(Technique Technique, int Groups);

/// <summary>How often a first hypothesis was right in past cases: reports of ATT&amp;CK 18.1, each left out in turn (bench/record/attribution.md).</summary>
/// <param name="Right">Cases with such a lead in which the first was the group that the report names.</param>
/// <param name="Cases">Cases with such a lead.</param>
public readonly record struct ActorReliability(int Right, int Cases)
{
    /// <summary>Lower bounds of leads, as shares of the first score, by which cases were counted.</summary>
    internal static readonly double[] LeadSteps = [0, 0.1, 0.2, 0.3, 0.4, 0.6];

    /// <summary>Cases by lead, with the software that the reports name.</summary>
    internal static readonly ActorReliability[] WithSoftware = [new(38, 146), new(39, 87), new(30, 44), new(40, 48), new(73, 79), new(51, 51)];

    /// <summary>Cases by lead, from techniques alone.</summary>
    internal static readonly ActorReliability[] ByTechniques = [new(44, 212), new(48, 121), new(34, 54), new(23, 28), new(34, 37), new(3, 3)];

    /// <summary>What was measured for a lead.</summary>
    public static ActorReliability Of(double lead, bool hasSoftware)
        => (hasSoftware ? WithSoftware : ByTechniques)[LeadSteps.Count(step => lead >= step) - 1];
}
