using System.Globalization;
using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>What a watch says as lines of JSON: docs/guide/watch.md lists the keys.</summary>
static class WatchJson
{
    const int PartsMax = 20;

    public static void Write(Utf8JsonWriter json, WatchedAssessment made, DateTimeOffset now, double fell, bool isFall)
    {
        json.WriteStartObject();
        Begin(json, "assessment", now);
        json.WriteDay("as_of", made.Moment.Inputs.Day);
        json.WriteString("release", made.Moment.Inputs.Release.Version);
        MoveJson.WriteSummary(json, "summary", made.Moment.Summary);
        json.WriteObjects("changed", made.Changed, change =>
        {
            json.WriteString("change", change.Kind.ToString().ToLowerInvariant());
            json.WriteString("role", SignOffJson.NameOf(change.Role));
            json.WriteString("document", change.Document);
        });
        json.WriteBoolean("fell", isFall);
        if (made.Move is { } move)
        {
            MoveJson.WriteAxes(json, "difference", move.Difference);
            json.WriteObjects("parts", move.Parts.Take(PartsMax), part =>
            {
                json.WriteString("cause", MoveWords.KeyOf(part.Cause));
                json.WriteText("source", part.Source);
                MoveJson.WriteAxes(json, "amount", part.Amount);
                json.WriteString("why", part.Why);
            });
            json.WriteStrings("fallen", move.Fallen(fell).Select(static t => t.Technique.Id));
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, LogActivity activity, DateTimeOffset now)
    {
        json.WriteStartObject();
        Begin(json, activity.IsQuiet ? "quiet" : "speaks-again", now);
        json.WriteString("log", activity.Name);
        json.WriteString("last", Text(activity.Last));
        if (activity.Usual is { } usual)
        {
            json.WriteRounded("usual_seconds", usual.TotalSeconds);
        }

        json.WriteEndObject();
    }

    public static void WriteTrouble(Utf8JsonWriter json, string message, DateTimeOffset now)
    {
        json.WriteStartObject();
        Begin(json, "trouble", now);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    static void Begin(Utf8JsonWriter json, string what, DateTimeOffset now)
    {
        json.WriteString("event", what);
        json.WriteString("at", Text(now));
    }

    static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
