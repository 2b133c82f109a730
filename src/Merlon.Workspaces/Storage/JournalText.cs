using System.Diagnostics;
using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Workspaces.Storage;

/// <summary>How values are spelt in the journal: stable words, sortable instants. Renaming a word needs a schema step.</summary>
static class JournalText
{
    const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    const string DayFormat = "yyyy-MM-dd";

    public const string Stated = "stated";
    public const string Withdrawn = "withdrawn";

    public static string Of(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(string text) => DateTimeOffset.ParseExact(
        text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static string Of(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, DayFormat, CultureInfo.InvariantCulture);

    public static string Of(EvidenceKind kind) => kind switch
    {
        EvidenceKind.LogSource => "log_source",
        EvidenceKind.Rule => "rule",
        EvidenceKind.Mitigation => "mitigation",
        EvidenceKind.Control => "control",
        EvidenceKind.Test => "test",
        EvidenceKind.Inventory => "inventory",
        EvidenceKind.Replay => "replay",
        EvidenceKind.Score => "score",
        _ => throw new UnreachableException(),
    };

    public static EvidenceKind Kind(string text) => text switch
    {
        "log_source" => EvidenceKind.LogSource,
        "rule" => EvidenceKind.Rule,
        "mitigation" => EvidenceKind.Mitigation,
        "control" => EvidenceKind.Control,
        "test" => EvidenceKind.Test,
        "inventory" => EvidenceKind.Inventory,
        "replay" => EvidenceKind.Replay,
        "score" => EvidenceKind.Score,
        _ => throw Unknown("kind", text),
    };

    public static string Of(Axis axis) => axis switch
    {
        Assessment.Axis.Visibility => "visibility",
        Assessment.Axis.Detection => "detection",
        Assessment.Axis.Prevention => "prevention",
        _ => throw new UnreachableException(),
    };

    public static Axis Axis(string text) => text switch
    {
        "visibility" => Assessment.Axis.Visibility,
        "detection" => Assessment.Axis.Detection,
        "prevention" => Assessment.Axis.Prevention,
        _ => throw Unknown("axis", text),
    };

    public static string Of(Outcome outcome) => outcome switch
    {
        Assessment.Outcome.None => "none",
        Assessment.Outcome.Logged => "logged",
        Assessment.Outcome.Alerted => "alerted",
        Assessment.Outcome.Blocked => "blocked",
        _ => throw new UnreachableException(),
    };

    public static Outcome Outcome(string text) => text switch
    {
        "none" => Assessment.Outcome.None,
        "logged" => Assessment.Outcome.Logged,
        "alerted" => Assessment.Outcome.Alerted,
        "blocked" => Assessment.Outcome.Blocked,
        _ => throw Unknown("outcome", text),
    };

    public static string Of(EvidenceMoveKind kind) => kind switch
    {
        EvidenceMoveKind.Kept => "kept",
        EvidenceMoveKind.Moved => "moved",
        EvidenceMoveKind.Split => "split",
        EvidenceMoveKind.Joined => "joined",
        EvidenceMoveKind.Restored => "restored",
        EvidenceMoveKind.DeadEnd => "dead_end",
        EvidenceMoveKind.OutOfDomain => "out_of_domain",
        _ => throw new UnreachableException(),
    };

    public static EvidenceMoveKind MoveKind(string text) => text switch
    {
        "kept" => EvidenceMoveKind.Kept,
        "moved" => EvidenceMoveKind.Moved,
        "split" => EvidenceMoveKind.Split,
        "joined" => EvidenceMoveKind.Joined,
        "restored" => EvidenceMoveKind.Restored,
        "dead_end" => EvidenceMoveKind.DeadEnd,
        "out_of_domain" => EvidenceMoveKind.OutOfDomain,
        _ => throw Unknown("move", text),
    };

    public static WorkspaceFormatException Unknown(string what, string text)
        => new($"the journal has an entry of {what} '{text}', which this Merlon does not know: it was changed by hand or by a newer Merlon");
}
