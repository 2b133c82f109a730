using Merlon.Assessment;

namespace Merlon.Web.Reports.Tables;

/// <summary>An assessment as tables: summary, groups, gaps, plan, evidence, what did not resolve.</summary>
static class AssessmentTables
{
    /// <summary>Every table of the whole report.</summary>
    public static IReadOnlyList<ReportTable> Whole(ReportBook book)
        => [Gaps(book.Assessment), Summary(book.Assessment), Groups(book.Assessment), Plan(book.Assessment), Measures(book.Assessment), Evidence(book.Assessment), Unresolved(book.Assessment), .. book.Parts.SelectMany(static part => part.Tables)];

    /// <summary>The tables of the manager's report.</summary>
    public static IReadOnlyList<ReportTable> Manager(Manager.ManagerView view)
        => [Summary(view.Assessment), TopGaps(view), Plan(view.Assessment), Decisions(view), Notes(view)];

    static ReportTable Summary(GapAssessment assessment)
    {
        var standing = ThreatStanding.Of(assessment);
        var (summary, plan) = (assessment.Summary, assessment.Plan);
        List<IReadOnlyList<ReportCell>> rows =
        [
            ["organisation", assessment.Organisation.Name], ["as of", ReportCell.On(assessment.AsOf)], ["ATT&CK", assessment.Context.Release.Version],
            ["visible", ReportCell.Share(summary.Visibility)], ["detected", ReportCell.Share(summary.Detection)], ["prevented", ReportCell.Share(summary.Prevention)],
            ["covered", ReportCell.Share(summary.Covered)], ["held in a test", ReportCell.Share(standing.Proven)], ["claimed", ReportCell.Share(standing.Claimed)],
            ["missed in a test", ReportCell.Share(standing.Missed)], ["open", ReportCell.Share(standing.Open)], ["techniques with a weight", (double)summary.Techniques],
            ["tested", (double)summary.Tested], ["missed", (double)summary.Refuted], ["covered after the plan", ReportCell.Share(plan.CoveredAfter)],
            ["cost of the plan", ReportCell.Money(plan.Steps.Count == 0 ? 0 : plan.Steps[^1].CostSoFar)], ["currency", plan.Currency],
        ];
        return new("summary", "Summary", [new("figure", "Figure", 28), new("value", "Value", 22)], rows);
    }

    static ReportTable Groups(GapAssessment assessment) => new(
        "groups", "Groups", [new("id", "Id", 10), new("name", "Group", 26), new("relevance", "Relevance", 10), new("named", "Named by us", 10), new("reasons", "Reasons", 80, Wraps: true)],
        [.. assessment.Profile.LikelyGroups.Select(IReadOnlyList<ReportCell> (group) => [group.Group.Id, group.Group.Name, ReportCell.Small(group.Relevance), ReportCell.Flag(group.IsNamed), ReportCell.Lines(group.Reasons)])]);

    static ReportTable Gaps(GapAssessment assessment) => new(
        "gaps", "Gaps",
        [
            new("rank", "Rank", 7), new("technique", "Technique", 12), new("name", "Name", 38), new("tactics", "Tactics", 34, Wraps: true), new("weight", "Weight", 9), new("class", "Class", 10), new("visible", "Visible", 9),
            new("detected", "Detected", 9), new("prevented", "Prevented", 9), new("covered", "Covered", 9), new("open", "Open", 9), new("priority", "Priority", 9), new("test", "Test", 10),
            new("reasons", "Reasons", 80, Wraps: true), new("measures", "Measures", 40, Wraps: true),
        ],
        [
            .. assessment.Gaps.Select(IReadOnlyList<ReportCell> (gap) =>
            [
                (double)gap.Rank, gap.Technique.Id, gap.Technique.Name, TacticsOf(assessment, gap), ReportCell.Small(gap.Weight), Figures.ClassName(gap.Class), ReportCell.Share(gap.Coverage.Visibility),
                ReportCell.Share(gap.Coverage.Detection), ReportCell.Share(gap.Coverage.Prevention), ReportCell.Share(gap.Coverage.Covered), ReportCell.Share(gap.Open), ReportCell.Small(gap.Priority),
                gap.Coverage.IsRefuted ? "missed" : gap.Coverage.IsTested ? "held" : "", ReportCell.Lines(gap.Reasons), ReportCell.Lines(gap.Measures),
            ]),
        ]);

    static ReportTable TopGaps(Manager.ManagerView view) => new(
        "top-gaps", "Top gaps", [new("technique", "Technique", 12), new("name", "Name", 38), new("open", "Open", 9), new("missed", "Missed", 9), new("state", "What we would see", 60, Wraps: true), new("who", "Who", 40, Wraps: true), new("helps", "Helps", 60, Wraps: true)],
        [.. view.Gaps.Select(IReadOnlyList<ReportCell> (gap) => [gap.Id, gap.Name, ReportCell.Share(gap.Open), ReportCell.Flag(gap.IsMissed), gap.State, gap.Who, gap.Helps])]);

    static ReportTable Plan(GapAssessment assessment) => new(
        "plan", "Plan",
        [
            new("step", "Step", 7), new("measure", "Measure", 28), new("title", "What", 60, Wraps: true), new("cost", "Cost", 12), new("days", "Days", 8), new("cost_from", "Cost from", 14), new("cost_so_far", "So far", 12),
            new("gain", "Gain", 9), new("covered_after", "Covered after", 12), new("reason", "Reason", 70, Wraps: true),
        ],
        [
            .. assessment.Plan.Steps.Select(IReadOnlyList<ReportCell> (step, i) =>
            [
                (double)(i + 1), step.Measure.Id, step.Measure.Title, ReportCell.Money(step.Measure.TotalCost), (double)step.Measure.Cost.Days, step.Measure.IsCostOwn ? "organisation" : "assumed",
                ReportCell.Money(step.CostSoFar), ReportCell.Small(step.Gain), ReportCell.Share(step.CoveredAfter), step.Reason,
            ]),
        ]);

    static ReportTable Measures(GapAssessment assessment) => new(
        "not-chosen", "Measures not chosen", [new("measure", "Measure", 28), new("title", "What", 60, Wraps: true), new("cost", "Cost", 12), new("days", "Days", 8), new("techniques", "Techniques", 11), new("gain_alone", "Gain alone", 11)],
        [
            .. assessment.Plan.NotChosen.Select(IReadOnlyList<ReportCell> (measure) =>
            [
                measure.Id, measure.Title, ReportCell.Money(measure.TotalCost), (double)measure.Cost.Days, (double)measure.Effects.Count, ReportCell.Small(measure.Effects.Sum(static effect => effect.Gain)),
            ]),
        ]);

    static ReportTable Evidence(GapAssessment assessment) => new(
        "evidence", "Evidence",
        [
            new("id", "Id", 20), new("technique", "Technique", 12), new("kind", "Kind", 12), new("axis", "Axis", 11), new("scope", "Scope", 18), new("strength", "Strength", 9), new("date", "Date", 12),
            new("source", "Source", 40), new("place", "Where it stands", 40), new("statement", "Statement", 80, Wraps: true),
        ],
        [
            .. assessment.Evidence.Values.OrderBy(static one => one.Technique).ThenBy(static one => one.Axis).ThenBy(static one => one.Id, StringComparer.Ordinal).Select(static IReadOnlyList<ReportCell> (one) =>
            [
                one.Id, one.Technique.ToString(), one.Kind.ToString(), one.Axis.ToString(), one.Scope, ReportCell.Small(one.Strength), ReportCell.On(one.Date), one.Source, one.Place, one.Statement,
            ]),
        ]);

    static ReportTable Unresolved(GapAssessment assessment) => new(
        "unresolved", "Not resolved", [new("reference", "Reference", 30), new("what", "Kind", 18), new("count", "Times", 8), new("resolution", "What became of it", 16), new("moved_to", "Counted for", 24), new("examples", "Where", 60, Wraps: true)],
        [.. assessment.Unresolved.Select(static IReadOnlyList<ReportCell> (one) => [one.Reference, one.What, (double)one.Count, one.Resolution, string.Join(", ", one.MovedTo), ReportCell.Lines(one.Examples)])]);

    static ReportTable Decisions(Manager.ManagerView view) => new(
        "decisions", "Decisions", [new("question", "Decide", 34), new("words", "What hangs on it", 100, Wraps: true)], [.. view.Decisions.Select(static IReadOnlyList<ReportCell> (one) => [one.Question, one.Words])]);

    static ReportTable Notes(Manager.ManagerView view) => new(
        "notes", "Notes", [new("number", "Note", 7), new("words", "Where it comes from", 120, Wraps: true)], [.. view.Notes.Select(static IReadOnlyList<ReportCell> (one, i) => [(double)(i + 1), one.Words])]);

    static string TacticsOf(GapAssessment assessment, Gap gap)
        => string.Join(", ", gap.Technique.Domains.SelectMany(domain => assessment.Context.Release.TacticsOf(gap.Technique, domain)).Select(static tactic => tactic.Name).Distinct(StringComparer.Ordinal));
}
