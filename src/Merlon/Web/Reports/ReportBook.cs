using Merlon.Assessment;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports;

/// <summary>Everything that reports are made of: an assessment, and what else is known around it. Parts that are not known are left out of every report.</summary>
/// <param name="Assessment">The assessment.</param>
public sealed record ReportBook(GapAssessment Assessment)
{
    /// <summary>Files that it was made from, with their hashes; empty when they were not computed.</summary>
    public IReadOnlyList<HashedInput> Inputs { get; init; } = [];

    /// <summary>How coverage moved until now; null when there is no history.</summary>
    public LineChart? Trend { get; init; }

    /// <summary>What moved it since the last snapshot; null when there is none.</summary>
    public WaterfallChart? Moved { get; init; }

    /// <summary>Maturity by area; null when nobody answered.</summary>
    public Chart? Maturity { get; init; }

    /// <summary>When the plan's steps are done; null when they have no dates.</summary>
    public ScheduleChart? Schedule { get; init; }

    /// <summary>What the plan's steps cost by kind; null when nothing costs anything.</summary>
    public BarChart? Costs { get; init; }

    /// <summary>The best coverage for each budget; empty when it was not computed.</summary>
    public IReadOnlyList<BudgetStep> Frontier { get; init; } = [];

    /// <summary>Further sections of the whole report, in reading order.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];
}

/// <summary>A file that an assessment was made from.</summary>
/// <param name="Name">As the organisation file names it; foreign text.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record HashedInput(string Name, string Sha256, long Bytes);

/// <summary>A section of the whole report that another part of Merlon brings: words, charts and a table.</summary>
/// <param name="Key">Letters and hyphens: its anchor.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Lead">What it says, a sentence or two.</param>
public sealed record ReportPart(string Key, string Title, string Lead)
{
    /// <summary>A word or two for the list of contents.</summary>
    public string ShortTitle { get; init; } = Title;

    /// <summary>Charts, in order.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>Tables, in order; a report shows the first rows of each.</summary>
    public IReadOnlyList<Tables.ReportTable> Tables { get; init; } = [];

    /// <summary>Paragraphs below, such as what is not known.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
