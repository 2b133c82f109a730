using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>Evidence as JSON, and the words for its kinds, axes and outcomes.</summary>
static class EvidenceJson
{
    public static void Write(Utf8JsonWriter json, Evidence evidence)
    {
        json.WriteString("id", evidence.Id);
        json.WriteString("kind", NameOf(evidence.Kind));
        json.WriteString("axis", NameOf(evidence.Axis));
        json.WriteString("technique", evidence.Technique.ToString());
        json.WriteString("technique_as_written", evidence.TechniqueAsWritten);
        json.WriteString("scope", evidence.Scope);
        json.WriteDay("date", evidence.Date);
        json.WriteRounded("strength", evidence.Strength);
        if (evidence.Outcome is { } outcome)
        {
            json.WriteString("outcome", NameOf(outcome));
        }

        json.WriteString("source", evidence.Source);
        json.WriteString("place", evidence.Place);
        json.WriteString("statement", evidence.Statement);
        json.WriteString("release", evidence.Release);
    }

    public static string NameOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.LogSource => "log-source",
        EvidenceKind.Rule => "rule",
        EvidenceKind.Mitigation => "mitigation",
        EvidenceKind.Control => "control",
        EvidenceKind.Inventory => "inventory",
        EvidenceKind.Replay => "replay",
        EvidenceKind.Score => "score",
        _ => "test",
    };

    public static string NameOf(EvidenceMoveKind kind) => kind switch
    {
        EvidenceMoveKind.Kept => "kept",
        EvidenceMoveKind.Moved => "moved",
        EvidenceMoveKind.Split => "split",
        EvidenceMoveKind.Joined => "joined",
        EvidenceMoveKind.Restored => "restored",
        EvidenceMoveKind.DeadEnd => "dead-end",
        _ => "out-of-domain",
    };

    public static string NameOf(Axis axis) => axis switch
    {
        Axis.Visibility => "visibility",
        Axis.Detection => "detection",
        _ => "prevention",
    };

    public static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.None => "none",
        Outcome.Logged => "logged",
        Outcome.Alerted => "alerted",
        _ => "blocked",
    };
}
