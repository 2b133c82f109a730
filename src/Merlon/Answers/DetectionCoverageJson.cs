using System.Text.Json;
using Merlon.Robustness;

namespace Merlon.Answers;

/// <summary>What detects each technique, and what would still detect it without one thing, as one JSON document.</summary>
static class DetectionCoverageJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, DetectionCoverage coverage, string organisation, string release, DateOnly asOf)
    {
        json.WriteStartObject();
        json.WriteString("organisation", organisation);
        json.WriteString("release", release);
        json.WriteDay("as_of", asOf);
        json.WriteRounded("detection", coverage.Detection);
        json.WriteObjects("techniques", coverage.Techniques, technique =>
        {
            json.WriteString("id", technique.Technique.Id);
            json.WriteString("name", technique.Technique.Name);
            json.WriteRounded("weight", technique.Weight);
            json.WriteRounded("detection", technique.Detection);
            json.WriteRounded("worst_left", technique.WorstLeft);
            json.WriteStrings("single_points", technique.SinglePoints.Select(static point => point.Key));
            json.WriteObjects("rules", technique.Rules, loss => WriteLoss(json, loss));
            json.WriteObjects("log_sources", technique.LogSources, loss => WriteLoss(json, loss));
        });
        json.WriteObjects("log_sources", coverage.LogSources, source =>
        {
            json.WriteString("log_source", source.Key);
            json.WriteString("name", source.Name);
            json.WriteRounded("lost", source.Lost);
            json.WriteNumber("techniques", source.Techniques);
            json.WriteNumber("blinded", source.Blinded);
            json.WriteNumber("rules", source.Rules);
        });
        json.WriteObjects("rules", coverage.Rules, rule =>
        {
            json.WriteString("rule", rule.Key);
            json.WriteString("title", rule.Rule.Title);
            json.WriteString("document", rule.Rule.Document);
            json.WriteRounded("lost", rule.Lost);
            json.WriteNumber("techniques", rule.Techniques);
            json.WriteNumber("single_point_for", rule.SinglePointFor);
            json.WriteRounded("most_lost", rule.MostLost);
            json.WriteString("state", rule.IsSilent ? "silent" : rule.IsSpare ? "spare" : "needed");
        });
        json.WriteEndObject();
    }

    static void WriteLoss(Utf8JsonWriter json, DetectionLoss loss)
    {
        json.WriteString("key", loss.Key);
        json.WriteString("name", loss.Name);
        json.WriteRounded("left", loss.Left);
    }
}
