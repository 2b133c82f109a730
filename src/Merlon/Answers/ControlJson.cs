using System.Text.Json;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Web.Controls;

namespace Merlon.Answers;

/// <summary>Standings of controls as JSON.</summary>
static class ControlJson
{
    /// <summary>Writes the members of one standing.</summary>
    public static void Write(Utf8JsonWriter json, ControlStanding standing, GapAssessment assessment)
    {
        json.WriteString("control", standing.ControlId);
        json.WriteText("title", standing.Title);
        json.WriteString("degree", ControlWords.Of(standing.Degree));
        json.WriteRounded("keeps", standing.Keeps);
        json.WriteRounded("gains", standing.Gains);
        json.WriteBoolean("derived", standing.IsDerived);
        json.WriteObjects("declared", standing.Declared, entry =>
        {
            json.WriteString("degree", ControlWords.Of(entry.Degree));
            json.WriteStrings("scopes", entry.Scopes);
            json.WriteDay("since", entry.Since);
            json.WriteText("owner", entry.Owner);
            json.WriteString("place", $"{assessment.Organisation.Document}:{entry.Location}");
        });
        json.WriteSome("through", [.. standing.Through.Select(static step => step.ToString())]);
        json.WriteObjects("techniques", standing.Techniques, technique =>
        {
            json.WriteString("technique", technique.Technique.Id);
            json.WriteString("name", technique.Technique.Name);
            json.WriteRounded("weight", technique.Weight);
            json.WriteRounded("covered", technique.Covered);
            json.WriteRounded("without", technique.Without);
            json.WriteRounded("raised", technique.Raised);
            json.WriteBoolean("possible", technique.IsPossible);
            WriteEdge(json, technique.Edge);
        });
        json.WriteObjects("contradictions", standing.Contradictions, test =>
        {
            json.WriteString("technique", test.Technique.ToString());
            json.WriteText("scope", test.Scope);
            json.WriteDay("date", test.Date);
            json.WriteString("says", test.Statement);
            json.WriteString("place", test.Place);
            json.WriteString("evidence", test.Id);
        });
        if (standing.Sight is { } sight)
        {
            json.WriteStartObject("could_see");
            json.WriteBoolean("product_made", true);
            json.WriteString("what", sight.What);
            json.WriteSome("through", sight.Through);
            json.WriteStrings("data_components", sight.Components);
            json.WriteStrings("techniques", sight.Techniques.Select(static id => id.ToString()));
            json.WriteRounded("weight", sight.Weight);
            json.WriteRounded("visibility", sight.Visibility);
            json.WriteEndObject();
        }
    }

    static void WriteEdge(Utf8JsonWriter json, ControlEdge edge)
    {
        json.WriteString("written", edge.TechniqueId);
        json.WriteString("category", ControlWords.Of(edge.Category));
        json.WriteText("grade", edge.Grade is { } grade ? ControlWords.Of(grade) : "");
        json.WriteNumber("hops", edge.Hops);
        json.WriteRounded("strength_significant", ControlStrength.Of(Degree.Significant, edge));
        json.WriteText("via", edge.Via);
        json.WriteSome("path", [.. edge.Path.Select(static step => ControlWords.Of(step.Relation) is { Length: > 0 } relation ? $"{relation} {step}" : step.ToString())]);
        json.WriteText("attack_version", edge.Source.AttackVersion);
        json.WriteString("document", edge.Source.Document);
    }
}
