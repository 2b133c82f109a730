using System.Data.Common;
using Dapper;
using Merlon.Assessment;

namespace Merlon.Workspaces.Storage;

sealed partial class Journal
{
    const string StepSeparator = "\n";

    // The latest entry of a statement that sleeps is the withdrawal that its last move caused: whoever states it again wakes it.
    const string AsleepMoves = """
        FROM evidence_move m
        JOIN entry l ON l.sequence = m.withdrawn_entry
        JOIN evidence e ON e.id = m.evidence_id
        WHERE m.moved_to IS NULL AND m.withdrawn_entry <= @until
            AND NOT EXISTS (SELECT 1 FROM entry later WHERE later.evidence_id = m.evidence_id AND later.sequence > m.withdrawn_entry AND later.sequence <= @until)
            AND NOT EXISTS (SELECT 1 FROM evidence_move woken WHERE woken.evidence_id = m.evidence_id AND woken.passage > m.passage AND woken.moved_to IS NOT NULL)
        """;

    /// <summary>Statements that sleep, ordered by id.</summary>
    public IReadOnlyList<Evidence> Asleep() => Guarded(() =>
    {
        using var transaction = database.BeginReading(connection);
        return AsleepRows(Last(transaction).Sequence, transaction);
    });

    /// <summary>The number of the last change of release, 0 before the first.</summary>
    public long LastPassage() => Guarded(() => HasPassages(null) ? connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) FROM passage") : 0);

    /// <summary>Of each statement that changes of release made: what it was made of, the latest change first; by its id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<EvidenceOrigin>> Origins() => Guarded<IReadOnlyDictionary<string, IReadOnlyList<EvidenceOrigin>>>(() =>
    {
        if (!HasPassages(null))
        {
            return new Dictionary<string, IReadOnlyList<EvidenceOrigin>>(StringComparer.Ordinal);
        }

        var rows = connection.Query<MoveOrigin, EvidenceRow, (string Target, EvidenceOrigin Origin)>(
            $"""
            SELECT m.moved_to AS Target, m.passage AS Passage, {EvidenceRow.Columns}
            FROM evidence_move m
            JOIN evidence e ON e.id = m.evidence_id
            WHERE m.moved_to IS NOT NULL
            ORDER BY m.moved_to, m.passage DESC, e.id
            """,
            static (target, origin) => (target.Target, new EvidenceOrigin(target.Passage, origin.ToEvidence())),
            splitOn: "Id");
        return rows.GroupBy(static r => r.Target, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => (IReadOnlyList<EvidenceOrigin>)[.. g.Select(static r => r.Origin)], StringComparer.Ordinal);
    });

    /// <summary>
    /// Records a change of the release in use: withdraws what moved, states what it moved to, and says which became which. One
    /// transaction. Refused (false) when it is not the change with the expected number: somebody else was faster.
    /// </summary>
    /// <param name="passage">What moves.</param>
    /// <param name="sequence">The number that the change is to have: one more than <see cref="LastPassage"/>.</param>
    /// <param name="pin">The release in use from here on, as the workspace's file names it.</param>
    /// <param name="now">The instant to record; never before the latest entry's.</param>
    /// <param name="cancellationToken">Leaves the journal as it was.</param>
    public bool Pass(EvidencePassage passage, long sequence, string pin, DateTimeOffset now, CancellationToken cancellationToken) => Guarded(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var transaction = database.BeginWriting(connection);
        if (connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) + 1 FROM passage", transaction: transaction) != sequence)
        {
            return false;
        }

        var last = Last(transaction);
        var recordedAt = string.CompareOrdinal(JournalText.Of(now), last.RecordedAt) < 0 ? last.RecordedAt : JournalText.Of(now);
        var inForce = InForceKeys(last.Sequence, transaction).Keys.ToHashSet(StringComparer.Ordinal);
        var made = passage.Moves.SelectMany(static m => m.New).DistinctBy(static e => e.Id, StringComparer.Ordinal).OrderBy(static e => e.Id, StringComparer.Ordinal).ToList();
        var madeIds = made.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        var entrySequence = last.Sequence;
        Dictionary<string, long> withdrawn = new(StringComparer.Ordinal);
        Dictionary<string, long> stated = new(StringComparer.Ordinal);
        foreach (var old in passage.Moves.Select(static m => m.Old.Id).Where(id => inForce.Contains(id) && !madeIds.Contains(id)).Distinct(StringComparer.Ordinal))
        {
            withdrawn.Add(old, ++entrySequence);
        }

        foreach (var id in made.Select(static e => e.Id).Where(id => !inForce.Contains(id)))
        {
            stated.Add(id, ++entrySequence);
        }

        connection.Execute(
            "INSERT INTO passage (sequence, recorded_at, to_release, pin) VALUES (@sequence, @recordedAt, @to, @pin)",
            new { sequence, recordedAt, to = passage.To, pin }, transaction);
        EvidenceRow.InsertAll(connection, transaction, made.Select(EvidenceRow.Of));
        EntryRow.InsertAll(connection, transaction, withdrawn.Select(e => new EntryRow(e.Value, recordedAt, JournalText.Withdrawn, e.Key))
            .Concat(stated.Select(e => new EntryRow(e.Value, recordedAt, JournalText.Stated, e.Key))));
        MoveRow.InsertAll(connection, transaction, passage.Moves.SelectMany(move => MoveRow.Of(sequence, move, withdrawn, stated)));
        cancellationToken.ThrowIfCancellationRequested();
        transaction.Commit();
        return true;
    });

    List<Evidence> AsleepRows(long until, DbTransaction? transaction)
        => HasPassages(transaction)
            ? [.. connection.Query<EvidenceRow>($"SELECT DISTINCT {EvidenceRow.Columns} {AsleepMoves} ORDER BY e.id", new { until }, transaction).Select(static row => row.ToEvidence())]
            : [];

    /// <summary>A journal that an older Merlon wrote and nobody has written since has no such table; a reader does not migrate.</summary>
    bool HasPassages(DbTransaction? transaction)
        => database.HasTable("evidence_move", connection, transaction);

    /// <summary>Says of each entry that a change of release caused where it went or came from.</summary>
    List<JournalEntry> WithMoves(List<JournalEntry> entries)
    {
        if (entries.Count == 0 || !HasPassages(null))
        {
            return entries;
        }

        var (first, last) = (entries.Min(static e => e.Sequence), entries.Max(static e => e.Sequence));
        var rows = connection.Query<MoveEnds>(
            """
            SELECT m.kind AS Kind, m.steps AS Steps, m.withdrawn_entry AS WithdrawnEntry, m.stated_entry AS StatedEntry,
                o.id AS OldId, o.technique AS OldTechnique, o.release AS OldRelease,
                t.id AS NewId, t.technique AS NewTechnique, p.to_release AS NewRelease
            FROM evidence_move m
            JOIN passage p ON p.sequence = m.passage
            JOIN evidence o ON o.id = m.evidence_id
            LEFT JOIN evidence t ON t.id = m.moved_to
            WHERE (m.withdrawn_entry BETWEEN @first AND @last) OR (m.stated_entry BETWEEN @first AND @last)
            ORDER BY m.passage, o.technique, o.id, t.technique, t.id
            """,
            new { first, last }).AsList();
        var went = rows.Where(static r => r.WithdrawnEntry is not null).ToLookup(static r => r.WithdrawnEntry ?? 0);
        var came = rows.Where(static r => r.StatedEntry is not null).ToLookup(static r => r.StatedEntry ?? 0);
        return [.. entries.Select(entry => entry.IsWithdrawn
            ? entry with { Moves = [.. went[entry.Sequence].Select(static r => r.AsTarget())] }
            : entry with { Moves = [.. came[entry.Sequence].Select(static r => r.AsOrigin())] })];
    }

    /// <summary>A line of the table <c>evidence_move</c>; members are named and typed as its columns, for Dapper.</summary>
    sealed record MoveRow(long Passage, string EvidenceId, string? MovedTo, string Kind, string Steps, long? WithdrawnEntry, long? StatedEntry)
    {
        const string Insert = """
            INSERT INTO evidence_move (passage, evidence_id, moved_to, kind, steps, withdrawn_entry, stated_entry)
            VALUES (@Passage, @EvidenceId, @MovedTo, @Kind, @Steps, @WithdrawnEntry, @StatedEntry)
            """;

        public static IEnumerable<MoveRow> Of(long passage, EvidenceMove move, Dictionary<string, long> withdrawn, Dictionary<string, long> stated)
        {
            var steps = string.Join(StepSeparator, move.Steps);
            long? withdrawnEntry = withdrawn.TryGetValue(move.Old.Id, out var entry) ? entry : null;
            return move.New.Count == 0
                ? [new MoveRow(passage, move.Old.Id, null, JournalText.Of(move.Kind), steps, withdrawnEntry, null)]
                : move.New.Select(made => new MoveRow(
                    passage, move.Old.Id, made.Id, JournalText.Of(move.Kind), steps, withdrawnEntry, stated.TryGetValue(made.Id, out var state) ? state : null));
        }

        public static void InsertAll(DbConnection connection, DbTransaction transaction, IEnumerable<MoveRow> rows)
        {
            using PreparedInsert insert = new(
                connection, transaction, Insert,
                nameof(Passage), nameof(EvidenceId), nameof(MovedTo), nameof(Kind), nameof(Steps), nameof(WithdrawnEntry), nameof(StatedEntry));
            foreach (var row in rows)
            {
                insert.Run(row.Passage, row.EvidenceId, row.MovedTo, row.Kind, row.Steps, row.WithdrawnEntry, row.StatedEntry);
            }

            insert.Finish();
        }
    }

    /// <summary>Which statement a change made, and which change; members are named and typed as the query's columns, for Dapper.</summary>
    sealed record MoveOrigin(string Target, long Passage);

    /// <summary>Both ends of a move; members are named and typed as the query's columns, for Dapper.</summary>
    sealed record MoveEnds(
        string Kind, string Steps, long? WithdrawnEntry, long? StatedEntry, string OldId, string OldTechnique, string OldRelease,
        string? NewId, string? NewTechnique, string NewRelease)
    {
        public JournalMove AsTarget() => new(JournalText.MoveKind(Kind), NewTechnique, NewId, NewRelease, StepList());

        public JournalMove AsOrigin() => new(JournalText.MoveKind(Kind), OldTechnique, OldId, OldRelease, StepList());

        string[] StepList() => Steps.Split(StepSeparator, StringSplitOptions.RemoveEmptyEntries);
    }
}
