using System.Globalization;
using Merlon.Assessment;
using Merlon.Layers;

namespace Merlon.Priorities;

/// <summary>Priorities as layers for ATT&amp;CK Navigator, one for each domain of the organisation.</summary>
public static class PriorityLayers
{
    /// <summary>One layer for each domain: the score, 100 for the first technique, with its parts as metadata.</summary>
    public static IReadOnlyList<Layer> Of(GapAssessment assessment, PriorityList list)
        => [.. AssessmentLayers.Domains(assessment).Select(domain => LayerOf(assessment, list, domain))];

    static Layer LayerOf(GapAssessment assessment, PriorityList list, string domain)
    {
        var most = list.Techniques.Select(static one => one.Score).DefaultIfEmpty(0).Max();
        return new Layer
        {
            Name = $"{assessment.Organisation.Name}: priorities",
            Domain = domain,
            AttackVersion = LayerVersion.MajorOf(assessment.Context.Release.Version),
            Description = string.Create(CultureInfo.InvariantCulture, $"What {assessment.Organisation.Name} should do something about first, 100 for the first, as of {assessment.AsOf:yyyy-MM-dd}: threat, gap, choke point, feasibility and price multiplied."),
            Techniques =
            [
                .. list.Techniques.Where(one => one.Technique.Domains.Contains(domain, StringComparer.Ordinal)).OrderBy(static one => one.Technique.TechniqueId)
                    .SelectMany(one => assessment.Context.Release.TacticsOf(one.Technique, domain).Select(tactic => CellOf(one, most) with { Tactic = tactic.Shortname })),
            ],
            Gradient = new(["#ffffff", "#fdd49e", "#b30000"]),
            Legend = [new("nothing to do about it (0)", "#ffffff"), new("the first (100)", "#b30000")],
            Sorting = LayerSorting.ScoreDescending,
            Layout = new LayerLayout { Aggregate = LayerAggregate.Max, ShowAggregateScores = true },
            Metadata =
            [
                new("organisation", assessment.Organisation.Name), new("as of", assessment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), new("made by", "Merlon"),
            ],
        };
    }

    static LayerTechnique CellOf(Priority one, double most)
        => new(one.Technique.Id, Tactic: null, most > 0 ? Math.Round(one.Score / most * 100, 1) : 0, string.Join("\n", one.Differences))
        {
            Metadata =
            [
                new("rank", one.Rank.ToString(CultureInfo.InvariantCulture)),
                .. one.Parts.Select(static part => new LayerMetadata(part.Name, part.Value.ToString("0.000", CultureInfo.InvariantCulture))),
                new("rank in Top Techniques", one.Top.Rank.ToString(CultureInfo.InvariantCulture)),
            ],
        };
}
