using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports.Parts;

/// <summary>What the plan's steps cost by kind, once and each year, and when they are done.</summary>
static class PlanParts
{
    /// <summary>Cost of each step by kind; null for a plan without costs.</summary>
    public static BarChart? Costs(GapAssessment assessment)
    {
        var plan = assessment.Plan;
        var rows = plan.Steps.Select((step, i) => new BarRow(
            $"{Figures.Count(i + 1)} {Figures.Cut(step.Measure.Title)}",
            [.. Enum.GetValues<CostCategory>().Select(category => (double)Once(assessment, step.Measure, category))])).ToList();
        return rows.TrueForAll(static row => row.Values.Sum() <= 0) ? null : new BarChart
        {
            Title = "What each step costs once, by kind",
            Summary = plan.YearlyCost > 0
                ? $"Beside it {Figures.Money(plan.YearlyCost, plan.Currency)} recur each year; over {Figures.Count(plan.Aim.HorizonYears, "year", "years")} it is {Figures.Money(plan.PresentCost, plan.Currency)} in money of today."
                : "Nothing recurs each year, as far as costs are set.",
            Unit = ChartUnit.Money(Figures.Cut(plan.Currency)),
            IsStacked = true,
            Series = [new("training", ChartLook.Ruled), new("tools and technology", ChartLook.Hatched), new("people", ChartLook.Solid)],
            Rows = rows,
        };
    }

    /// <summary>When steps are done; null when nothing bounds a quarter.</summary>
    public static ScheduleChart? Schedule(ImprovementPlan plan)
    {
        if (plan.Schedule is not { Quarters.Count: > 0 } schedule)
        {
            return null;
        }

        var quarters = schedule.Quarters;
        var rows = new List<ScheduleRow>();
        foreach (var step in plan.Steps)
        {
            var done = IndexOf(quarters, step.Measure.Id, static quarter => quarter.Done);
            var begun = IndexOf(quarters, step.Measure.Id, static quarter => quarter.Begun);
            if (done >= 0)
            {
                rows.Add(new ScheduleRow(step.Measure.Title, begun >= 0 ? Math.Min(begun, done) : done, done, ChartLook.Hatched, Figures.Money(step.Measure.TotalCost, plan.Currency)));
            }
        }

        return rows.Count == 0 ? null : new ScheduleChart
        {
            Title = "When the steps are done",
            Summary = Figures.Cut(schedule.Method),
            Phases = [.. quarters.Select(static quarter => "quarter " + Figures.Count(quarter.Number))],
            Rows = rows,
        };
    }

    static int IndexOf(IReadOnlyList<PlanQuarter> quarters, string measure, Func<PlanQuarter, IReadOnlyList<string>> list)
    {
        for (var i = 0; i < quarters.Count; i++)
        {
            if (list(quarters[i]).Contains(measure, StringComparer.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    static decimal Once(GapAssessment assessment, Measure measure, CostCategory category)
        => measure.Cost.Lines.Where(line => !line.IsYearly && line.Category == category).Sum(assessment.Organisation.Costs.Rates.Of);
}
