using System.Text.Json;
using Merlon.Assessment;
using Merlon.Costs;

namespace Merlon.Answers;

/// <summary>A benefit report as JSON.</summary>
static class BenefitJson
{
    public static void Write(Utf8JsonWriter json, GapAssessment assessment, BenefitReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("merlon", 1);
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("currency", report.Currency);
        json.WriteNumber("horizon_years", report.Question.HorizonYears);
        json.WriteNumber("discount_rate", report.Question.DiscountRate);
        json.WriteNumber("trials", report.Question.Trials);
        json.WriteNumber("seed", report.Question.Seed);
        json.WriteStrings("measures", report.Measures);
        json.WriteNumber("cost", report.Cost);
        Write(json, "loss_before", report.LossBefore);
        Write(json, "loss_after", report.LossAfter);
        Write(json, "benefit", report.Benefit);
        Write(json, "rosi", report.Rosi);
        json.WriteRounded("chance_of_gain", report.ChanceOfGain);
        json.WriteRounded("expected_net", report.ExpectedNet);
        WriteScenarios(json, report);
        json.WriteObjects("exceedance", report.Curve, point =>
        {
            json.WriteRounded("probability", point.Probability);
            json.WriteRounded("before", point.Before);
            json.WriteRounded("after", point.After);
        });
        json.WriteObjects("swings", report.Swings, one =>
        {
            json.WriteString("input", one.Input);
            json.WriteRounded("low", one.Low);
            json.WriteRounded("high", one.High);
            json.WriteRounded("at_low", one.AtLow);
            json.WriteRounded("at_high", one.AtHigh);
            json.WriteBoolean("own", one.IsOwn);
        });
        json.WriteObjects("correlations", report.Correlations, one =>
        {
            json.WriteString("input", one.Input);
            json.WriteRounded("value", one.Value);
        });
        json.WriteEndObject();
    }

    static void WriteScenarios(Utf8JsonWriter json, BenefitReport report)
    {
        json.WriteObjects("scenarios", report.Scenarios, one =>
        {
            json.WriteString("name", one.Scenario.Name);
            json.WriteText("source", one.Scenario.Source);
            json.WriteString("place", $"{one.Scenario.Document}:{one.Scenario.Location}");
            json.WriteRounded("passes_before", one.Before.Value);
            json.WriteRounded("passes_after", one.After.Value);
            json.WriteRounded("loss_before", one.LossBefore);
            json.WriteRounded("loss_after", one.LossAfter);
            json.WriteRounded("simulated_before", one.SimulatedBefore);
            json.WriteRounded("simulated_after", one.SimulatedAfter);
            json.WriteObjects("steps", one.Scenario.Steps.Select((step, at) => (step, at)), each =>
            {
                json.WriteString("step", each.step.Label);
                json.WriteStrings("techniques", each.step.Techniques.Select(static technique => technique.Id));
                json.WriteRounded("passes_before", one.Before.Steps[each.at]);
                json.WriteRounded("passes_after", one.After.Steps[each.at]);
            });
        });
    }

    static void Write(Utf8JsonWriter json, string name, Spread? spread)
    {
        if (spread is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteRounded("p10", spread.P10);
        json.WriteRounded("p50", spread.P50);
        json.WriteRounded("p90", spread.P90);
        json.WriteRounded("mean", spread.Mean);
        json.WriteRounded("standard_error", spread.StandardError);
        json.WriteEndObject();
    }
}
