using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>What an object means for the organisation, as the standing assessment says.</summary>
/// <param name="Assessment">The assessment.</param>
/// <param name="Object">The object, in the release that the assessment rests on.</param>
sealed record ForUs(GapAssessment Assessment, AttackObject Object)
{
    /// <summary>Techniques that are named as open.</summary>
    public const int OpenMax = 8;

    /// <summary>The gap of a technique; null where it has no weight, and for other objects.</summary>
    public Gap? Gap { get; } = Object is Technique technique ? Assessment.Gaps.FirstOrDefault(gap => gap.Technique.TechniqueId == technique.TechniqueId) : null;

    /// <summary>How a technique is covered; null for other objects.</summary>
    public TechniqueCoverage? Coverage { get; } = Object is Technique technique ? Assessment.Coverage.Of(technique) : null;

    /// <summary>How much a group matters, and its place among those that do; null for other objects and groups without relevance.</summary>
    public (GroupRelevance Group, int Place)? Relevance { get; } = RelevanceOf(Assessment, Object);

    /// <summary>Gaps of the techniques that another object is about, the most pressing first.</summary>
    public IReadOnlyList<Gap> Gaps { get; } = Object is Technique ? [] : GapsOf(Assessment, Object);

    /// <summary>0..1: the mean over <see cref="Gaps"/> of what is covered, weighted as they weigh.</summary>
    public double CoveredShare => Gaps.Sum(static gap => gap.Weight) is > 0 and var sum ? Math.Min(1, Gaps.Sum(static gap => gap.Weight * gap.Coverage.Covered) / sum) : 0;

    /// <summary>How a mitigation is put in place, scope by scope; empty for other objects.</summary>
    public IReadOnlyList<DeclaredMitigation> Declared { get; } = Object is Mitigation ? [.. Assessment.Organisation.Mitigations.Where(one => string.Equals(one.Mitigation.Id, Object.Id, StringComparison.Ordinal))] : [];

    /// <summary>What the standing assessment says of an object of any release; null without an assessment, or when its release does not have the object.</summary>
    public static ForUs? Of(Standing? standing, AttackObject found)
        => standing?.Assessment is { } assessment && assessment.Context.Release.TryFindStix(found.StixId, out var here) && here.IsLive && here is not Attack.Matrix
            ? new ForUs(assessment, here) : null;

    static (GroupRelevance Group, int Place)? RelevanceOf(GapAssessment assessment, AttackObject found)
    {
        for (var i = 0; i < assessment.Profile.Groups.Count; i++)
        {
            if (string.Equals(assessment.Profile.Groups[i].Group.StixId, found.StixId, StringComparison.Ordinal))
            {
                return (assessment.Profile.Groups[i], i + 1);
            }
        }

        return null;
    }

    static IReadOnlyList<Gap> GapsOf(GapAssessment assessment, AttackObject found)
    {
        var ids = ObjectReach.TechniquesOf(assessment.Context.Release, found).Select(static technique => technique.TechniqueId).ToHashSet();
        return [.. assessment.Gaps.Where(gap => ids.Contains(gap.Technique.TechniqueId))];
    }
}
