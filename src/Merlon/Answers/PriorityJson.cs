using System.Text.Json;
using Merlon.Assessment;
using Merlon.Priorities;

namespace Merlon.Answers;

/// <summary>Which techniques first, as JSON and CSV.</summary>
static class PriorityJson
{
    /// <summary>Every priority as one document.</summary>
    public static void Write(Utf8JsonWriter json, GapAssessment assessment, PriorityList list)
    {
        json.WriteStartObject();
        json.WriteNumber("merlon", 1);
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteString("release", assessment.Context.Release.Version);
        json.WriteNumber("reports", list.ChokePoints.Reports);
        json.WriteStrings("flows", list.ChokePoints.Flows.Select(static flow => flow.Document));
        json.WriteNumber("unresolved_actions", list.ChokePoints.Unresolved);
        json.WriteString("currency", assessment.Organisation.Costs.Currency);
        json.WriteObjects("techniques", list.Techniques, one => Write(json, one));
        json.WriteEndObject();
    }

    /// <summary>One priority with its parts, as members of an object.</summary>
    public static void Write(Utf8JsonWriter json, Priority one)
    {
        json.WriteNumber("rank", one.Rank);
        json.WriteString("technique", one.Technique.Id);
        json.WriteString("name", one.Technique.Name);
        json.WriteRounded("score", one.Score);
        json.WriteObjects("parts", one.Parts, part =>
        {
            json.WriteString("name", part.Name);
            json.WriteRounded("value", part.Value);
            json.WriteString("sentence", part.Sentence);
            json.WriteStrings("places", part.Places);
        });
        json.WriteObjects("options", one.Options, option =>
        {
            json.WriteString("measure", option.Measure);
            json.WriteRounded("rise", option.Rise);
            json.WriteNumber("cost", option.Cost);
            json.WriteNumber("cost_share", option.CostShare);
            json.WriteBoolean("own", option.IsCostOwn);
        });
        json.WriteStartObject("top");
        Write(json, one.Top);
        json.WriteEndObject();
        json.WriteStrings("differences", one.Differences);
    }

    /// <summary>One score with its inputs and parts.</summary>
    public static void Write(Utf8JsonWriter json, TopTechniqueScore score)
    {
        json.WriteNumber("rank", score.Rank);
        json.WriteString("technique", score.Row.Technique);
        json.WriteRounded("total", score.Total);
        json.WriteRounded("choke", score.Choke);
        json.WriteRounded("actionability", score.Actionability);
        json.WriteRounded("actionability_mitigations", score.MitigationPart);
        json.WriteRounded("actionability_detections", score.DetectionPart);
        json.WriteRounded("prevalence", score.Prevalence);
        json.WriteRounded("modifier", score.Row.Modifier);
        json.WriteRounded("monitoring", score.Monitoring);
        if (score.Ransomware is { } ransomware)
        {
            json.WriteRounded("ransomware", ransomware);
        }

        json.WriteStartObject("inputs");
        json.WriteRounded("before", score.Row.Before);
        json.WriteRounded("after", score.Row.After);
        json.WriteRounded("mitigations", score.Row.Mitigations);
        json.WriteRounded("detections", score.Row.Detections);
        json.WriteNumber("sightings", score.Row.Sightings.Count);
        if (score.RawPrevalence is { } raw)
        {
            json.WriteRounded("weighted_sightings", raw);
        }

        json.WriteText("place", score.Row.Place);
        json.WriteEndObject();
    }

    /// <summary>Scores as one document.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TopTechniqueScore> scores, TopParameters parameters)
    {
        json.WriteStartObject();
        json.WriteNumber("merlon", 1);
        json.WriteDay("today", parameters.Today == DateOnly.MinValue ? null : parameters.Today);
        json.WriteRounded("least_weight", parameters.WeightMin);
        json.WriteRounded("percentile", parameters.PrevalencePercentile);
        json.WriteObjects("techniques", scores, score => Write(json, score));
        json.WriteEndObject();
    }

    /// <summary>Every priority as a line.</summary>
    public static void WriteCsv(CsvWriter csv, PriorityList list)
    {
        csv.Header(["rank", "technique", "name", "score", "threat", "gap", "choke", "feasibility", "cheapness", "top_rank", "top_total", "top_choke", "top_actionability", "top_prevalence", "first_measure", "differences"]);
        foreach (var one in list.Techniques)
        {
            csv.Number(one.Rank);
            csv.Text(one.Technique.Id);
            csv.Text(one.Technique.Name);
            foreach (var number in (double[])[one.Score, one.Threat, one.Gap, one.Choke, one.Feasibility, one.Cheapness, one.Top.Rank, one.Top.Total, one.Top.Choke, one.Top.Actionability, one.Top.Prevalence])
            {
                csv.Number(Math.Round(number, 6));
            }

            csv.Text(one.Options.Count > 0 ? one.Options[0].Measure : "");
            csv.Texts(one.Differences);
            csv.EndRecord();
        }
    }
}
