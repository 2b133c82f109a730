using Merlon.Changes;
using Merlon.Web.Reports;

namespace Merlon.Web.Changes;

/// <summary>
/// Writes a comparison as one self-contained HTML file: nothing is loaded from elsewhere, every foreign text is escaped, and
/// it reads the same without its script. Same comparison, same bytes.
/// </summary>
static class ChangesDocument
{
    public static void Write(DiffView view, Stream output)
        => HtmlFile.Write<ChangesPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ChangesPage.View)] = view,
                [nameof(ChangesPage.Inlined)] = ReportAssets.LoadWith("changes.css"),
            },
            output);
}
