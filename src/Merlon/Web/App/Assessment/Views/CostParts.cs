using System.Globalization;
using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Web.Charts;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>A ledger as sections of a page.</summary>
static class CostParts
{
    /// <summary>Plan against actual, the years ahead, days of work, what carries the cost.</summary>
    public static IReadOnlyList<ReportPart> Of(GapAssessment assessment, LedgerReport report, CostShares shares, Words words)
    {
        var money = ChartUnit.Money(report.Currency);
        return
        [
            new("ledger", words["insight.costs.ledger"], words["insight.costs.total", Figures.Money(report.PresentCost, report.Currency), report.HorizonYears, Figures.Money(report.RunRate, report.Currency)])
            {
                Charts =
                [
                    new BarChart
                    {
                        Title = words["insight.costs.planned"], Summary = words["insight.costs.planned.note"], Unit = money,
                        Series = [new("plan", ChartLook.Hatched), new("actual", ChartLook.Solid)],
                        Rows = [.. report.Categories.Select(static one => new BarRow(AnswerWords.Of(one.Category), [(double)one.PlanToDate, (double)one.ActualToDate]))],
                    },
                ],
                Tables = [Categories(report, words), Years(report, words), Overdue(report, words)],
            },
            new("work", words["insight.costs.work"], words["insight.costs.work.lead"]) { Tables = [Capacity(report, words)] },
            new("shares", words["insight.costs.shares"], words["insight.costs.shares.lead"]) { Tables = [Techniques(assessment, shares, words), Targets(shares, words), Unshared(shares, words)] },
        ];
    }

    static ReportTable Categories(LedgerReport report, Words words) => new(
        "categories", words["insight.costs.planned"], [new("category", "Category"), new("plan", "Plan to date"), new("actual", "Actual to date"), new("difference", "Difference"), new("rate", "A year"), new("once", "Once ahead"), new("present", "Total ahead")],
        [.. report.Categories.Select(static IReadOnlyList<ReportCell> (one) => [AnswerWords.Of(one.Category), ReportCell.Money(one.PlanToDate), ReportCell.Money(one.ActualToDate), ReportCell.Money(one.Difference), ReportCell.Money(one.RunRate), ReportCell.Money(one.Once), ReportCell.Money(one.Present)])]);

    static ReportTable Years(LedgerReport report, Words words) => new(
        "years", words["insight.costs.years"], [new("year", "From"), new("once", "Once"), new("recurring", "Recurring"), new("present", "As of today")],
        [.. report.Years.Select(static IReadOnlyList<ReportCell> (one) => [ReportCell.On(one.Start), ReportCell.Money(one.Once), ReportCell.Money(one.Recurring), ReportCell.Money(one.Present)])]);

    static ReportTable Overdue(LedgerReport report, Words words) => new(
        "overdue", words["insight.costs.overdue"], [new("id", "Entry"), new("start", "Planned for"), new("place", "Where it stands")],
        [.. report.Overdue.Select(static IReadOnlyList<ReportCell> (one) => [one.Id, ReportCell.On(one.Start), one.Place])]);

    static ReportTable Capacity(LedgerReport report, Words words) => new(
        "capacity", words["insight.costs.work"], [new("quarter", "Quarter"), new("role", "Role"), new("plan", "Days planned"), new("actual", "Days worked")],
        [.. report.Capacity.Select(static IReadOnlyList<ReportCell> (one) => [string.Create(CultureInfo.InvariantCulture, $"{one.Year} Q{one.Quarter}"), one.Role.Length == 0 ? "anybody" : one.Role, (double)one.PlanDays, (double)one.ActualDays])]);

    static ReportTable Techniques(GapAssessment assessment, CostShares shares, Words words) => new(
        "techniques", words["insight.costs.techniques"], [new("technique", "Technique"), new("name", "Name"), new("covered", "Covered"), new("money", "Carries")],
        [.. shares.Techniques.Select(IReadOnlyList<ReportCell> (one) => [one.Technique.ToString(), assessment.Coverage.Of(one.Technique).Technique.Name, ReportCell.Share(assessment.Coverage.Of(one.Technique).Covered), ReportCell.Money(one.Money)])]);

    static ReportTable Targets(CostShares shares, Words words) => new(
        "targets", words["insight.costs.targets"], [new("key", "What"), new("money", "Costs"), new("gain", "Share of what all of it covers")], [.. shares.Targets.Select(static IReadOnlyList<ReportCell> (one) => [one.Key, ReportCell.Money(one.Money), ReportCell.Small(one.Gain)])]);

    static ReportTable Unshared(CostShares shares, Words words) => new(
        "unshared", words["insight.costs.unshared"], [new("what", "What"), new("money", "Costs"), new("why", "Why")], [.. shares.Unshared.Select(static IReadOnlyList<ReportCell> (one) => [one.What, ReportCell.Money(one.Money), one.Why])]);
}
