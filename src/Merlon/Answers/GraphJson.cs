using System.Text.Json;
using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.Answers;

/// <summary>Paths between two objects as JSON.</summary>
static class GraphJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, GraphView view)
    {
        json.WriteStartObject();
        json.WriteString("release", view.Release.Version);
        WriteEnd(json, "from", view.From);
        WriteEnd(json, "to", view.To);
        json.WriteNumber("max_steps", view.StepsMax);
        json.WriteBoolean("whole", view.Connection.IsWhole);
        json.WriteObjects("paths", view.Connection.Paths, path =>
        {
            json.WriteNumber("cost", path.Cost);
            json.WriteObjects("steps", path.Steps, step => WriteStep(json, step));
        });
        json.WriteEndObject();
    }

    static void WriteStep(Utf8JsonWriter json, ObjectStep step)
    {
        WriteEnd(json, "from", step.From);
        WriteEnd(json, "to", step.To);
        json.WriteString("type", step.Type);
        json.WriteString("direction", step.IsForward ? "forward" : "backward");
        json.WriteObjects("evidence", step.Statements, statement =>
        {
            json.WriteString("relationship", statement.StixId);
            json.WriteString("description", PlainProse.Of(statement.Description, statement.Citations));
            json.WriteObjects("citations", statement.Citations, citation =>
            {
                json.WriteString("source", citation.SourceName);
                json.WriteString("url", citation.Url);
            });
        });
    }

    static void WriteEnd(Utf8JsonWriter json, string key, AttackObject end)
    {
        json.WriteStartObject(key);
        ObjectJson.WriteReference(json, end);
        json.WriteString("stix_id", end.StixId);
        json.WriteString("type", ObjectKind.NameOf(end));
        json.WriteEndObject();
    }
}

/// <summary>What was asked and found.</summary>
/// <param name="Release">The release.</param>
/// <param name="From">Where paths begin.</param>
/// <param name="To">Where they end.</param>
/// <param name="StepsMax">Steps that were allowed.</param>
/// <param name="Connection">The paths.</param>
sealed record GraphView(AttackRelease Release, AttackObject From, AttackObject To, int StepsMax, Connection Connection)
{
    /// <summary>Steps of a path, and paths, when nobody says.</summary>
    public const int StepsDefault = 6, PathsDefault = 3;

    /// <summary>Looks for paths: the best few, or all that are as short as the best.</summary>
    public static GraphView Of(AttackRelease release, AttackObject from, AttackObject to, int stepsMax, bool isAll)
    {
        var best = ObjectGraph.Connect(release, from, to, stepsMax, isAll ? 1 : PathsDefault);
        return new(release, from, to, stepsMax, isAll && best.Paths.Count > 0 ? ObjectGraph.Connect(release, from, to, best.Paths[0].Steps.Count, ObjectGraph.PathsMax) : best);
    }
}
