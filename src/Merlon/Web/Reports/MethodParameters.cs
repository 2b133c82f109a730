using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>The numbers that an assessment was computed with, in words.</summary>
static class MethodParameters
{
    public static IReadOnlyList<(string Name, string Value)> Of(GapAssessment assessment)
    {
        var threat = assessment.Profile.Parameters;
        var coverage = assessment.Coverage.Parameters;
        return
        [
            ("Relevance of a group that targets the sector, before confidence", Figures.Fraction(threat.SectorRelevance)),
            ("Added share of the rest when it targets the region too", Figures.Fraction(threat.RegionLift)),
            ("Relevance of every other group", Figures.Fraction(threat.BackgroundRelevance)),
            ("Factor for a use inherited from an attributed campaign", Figures.Fraction(threat.InheritedUse)),
            ("Years after which a use counts half", threat.RecencyHalfLifeYears.ToString("0.#", CultureInfo.InvariantCulture)),
            ("Least that age leaves of a use", Figures.Fraction(threat.RecencyFloor)),
            ("Share of the weight that comes from prevalence", Figures.Percent(threat.PrevalenceShare)),
            ("Days after which a test counts half", Figures.Count(coverage.TestHalfLifeDays)),
            ("Days after which an unconfirmed claim counts half", Figures.Count(coverage.ClaimHalfLifeDays)),
            ("Most that claims alone give detection", Figures.Percent(coverage.DetectionClaimMax)),
            ("Most that claims alone give prevention", Figures.Percent(coverage.PreventionClaimMax)),
            ("What a passed test gives", Figures.Percent(coverage.TestPass)),
            ("Share of a claim on a technique that holds for its sub-techniques", Figures.Percent(coverage.ParentClaimShare)),
        ];
    }
}
