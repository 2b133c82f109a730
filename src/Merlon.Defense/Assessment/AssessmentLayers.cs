using System.Globalization;
using Merlon.Attack;
using Merlon.Intelligence;
using Merlon.Layers;

namespace Merlon.Assessment;

/// <summary>
/// An assessment as layers for ATT&amp;CK Navigator: what we cover, what threatens us, what is open. One cell per technique
/// and tactic, live techniques of the domain only, so that Navigator drops nothing (docs/formats/layers.md).
/// </summary>
public static class AssessmentLayers
{
    /// <summary>Most reasons that a cell's comment carries.</summary>
    const int CommentReasonsMax = 3;

    /// <summary>Most groups that a cell's metadata names.</summary>
    const int CommentGroupsMax = 5;

    /// <summary>Domains that layers can be made for: those of the organisation that the release has, in the organisation's order.</summary>
    public static IReadOnlyList<string> Domains(GapAssessment assessment)
        => [.. assessment.Organisation.Domains.Where(domain => assessment.Context.Release.Domains.Contains(domain, StringComparer.Ordinal))];

    /// <summary>What would be detected or prevented, 0..100; every technique on the organisation's platforms has a score.</summary>
    public static Layer CoverageOf(GapAssessment assessment, string domain) => Frame(assessment, domain, "coverage") with
    {
        Description = $"How sure each technique is detected or prevented, 0 to 100, weighted over the scopes of {assessment.Organisation.Name}, as of {Day(assessment.AsOf)}. Claims alone stay low; tests count more.",
        Techniques = CellsOf(assessment, domain, assessment.Coverage.Techniques, coverage => coverage.Technique, CoverageCell),
        Gradient = new(["#f7fbff", "#9ecae1", "#2171b5"]),
        Legend =
        [
            new("nothing known or nothing in place (0)", "#f7fbff"),
            new("claimed (up to 60)", "#9ecae1"),
            new("detected or prevented, proven by a test (90)", "#2171b5"),
        ],
        Layout = new LayerLayout { Aggregate = LayerAggregate.Average, ShowAggregateScores = true },
    };

    /// <summary>How much each technique matters, 0..100; techniques without a weight have no cell.</summary>
    public static Layer ThreatOf(GapAssessment assessment, string domain) => Frame(assessment, domain, "threat") with
    {
        Description = $"How much each technique matters to {assessment.Organisation.Name}, 0 to 100, from the groups that are likely to come and what they are known to use, as of {Day(assessment.AsOf)}.",
        Techniques = CellsOf(assessment, domain, assessment.Profile.Techniques, weight => weight.Technique, ThreatCell),
        Gradient = new(["#fcfbfd", "#bcbddc", "#6a51a3"]),
        Legend = [new("hardly used (0)", "#fcfbfd"), new("moderate (50)", "#bcbddc"), new("the heaviest technique (100)", "#6a51a3")],
        Sorting = LayerSorting.ScoreDescending,
        Layout = new LayerLayout { Aggregate = LayerAggregate.Max, ShowAggregateScores = true },
    };

    /// <summary>Weight times what is open, 0..100; a technique that a test missed leads its weight class.</summary>
    public static Layer GapOf(GapAssessment assessment, string domain) => Frame(assessment, domain, "gap") with
    {
        Description = $"What threatens {assessment.Organisation.Name} and is not covered, 0 to 100: weight times open, a technique that its last test missed lifted to the top of its weight class, as of {Day(assessment.AsOf)}.",
        Techniques = CellsOf(assessment, domain, assessment.Gaps, gap => gap.Technique, GapCell),
        Gradient = new(["#fff5eb", "#fdae6b", "#d94801"]),
        Legend = [new("covered or of little weight (0)", "#fff5eb"), new("open in part (50)", "#fdae6b"), new("heavy and open (100)", "#d94801")],
        Sorting = LayerSorting.ScoreDescending,
        Layout = new LayerLayout { Aggregate = LayerAggregate.Max, ShowAggregateScores = true },
    };

    static Layer Frame(GapAssessment assessment, string domain, string view)
    {
        var release = assessment.Context.Release;
        return new Layer
        {
            Name = $"{assessment.Organisation.Name}: {view}",
            Domain = domain,
            AttackVersion = LayerVersion.MajorOf(release.Version),
            Platforms = PlatformsOf(assessment, domain),
            Techniques = [],
            Gradient = new(["#ffffff", "#000000"]),
            Metadata =
            [
                new("organisation", assessment.Organisation.Name),
                new("as of", Day(assessment.AsOf)),
                new("ATT&CK", $"{release.Version} {domain}"),
                new("made by", "Merlon"),
            ],
        };
    }

    static List<string> PlatformsOf(GapAssessment assessment, string domain)
    {
        var known = assessment.Context.Release.Techniques
            .Where(technique => technique.IsLive && technique.Domains.Contains(domain, StringComparer.Ordinal))
            .SelectMany(technique => technique.Platforms)
            .ToHashSet(StringComparer.Ordinal);
        return [.. assessment.Organisation.Platforms.Where(known.Contains).Distinct(StringComparer.Ordinal)];
    }

    static List<LayerTechnique> CellsOf<T>(
        GapAssessment assessment, string domain, IEnumerable<T> entries, Func<T, Technique> techniqueOf, Func<T, LayerTechnique> cellOf)
    {
        var release = assessment.Context.Release;
        var cells = new List<LayerTechnique>();
        foreach (var entry in entries.OrderBy(entry => techniqueOf(entry).TechniqueId))
        {
            var technique = techniqueOf(entry);
            if (!technique.IsLive || !technique.Domains.Contains(domain, StringComparer.Ordinal))
            {
                continue;
            }

            var cell = cellOf(entry);
            cells.AddRange(release.TacticsOf(technique, domain).Select(tactic => cell with { Tactic = tactic.Shortname }));
        }

        return cells;
    }

    static LayerTechnique CoverageCell(TechniqueCoverage coverage)
    {
        var tested = coverage.IsRefuted ? "missed" : coverage.IsTested ? "held" : "none";
        var comment = coverage.IsRefuted ? "The last test was missed." : coverage.EvidenceIds.Count == 0 ? "Nothing is known to cover it." : "";
        return Cell(coverage.Technique, coverage.Covered, comment,
        [
            new("visibility", Percent(coverage.Visibility)),
            new("detection", Percent(coverage.Detection)),
            new("prevention", Percent(coverage.Prevention)),
            new("last test", tested),
            new("evidence", coverage.EvidenceIds.Count.ToString(CultureInfo.InvariantCulture)),
        ]);
    }

    static LayerTechnique ThreatCell(TechniqueWeight weight)
    {
        var groups = weight.Uses.Select(use => use.Group.Name).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", groups.Take(CommentGroupsMax));
        var more = groups.Count > CommentGroupsMax ? string.Create(CultureInfo.InvariantCulture, $" and {groups.Count - CommentGroupsMax} more") : "";
        return Cell(weight.Technique, weight.Weight, groups.Count == 0 ? "Common over all groups." : $"Used by {named}{more}.",
        [
            new("weight", Fraction(weight.Weight)),
            new("prevalence", Fraction(weight.Prevalence)),
            new("groups", groups.Count.ToString(CultureInfo.InvariantCulture)),
        ]);
    }

    static LayerTechnique GapCell(Gap gap)
        => Cell(gap.Technique, gap.Priority, string.Join("\n", gap.Reasons.Take(CommentReasonsMax)),
        [
            new("rank", gap.Rank.ToString(CultureInfo.InvariantCulture)),
            new("weight", Fraction(gap.Weight)),
            new("class", gap.Class.ToString()),
            new("open", Percent(gap.Open)),
            new("covered", Percent(gap.Coverage.Covered)),
        ]);

    static LayerTechnique Cell(Technique technique, double share, string comment, IReadOnlyList<LayerMetadata> metadata)
        => new(technique.TechniqueId.ToString(), Tactic: null, Math.Round(share * 100, 1), comment) { Metadata = metadata };

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100)} %");

    static string Fraction(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
