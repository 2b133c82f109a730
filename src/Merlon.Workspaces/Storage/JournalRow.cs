using System.Data.Common;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Workspaces.Storage;

/// <summary>A statement as the table <c>evidence</c> keeps it; members are named and typed as its columns, for Dapper.</summary>
sealed record EvidenceRow(
    string Id, string Kind, string Axis, string Technique, string TechniqueAsWritten, string Scope, string? Day, double Strength,
    string? Outcome, string Source, string Place, string Statement, string Release)
{
    public const string Columns =
        "e.id AS Id, e.kind AS Kind, e.axis AS Axis, e.technique AS Technique, e.technique_as_written AS TechniqueAsWritten, "
        + "e.scope AS Scope, e.day AS Day, e.strength AS Strength, e.outcome AS Outcome, e.source AS Source, e.place AS Place, "
        + "e.statement AS Statement, e.release AS Release";

    const string Insert = """
        INSERT INTO evidence (
            id, kind, axis, technique, technique_as_written, scope, day, strength, outcome, source, place, statement, release)
        VALUES (
            @Id, @Kind, @Axis, @Technique, @TechniqueAsWritten, @Scope, @Day, @Strength, @Outcome, @Source, @Place, @Statement, @Release)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>Inserts many with one prepared statement.</summary>
    public static void InsertAll(DbConnection connection, DbTransaction transaction, IEnumerable<EvidenceRow> rows)
    {
        using PreparedInsert insert = new(
            connection, transaction, Insert,
            nameof(Id), nameof(Kind), nameof(Axis), nameof(Technique), nameof(TechniqueAsWritten), nameof(Scope), nameof(Day), nameof(Strength),
            nameof(Outcome), nameof(Source), nameof(Place), nameof(Statement), nameof(Release));
        foreach (var row in rows)
        {
            insert.Run(
                row.Id, row.Kind, row.Axis, row.Technique, row.TechniqueAsWritten, row.Scope, row.Day, row.Strength,
                row.Outcome, row.Source, row.Place, row.Statement, row.Release);
        }

        insert.Finish();
    }

    public static EvidenceRow Of(Evidence evidence) => new(
        evidence.Id,
        JournalText.Of(evidence.Kind),
        JournalText.Of(evidence.Axis),
        evidence.Technique.ToString(),
        evidence.TechniqueAsWritten,
        evidence.Scope,
        evidence.Date is { } day ? JournalText.Of(day) : null,
        evidence.Strength,
        evidence.Outcome is { } outcome ? JournalText.Of(outcome) : null,
        evidence.Source,
        evidence.Place,
        evidence.Statement,
        evidence.Release);

    public Evidence ToEvidence() => new()
    {
        Id = Id,
        Kind = JournalText.Kind(Kind),
        Axis = JournalText.Axis(Axis),
        Technique = TechniqueId.TryParse(Technique.AsSpan(), out var technique) ? technique : throw JournalText.Unknown("technique", Technique),
        TechniqueAsWritten = TechniqueAsWritten,
        Scope = Scope,
        Date = Day is null ? null : JournalText.Day(Day),
        Strength = Strength,
        Outcome = Outcome is null ? null : JournalText.Outcome(Outcome),
        Source = Source,
        Place = Place,
        Statement = Statement,
        Release = Release,
    };
}

/// <summary>A line of the journal as the table <c>entry</c> keeps it.</summary>
sealed record EntryRow(long Sequence, string RecordedAt, string Change, string EvidenceId)
{
    public const string Columns = "n.sequence AS Sequence, n.recorded_at AS RecordedAt, n.change AS Change, n.evidence_id AS EvidenceId";

    const string Insert
        = "INSERT INTO entry (sequence, recorded_at, change, evidence_id) VALUES (@Sequence, @RecordedAt, @Change, @EvidenceId)";

    /// <summary>Inserts many with one prepared statement.</summary>
    public static void InsertAll(DbConnection connection, DbTransaction transaction, IEnumerable<EntryRow> rows)
    {
        using PreparedInsert insert = new(connection, transaction, Insert, nameof(Sequence), nameof(RecordedAt), nameof(Change), nameof(EvidenceId));
        foreach (var row in rows)
        {
            insert.Run(row.Sequence, row.RecordedAt, row.Change, row.EvidenceId);
        }

        insert.Finish();
    }

    public JournalEntry ToEntry(EvidenceRow evidence) => new(
        Sequence,
        JournalText.Instant(RecordedAt),
        Change switch
        {
            JournalText.Stated => false,
            JournalText.Withdrawn => true,
            _ => throw JournalText.Unknown("change", Change),
        },
        evidence.ToEvidence());
}
