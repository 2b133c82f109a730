using System.Text.Json;
using Merlon.Robustness;

namespace Merlon.Answers;

/// <summary>How hard a rule is to evade, as JSON: the score with every part that it is made of.</summary>
static class RobustnessJson
{
    /// <summary>Writes the members of a rule's score into an open object.</summary>
    /// <param name="json">Takes them.</param>
    /// <param name="rule">The score.</param>
    /// <param name="document">The rule's file as the reader knows it.</param>
    public static void Write(Utf8JsonWriter json, RuleRobustness rule, string document)
    {
        json.WriteString("id", rule.Rule.Id);
        json.WriteString("title", rule.Rule.Title);
        json.WriteString("document", document);
        json.WriteString("log_source", rule.Rule.LogSource.ToString());
        json.WriteString("score", rule.Score);
        WriteLevel(json, "level", rule.Level);
        WriteLevel(json, "level_without_exclusions", rule.LevelWithoutExclusions);
        json.WriteString("column", RuleRobustness.NameOf(rule.Column));
        json.WriteString("column_why", rule.ColumnWhy);
        json.WriteRounded("factor", rule.Factor);
        json.WriteString("why", rule.Why);
        json.WriteObjects("parts", rule.Parts, part =>
        {
            json.WriteString("selection", part.Selection);
            json.WriteString("field", part.Field);
            json.WriteString("kind", part.Kind);
            json.WriteNumber("level", part.Level);
            json.WriteBoolean("exclusion", part.IsExclusion);
            json.WriteBoolean("decides", part.Decides);
            json.WriteNumber("line", part.Location.Line);
            json.WriteNumber("values", part.Values);
            json.WriteStrings("examples", part.Examples);
            json.WriteString("why", part.Why);
        });
    }

    static void WriteLevel(Utf8JsonWriter json, string name, int? level)
    {
        if (level is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
