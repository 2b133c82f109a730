using System.Text.Json;
using Merlon.Drawing;

namespace Merlon.Answers;

/// <summary>A matrix as JSON.</summary>
static class MatrixJson
{
    public static void Write(Utf8JsonWriter json, MatrixView view)
    {
        json.WriteStartObject();
        json.WriteString("release", view.Release);
        json.WriteObjects("domains", view.Domains, domain =>
        {
            json.WriteString("id", domain.Id);
            json.WriteString("name", domain.Name);
            json.WriteString("layer", domain.Layer?.Name);
        });
        json.WriteStrings("platforms", view.Platforms);
        json.WriteNumber("cells", view.Columns.Sum(static column => column.Techniques.Count + column.SubTechniques));
        json.WriteObjects("tactics", view.Columns, column =>
        {
            json.WriteString("domain", column.Domain.Id);
            json.WriteString("id", column.Tactic.Id);
            json.WriteString("name", column.Tactic.Name);
            json.WriteString("shortname", column.Tactic.Shortname);
            json.WriteObjects("techniques", column.Techniques, cell =>
            {
                WriteCell(json, cell);
                json.WriteBoolean("unfolded", cell.IsUnfolded);
                json.WriteObjects("sub_techniques", cell.SubTechniques, sub => WriteCell(json, sub));
            });
        });
        WriteRemarks(json, view.Remarks);
        json.WriteEndObject();
    }

    static void WriteCell(Utf8JsonWriter json, MatrixCell cell)
    {
        json.WriteString("id", cell.Technique.Id);
        json.WriteString("name", cell.Technique.Name);
        if (cell.Annotation is not { } annotation)
        {
            return;
        }

        if (annotation.Score is { } score)
        {
            json.WriteRounded("score", score);
        }

        if (cell.Aggregate is { } aggregate)
        {
            json.WriteRounded("aggregate", aggregate);
        }

        json.WriteString("color", cell.Fill?.ToString());
        json.WriteBoolean("enabled", annotation.Enabled);
        json.WriteString("comment", annotation.Comment);
    }

    static void WriteRemarks(Utf8JsonWriter json, MatrixRemarks remarks)
    {
        json.WriteStartObject("remarks");
        json.WriteNumber("hidden_by_platform", remarks.HiddenByPlatform);
        json.WriteNumber("hidden_as_disabled", remarks.HiddenAsDisabled);
        json.WriteNumber("hidden_annotations", remarks.HiddenAnnotations);
        json.WriteNumber("unreadable_colors", remarks.UnreadableColors);
        json.WriteObjects("moved", remarks.Moved, move =>
        {
            json.WriteString("id", move.Annotation.TechniqueId);
            json.WriteString("tactic", move.Annotation.Tactic);
            json.WriteStrings("to", move.Techniques.Select(static technique => technique.Id));
            json.WriteStrings("steps", move.Steps);
        });
        json.WriteObjects("unplaced", remarks.Unplaced, misfit =>
        {
            json.WriteString("id", misfit.Annotation.TechniqueId);
            json.WriteString("tactic", misfit.Annotation.Tactic);
            json.WriteString("reason", misfit.Reason);
        });
        json.WriteEndObject();
    }
}
