using Merlon.Web.Reports.Auditor;
using Merlon.Web.Reports.Engineer;
using Merlon.Web.Reports.Manager;

namespace Merlon.Web.Reports;

/// <summary>
/// Writes reports as self-contained HTML files: nothing is loaded from elsewhere, nothing runs but the report's own
/// script, and it reads the same without it. Same book, same bytes.
/// </summary>
static class ReportDocument
{
    /// <summary>The whole report.</summary>
    public static void Write(ReportBook book, Stream output)
        => HtmlFile.Write<ReportPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ReportPage.Book)] = book,
                [nameof(ReportPage.Inlined)] = ReportAssets.Load(),
            },
            output);

    /// <summary>Two pages for a manager.</summary>
    public static void WriteManager(ReportBook book, Stream output)
        => HtmlFile.Write<ManagerPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ManagerPage.View)] = ManagerView.Of(book),
                [nameof(ManagerPage.Inlined)] = ReportAssets.LoadForReaders(),
            },
            output);

    /// <summary>The backlog for an engineer.</summary>
    public static void WriteEngineer(Backlog backlog, Stream output)
        => HtmlFile.Write<EngineerPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(EngineerPage.Backlog)] = backlog,
                [nameof(EngineerPage.Inlined)] = ReportAssets.LoadForReaders(),
            },
            output);

    /// <summary>One framework for an auditor.</summary>
    public static void WriteAuditor(AuditView view, Stream output)
        => HtmlFile.Write<AuditorPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(AuditorPage.View)] = view,
                [nameof(AuditorPage.Inlined)] = ReportAssets.LoadForReaders(),
            },
            output);
}
