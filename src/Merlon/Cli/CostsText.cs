using System.Globalization;
using Merlon.Assessment;
using Merlon.Costs;

namespace Merlon.Cli;

/// <summary>A ledger on one screen or two.</summary>
static class CostsText
{
    const int LinesMax = 10, QuartersMax = 8;

    public static void Write(Page page, GapAssessment assessment, LedgerReport report, CostShares shares)
    {
        page.Title(SafeText.Line($"{assessment.Organisation.Name}: what the defence costs"));
        page.Paragraph(
            string.Create(CultureInfo.InvariantCulture, $"As of {AnswerWords.Day(report.AsOf)}, in {report.Currency}; {report.HorizonYears} years ahead, money of later years discounted by {report.DiscountRate * 100:0.##} % a year."),
            tone: Tone.Quiet);
        WriteCategories(page, report);
        WriteQuarters(page, report);
        WriteYears(page, report);
        WriteCapacity(page, report);
        WritePerPoint(page, assessment, report);
        WriteShares(page, assessment, shares, report);
        WriteOverdue(page, report);
    }

    static void WriteCategories(Page page, LedgerReport report)
    {
        page.Heading("Plan against actual, to date");
        var table = new TextTable
        {
            Columns = [new("category"), new("plan", IsNumber: true), new("actual", IsNumber: true), new("difference", IsNumber: true), new("a year", IsNumber: true), new("once ahead", IsNumber: true), new("total ahead", IsNumber: true)],
        };
        foreach (var one in report.Categories)
        {
            table.Add(AnswerWords.Of(one.Category), Money(one.PlanToDate), Money(one.ActualToDate), page.Toned(one.Difference > 0 ? Tone.Warning : Tone.Plain, Signed(one.Difference)), Money(one.RunRate), Money(one.Once), Money(one.Present));
        }

        var (plan, actual) = (report.Categories.Sum(static one => one.PlanToDate), report.Categories.Sum(static one => one.ActualToDate));
        table.Add("together", Money(plan), Money(actual), Signed(actual - plan), Money(report.RunRate), Money(report.Categories.Sum(static one => one.Once)), page.Toned(Tone.Strong, Money(report.PresentCost)));
        page.Table(table);
    }

    static void WriteQuarters(Page page, LedgerReport report)
    {
        var now = (report.AsOf.Year, (report.AsOf.Month - 1) / 3 + 1);
        var quarters = report.Quarters.GroupBy(static one => (one.Year, one.Quarter)).ToArray();
        var first = Math.Max(0, Array.FindIndex(quarters, one => one.Key.CompareTo(now) >= 0) - QuartersMax / 2);
        page.Heading("By quarter");
        var table = new TextTable { Columns = [new("quarter"), new("plan", IsNumber: true), new("actual", IsNumber: true), new("difference", IsNumber: true)] };
        foreach (var quarter in quarters.Skip(first).Take(QuartersMax))
        {
            var (plan, actual) = (quarter.Sum(static one => one.Plan), quarter.Sum(static one => one.Actual));
            table.Add(string.Create(CultureInfo.InvariantCulture, $"{quarter.Key.Year} Q{quarter.Key.Quarter}"), Money(plan), Money(actual), quarter.Key.CompareTo(now) > 0 ? "" : Signed(actual - plan));
        }

        page.Table(table);
    }

    static void WriteYears(Page page, LedgerReport report)
    {
        page.Heading("The years ahead");
        var table = new TextTable { Columns = [new("from"), new("once", IsNumber: true), new("recurring", IsNumber: true), new("discounted", IsNumber: true)] };
        foreach (var year in report.Years)
        {
            table.Add(AnswerWords.Day(year.Start), Money(year.Once), Money(year.Recurring), Money(year.Present));
        }

        table.Add("together", Money(report.Years.Sum(static one => one.Once)), Money(report.Years.Sum(static one => one.Recurring)), page.Toned(Tone.Strong, Money(report.PresentCost)));
        page.Table(table);
        var (low, high) = (report.Forecast.Sum(static one => one.PresentLow), report.Forecast.Sum(static one => one.PresentHigh));
        if (low != high)
        {
            page.Paragraph($"Between {Money(low)} and {Money(high)} {report.Currency} where entries are ranges, all at their least or all at their most.", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteCapacity(Page page, LedgerReport report)
    {
        if (report.Capacity.Count == 0)
        {
            return;
        }

        page.Heading("Person-days by role");
        var table = new TextTable { Columns = [new("role", IsFlexible: true), new("planned to date", IsNumber: true), new("worked to date", IsNumber: true), new("planned ahead", IsNumber: true)] };
        var now = (report.AsOf.Year, (report.AsOf.Month - 1) / 3 + 1);
        foreach (var role in report.Capacity.GroupBy(static one => one.Role, StringComparer.Ordinal).OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            var past = role.Where(one => (one.Year, one.Quarter).CompareTo(now) <= 0).ToArray();
            table.Add(SafeText.Line(role.Key.Length == 0 ? "anybody" : role.Key), Days(past.Sum(static one => one.PlanDays)), Days(past.Sum(static one => one.ActualDays)), Days(role.Where(one => (one.Year, one.Quarter).CompareTo(now) > 0).Sum(static one => one.PlanDays)));
        }

        page.Table(table);
        page.Paragraph("To date means up to the end of this quarter.", indent: 2, tone: Tone.Quiet);
    }

    static void WritePerPoint(Page page, GapAssessment assessment, LedgerReport report)
    {
        page.Heading("What a point of coverage costs");
        var points = assessment.Summary.Covered * 100;
        page.Paragraph(
            points > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{points:0.0} points of the weighted threat are covered; what recurs costs {Money(report.RunRate / (decimal)points)} {report.Currency} a year for each of them, everything ahead {Money(report.PresentCost / (decimal)points)}.")
                : "Nothing is covered, so there is no cost for a point of it.",
            indent: 2);
        var before = assessment.Plan.CoveredBefore;
        var table = new TextTable { Columns = [new("next", IsFlexible: true), new("cost", IsNumber: true), new("points", IsNumber: true), new("for a point", IsNumber: true)] };
        foreach (var step in assessment.Plan.Steps)
        {
            var gained = (step.CoveredAfter - before) * 100;
            before = step.CoveredAfter;
            table.Add(SafeText.Line(step.Measure.Title), Money(step.Measure.TotalCost), gained.ToString("0.00", CultureInfo.InvariantCulture), gained > 0 ? Money(step.Measure.TotalCost / (decimal)gained) : "-");
        }

        if (assessment.Plan.Steps.Count > 0)
        {
            page.Table(table);
        }
    }

    static void WriteShares(Page page, GapAssessment assessment, CostShares shares, LedgerReport report)
    {
        page.Heading("Who carries it");
        var table = new TextTable { Columns = [new("technique", IsFlexible: true), new("covered", IsNumber: true), new("carries", IsNumber: true)] };
        foreach (var one in shares.Techniques.Take(LinesMax))
        {
            var coverage = assessment.Coverage.Of(one.Technique);
            table.Add(SafeText.Line(coverage.Technique.ToString()), Page.Percent(coverage.Covered), Money(one.Money));
        }

        if (shares.Techniques.Count > LinesMax)
        {
            table.Add($"and {Page.Count(shares.Techniques.Count - LinesMax, "further technique")}", "", Money(shares.Techniques.Skip(LinesMax).Sum(static one => one.Money)));
        }

        foreach (var one in shares.Unshared.Take(LinesMax))
        {
            table.Add(SafeText.Line($"{one.What}: {one.Why}"), "", Money(one.Money));
        }

        if (shares.Unshared.Count > LinesMax)
        {
            table.Add($"and {Page.Count(shares.Unshared.Count - LinesMax, "further line")} without a share", "", Money(shares.Unshared.Skip(LinesMax).Sum(static one => one.Money)));
        }

        table.Add("together", "", page.Toned(Tone.Strong, Money(report.PresentCost)));
        page.Table(table);
    }

    static void WriteOverdue(Page page, LedgerReport report)
    {
        if (report.Overdue.Count == 0)
        {
            return;
        }

        page.Heading("Planned, past and not paid");
        foreach (var one in report.Overdue.Take(LinesMax))
        {
            page.Paragraph(SafeText.Line($"{one.Id}: {Money(one.Amount.Expected)} on {AnswerWords.Day(one.Start)} ({one.Place})"), indent: 2, hanging: 2);
        }

        if (report.Overdue.Count > LinesMax)
        {
            page.Paragraph($"and {Page.Count(report.Overdue.Count - LinesMax)} more", indent: 2);
        }
    }

    static string Money(decimal money) => money.ToString("N0", CultureInfo.InvariantCulture);

    static string Signed(decimal money) => money > 0 ? "+" + Money(money) : Money(money);

    static string Days(decimal days) => days.ToString("0.#", CultureInfo.InvariantCulture);
}
