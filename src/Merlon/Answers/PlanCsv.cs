using System.Globalization;
using Merlon.Assessment;
using Merlon.Web.Reports.Tables;

namespace Merlon.Answers;

/// <summary>Measures of a plan as CSV: the chosen ones in order, then the others, best first.</summary>
static class PlanCsv
{
    /// <summary>Every measure as a line.</summary>
    public static void Write(CsvWriter csv, ImprovementPlan plan)
    {
        csv.Header(["chosen", "step", "measure", "kind", "title", "owner", "days", "money", "one-off", "yearly", "present value", "own cost", "gain", "covered after", "quarter", "verdict", "why"]);
        var reasons = plan.Reasons.ToDictionary(static reason => reason.Measure, StringComparer.Ordinal);
        var quarters = (plan.Schedule?.Quarters ?? []).SelectMany(static quarter => quarter.Done.Select(id => (Id: id, quarter.Number)))
            .ToDictionary(static done => done.Id, static done => done.Number, StringComparer.Ordinal);
        var number = 0;
        foreach (var step in plan.Steps)
        {
            number++;
            Begin(csv, step.Measure, number);
            csv.Number(step.Gain);
            csv.Number(step.CoveredAfter);
            End(csv, step.Measure, quarters, reasons);
        }

        foreach (var measure in plan.NotChosen)
        {
            Begin(csv, measure, step: null);
            csv.Text("");
            csv.Text("");
            End(csv, measure, quarters, reasons);
        }
    }

    /// <summary>The same lines as a table, for a workbook.</summary>
    public static ReportTable TableOf(ImprovementPlan plan)
    {
        var reasons = plan.Reasons.ToDictionary(static reason => reason.Measure, StringComparer.Ordinal);
        IReadOnlyList<ReportCell> Row(Measure measure, string step, double? gain, double? after) =>
        [
            step.Length == 0 ? "no" : "yes", step, measure.Id, PlanJson.NameOf(measure.Kind), measure.Title, measure.Owner, (double)measure.Cost.Days, ReportCell.Money(measure.TotalCost), ReportCell.Money(measure.YearlyCost),
            ReportCell.Money(measure.PresentCost), measure.IsCostOwn ? "yes" : "assumed", gain is { } known ? ReportCell.Small(known) : "", after is { } share ? ReportCell.Share(share) : "",
            reasons.GetValueOrDefault(measure.Id)?.Verdict ?? "", reasons.GetValueOrDefault(measure.Id)?.Text ?? "",
        ];
        return new ReportTable(
            "plan", "Plan",
            [
                new("chosen", "Chosen", 8), new("step", "Step", 7), new("measure", "Measure", 28), new("kind", "Kind", 12), new("title", "What", 60, Wraps: true), new("owner", "Owner", 20), new("days", "Days", 8), new("one_off", "One-off", 12),
                new("yearly", "Yearly", 12), new("present", "Present value", 14), new("own", "Own cost", 10), new("gain", "Gain", 9), new("covered_after", "Covered after", 12), new("verdict", "Verdict", 12), new("why", "Why", 80, Wraps: true),
            ],
            [
                .. plan.Steps.Select((step, at) => Row(step.Measure, (at + 1).ToString(CultureInfo.InvariantCulture), step.Gain, step.CoveredAfter)),
                .. plan.NotChosen.Select(measure => Row(measure, "", gain: null, after: null)),
            ]);
    }

    static void Begin(CsvWriter csv, Measure measure, int? step)
    {
        csv.Text(step is null ? "no" : "yes");
        if (step is { } number)
        {
            csv.Number(number);
        }
        else
        {
            csv.Text("");
        }

        csv.Text(measure.Id);
        csv.Text(PlanJson.NameOf(measure.Kind));
        csv.Text(measure.Title);
        csv.Text(measure.Owner);
        csv.Number((double)measure.Cost.Days);
        csv.Number((double)measure.Cost.Money);
        csv.Number((double)measure.TotalCost);
        csv.Number((double)measure.YearlyCost);
        csv.Number((double)measure.PresentCost);
        csv.Text(measure.IsCostOwn ? "yes" : "assumed");
    }

    static void End(CsvWriter csv, Measure measure, Dictionary<string, int> quarters, Dictionary<string, PlanReason> reasons)
    {
        if (quarters.TryGetValue(measure.Id, out var quarter))
        {
            csv.Number(quarter);
        }
        else
        {
            csv.Text("");
        }

        var reason = reasons.GetValueOrDefault(measure.Id);
        csv.Text(reason?.Verdict ?? "");
        csv.Text(reason?.Text ?? "");
        csv.EndRecord();
    }
}
