using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Reports;
using Merlon.Workspaces;

namespace Merlon.Web.App.Home;

/// <summary>Something that is worth doing next, with the reason and the page where it is done.</summary>
/// <param name="Kind">Such as <c>plan</c> or <c>gap</c>: which sort of work it is.</param>
/// <param name="Title">What to do.</param>
/// <param name="Reason">Why it stands here, one sentence.</param>
/// <param name="Href">Where it is done, or where the reason comes from.</param>
public sealed record NextStep(string Kind, string Title, string Reason, string Href)
{
    /// <summary>Most steps that a page shows.</summary>
    public const int ShownMax = 6;

    /// <summary>Days after which a sign-off should be renewed.</summary>
    public const int SignOffDays = 90;

    /// <summary>Days after which logs that were looked through should be looked through again.</summary>
    const int LogsDays = 60;

    /// <summary>What there is to do, the most urgent first; at most one of a kind, so that a page shows the breadth.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="from">From where it is looked at.</param>
    /// <param name="diagnostics">What readers noticed.</param>
    /// <param name="signOff">The last sign-off, or null.</param>
    /// <param name="words">The texts.</param>
    public static IReadOnlyList<NextStep> Of(GapAssessment assessment, Standpoint from, IReadOnlyList<Diagnostic> diagnostics, SignOffRecord? signOff, Words words) =>
    [
        .. new[]
        {
            Missed(from, words), Void(assessment, words), Planned(assessment, words), Widest(from, words), Unread(assessment, diagnostics, words), Quiet(assessment, words), Untested(assessment, from, words), SignOff(assessment, signOff, words),
        }.OfType<NextStep>().Take(ShownMax),
    ];

    static NextStep? Missed(Standpoint from, Words words)
    {
        var missed = from.Techniques.Where(static one => one.IsMissed).ToList();
        return missed.Count == 0 ? null : new("missed", words["home.next.missed", missed[0].Technique.Id, missed[0].Technique.Name], missed.Count == 1 ? words["home.next.missed.why"] : words["home.next.missed.more", missed.Count], GapPath(missed[0]));
    }

    static NextStep? Void(GapAssessment assessment, Words words)
    {
        var gone = assessment.Input.Tests.Where(static test => test.IsVoid).ToList();
        return gone.Count == 0 ? null : new("void", words["home.next.void", gone[0].Technique], words["home.next.void.why", gone.Count, gone[0].Sentence], $"/assessment/gaps/{gone[0].Technique}");
    }

    static NextStep? Planned(GapAssessment assessment, Words words)
    {
        var plan = assessment.Plan;
        return plan.Steps.Count == 0 ? null : new(
            "plan", plan.Steps[0].Measure.Title,
            words["home.next.plan.why", Figures.Percent(plan.Steps[0].CoveredAfter), Figures.Money(plan.Steps[0].Measure.TotalCost, plan.Currency), Figures.Percent(plan.CoveredBefore)], "/assessment/plan");
    }

    static NextStep? Widest(Standpoint from, Words words)
        => from.Techniques.FirstOrDefault(static one => !one.IsMissed) is { } first && first.Covered < 1
            ? new("gap", words["home.next.gap", first.Technique.Id, first.Technique.Name], first.Gap.Reasons.Count > 0 ? words.Said(first.Gap.Reasons[0]) + "." : words["home.next.gap.why"], GapPath(first))
            : null;

    static NextStep? Unread(GapAssessment assessment, IReadOnlyList<Diagnostic> diagnostics, Words words)
    {
        var serious = diagnostics.Count(static one => one.Severity != Severity.Note);
        return serious + assessment.Unresolved.Count == 0 ? null : new(
            "unread", words["home.next.unread"], words["home.next.unread.why", serious, assessment.Unresolved.Count], "/assessment/notices");
    }

    static NextStep? Quiet(GapAssessment assessment, Words words)
    {
        var days = assessment.Evidence.Values.Where(static one => one is { Kind: EvidenceKind.Inventory, Date: not null }).GroupBy(static one => one.Source, StringComparer.Ordinal)
            .Select(static source => (Source: source.Key, Last: source.Max(static one => one.Date.GetValueOrDefault()))).OrderBy(static one => one.Last).ThenBy(static one => one.Source, StringComparer.Ordinal).ToList();
        return days.Count == 0 || assessment.AsOf.DayNumber - days[0].Last.DayNumber <= LogsDays ? null : new(
            "quiet", words["home.next.quiet", days[0].Source], words["home.next.quiet.why", Figures.Day(days[0].Last)], "/detection/inventory");
    }

    static NextStep? Untested(GapAssessment assessment, Standpoint from, Words words)
        => from.Techniques.Where(static one => !one.IsTested && one.Covered > 0).OrderByDescending(static one => one.Weight * one.Covered).FirstOrDefault() is { } first
            ? new("test", words["home.next.test", first.Technique.Id, first.Technique.Name], words["home.next.test.why", Figures.Percent(first.Covered), assessment.Summary.Tested, assessment.Summary.Techniques], GapPath(first))
            : null;

    static NextStep? SignOff(GapAssessment assessment, SignOffRecord? signOff, Words words)
        => signOff?.AsOf is not { } day ? new("sign", words["home.next.sign"], words["home.next.sign.never"], "/assessment/signoffs")
            : assessment.AsOf.DayNumber - day.DayNumber > SignOffDays ? new("sign", words["home.next.sign"], words["home.next.sign.old", Figures.Day(day)], "/assessment/signoffs")
            : null;

    static string GapPath(StandpointTechnique one) => $"/assessment/gaps/{one.Technique.Id}";
}
