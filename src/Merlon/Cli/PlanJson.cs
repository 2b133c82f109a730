using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Cli;

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
        json.WriteEndObject();
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
        json.WriteBoolean("own", measure.IsCostOwn);
        json.WriteEndObject();
    }

    static string NameOf(MeasureKind kind) => kind switch
    {
        MeasureKind.Mitigation => "mitigation",
        MeasureKind.LogSource => "log-source",
        MeasureKind.Rules => "rules",
        _ => "test",
    };
}
