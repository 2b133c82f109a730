using System.Text.Json;
using Merlon.Assessment;
using Merlon.Costs;

namespace Merlon.Answers;

/// <summary>A ledger's report as JSON.</summary>
static class CostsJson
{
    public static void Write(Utf8JsonWriter json, GapAssessment assessment, LedgerReport report, CostShares shares)
    {
        json.WriteStartObject();
        json.WriteNumber("merlon", 1);
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", report.AsOf);
        json.WriteString("currency", report.Currency);
        json.WriteNumber("horizon_years", report.HorizonYears);
        json.WriteNumber("discount_rate", report.DiscountRate);
        json.WriteNumber("run_rate", report.RunRate);
        json.WriteNumber("ahead", report.Ahead);
        json.WriteNumber("present_cost", report.PresentCost);
        json.WriteRounded("covered", assessment.Summary.Covered);
        WriteSums(json, report);
        json.WriteObjects("forecast", report.Forecast, line =>
        {
            json.WriteString("id", line.Entry.Id);
            json.WriteString("category", AnswerWords.Of(line.Entry.Category));
            json.WriteText("basis", line.Entry.Basis);
            json.WriteString("place", line.Entry.Place);
            json.WriteText("owner", line.Entry.Owner);
            json.WriteNumber("payments", line.Payments);
            json.WriteNumber("money", line.Money);
            json.WriteNumber("present", line.Present);
            json.WriteNumber("present_low", line.PresentLow);
            json.WriteNumber("present_high", line.PresentHigh);
        });
        json.WriteObjects("overdue", report.Overdue, one =>
        {
            json.WriteString("id", one.Id);
            json.WriteDay("date", one.Start);
            json.WriteNumber("money", one.Amount.Expected);
            json.WriteString("place", one.Place);
        });
        WriteShares(json, shares);
        json.WriteObjects("curve", assessment.Plan.Steps, step =>
        {
            json.WriteString("measure", step.Measure.Id);
            json.WriteNumber("cost", step.Measure.TotalCost);
            json.WriteNumber("cost_so_far", step.CostSoFar);
            json.WriteRounded("covered_after", step.CoveredAfter);
        });
        json.WriteEndObject();
    }

    static void WriteSums(Utf8JsonWriter json, LedgerReport report)
    {
        json.WriteObjects("categories", report.Categories, one =>
        {
            json.WriteString("category", AnswerWords.Of(one.Category));
            json.WriteNumber("plan_to_date", one.PlanToDate);
            json.WriteNumber("actual_to_date", one.ActualToDate);
            json.WriteNumber("difference", one.Difference);
            json.WriteNumber("run_rate", one.RunRate);
            json.WriteNumber("once_ahead", one.Once);
            json.WriteNumber("present", one.Present);
        });
        json.WriteObjects("quarters", report.Quarters, one =>
        {
            json.WriteNumber("year", one.Year);
            json.WriteNumber("quarter", one.Quarter);
            json.WriteString("category", AnswerWords.Of(one.Category));
            json.WriteNumber("plan", one.Plan);
            json.WriteNumber("actual", one.Actual);
        });
        json.WriteObjects("years", report.Years, one =>
        {
            json.WriteDay("from", one.Start);
            json.WriteNumber("once", one.Once);
            json.WriteNumber("recurring", one.Recurring);
            json.WriteNumber("present", one.Present);
        });
        json.WriteObjects("capacity", report.Capacity, one =>
        {
            json.WriteNumber("year", one.Year);
            json.WriteNumber("quarter", one.Quarter);
            json.WriteString("role", one.Role);
            json.WriteNumber("plan_days", one.PlanDays);
            json.WriteNumber("actual_days", one.ActualDays);
        });
    }

    static void WriteShares(Utf8JsonWriter json, CostShares shares)
    {
        json.WriteStartObject("shares");
        json.WriteNumber("total", shares.Total);
        json.WriteObjects("techniques", shares.Techniques, one =>
        {
            json.WriteString("technique", one.Technique.ToString());
            json.WriteNumber("money", one.Money);
        });
        json.WriteObjects("paid_for", shares.Targets, one =>
        {
            json.WriteString("key", one.Key);
            json.WriteNumber("money", one.Money);
            json.WriteRounded("gain", one.Gain);
        });
        json.WriteObjects("unshared", shares.Unshared, one =>
        {
            json.WriteString("what", one.What);
            json.WriteNumber("money", one.Money);
            json.WriteString("why", one.Why);
        });
        json.WriteEndObject();
    }
}
