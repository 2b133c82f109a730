using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary>Measures of a plan as CSV: the chosen ones in order, then the others, best first.</summary>
static class PlanCsv
{
    public static void Write(TextWriter output, ImprovementPlan plan)
    {
        var csv = new CsvWriter(output);
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
