using System.Text.Json;
using Merlon.Sigma.Explaining;

namespace Merlon.Answers;

/// <summary>Why a rule fires on a record or does not, as JSON.</summary>
static class RuleAccountJson
{
    /// <summary>Writes the members of an account into an open object.</summary>
    public static void Write(Utf8JsonWriter json, RuleAccount account)
    {
        json.WriteNumber("record", account.Record);
        json.WriteBoolean("fires", account.IsMatch);
        json.WriteText("pipeline", account.Pipeline);
        json.WriteStartObject("selectors");
        foreach (var (name, value) in account.Selectors)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStrings("logsources", account.LogSources);
        json.WriteText("obstacle", account.Obstacle ?? "");
        json.WriteObjects("claims", account.Claims, claim =>
        {
            json.WriteString("logsource", claim.LogSource);
            json.WriteBoolean("fires", claim.IsMatch);
            json.WriteSome("unmet", claim.Unmet);
            if (claim.Part is { } part)
            {
                json.WriteStartObject("condition");
                Write(json, part);
                json.WriteEndObject();
            }
        });
    }

    static void Write(Utf8JsonWriter json, PartAccount part)
    {
        json.WriteString("kind", part.Kind.ToString().ToLowerInvariant());
        json.WriteString("text", part.Text);
        json.WriteBoolean("holds", part.IsTrue);
        json.WriteText("reason", part.Reason);
        if (part.Location.Line > 0)
        {
            json.WriteNumber("line", part.Location.Line);
            json.WriteNumber("column", part.Location.Column);
        }

        if (!part.Parts.IsEmpty)
        {
            json.WriteObjects("parts", part.Parts, below => Write(json, below));
        }
    }
}
