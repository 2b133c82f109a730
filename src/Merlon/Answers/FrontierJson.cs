using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>The best plan for every budget as JSON: points name measures by their place in the list of measures, so that it stays small.</summary>
static class FrontierJson
{
    /// <summary>The whole frontier as one document.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="frontier">The frontier.</param>
    /// <param name="isFinal">False while a job still makes it surer.</param>
    public static void Write(Utf8JsonWriter json, PlanFrontier frontier, bool isFinal)
    {
        var places = frontier.Measures.Select(static (measure, at) => (measure.Id, At: at)).ToDictionary(static pair => pair.Id, static pair => pair.At, StringComparer.Ordinal);
        json.WriteStartObject();
        json.WriteString("currency", frontier.Currency);
        if (frontier.Aim.Money is { } own)
        {
            json.WriteNumber("own_budget", own);
        }

        json.WriteRounded("covered_before", frontier.CoveredBefore);
        json.WriteRounded("weight", frontier.Weight);
        json.WriteNumber("horizon_years", frontier.Aim.HorizonYears);
        json.WriteBoolean("whole", frontier.IsWhole);
        json.WriteBoolean("final", isFinal);
        json.WriteStrings("must", frontier.Aim.Must);
        json.WriteStrings("exclude", frontier.Aim.Exclude);
        json.WriteObjects("points", frontier.Points, point =>
        {
            json.WriteNumber("cost", point.Cost);
            json.WriteNumber("up_to", point.UpTo);
            json.WriteRounded("covered", point.Covered);
            json.WriteRounded("worth", point.Worth);
            json.WriteRounded("bound", point.Bound);
            json.WriteBoolean("proven", point.IsProven);
            json.WriteStartArray("measures");
            foreach (var id in point.Measures)
            {
                json.WriteNumberValue(places[id]);
            }

            json.WriteEndArray();
        });
        json.WriteObjects("measures", frontier.Measures, measure => Write(json, measure));
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Measure measure)
    {
        json.WriteString("id", measure.Id);
        json.WriteString("kind", PlanJson.NameOf(measure.Kind));
        json.WriteString("title", measure.Title);
        json.WriteNumber("total", measure.TotalCost);
        json.WriteNumber("yearly", measure.YearlyCost);
        json.WriteNumber("present", decimal.Round(measure.PresentCost, 2));
        json.WriteBoolean("own", measure.IsCostOwn);
        json.WriteText("owner", measure.Owner);
        json.WriteNumber("techniques", measure.Effects.Count);
        json.WriteRounded("gain_alone", measure.Effects.Sum(static effect => effect.Gain));
        json.WriteStartObject("days");
        foreach (var (role, days) in measure.Cost.DaysByRole().OrderBy(static role => role.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(role.Length == 0 ? "anybody" : role, days);
        }

        json.WriteEndObject();
    }
}
