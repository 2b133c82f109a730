using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>
/// Writes an assessment as one self-contained HTML file: nothing is loaded from elsewhere, nothing runs but the report's own
/// script, and it reads the same without it. Same assessment, same bytes.
/// </summary>
static class ReportDocument
{
    public static void Write(GapAssessment assessment, Stream output)
        => HtmlFile.Write<ReportPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ReportPage.Assessment)] = assessment,
                [nameof(ReportPage.Inlined)] = ReportAssets.Load(),
            },
            output);
}
