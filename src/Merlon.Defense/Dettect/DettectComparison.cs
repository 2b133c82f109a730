using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Dettect;

/// <summary>One technique by DeTT&amp;CT's rules and by Merlon's, side by side.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Axis">Visibility or detection.</param>
/// <param name="Score">DeTT&amp;CT's: visibility 0..4, detection −1..5.</param>
/// <param name="Share">The same on a scale of 0..1: visibility / 4, detection / 5 with −1 as 0.</param>
/// <param name="Merlon">Merlon's, 0..1, over the organisation's scopes.</param>
/// <param name="Weight">0..1: weight of the technique in the threat profile.</param>
/// <param name="Reasons">Why they differ, the weightiest first.</param>
public sealed record DettectDifference(Technique Technique, Axis Axis, int Score, double Share, double Merlon, double Weight, IReadOnlyList<string> Reasons)
{
    /// <summary>−1..1: how much more DeTT&amp;CT says.</summary>
    public double Difference => Share - Merlon;
}

/// <summary>DeTT&amp;CT's scores of an organisation's own files next to Merlon's assessment, with the reason for each difference.</summary>
public static class DettectComparison
{
    /// <summary>Differences smaller than this are none, on a scale of 0..1: DeTT&amp;CT has five or seven steps.</summary>
    public const double SameWithin = 0.1;

    /// <summary>Every technique that a file scores, largest weighted difference first, ties by id; empty without files.</summary>
    public static IReadOnlyList<DettectDifference> Of(GapAssessment assessment, DettectTables tables)
    {
        var release = assessment.Context.Release;
        var found = new List<DettectDifference>();
        foreach (var (_, file) in assessment.Organisation.DettectFiles)
        {
            switch (file)
            {
                case DettectTechniques techniques:
                    foreach (var score in DettectScoring.Of(techniques))
                    {
                        found.AddRange(DettectLayers.Resolve(score.Id, release).SelectMany(t => OfScore(t, score, assessment)));
                    }

                    break;
                case DettectDataSources sources when !assessment.Organisation.DettectFiles.Any(f => f.File is DettectTechniques && string.Equals(f.File.Domain, file.Domain, StringComparison.Ordinal)):
                    found.AddRange(DettectVisibility.Of(sources, release, tables).Techniques.Select(t => OfSources(t, sources, assessment)));
                    break;
            }
        }

        return
        [
            .. found.OrderByDescending(static d => Math.Abs(d.Difference) * (0.1 + d.Weight)).ThenBy(static d => d.Technique.TechniqueId).ThenBy(static d => d.Axis),
        ];
    }

    static IEnumerable<DettectDifference> OfScore(Technique technique, DettectTechniqueScore score, GapAssessment assessment)
    {
        var coverage = assessment.Coverage.Of(technique);
        var weight = assessment.Profile.WeightOf(technique.TechniqueId);
        var visibility = score.Visibility / (double)DettectScore.VisibilityMax;
        yield return new DettectDifference(
            technique, Axis.Visibility, score.Visibility, visibility, coverage.Visibility, weight,
            Reasons(Axis.Visibility, visibility, coverage.Visibility, coverage, score.VisibilityObjects, assessment));
        var detection = Math.Max(0, score.Detection) / (double)DettectScore.DetectionMax;
        yield return new DettectDifference(
            technique, Axis.Detection, score.Detection, detection, coverage.Detection, weight,
            Reasons(Axis.Detection, detection, coverage.Detection, coverage, score.DetectionObjects, assessment));
    }

    static DettectDifference OfSources(DettectTechniqueVisibility visible, DettectDataSources file, GapAssessment assessment)
    {
        var coverage = assessment.Coverage.Of(visible.Technique);
        var score = DettectScoring.VisibilityOf(visible.Percent);
        var share = visible.Percent / 100;
        var reasons = new List<string>();
        if (Math.Abs(share - coverage.Visibility) >= SameWithin)
        {
            var available = visible.Systems.SelectMany(static s => s.Available).Distinct(StringComparer.Ordinal).ToList();
            var poor = file.Sources.Where(s => available.Contains(DettectWords.NameOf(s.Name), StringComparer.OrdinalIgnoreCase))
                .SelectMany(static s => s.Details.Select(d => (s.Name, Share: DettectStrength.OfSource(d)))).Where(static s => s.Share < 1).OrderBy(static s => s.Share).ThenBy(static s => s.Name, StringComparer.Ordinal).FirstOrDefault();
            if (share > coverage.Visibility && poor.Name is not null)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"DeTT&CT counts a source of any quality as there; by its own quality {poor.Name} brings {poor.Share * 100:0} % of the devices and fields"));
            }

            reasons.Add(Counting(visible.Technique, assessment));
            AddTest(reasons, coverage, assessment);
        }

        return new DettectDifference(visible.Technique, Axis.Visibility, score, share, coverage.Visibility, assessment.Profile.WeightOf(visible.Technique.TechniqueId), reasons);
    }

    static List<string> Reasons(
        Axis axis, double share, double merlon, TechniqueCoverage coverage, IReadOnlyList<DettectScoreObject> objects, GapAssessment assessment)
    {
        var reasons = new List<string>();
        if (Math.Abs(share - merlon) < SameWithin)
        {
            return reasons;
        }

        AddTest(reasons, coverage, assessment);
        var evidence = coverage.EvidenceIds.Select(id => assessment.Evidence.GetValueOrDefault(id)).OfType<Evidence>().ToList();
        if (axis == Axis.Detection)
        {
            var rules = evidence.Count(static e => e is { Kind: EvidenceKind.Rule, Axis: Axis.Detection });
            if (share > merlon && rules == 0 && !coverage.IsTested)
            {
                reasons.Add("neither a rule nor a test stands behind the score; an opinion alone counts little");
            }
            else if (share > merlon)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{rules} {(rules == 1 ? "rule" : "rules")} and no test that passed: claims alone are capped"));
            }
            else if (rules > 0)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{rules} {(rules == 1 ? "rule is" : "rules are")} deployed that the score does not know or counts for less"));
            }
        }
        else
        {
            reasons.Add(Counting(coverage.Technique, assessment));
        }

        AddAge(reasons, objects, assessment);
        if (objects.Count > 1)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"DeTT&CT takes the rounded mean of {objects.Count} scores whatever the size of the systems; Merlon weighs its scopes"));
        }

        return reasons;
    }

    static string Counting(Technique technique, GapAssessment assessment)
    {
        var analytics = assessment.Context.Release.AnalyticsOf(technique).Count;
        return analytics > 0
            ? string.Create(CultureInfo.InvariantCulture, $"DeTT&CT counts data components alike; Merlon asks for the log sources of {analytics} {(analytics == 1 ? "analytic" : "analytics")}, a component alone counts half")
            : "DeTT&CT counts data components alike whatever share of the devices sends them; Merlon counts that share, halved";
    }

    static void AddTest(List<string> reasons, TechniqueCoverage coverage, GapAssessment assessment)
    {
        if (coverage.Scopes.Select(s => DettectSuggestion.TestOf(s, assessment)).FirstOrDefault(static t => t is not null) is { } test)
        {
            reasons.Add($"{test.Statement} ({test.Place}); a test outranks scores");
        }
    }

    static void AddAge(List<string> reasons, IReadOnlyList<DettectScoreObject> objects, GapAssessment assessment)
    {
        var days = objects.Select(static o => o.Latest).OfType<DettectScore>().Select(static s => s.Date).OfType<DateOnly>().ToList();
        if (days.Count == 0)
        {
            return;
        }

        var age = assessment.AsOf.DayNumber - days.Max().DayNumber;
        if (age > 0)
        {
            var left = Math.Pow(2, -age / (double)assessment.Coverage.Parameters.ClaimHalfLifeDays);
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the score is of {days.Max():yyyy-MM-dd}: Merlon lets it fade to {left * 100:0} %"));
        }
    }
}
