using System.Data.Common;
using System.Globalization;
using Dapper;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Storage;

/// <summary>The journal's tables and how older ones become them. Steps are never edited once released, only added.</summary>
static class JournalSchema
{
    /// <summary>The schema that this Merlon writes.</summary>
    public static int Version => Steps(static _ => []).Length;

    // Portable: SQLite and PostgreSQL alike. Ids, days and instants are text (instants of fixed width, so that they sort).
    // A statement is kept once, however often it is stated and withdrawn; identity is content, so its row never changes.
    static string[][] Steps(Func<string, IEnumerable<string>> appendOnly) =>
    [
        [
            """
            CREATE TABLE organisation (
                sequence BIGINT PRIMARY KEY,
                recorded_at TEXT NOT NULL,
                name TEXT NOT NULL,
                document TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE evidence (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                axis TEXT NOT NULL,
                technique TEXT NOT NULL,
                technique_as_written TEXT NOT NULL,
                scope TEXT NOT NULL,
                day TEXT NULL,
                strength DOUBLE PRECISION NOT NULL,
                outcome TEXT NULL,
                source TEXT NOT NULL,
                place TEXT NOT NULL,
                statement TEXT NOT NULL,
                release TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE entry (
                sequence BIGINT PRIMARY KEY,
                recorded_at TEXT NOT NULL,
                change TEXT NOT NULL CHECK (change IN ('stated', 'withdrawn')),
                evidence_id TEXT NOT NULL REFERENCES evidence (id)
            )
            """,
            "CREATE INDEX entry_by_evidence ON entry (evidence_id, sequence)",
            "CREATE INDEX entry_by_time ON entry (recorded_at, sequence)",
            .. appendOnly("organisation"),
            .. appendOnly("evidence"),
            .. appendOnly("entry"),
        ],
        [
            // A change of the release in use, and what it did to each statement. What is in force stays a fold of entry alone:
            // a move names the entries that it caused.
            """
            CREATE TABLE passage (
                sequence BIGINT PRIMARY KEY,
                recorded_at TEXT NOT NULL,
                to_release TEXT NOT NULL,
                pin TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE evidence_move (
                passage BIGINT NOT NULL REFERENCES passage (sequence),
                evidence_id TEXT NOT NULL REFERENCES evidence (id),
                moved_to TEXT NULL REFERENCES evidence (id),
                kind TEXT NOT NULL,
                steps TEXT NOT NULL,
                withdrawn_entry BIGINT NULL REFERENCES entry (sequence),
                stated_entry BIGINT NULL REFERENCES entry (sequence)
            )
            """,
            "CREATE INDEX evidence_move_by_evidence ON evidence_move (evidence_id, passage)",
            "CREATE INDEX evidence_move_by_target ON evidence_move (moved_to, passage)",
            .. appendOnly("passage"),
            .. appendOnly("evidence_move"),
        ],
        AssessmentsStep(appendOnly), TestBasesStep(appendOnly),
    ];

    static string[] TestBasesStep(Func<string, IEnumerable<string>> appendOnly) =>
    [
        // What a test rested on when it was first recorded, so that a later change can be named. Never changed: a test that is repeated is another.
        """
        CREATE TABLE test_basis (
            test_key TEXT PRIMARY KEY,
            recorded_at TEXT NOT NULL,
            basis TEXT NOT NULL
        )
        """,
        .. appendOnly("test_basis"),
    ];

    static string[] AssessmentsStep(Func<string, IEnumerable<string>> appendOnly) =>
    [
        // What each recorded assessment was judged from, so that it can be judged again. Texts are kept once, by their hash. The
        // numbers are a check on judging again, never the truth.
        """
        CREATE TABLE document (
            hash TEXT PRIMARY KEY,
            content TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE assessment (
            sequence BIGINT PRIMARY KEY,
            recorded_at TEXT NOT NULL,
            as_of TEXT NOT NULL,
            last_entry BIGINT NOT NULL,
            merlon TEXT NOT NULL,
            document TEXT NOT NULL,
            organisation_hash TEXT NOT NULL REFERENCES document (hash),
            files_hash TEXT NOT NULL REFERENCES document (hash),
            parameters_hash TEXT NOT NULL REFERENCES document (hash),
            release TEXT NOT NULL,
            visibility DOUBLE PRECISION NOT NULL,
            detection DOUBLE PRECISION NOT NULL,
            prevention DOUBLE PRECISION NOT NULL,
            covered DOUBLE PRECISION NOT NULL,
            techniques BIGINT NOT NULL,
            refuted BIGINT NOT NULL,
            tested BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE signoff (
            sequence BIGINT PRIMARY KEY,
            recorded_at TEXT NOT NULL,
            record TEXT NOT NULL,
            hash TEXT NOT NULL,
            algorithm TEXT NOT NULL,
            public_key TEXT NOT NULL,
            signature TEXT NOT NULL
        )
        """,
        "CREATE INDEX assessment_by_time ON assessment (recorded_at, sequence)",
        .. appendOnly("document"),
        .. appendOnly("assessment"),
        .. appendOnly("signoff"),
    ];

    /// <summary>Brings a database up to <see cref="Version"/> in one transaction; refuses a newer one untouched.</summary>
    public static void Migrate(Database database, DbConnection connection, DateTimeOffset now)
    {
        if (VersionOf(database, connection) == Version)
        {
            return;
        }

        using var transaction = database.BeginWriting(connection);
        Migrate(database, connection, transaction, now, Version);
        transaction.Commit();
    }

    /// <summary>As the other, up to a version and within a transaction.</summary>
    public static void Migrate(Database database, DbConnection connection, DbTransaction transaction, DateTimeOffset now, int last)
    {
        connection.Execute(database.Definition("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at TEXT NOT NULL)"), transaction: transaction);
        var steps = Steps(table => database.AppendOnly(table, "the journal", key: ""));
        for (var version = VersionOf(database, connection, transaction) + 1; version <= last; version++)
        {
            foreach (var statement in steps[version - 1])
            {
                connection.Execute(statement.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? database.Definition(statement) : statement, transaction: transaction);
            }

            connection.Execute(
                "INSERT INTO schema_version (version, applied_at) VALUES (@version, @appliedAt)",
                new { version, appliedAt = JournalText.Of(now) },
                transaction);
        }
    }

    /// <summary>The database's schema, 0 for an empty one; a newer one than this Merlon knows throws <see cref="WorkspaceFormatException"/>.</summary>
    public static int VersionOf(Database database, DbConnection connection, DbTransaction? transaction = null)
    {
        if (!database.HasTable("schema_version", connection, transaction))
        {
            return 0;
        }

        var version = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(version), 0) FROM schema_version", transaction: transaction);
        return version <= Version
            ? (int)version
            : throw new WorkspaceFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"the journal {database.Name} has schema {version}, and this Merlon knows up to {Version}: use the newer Merlon that wrote it"));
    }
}
