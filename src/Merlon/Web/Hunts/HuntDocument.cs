using Merlon.Web.Reports;
using Merlon.Workspaces;

namespace Merlon.Web.Hunts;

/// <summary>
/// Writes a hunt as one self-contained HTML file: nothing is loaded from elsewhere, every foreign text is escaped, and it reads
/// the same without its script. Same hunt, same bytes.
/// </summary>
static class HuntDocument
{
    public static void Write(HuntReport report, Stream output)
        => HtmlFile.Write<HuntPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(HuntPage.Report)] = report,
                [nameof(HuntPage.Inlined)] = ReportAssets.LoadWith("hunt.css"),
            },
            output);
}
