using Merlon.Web.Reports;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>The files that an assessment leaves behind: the whole report, the manager's and the engineer's, JSON and layers.</summary>
static class AssessOutput
{
    /// <summary>Folder used when none is given, in the current folder.</summary>
    public const string DefaultFolder = "merlon-out";

    /// <summary>The files in the order in which they are listed, the one to open first.</summary>
    public static IReadOnlyList<OutputFile> FilesOf(ReportBook book) =>
    [
        .. ReportFiles.Of(book, ReportFiles.Whole, [ReportFiles.Html], []),
        .. ReportFiles.Of(book, ReportFiles.Manager, [ReportFiles.Html], []),
        .. ReportFiles.Of(book, ReportFiles.Engineer, [ReportFiles.Html, ReportFiles.Csv], []),
        .. ReportFiles.Of(book, ReportFiles.Whole, [ReportFiles.Json, ReportFiles.Layers], []),
    ];
}
