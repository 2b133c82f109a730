using System.Globalization;
using System.Text.Json;
using Merlon.Robustness;

namespace Merlon.Answers;

/// <summary>How hard a rule is to evade, as JSON: the score with every part that it is made of.</summary>
static class RobustnessJson
{
    /// <summary>Writes scores of rules with how many there are of each level.</summary>
    /// <param name="json">Takes them.</param>
    /// <param name="all">Every rule that was scored.</param>
    /// <param name="shown">Those that are written out.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyCollection<RuleRobustness> all, IEnumerable<RuleRobustness> shown)
    {
        json.WriteStartObject();
        WriteLevels(json, all);
        json.WriteObjects("robustness", shown, rule => Write(json, rule, rule.Rule.Document));
        json.WriteEndObject();
    }

    /// <summary>Writes how many rules there are of each level, as members of an open object.</summary>
    public static void WriteLevels(Utf8JsonWriter json, IReadOnlyCollection<RuleRobustness> all)
    {
        json.WriteNumber("rules", all.Count);
        json.WriteStartObject("levels");
        foreach (var level in Enumerable.Range(1, 5))
        {
            json.WriteNumber(level.ToString(CultureInfo.InvariantCulture), all.Count(rule => rule.Level == level));
        }

        json.WriteNumber("not_scored", all.Count(static rule => rule.Level is null));
        json.WriteEndObject();
    }

    /// <summary>A line for each part of each rule.</summary>
    public static void WriteCsv(CsvWriter csv, IEnumerable<(RuleRobustness Rule, string Document)> shown)
    {
        csv.Header(["id", "title", "document", "score", "factor", "selection", "field", "kind", "level", "exclusion", "decides", "line", "values", "examples", "why"]);
        foreach (var (rule, document) in shown)
        {
            foreach (var part in rule.Parts.DefaultIfEmpty(new RobustnessPart("", "", "", 0, false, rule.Why, 0, [], rule.Rule.Location, Decides: true)))
            {
                csv.Text(rule.Rule.Id);
                csv.Text(rule.Rule.Title);
                csv.Text(document);
                csv.Text(rule.Score);
                csv.Number(rule.Factor);
                csv.Text(part.Selection);
                csv.Text(part.Field);
                csv.Text(part.Kind);
                csv.Number(part.Level);
                csv.Text(part.IsExclusion ? "yes" : "no");
                csv.Text(part.Decides ? "yes" : "no");
                csv.Number(part.Location.Line);
                csv.Number(part.Values);
                csv.Texts(part.Examples);
                csv.Text(part.Why);
                csv.EndRecord();
            }
        }
    }

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
