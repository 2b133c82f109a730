using Merlon.Documents;
using Merlon.Web.Reports;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>A page that is made of parts.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Tab">Which tab of the assessment it is.</param>
/// <param name="Lead">What it says, a sentence or two.</param>
public sealed record PartsView(string Title, string Tab, string Lead)
{
    /// <summary>Sections in reading order.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>What stands there when there are no sections.</summary>
    public string Empty { get; init; } = "";

    /// <summary>Where the questions go.</summary>
    public string Action { get; init; } = "";

    /// <summary>Questions.</summary>
    public IReadOnlyList<ViewField> Fields { get; init; } = [];

    /// <summary>The same as files.</summary>
    public IReadOnlyList<ViewLink> Files { get; init; } = [];

    /// <summary>Ways to neighbouring pages.</summary>
    public IReadOnlyList<ViewLink> Ways { get; init; } = [];

    /// <summary>What readers noticed, and why something is missing.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Diagnostics as notices.</summary>
    public static IReadOnlyList<string> NoticesOf(IEnumerable<Diagnostic> diagnostics) => [.. diagnostics.Where(static one => one.Severity != Severity.Note).Select(static one => one.ToString())];

    /// <summary>Answers with the page.</summary>
    internal Task AnswerAsync(HttpContext context)
        => (AppPage.Of<PartsPage>(Title, "assessment", (nameof(PartsPage.View), this)) with { Styles = ["charts.css", "home.css", "insight.css"], Scripts = ["insight.js"] }).AnswerAsync(context);
}

/// <summary>A question of a page.</summary>
/// <param name="Name">Name in the query string.</param>
/// <param name="Label">Key of its text.</param>
/// <param name="Value">What is asked now.</param>
public sealed record ViewField(string Name, string Label, string Value)
{
    /// <summary>Kind of input.</summary>
    public string Kind { get; init; } = "text";

    /// <summary>What can be chosen; empty for free input.</summary>
    public IReadOnlyList<(string Value, string Text)> Options { get; init; } = [];
}

/// <summary>A link of a page.</summary>
/// <param name="Text">Its text; foreign text is allowed.</param>
/// <param name="Href">Where it leads.</param>
/// <param name="IsHere">True for the page itself.</param>
public sealed record ViewLink(string Text, string Href, bool IsHere = false);
