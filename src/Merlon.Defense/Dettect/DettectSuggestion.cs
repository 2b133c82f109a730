using Merlon.Assessment;

namespace Merlon.Dettect;

/// <summary>
/// What Merlon's coverage would be on DeTT&amp;CT's scales: docs/formats/dettect.md, "Written back". A detection above 3 (good) needs a
/// test that passed; a test that was missed is none, one that was only logged is forensics.
/// </summary>
public static class DettectSuggestion
{
    const double Fair = 0.15, Good = 0.3, VeryGood = 0.75;

    /// <summary>−1..5 for one technique in one scope.</summary>
    public static int DetectionOf(ScopeCoverage coverage, Evidence? test) => test?.Outcome switch
    {
        Outcome.None when coverage.IsTested => -1,
        Outcome.Logged when coverage.IsTested => 0,
        Outcome.Alerted or Outcome.Blocked when coverage.IsTested => coverage.Detection >= VeryGood ? 4 : 3,
        _ => coverage.Detection switch
        {
            <= 0 => -1,
            < Fair => 1,
            < Good => 2,
            _ => 3,
        },
    };

    /// <summary>0..4 for a share of the data that is there, 0..1, by DeTT&amp;CT's own steps.</summary>
    public static int VisibilityOf(double visibility) => DettectScoring.VisibilityOf(visibility * 100);

    /// <summary>Step 0..5 of device completeness for a share of devices, 0..1.</summary>
    public static int StepOf(double share) => share switch
    {
        <= 0 => 0,
        <= 0.25 => 1,
        <= 0.5 => 2,
        <= 0.75 => 3,
        < 1 => 4,
        _ => 5,
    };

    /// <summary>The latest test that counts for a scope, or null.</summary>
    internal static Evidence? TestOf(ScopeCoverage coverage, GapAssessment assessment)
        => coverage.EvidenceIds.Select(id => assessment.Evidence.GetValueOrDefault(id)).FirstOrDefault(static e => e?.Kind == EvidenceKind.Test);
}
