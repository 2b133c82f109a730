using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Engineer;

/// <summary>Work that an assessment leaves to do: the plan's steps, then tests to repeat, then other measures, then gaps that nothing would narrow.</summary>
/// <param name="Assessment">What it was made from.</param>
/// <param name="Items">Items in the order in which to do them.</param>
public sealed record Backlog(GapAssessment Assessment, IReadOnlyList<BacklogItem> Items)
{
    /// <summary>Derives the items. Every measure, every test to repeat and every gap with a weight has one.</summary>
    public static Backlog Of(GapAssessment assessment)
    {
        var facts = new BacklogFacts(assessment);
        var steps = assessment.Plan.Steps;
        List<BacklogItem> items =
        [
            .. steps.Select((step, i) => MeasureItems.Of(facts, step.Measure, i + 1)),
            .. TestItems.Of(facts),
            .. assessment.Plan.NotChosen.Select(measure => MeasureItems.Of(facts, measure, step: null)),
            .. assessment.Gaps.Select(gap => GapItems.Of(facts, gap)),
        ];
        return new Backlog(assessment, items);
    }

    /// <summary>Items as a table for trackers: one row each.</summary>
    public ReportTable Table => new(
        "backlog", "Backlog",
        [
            new("key", "Key", 26), new("kind", "Kind", 12), new("rank", "Rank", 7), new("title", "Title", 60, Wraps: true), new("priority", "Priority", 10),
            new("gain", "Gain", 10), new("owner", "Owner", 20), new("step", "Plan step", 9), new("money", "Cost", 12), new("currency", "Currency", 9), new("days", "Days", 8),
            new("cost_from", "Cost from", 14), new("techniques", "Techniques", 30, Wraps: true), new("why", "Why", 60, Wraps: true),
            new("acceptance", "Done when", 60, Wraps: true), new("evidence", "Evidence", 60, Wraps: true), new("rules", "Rules", 50, Wraps: true),
            new("log_sources", "Log sources", 40, Wraps: true), new("tests", "Tests", 40, Wraps: true),
        ],
        [.. Items.Select((item, i) => RowOf(item, i + 1))]);

    IReadOnlyList<ReportCell> RowOf(BacklogItem item, int rank) =>
    [
        item.Key, item.Kind, (double)rank, item.Title, item.Priority is { } priority ? ReportCell.Small(priority) : "", item.Gain is { } gain ? ReportCell.Small(gain) : "",
        string.Join(", ", item.Owners), item.Step is { } step ? (double)step : "", item.Cost is { } cost ? ReportCell.Money(cost.Total) : "", item.Cost is null ? "" : Assessment.Plan.Currency,
        item.Cost is { } days ? (double)days.Days : "", item.Cost is { } from ? (from.IsOwn ? "organisation" : "assumed") : "",
        string.Join(", ", item.Techniques.Select(static technique => technique.Id)), ReportCell.Lines(item.Why), ReportCell.Lines(item.Acceptance),
        ReportCell.Lines(item.Evidence.Select(static line => line.Words)), ReportCell.Lines(item.Rules.Select(static line => line.Words)),
        ReportCell.Lines(item.LogSources.Select(static line => line.Words)), ReportCell.Lines(item.Tests.Select(static line => line.Words)),
    ];
}

/// <summary>One piece of work.</summary>
public sealed record BacklogItem
{
    /// <summary>Stable over assessments: a measure's id, <c>test:T1003.001</c>, <c>gap:T1003.001</c>.</summary>
    public required string Key { get; init; }

    /// <summary><c>measure</c>, <c>test</c> or <c>gap</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What to do.</summary>
    public required string Title { get; init; }

    /// <summary>0..1 for gaps and tests; null for measures.</summary>
    public double? Priority { get; init; }

    /// <summary>Weighted gap that a measure closes, in its step or alone; null for others.</summary>
    public double? Gain { get; init; }

    /// <summary>Who answers for what is there already; empty when nobody is named.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Step of the plan, or null.</summary>
    public int? Step { get; init; }

    /// <summary>What it costs; null where that is not known.</summary>
    public BacklogCost? Cost { get; init; }

    /// <summary>Techniques that it is about, the weightiest first.</summary>
    public required IReadOnlyList<Technique> Techniques { get; init; }

    /// <summary>Why, sentence by sentence.</summary>
    public IReadOnlyList<string> Why { get; init; } = [];

    /// <summary>When it is done: what to run and what must come out.</summary>
    public required IReadOnlyList<string> Acceptance { get; init; }

    /// <summary>Statements that count today.</summary>
    public IReadOnlyList<BacklogLine> Evidence { get; init; } = [];

    /// <summary>Statements that are not listed.</summary>
    public int MoreEvidence { get; init; }

    /// <summary>Rules that claim the techniques, with what becomes of each.</summary>
    public IReadOnlyList<BacklogLine> Rules { get; init; } = [];

    /// <summary>Rules that are not listed.</summary>
    public int MoreRules { get; init; }

    /// <summary>Log sources that show the techniques: collected ones, and those that would help.</summary>
    public IReadOnlyList<BacklogLine> LogSources { get; init; } = [];

    /// <summary>Tests on record.</summary>
    public IReadOnlyList<BacklogLine> Tests { get; init; } = [];
}

/// <summary>What a piece of work costs.</summary>
/// <param name="Total">Money, days included, in the plan's currency.</param>
/// <param name="Days">Person-days.</param>
/// <param name="IsOwn">True when the organisation set it.</param>
public readonly record struct BacklogCost(decimal Total, decimal Days, bool IsOwn);

/// <summary>A line of a list: what, its state, and where it stands.</summary>
/// <param name="Text">What; foreign text.</param>
/// <param name="State">A word or two; may be empty.</param>
/// <param name="Place">Document with line; may be empty.</param>
public sealed record BacklogLine(string Text, string State, string Place)
{
    /// <summary>All of it on one line.</summary>
    public string Words => Text + (State.Length == 0 ? "" : $" [{State}]") + (Place.Length == 0 ? "" : $" ({Place})");
}
