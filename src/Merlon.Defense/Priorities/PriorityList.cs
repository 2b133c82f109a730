using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Intelligence;

namespace Merlon.Priorities;

/// <summary>Which techniques to do something about first: Merlon's own order, and the Top Techniques calculator's beside it.</summary>
public sealed class PriorityList
{
    /// <summary>Measures that are named for a technique.</summary>
    const int OptionsMax = 5;

    /// <summary>Techniques of the profile, first to last; ties by threat, then id.</summary>
    public required IReadOnlyList<Priority> Techniques { get; init; }

    /// <summary>Choke points that were used.</summary>
    public required ChokePoints ChokePoints { get; init; }

    /// <summary>The calculator's numbers.</summary>
    public required TopParameters Top { get; init; }

    /// <summary>What is gained for one unit of money at the median, in weighted coverage: a cheapness of 0.5.</summary>
    public required double MedianGain { get; init; }

    /// <summary>Orders the techniques of an assessment.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="flows">Attack flows to learn choke points from; may be empty.</param>
    /// <param name="given">Rows for the calculator that stand instead of what is derived; may be empty.</param>
    public static PriorityList Of(GapAssessment assessment, IReadOnlyList<AttackFlow> flows, IReadOnlyList<TopTechniqueRow> given)
    {
        var release = assessment.Context.Release;
        var covered = assessment.Coverage.Techniques.Select(static one => one.Technique.TechniqueId).ToHashSet();
        var chokes = ChokePoints.Of(release, assessment.Organisation.Domains, one => one.IsLive && covered.Contains(one.TechniqueId), flows);
        var top = new TopParameters { Today = assessment.AsOf };
        var weights = assessment.Profile.Techniques.DistinctBy(static one => one.Technique.TechniqueId).ToArray();
        var own = given.ToDictionary(static row => row.Technique, StringComparer.Ordinal);
        var inputs = new TopInputs(assessment, chokes);
        var scores = TopTechniques.Of([.. weights.Select(weight => own.GetValueOrDefault(weight.Technique.Id) ?? inputs.Of(weight.Technique))], top)
            .ToDictionary(static score => score.Row.Technique, StringComparer.Ordinal);
        var field = MeasureField.Of(assessment);
        var gains = weights.ToDictionary(static weight => weight.Technique.TechniqueId, weight => field.GainPerMoneyOf(weight.Technique.TechniqueId));
        var median = Percentile.Inclusive(gains.Values.OfType<double>(), 0.5);
        var priorities = weights.Select(weight => PriorityOf(assessment, weight, chokes, field, scores[weight.Technique.Id], median))
            .OrderByDescending(static one => one.Score).ThenByDescending(static one => one.Threat * one.Gap).ThenBy(static one => one.Technique.TechniqueId)
            .Select(static (one, at) => one with { Rank = at + 1 })
            .ToArray();
        return new PriorityList
        {
            Techniques = PriorityDifferences.Explain(priorities, assessment.Organisation.Costs.Currency),
            ChokePoints = chokes,
            Top = top,
            MedianGain = double.IsNaN(median) ? 0 : median,
        };
    }

    static Priority PriorityOf(GapAssessment assessment, TechniqueWeight weight, ChokePoints chokes, MeasureField field, TopTechniqueScore top, double median)
    {
        var id = weight.Technique.TechniqueId;
        var coverage = assessment.Coverage.Of(weight.Technique);
        var gap = 1 - coverage.Covered;
        var choke = chokes.Of(id);
        var feasibility = gap > 0 ? Math.Clamp((field.CoveredWithAll(id) - coverage.Covered) / gap, 0, 1) : 0;
        var gain = field.GainPerMoneyOf(id);
        var cheapness = gain is not { } own ? 0 : own + median > 0 ? own / (own + median) : 0.5;
        var options = field.OptionsOf(id, OptionsMax);
        var part = (1 + choke.Value) / 2;
        return new Priority
        {
            Technique = weight.Technique,
            Score = weight.Weight * gap * part * feasibility * cheapness,
            Threat = weight.Weight,
            Gap = gap,
            Choke = part,
            Feasibility = feasibility,
            Cheapness = cheapness,
            ChokePoint = choke,
            Options = options,
            Top = top,
            Parts = PriorityParts.Of(assessment, weight, coverage, chokes, options, (feasibility, cheapness, part)),
        };
    }
}
