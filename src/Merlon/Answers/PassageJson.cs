using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>What another release in use does to the journal's evidence, as JSON.</summary>
static class PassageJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="passage">What moves.</param>
    /// <param name="isDry">True when nothing was changed.</param>
    public static void Write(Utf8JsonWriter json, EvidencePassage passage, bool isDry)
    {
        json.WriteStartObject();
        json.WriteString("to", passage.To);
        json.WriteStrings("from", passage.From);
        json.WriteBoolean("dry_run", isDry);
        json.WriteNumber("asleep", passage.Asleep);
        json.WriteStartObject("counts");
        foreach (var kind in Enum.GetValues<EvidenceMoveKind>())
        {
            json.WriteNumber(EvidenceJson.NameOf(kind).Replace('-', '_'), passage.Count(kind));
        }

        json.WriteEndObject();
        json.WriteObjects("moves", passage.Moves.Where(static m => m.Kind is not (EvidenceMoveKind.Kept or EvidenceMoveKind.Restored)), move =>
        {
            json.WriteString("kind", EvidenceJson.NameOf(move.Kind));
            json.WriteString("evidence", move.Old.Id);
            json.WriteString("technique", move.Old.Technique.ToString());
            json.WriteString("statement", move.Old.Statement);
            json.WriteStrings("to", move.New.Select(static e => e.Technique.ToString()));
            json.WriteStrings("to_evidence", move.New.Select(static e => e.Id));
            json.WriteStrings("steps", move.Steps);
            json.WriteBoolean("was_asleep", move.WasAsleep);
        });
        json.WriteEndObject();
    }
}
