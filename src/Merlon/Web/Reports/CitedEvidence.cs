using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>Which evidence a report prints: the strongest statements of the gaps shown in detail.</summary>
static class CitedEvidence
{
    /// <summary>Gaps shown in detail; the others stand in a table.</summary>
    public const int GapsInDetailMax = 50;

    /// <summary>Statements printed for one gap; the rest is counted.</summary>
    public const int StatementsPerGapMax = 8;

    /// <summary>The statements of a gap that are printed, strongest first.</summary>
    public static IReadOnlyList<Evidence> Of(GapAssessment assessment, Gap gap)
    {
        var cited = new List<Evidence>();
        foreach (var id in gap.Coverage.EvidenceIds)
        {
            if (cited.Count < StatementsPerGapMax && assessment.Evidence.TryGetValue(id, out var evidence))
            {
                cited.Add(evidence);
            }
        }

        return cited;
    }

    /// <summary>Every statement that the report prints, once, in the order of first mention.</summary>
    public static IReadOnlyList<Evidence> Index(GapAssessment assessment)
        => [.. assessment.Gaps.Take(GapsInDetailMax).SelectMany(gap => Of(assessment, gap)).DistinctBy(evidence => evidence.Id, StringComparer.Ordinal)];
}
