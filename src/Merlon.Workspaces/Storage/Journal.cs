using System.Data.Common;
using System.Globalization;
using Dapper;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The append-only record of what was stated and withdrawn, and when. What is in force is a fold of it: of each statement the
/// latest entry counts. One writer, many readers; each sync is whole or absent, and on the disk when it returns.
/// </summary>
sealed partial class Journal : IDisposable
{
    const string LatestEntries = """
        SELECT l.evidence_id, MAX(l.sequence) AS sequence FROM entry l WHERE l.sequence <= @until GROUP BY l.evidence_id
        """;

    readonly DbConnection connection;
    readonly Database database;

    Journal(DbConnection connection, Database database)
    {
        this.connection = connection;
        this.database = database;
    }

    /// <summary>Opens the journal, creating or migrating it.</summary>
    public static Journal OpenForWriting(Database database, DateTimeOffset now) => Open(database, database.Open, connection
        => JournalSchema.Migrate(database, connection, now));

    /// <summary>As the other, for a file.</summary>
    public static Journal OpenForWriting(string path, DateTimeOffset now) => OpenForWriting(new SqliteDatabase(path), now);

    /// <summary>Opens the journal beside a writer; null when there is none, or none with a table yet.</summary>
    public static Journal? OpenForReading(Database database)
    {
        DbConnection? found = null;
        try
        {
            found = database.OpenForReading();
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }

        if (found is null)
        {
            return null;
        }

        var isEmpty = false;
        var journal = Open(database, () => found, connection => isEmpty = JournalSchema.VersionOf(database, connection) == 0);
        if (!isEmpty)
        {
            return journal;
        }

        journal.Dispose();
        return null;
    }

    /// <summary>As the other, for a file.</summary>
    public static Journal? OpenForReading(string path) => OpenForReading(new SqliteDatabase(path));

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    /// <summary>Whose journal it is, or null before the first sync.</summary>
    public JournalOwner? FindOwner() => Guarded(() => FindOwner(transaction: null));

    /// <summary>
    /// Makes the journal say what a run says: appends the statements that were not in force, and withdraws those in force whose
    /// kind the run speaks for and which it no longer makes. A run that says the same again appends nothing.
    /// </summary>
    /// <param name="said">Every statement of the run, each of one of <paramref name="kinds"/>; repeats are taken once.</param>
    /// <param name="kinds">Kinds that the run speaks for; statements of other kinds stay as they are.</param>
    /// <param name="owner">Whose run it is; the caller has seen that the journal is theirs.</param>
    /// <param name="now">The instant to record; an instant before the latest entry's counts as that one's, so that time never runs back.</param>
    /// <param name="cancellationToken">Leaves the journal as it was.</param>
    public JournalSync Sync(
        IReadOnlyList<Evidence> said, IReadOnlySet<EvidenceKind> kinds, JournalOwner owner, DateTimeOffset now, CancellationToken cancellationToken)
        => Sync(said, kinds, owner, assessed: null, now, cancellationToken);

    /// <summary>As the other <c>Sync</c>, and writes down in the same step what the run was judged from.</summary>
    public JournalSync Sync(
        IReadOnlyList<Evidence> said, IReadOnlySet<EvidenceKind> kinds, JournalOwner owner, AssessmentRecord? assessed, DateTimeOffset now,
        CancellationToken cancellationToken)
        => Guarded(() =>
        {
            var statements = new Dictionary<string, Evidence>(said.Count, StringComparer.Ordinal);
            foreach (var evidence in said)
            {
                if (!kinds.Contains(evidence.Kind))
                {
                    throw new ArgumentException($"{evidence.Id} is of kind {evidence.Kind}, which the run does not speak for", nameof(said));
                }

                statements.TryAdd(evidence.Id, evidence);
            }

            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = database.BeginWriting(connection);
            var last = Last(transaction);
            var recordedAt = string.CompareOrdinal(JournalText.Of(now), last.RecordedAt) < 0 ? last.RecordedAt : JournalText.Of(now);
            var inForce = InForceKeys(last.Sequence, transaction);

            Evidence[] stated = [.. statements.Values.Where(e => !inForce.ContainsKey(e.Id)).OrderBy(static e => e.Id, StringComparer.Ordinal)];
            string[] withdrawn = [.. inForce.Where(e => kinds.Contains(e.Value) && !statements.ContainsKey(e.Key)).Select(static e => e.Key).Order(StringComparer.Ordinal)];

            Claim(owner, recordedAt, transaction);
            EvidenceRow.InsertAll(connection, transaction, stated.Select(EvidenceRow.Of));
            EntryRow.InsertAll(connection, transaction, EntriesOf(last.Sequence, recordedAt, withdrawn, stated));
            if (assessed is not null)
            {
                Write(assessed, recordedAt, last.Sequence + withdrawn.Length + stated.Length, transaction);
            }

            cancellationToken.ThrowIfCancellationRequested();
            transaction.Commit();
            return new JournalSync(stated.Length, withdrawn.Length, statements.Count - stated.Length);
        });

    /// <summary>
    /// Appends statements that were not in force; of the same kind, axis, technique, scope and source the older is withdrawn, and
    /// nothing else is. For what is found once, by a hunt or an inventory, and holds until it is found otherwise.
    /// </summary>
    /// <param name="said">The statements; repeats are taken once, of one voice the last.</param>
    /// <param name="now">The instant to record; an instant before the latest entry's counts as that one's.</param>
    /// <param name="cancellationToken">Leaves the journal as it was.</param>
    public JournalSync Append(IReadOnlyList<Evidence> said, DateTimeOffset now, CancellationToken cancellationToken)
        => Guarded(() =>
        {
            var kinds = said.Select(static e => e.Kind).ToHashSet();
            var spoken = new Dictionary<(EvidenceKind, Axis, TechniqueId, string, string), Evidence>();
            foreach (var evidence in said)
            {
                spoken[VoiceOf(evidence)] = evidence;
            }

            // Looked at by whose turn it is: a commit of a writer that was killed may have been under way.
            using var transaction = database.BeginWriting(connection);
            var last = Last(transaction);
            var current = InForceRows(last.Sequence, transaction).Where(e => kinds.Contains(e.Kind)).ToArray();
            var recordedAt = string.CompareOrdinal(JournalText.Of(now), last.RecordedAt) < 0 ? last.RecordedAt : JournalText.Of(now);
            var known = current.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
            Evidence[] stated = [.. spoken.Values.Where(e => !known.Contains(e.Id)).OrderBy(static e => e.Id, StringComparer.Ordinal)];
            string[] withdrawn = [.. current.Where(e => spoken.TryGetValue(VoiceOf(e), out var newer) && newer.Id != e.Id).Select(static e => e.Id).Order(StringComparer.Ordinal)];

            EvidenceRow.InsertAll(connection, transaction, stated.Select(EvidenceRow.Of));
            EntryRow.InsertAll(connection, transaction, EntriesOf(last.Sequence, recordedAt, withdrawn, stated));
            cancellationToken.ThrowIfCancellationRequested();
            transaction.Commit();
            return new JournalSync(stated.Length, withdrawn.Length, spoken.Count - stated.Length);
        });

    static (EvidenceKind, Axis, TechniqueId, string, string) VoiceOf(Evidence e) => (e.Kind, e.Axis, e.Technique, e.Scope, e.Source);

    static IEnumerable<EntryRow> EntriesOf(long sequence, string recordedAt, string[] withdrawn, Evidence[] stated)
    {
        foreach (var id in withdrawn)
        {
            yield return new EntryRow(++sequence, recordedAt, JournalText.Withdrawn, id);
        }

        foreach (var evidence in stated)
        {
            yield return new EntryRow(++sequence, recordedAt, JournalText.Stated, evidence.Id);
        }
    }

    /// <summary>Statements in force as the journal was known at an instant, or now; ordered by id.</summary>
    public IReadOnlyList<Evidence> InForce(DateTimeOffset? at)
        => Guarded<IReadOnlyList<Evidence>>(() =>
        {
            using var transaction = database.BeginReading(connection);
            return InForceRows(at is { } instant ? LastEntryAt(instant, transaction) : Last(transaction).Sequence, transaction);
        });

    /// <summary>Statements in force after an entry; ordered by id.</summary>
    public IReadOnlyList<Evidence> InForceAfter(long entry)
        => Guarded<IReadOnlyList<Evidence>>(() =>
        {
            using var transaction = database.BeginReading(connection);
            return InForceRows(entry, transaction);
        });

    /// <summary>The last entry that was there at an instant, 0 before the first.</summary>
    public long LastEntryAt(DateTimeOffset instant) => Guarded(() => LastEntryAt(instant, transaction: null));

    long LastEntryAt(DateTimeOffset instant, DbTransaction? transaction) => connection.ExecuteScalar<long>(
        "SELECT COALESCE(MAX(sequence), 0) FROM entry WHERE recorded_at <= @instant", new { instant = JournalText.Of(instant) }, transaction);

    List<Evidence> InForceRows(long until, DbTransaction transaction)
    {
        var rows = connection.Query<EvidenceRow>(
            $"""
            SELECT {EvidenceRow.Columns}
            FROM ({LatestEntries}) latest
            JOIN entry n ON n.sequence = latest.sequence
            JOIN evidence e ON e.id = n.evidence_id
            WHERE n.change = '{JournalText.Stated}'
            ORDER BY e.id
            """,
            new { until },
            transaction,
            buffered: false);
        return [.. rows.Select(static row => row.ToEvidence())];
    }

    /// <summary>Entries, newest first; those of one instant by evidence id.</summary>
    public IReadOnlyList<JournalEntry> List(JournalFilter filter)
        => Guarded(() =>
        {
            List<string> conditions = [];
            var technique = filter.Technique;
            if (technique is not null)
            {
                technique = TechniqueId.TryParse(technique.AsSpan(), out var id) ? id.ToString() : technique;
                conditions.Add("(e.technique = @technique OR e.technique_as_written = @technique)");
            }

            if (filter.Kind is not null)
            {
                conditions.Add("e.kind = @kind");
            }

            var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
            return Entries(
                $"{where} ORDER BY n.recorded_at DESC, e.id, n.sequence DESC LIMIT @entriesMax",
                new { technique, kind = filter.Kind is { } kind ? JournalText.Of(kind) : null, entriesMax = filter.EntriesMax });
        });

    /// <summary>Entries about one statement, oldest first.</summary>
    public IReadOnlyList<JournalEntry> Find(string evidenceId)
        => Guarded(() => Entries("WHERE e.id = @evidenceId ORDER BY n.sequence", new { evidenceId }));

    /// <summary>What the journal holds.</summary>
    public JournalSummary Summarise()
        => Guarded(() =>
        {
            using var transaction = database.BeginReading(connection);
            var last = Last(transaction);
            return new JournalSummary(
                FindOwner(transaction)?.Name,
                last.Sequence,
                InForceKeys(last.Sequence, transaction).Count,
                last.RecordedAt.Length == 0 ? null : JournalText.Instant(last.RecordedAt))
            {
                Asleep = AsleepRows(last.Sequence, transaction).Count,
            };
        });

    /// <summary>The number of the last entry, 0 before the first: another one for every state of what is in force.</summary>
    public long LastEntry() => Guarded(() => connection.ExecuteScalar<long>("SELECT COALESCE(MAX(sequence), 0) FROM entry"));

    static Journal Open(Database database, Func<DbConnection> open, Action<DbConnection> prepare)
    {
        DbConnection? opened = null;
        try
        {
            opened = open();
            prepare(opened);
            var journal = new Journal(opened, database);
            opened = null;
            return journal;
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
        finally
        {
            opened?.Dispose();
        }
    }

    T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
        catch (InvalidOperationException e) when (connection.State != System.Data.ConnectionState.Open)
        {
            throw new IOException($"the connection to {database.Name} was lost: what was not confirmed was not saved; try again", e);
        }
    }

    EntryRow Last(DbTransaction transaction)
        => connection.QueryFirstOrDefault<EntryRow>($"SELECT {EntryRow.Columns} FROM entry n ORDER BY n.sequence DESC LIMIT 1", transaction: transaction)
            ?? new EntryRow(0, "", "", "");

    Dictionary<string, EvidenceKind> InForceKeys(long until, DbTransaction transaction)
        => connection.Query<(string Id, string Kind)>(
            $"""
            SELECT e.id, e.kind
            FROM ({LatestEntries}) latest
            JOIN entry n ON n.sequence = latest.sequence
            JOIN evidence e ON e.id = n.evidence_id
            WHERE n.change = '{JournalText.Stated}'
            """,
            new { until },
            transaction,
            buffered: false).ToDictionary(static row => row.Id, static row => JournalText.Kind(row.Kind), StringComparer.Ordinal);

    List<JournalEntry> Entries(string tail, object parameters)
        => WithMoves(connection.Query<EntryRow, EvidenceRow, JournalEntry>(
            $"SELECT {EntryRow.Columns}, {EvidenceRow.Columns} FROM entry n JOIN evidence e ON e.id = n.evidence_id {tail}",
            static (entry, evidence) => entry.ToEntry(evidence),
            parameters,
            splitOn: "Id").AsList());

    JournalOwner? FindOwner(DbTransaction? transaction)
        => connection.QueryFirstOrDefault<JournalOwner>(
            "SELECT o.name AS Name, o.document AS Document FROM organisation o ORDER BY o.sequence DESC LIMIT 1", transaction: transaction);

    void Claim(JournalOwner owner, string recordedAt, DbTransaction transaction)
    {
        if (FindOwner(transaction) == owner)
        {
            return;
        }

        connection.Execute(
            "INSERT INTO organisation (sequence, recorded_at, name, document) "
            + "SELECT COALESCE(MAX(sequence), 0) + 1, @recordedAt, @name, @document FROM organisation",
            new { recordedAt, name = owner.Name, document = owner.Document },
            transaction);
    }
}

/// <summary>Whose journal it is.</summary>
/// <param name="Name">The organisation's name.</param>
/// <param name="Document">Its file, relative to the workspace where it can be, so that both may move together.</param>
sealed record JournalOwner(string Name, string Document)
{
    /// <summary>
    /// True when a run of <paramref name="other"/> may go into this journal: the same organisation (its file may have moved), or
    /// the same file (the organisation may have a new name).
    /// </summary>
    public bool IsSameAs(JournalOwner other)
        => string.Equals(Name.Trim(), other.Name.Trim(), StringComparison.OrdinalIgnoreCase)
            || string.Equals(Document, other.Document, StringComparison.Ordinal);

    /// <summary>As people write it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({Document})");
}
