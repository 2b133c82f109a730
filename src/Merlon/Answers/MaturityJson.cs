using System.Text.Json;
using Merlon.Maturity;

namespace Merlon.Answers;

/// <summary>A maturity model with its answers, as JSON.</summary>
static class MaturityJson
{
    public static void Write(Utf8JsonWriter json, MaturityAssessment maturity)
    {
        json.WriteStartObject();
        json.WriteString("model", maturity.Model.Id);
        json.WriteString("title", maturity.Model.Title);
        json.WriteDay("as_of", maturity.AsOf);
        json.WriteRounded("points_max", maturity.Model.PointsMax);
        json.WriteRounded("claimed", maturity.Claimed);
        json.WriteRounded("checked", maturity.Checked);
        json.WriteObjects("dimensions", maturity.Scores, score =>
        {
            json.WriteString("id", score.Dimension.Id);
            json.WriteString("name", score.Dimension.Name);
            json.WriteRounded("weight", score.Dimension.Weight);
            json.WriteRounded("claimed", score.Claimed);
            json.WriteRounded("checked", score.Checked);
            if (score.Capability is { } capability)
            {
                json.WriteRounded("capability", capability);
            }

            if (maturity.Model.Scale == MaturityScale.Practice)
            {
                json.WriteNumber("level", score.Level);
            }
        });
        json.WriteObjects("questions", maturity.Lines, line => Write(json, line));
        json.WriteObjects("trend", maturity.Trend, point =>
        {
            json.WriteDay("date", point.Date);
            json.WriteRounded("claimed", point.Claimed);
        });
        json.WriteObjects("findings", maturity.Findings, finding =>
        {
            json.WriteString("kind", AnswerWords.Of(finding.Kind));
            json.WriteString("question", finding.Question);
            json.WriteString("message", finding.Message);
            json.WriteText("place", finding.Place);
        });
        json.WriteEndObject();
    }

    static void Write(System.Text.Json.Utf8JsonWriter json, MaturityLine line)
    {
        json.WriteString("id", line.Question.Id);
        json.WriteString("name", line.Question.Name);
        json.WriteString("dimension", line.Dimension.Id);
        WriteLevels(json, "levels", line.Levels);
        json.WriteRounded("claimed", line.Claimed);
        json.WriteRounded("checked", line.Checked);
        json.WriteRounded("freshness", line.Freshness);
        if (line.Answer is { } answer)
        {
            json.WriteDay("date", answer.Date);
            json.WriteText("owner", answer.Owner);
            json.WriteStrings("evidence", answer.Evidence);
            json.WriteString("place", answer.Place);
            if (answer.Capability is { } capability)
            {
                json.WriteNumber("capability", capability);
            }
        }

        if (line.Support is { } support)
        {
            json.WriteStartObject("records");
            WriteLevels(json, "levels", support.Levels);
            WriteLevels(json, "speaks_of", support.Speaks);
            if (support.Capability is { } shown)
            {
                json.WriteNumber("capability", shown);
            }

            json.WriteString("says", support.Says);
            json.WriteStrings("places", support.Places);
            json.WriteEndObject();
        }
    }

    static void WriteLevels(System.Text.Json.Utf8JsonWriter json, string name, IReadOnlyList<int> levels)
    {
        json.WriteStartArray(name);
        foreach (var level in levels)
        {
            json.WriteNumberValue(level);
        }

        json.WriteEndArray();
    }
}
