using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Web.App.Home;

/// <summary>
/// Where an organisation stands as seen from one scope, against one group or against all that may come: shares of the weighted threat, each 0..1. Pure.
/// </summary>
public sealed record Standpoint
{
    /// <summary>Name of the scope; empty for the whole organisation.</summary>
    public required string Scope { get; init; }

    /// <summary>The group that is looked at alone; null for all that may come.</summary>
    public required GroupRelevance? Group { get; init; }

    /// <summary>0..1: the data would be there.</summary>
    public required double Visibility { get; init; }

    /// <summary>0..1: an alert would be raised.</summary>
    public required double Detection { get; init; }

    /// <summary>0..1: it would be stopped.</summary>
    public required double Prevention { get; init; }

    /// <summary>0..1: noticed or stopped.</summary>
    public required double Covered { get; init; }

    /// <summary>Between what and what <see cref="Covered"/> may lie; null where it is known for the whole organisation only.</summary>
    public required CoverageInterval? Interval { get; init; }

    /// <summary>0..1: a fresh test spoke, whatever it said.</summary>
    public required double Tested { get; init; }

    /// <summary>0..1: the last test was missed.</summary>
    public required double Missed { get; init; }

    /// <summary>0..1: nothing is known of detection and prevention; 0 then means unknown, not open.</summary>
    public required double Unknown { get; init; }

    /// <summary>Techniques that count here, the greatest open weight first.</summary>
    public required IReadOnlyList<StandpointTechnique> Techniques { get; init; }

    /// <summary>0..1: what is open of the weighted threat.</summary>
    public double Open => 1 - Covered;

    /// <summary>True for the whole organisation against all that may come: what the assessment itself says.</summary>
    public bool IsWhole => Scope.Length == 0 && Group is null;

    /// <summary>Looks from a scope at a group.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="scope">Name of a scope; empty for all.</param>
    /// <param name="group">Id of a group of the profile; empty for all.</param>
    /// <exception cref="InvalidDataException">There is no such scope, or the profile does not have the group.</exception>
    public static Standpoint Of(GapAssessment assessment, string scope, string group)
    {
        var ofScope = scope.Length == 0 ? "" : assessment.Organisation.Scopes.FirstOrDefault(one => string.Equals(one.Name, scope, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new InvalidDataException($"the organisation has no scope {scope}");
        var ofGroup = group.Length == 0 ? null : assessment.Profile.Groups.FirstOrDefault(one => string.Equals(one.Group.Id, group, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException($"the threat profile has no group {group}");
        var weights = assessment.Profile.Techniques.DistinctBy(static one => one.Technique.TechniqueId)
            .ToDictionary(static one => one.Technique.TechniqueId, one => ofGroup is null ? one.Weight : one.Uses.Where(use => ReferenceEquals(use.Group, ofGroup.Group)).Sum(static use => use.Part));
        List<StandpointTechnique> techniques =
        [
            .. assessment.Gaps.Select(gap => SeenFrom(assessment, gap, weights.GetValueOrDefault(gap.Technique.TechniqueId), ofScope)).OfType<StandpointTechnique>()
                .OrderByDescending(static one => one.Weight * (1 - one.Covered)).ThenBy(static one => one.Gap.Rank),
        ];
        var sum = techniques.Sum(static one => one.Weight);
        double Share(Func<StandpointTechnique, double> of) => sum > 0 ? Math.Min(1, techniques.Sum(one => one.Weight * of(one)) / sum) : 0;
        return new Standpoint
        {
            Scope = ofScope,
            Group = ofGroup,
            Visibility = Share(static one => one.Visibility),
            Detection = Share(static one => one.Detection),
            Prevention = Share(static one => one.Prevention),
            Covered = Share(static one => one.Covered),
            Interval = ofScope.Length > 0 ? null : new CoverageInterval(Share(static one => one.Gap.Covered.Low), Share(static one => one.Gap.Covered.High)),
            Tested = Share(static one => one.IsTested ? 1 : 0),
            Missed = Share(static one => one.IsMissed ? 1 : 0),
            Unknown = Share(static one => one.IsKnown ? 0 : 1),
            Techniques = techniques,
        };
    }

    static StandpointTechnique? SeenFrom(GapAssessment assessment, Gap gap, double weight, string scope)
    {
        if (weight <= 0)
        {
            return null;
        }

        var coverage = gap.Coverage;
        if (scope.Length == 0)
        {
            return new(gap, weight, coverage.Visibility, coverage.Detection, coverage.Prevention, coverage.Covered, coverage.IsTested, coverage.IsRefuted, gap.Basis != CoverageBasis.Unknown);
        }

        return coverage.Scopes.FirstOrDefault(one => string.Equals(one.Scope, scope, StringComparison.Ordinal)) is { } there
            ? new(gap, weight, there.Visibility, there.Detection, there.Prevention, there.Covered, there.IsTested, there.IsRefuted, there.EvidenceIds.Any(id => Says(assessment, id)))
            : null;
    }

    static bool Says(GapAssessment assessment, string id)
        => assessment.Evidence.TryGetValue(id, out var evidence) && evidence.Axis is Axis.Detection or Axis.Prevention;
}

/// <summary>A technique as seen from a <see cref="Standpoint"/>.</summary>
/// <param name="Gap">Its gap in the whole assessment.</param>
/// <param name="Weight">0..1: how much it matters here.</param>
/// <param name="Visibility">0..1.</param>
/// <param name="Detection">0..1.</param>
/// <param name="Prevention">0..1.</param>
/// <param name="Covered">0..1.</param>
/// <param name="IsTested">True when a fresh test speaks here.</param>
/// <param name="IsMissed">True when its last test here was missed.</param>
/// <param name="IsKnown">True when something is known of detection or prevention here.</param>
public sealed record StandpointTechnique(
    Gap Gap, double Weight, double Visibility, double Detection, double Prevention, double Covered, bool IsTested, bool IsMissed, bool IsKnown)
{
    /// <summary>The technique itself.</summary>
    public Technique Technique => Gap.Technique;
}
