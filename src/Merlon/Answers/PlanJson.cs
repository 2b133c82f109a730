using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>A plan as JSON.</summary>
static class PlanJson
{
    public static void Write(Utf8JsonWriter json, ImprovementPlan plan)
    {
        json.WriteStartObject("plan");
        json.WriteString("method", plan.Method);
        if (plan.Budget is { } budget)
        {
            json.WriteNumber("budget", budget);
        }
        else
        {
            json.WriteNull("budget");
        }

        json.WriteString("currency", plan.Currency);
        json.WriteRounded("covered_before", plan.CoveredBefore);
        json.WriteRounded("covered_after", plan.CoveredAfter);
        json.WriteRounded("worth", plan.Worth);
        json.WriteRounded("bound", plan.Bound);
        json.WriteRounded("gap", plan.Gap);
        json.WriteBoolean("proven", plan.IsProven);
        json.WriteRounded("greedy_worth", plan.GreedyWorth);
        json.WriteNumber("nodes", plan.Nodes);
        json.WriteNumber("yearly_cost", plan.YearlyCost);
        json.WriteNumber("present_cost", decimal.Round(plan.PresentCost, 2));
        json.WriteNumber("horizon_years", plan.Aim.HorizonYears);
        json.WriteNumber("discount_rate", plan.Aim.DiscountRate);
        json.WriteObjects("steps", plan.Steps, step =>
        {
            WriteMeasure(json, step.Measure);
            json.WriteRounded("gain", step.Gain);
            json.WriteNumber("cost_so_far", step.CostSoFar);
            json.WriteRounded("covered_after", step.CoveredAfter);
            json.WriteString("reason", step.Reason);
            json.WriteObjects("effects", step.Measure.Effects, effect =>
            {
                json.WriteString("technique", effect.Technique.ToString());
                json.WriteRounded("gain", effect.Gain);
            });
        });
        json.WriteObjects("not_chosen", plan.NotChosen, measure =>
        {
            WriteMeasure(json, measure);
            json.WriteNumber("techniques", measure.Effects.Count);
            json.WriteRounded("gain_alone", measure.Effects.Sum(static effect => effect.Gain));
        });
        WriteAnswers(json, plan);
        json.WriteEndObject();
    }

    static void WriteAnswers(Utf8JsonWriter json, ImprovementPlan plan)
    {
        if (plan.Schedule is { } schedule)
        {
            json.WriteStartObject("schedule");
            json.WriteString("method", schedule.Method);
            json.WriteRounded("value", schedule.Value);
            json.WriteObjects("quarters", schedule.Quarters, quarter =>
            {
                json.WriteNumber("quarter", quarter.Number);
                json.WriteStrings("done", quarter.Done);
                json.WriteStrings("begun", quarter.Begun);
                json.WriteNumber("money", quarter.Money);
                json.WriteStartObject("days");
                foreach (var (role, days) in quarter.Days.OrderBy(static role => role.Key, StringComparer.Ordinal))
                {
                    json.WriteNumber(role.Length == 0 ? "anybody" : role, days);
                }

                json.WriteEndObject();
                json.WriteRounded("covered_after", quarter.CoveredAfter);
            });
            json.WriteEndObject();
        }

        if (plan.Curve.Count > 0)
        {
            json.WriteObjects("curve", plan.Curve, point =>
            {
                json.WriteNumber("budget", point.Budget);
                json.WriteRounded("covered", point.Covered);
                json.WriteRounded("worth", point.Worth);
                json.WriteRounded("bound", point.Bound);
                json.WriteNumber("measures", point.Measures);
            });
        }

        if (plan.Margin is { } margin)
        {
            json.WriteStartObject("margin");
            json.WriteNumber("price", margin.Price);
            json.WriteString("next", margin.Next);
            json.WriteNumber("next_cost", margin.NextCost);
            json.WriteRounded("next_covered", margin.NextCovered);
            json.WriteObjects("raises", margin.Steps, raise =>
            {
                json.WriteNumber("added", raise.Added);
                json.WriteRounded("covered", raise.Covered);
                json.WriteStrings("joins", raise.Joins);
                json.WriteStrings("leaves", raise.Leaves);
            });
            json.WriteEndObject();
        }

        if (plan.Reasons.Count > 0)
        {
            json.WriteObjects("reasons", plan.Reasons, reason =>
            {
                json.WriteString("measure", reason.Measure);
                json.WriteBoolean("chosen", reason.IsChosen);
                json.WriteString("verdict", reason.Verdict);
                json.WriteRounded("loss", reason.Loss);
                json.WriteString("why", reason.Text);
            });
        }
    }

    static void WriteMeasure(Utf8JsonWriter json, Measure measure)
    {
        json.WriteString("measure", measure.Id);
        json.WriteString("kind", NameOf(measure.Kind));
        json.WriteString("title", measure.Title);
        json.WriteStartObject("cost");
        json.WriteNumber("days", measure.Cost.Days);
        json.WriteNumber("money", measure.Cost.Money);
        json.WriteNumber("total", measure.TotalCost);
        json.WriteNumber("yearly", measure.YearlyCost);
        json.WriteNumber("present", decimal.Round(measure.PresentCost, 2));
        json.WriteBoolean("own", measure.IsCostOwn);
        json.WriteBoolean("owned", measure.IsOwned);
        json.WriteEndObject();
        json.WriteText("owner", measure.Owner);
    }

    /// <summary>The word for a kind of measure.</summary>
    public static string NameOf(MeasureKind kind) => kind switch
    {
        MeasureKind.Mitigation => "mitigation",
        MeasureKind.LogSource => "log-source",
        MeasureKind.Rules => "rules",
        MeasureKind.Test => "test",
        MeasureKind.Control => "control",
        MeasureKind.Tool => "tool",
        MeasureKind.Course => "course",
        MeasureKind.Exercise => "exercise",
        _ => "other",
    };
}
