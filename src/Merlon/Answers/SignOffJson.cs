using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Sign-offs and what became of them as JSON: docs/guide/signoff.md lists the keys.</summary>
static class SignOffJson
{
    static readonly string[] Keys =
        ["previous", "signed-at", "by", "role", "note", "organisation", "document", "as-of", "merlon", "release", "parameters", "inputs", "output"];

    public static void Write(Utf8JsonWriter json, SignOffRecord record)
    {
        json.WriteStartObject();
        WriteBody(json, record);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, SignOffVerdict verdict, bool isLookedAt)
    {
        json.WriteStartObject();
        json.WriteBoolean("intact", verdict.IsIntact);
        json.WriteString("verdict", AnswerWords.Headline(verdict, isLookedAt));
        json.WriteStartObject("signoff");
        WriteBody(json, verdict.Record);
        json.WriteEndObject();
        json.WriteStrings("tampering", verdict.Tampering);
        json.WriteString("signature_state", verdict.Signature switch
        {
            SignatureState.Valid => "valid",
            SignatureState.ValidByOwnKey => "valid-by-own-key",
            SignatureState.Invalid => "invalid",
            SignatureState.Missing => "missing",
            _ => "none",
        });
        json.WriteBoolean("looked_at", isLookedAt);
        json.WriteObjects("inputs_changed", verdict.Inputs, change =>
        {
            json.WriteString("change", change.Kind.ToString().ToLowerInvariant());
            json.WriteString("role", NameOf(change.Role));
            json.WriteString("document", change.Document);
            if (change.Line > 0)
            {
                json.WriteNumber("line", change.Line);
            }
        });
        json.WriteStrings("parameters_changed", verdict.Parameters);
        if (verdict.IsOutputSame is { } isSame)
        {
            json.WriteBoolean("output_same", isSame);
        }

        json.WriteText("other_merlon", verdict.OtherMerlon ?? "");
        if (verdict is { IsOutputSame: false, Move: { } move })
        {
            json.WritePropertyName("move");
            MoveJson.Write(json, move, MoveWords.FellDefault);
        }

        json.WriteEndObject();
    }

    /// <summary>An input's role in one word.</summary>
    public static string NameOf(InputRole role) => role switch
    {
        InputRole.Organisation => "organisation",
        InputRole.Rule => "rule",
        InputRole.AvailableRule => "available-rule",
        InputRole.Mapping => "mapping",
        InputRole.Telemetry => "telemetry",
        InputRole.Release => "release",
        InputRole.OwnKnowledge => "own-knowledge",
        _ => "other",
    };

    static void WriteBody(Utf8JsonWriter json, SignOffRecord record)
    {
        json.WriteNumber("number", record.Number);
        foreach (var key in Keys)
        {
            json.WriteString(key.Replace('-', '_'), record[key]);
        }

        json.WriteString("hash", record.Hash);
        json.WriteString("algorithm", record.Signature?.Algorithm);
        MoveJson.WriteSummary(json, "summary", record.Summary);
        json.WriteNumber("files", record.Inputs.Count);
    }
}
