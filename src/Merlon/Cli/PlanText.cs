using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary>A plan as text: steps, curve, schedule, the next best money, and why the others are out.</summary>
sealed class PlanText(Page page, ImprovementPlan plan, IReadOnlyList<string> explain)
{
    const int OthersShown = 12;

    readonly Dictionary<string, PlanReason> reasons = plan.Reasons.ToDictionary(static reason => reason.Measure, StringComparer.OrdinalIgnoreCase);

    public void Write()
    {
        page.Title(SafeText.Line(plan.Budget is { } budget ? $"Plan for {Money(budget)}" : "Plan"));
        page.Paragraph(SafeText.Line(plan.Method));
        if (plan.Steps.Count > 0)
        {
            page.Paragraph(
                SafeText.Line($"Covered {Exact(plan.CoveredBefore)} today, {Exact(plan.CoveredAfter)} after every step. One-off {Money(plan.Steps[^1].CostSoFar)}, each year {Money(plan.YearlyCost)}, over {Page.Count(plan.Aim.HorizonYears, "year")} at {Exact((double)plan.Aim.DiscountRate)} {Money(plan.PresentCost)}."));
            page.Paragraph(
                $"In the model: worth {Exact(plan.Worth)} of the weight, no choice is worth more than {Exact(plan.Bound)}, greed alone reaches {Exact(plan.GreedyWorth)}; {Page.Count(plan.Nodes, "part")} searched.",
                tone: Tone.Quiet);
        }

        WriteSteps();
        WriteSchedule();
        WriteMargin();
        WriteCurve();
        WriteOthers();
        WriteExplained();
    }

    void WriteSteps()
    {
        if (plan.Steps.Count == 0)
        {
            return;
        }

        page.Heading("Steps");
        var number = 0;
        foreach (var step in plan.Steps)
        {
            number++;
            var measure = step.Measure;
            page.Paragraph(SafeText.Line($"{number,2}. {measure.Title}"), indent: 2, hanging: 4, tone: Tone.Strong);
            var yearly = measure.YearlyCost > 0 ? $", {Money(measure.YearlyCost)} a year" : "";
            var why = reasons.TryGetValue(measure.Id, out var reason) ? $" {reason.Text}" : "";
            page.Paragraph(
                SafeText.Line($"{measure.Id}: {Days(measure.Cost.Days)}, {Money(measure.TotalCost)}{yearly}{(measure.IsOwned ? ", owned" : measure.IsCostOwn ? "" : ", assumed")}; covered rises to {Exact(step.CoveredAfter)}. {step.Reason}.{why}"),
                indent: 6);
        }
    }

    void WriteSchedule()
    {
        if (plan.Schedule is not { } schedule)
        {
            return;
        }

        page.Heading("Quarter by quarter");
        var table = new TextTable
        {
            Columns = [new("quarter", IsNumber: true), new("done by its end", IsFlexible: true), new("money", IsNumber: true), new("days", IsNumber: true), new("covered", IsNumber: true)],
        };
        foreach (var quarter in schedule.Quarters)
        {
            var begun = quarter.Begun.Count > 0 ? SafeText.Line($"begun: {string.Join(", ", quarter.Begun)}") : "";
            var late = quarter.Number > plan.Aim.Quarters ? "after the plan's quarters " : "";
            table.AddWithNote(
                $"{late}{begun}".Trim(), quarter.Number.ToString(CultureInfo.InvariantCulture), SafeText.Line(string.Join(", ", quarter.Done)), Money(quarter.Money),
                quarter.Days.Values.Sum().ToString("0.#", CultureInfo.InvariantCulture), Exact(quarter.CoveredAfter));
        }

        page.Table(table);
        page.Paragraph(SafeText.Line($"Order: {schedule.Method}. Mean covered over the quarters, discounted: {Exact(schedule.Value)}."), indent: 2, tone: Tone.Quiet);
    }

    void WriteMargin()
    {
        if (plan.Margin is not { } margin)
        {
            return;
        }

        page.Heading("The next best money");
        foreach (var raise in margin.Steps)
        {
            var joins = raise.Joins.Count > 0 ? $"; in: {string.Join(", ", raise.Joins)}" : "; nothing changes";
            var leaves = raise.Leaves.Count > 0 ? $"; out: {string.Join(", ", raise.Leaves)}" : "";
            page.Paragraph(SafeText.Line($"{Money(raise.Added)} more: covered {Exact(raise.Covered)}{joins}{leaves}"), indent: 2, hanging: 2);
        }

        if (margin.Next is { } next)
        {
            page.Paragraph(SafeText.Line($"Next in line: {next}, for {Money(margin.NextCost)} more; covered {Exact(margin.NextCovered)}"), indent: 2, hanging: 2);
        }

        page.Paragraph(
            SafeText.Line(string.Create(CultureInfo.InvariantCulture, $"At the margin 1,000 {plan.Currency} are worth {margin.Price * 1_000 * 100:0.000} points.")), indent: 2, tone: Tone.Quiet);
    }

    void WriteCurve()
    {
        if (plan.Curve.Count == 0)
        {
            return;
        }

        page.Heading("Budget against coverage");
        var table = new TextTable
        {
            Columns = [new("budget", IsNumber: true), new("covered", IsNumber: true), new("worth", IsNumber: true), new("at most", IsNumber: true), new("measures", IsNumber: true), new("")],
        };
        foreach (var point in plan.Curve)
        {
            table.Add(
                Money(point.Budget), Exact(point.Covered), Exact(point.Worth), Exact(point.Bound), point.Measures.ToString(CultureInfo.InvariantCulture), page.Bar(point.Covered, 20));
        }

        page.Table(table);
    }

    void WriteOthers()
    {
        var others = plan.NotChosen.Where(measure => reasons.ContainsKey(measure.Id)).ToArray();
        if (others.Length == 0)
        {
            return;
        }

        page.Heading("Not chosen");
        foreach (var measure in others.Take(OthersShown))
        {
            page.Paragraph(SafeText.Line($"{measure.Title} [{measure.Id}, {Money(measure.TotalCost)}]: {reasons[measure.Id].Text}"), indent: 2, hanging: 2);
        }

        if (others.Length > OthersShown)
        {
            page.Paragraph($"and {Page.Count(others.Length - OthersShown, "further measure")}: --csv and --json have all", indent: 2, tone: Tone.Quiet);
        }
    }

    void WriteExplained()
    {
        foreach (var id in explain)
        {
            var reason = reasons.GetValueOrDefault(id) ?? reasons.Values.FirstOrDefault(reason => reason.Measure.EndsWith($":{id}", StringComparison.OrdinalIgnoreCase));
            page.Heading(SafeText.Line($"Why {id}"));
            page.Paragraph(
                SafeText.Line(reason is null
                    ? "It is no measure of this plan: it is in place already, or would change nothing that weighs."
                    : $"{reason.Measure} is {(reason.IsChosen ? "in" : "out")} ({reason.Verdict}). {reason.Text}"),
                indent: 2);
        }
    }

    static string Days(decimal days) => $"{days.ToString("0.#", CultureInfo.InvariantCulture)} {(days == 1 ? "day" : "days")}";

    string Money(decimal money) => $"{money.ToString("N0", CultureInfo.InvariantCulture)} {plan.Currency}";

    static string Exact(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
