using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// One schema of a PostgreSQL database; any number of servers may use it. Writers go one after the other, as with SQLite, by an advisory lock that ends with the transaction: what holds
/// for one database holds for the other, and nothing has to be written twice.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="part">What is kept in the schema: <c>journal</c>, <c>team</c>, <c>files</c>.</param>
sealed partial class PostgresDatabase(DatabaseAddress address, string part) : Database
{
    readonly string connectionString = address.ConnectionString(part);
    volatile bool isPrepared;

    /// <inheritdoc/>
    public override string BytesType => "BYTEA";

    /// <inheritdoc/>
    public override string NowSeconds => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)";

    /// <inheritdoc/>
    public override DateTimeOffset Now(DbConnection connection, DbTransaction? transaction, TimeProvider clock)
        => DateTimeOffset.FromUnixTimeSeconds(connection.ExecuteScalar<long>($"SELECT {NowSeconds}", transaction: transaction));

    /// <inheritdoc/>
    public override string Name => address.ToString();

    /// <summary>The schema's name; letters, digits and underscores only.</summary>
    public string Schema { get; } = address.SchemaOf(part);

    /// <inheritdoc/>
    public override DbConnection Open()
    {
        PostgresConnection connection = new(new NpgsqlConnection(connectionString));
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception e) when (e is DbException or ArgumentException or InvalidOperationException or TimeoutException)
        {
            connection.Dispose();
            throw e is DbException ? e : new PostgresTrouble(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override DbConnection? OpenForReading()
    {
        var connection = Open();
        if (connection.ExecuteScalar<bool>("SELECT to_regnamespace(@schema) IS NOT NULL", new { schema = Schema }))
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public override IOException Explain(DbException trouble) => PostgresTrouble.Explain(trouble, Name);

    /// <inheritdoc/>
    public override DbTransaction BeginWriting(DbConnection connection)
    {
        var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        try
        {
            connection.Execute($"SET LOCAL lock_timeout = {BusyTimeoutMs}; SET LOCAL synchronous_commit = on; SELECT pg_advisory_xact_lock(@key)", new { key = KeyOf("write " + Schema) }, transaction);
            if (!isPrepared)
            {
                Prepare(connection, transaction);
                isPrepared = true;
            }

            return transaction;
        }
        catch (DbException)
        {
            transaction.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override DbTransaction BeginReading(DbConnection connection) => connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>A name by which other transactions see what this one sees.</summary>
    public static string ExportSnapshot(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<string>("SELECT pg_export_snapshot()", transaction: transaction) ?? "";

    /// <summary>Makes a transaction that has just begun see what another one sees.</summary>
    public static void UseSnapshot(string snapshot, DbConnection connection, DbTransaction transaction) => connection.Execute($"SET TRANSACTION SNAPSHOT '{snapshot.Replace("'", "", StringComparison.Ordinal)}'", transaction: transaction);

    /// <summary>Lets a transaction of another part of the same database work in this part's schema, which it makes where there is none.</summary>
    public void Enter(DbConnection connection, DbTransaction transaction)
    {
        connection.Execute("SELECT pg_advisory_xact_lock(@key)", new { key = KeyOf("write " + Schema) }, transaction);
        Prepare(connection, transaction);
        connection.Execute($"SET LOCAL search_path TO {Quoted(Schema)}", transaction: transaction);
    }

    /// <summary>Gives the schema another name: who still writes to it is refused from then on.</summary>
    public void PutAside(string suffix, DbConnection connection, DbTransaction transaction)
    {
        if (connection.ExecuteScalar<bool>("SELECT to_regnamespace(@schema) IS NOT NULL", new { schema = Schema }, transaction))
        {
            connection.Execute($"ALTER SCHEMA {Quoted(Schema)} RENAME TO {Quoted(Schema + suffix)}", transaction: transaction);
        }
    }

    /// <summary>Takes a lock that lasts as long as its connection; null while another server or process has it.</summary>
    public IDisposable? TryHold(string what)
    {
        var connection = Open();
        if (connection.ExecuteScalar<bool>("SELECT pg_try_advisory_lock(@key)", new { key = KeyOf(what + " " + Schema) }))
        {
            return new HeldLock(connection);
        }

        connection.Dispose();
        return null;
    }

    /// <summary>Who holds a lock of <see cref="TryHold"/>, for a message.</summary>
    public string HolderOf(string what) => Read(connection =>
    {
        var key = KeyOf(what + " " + Schema);
        return connection.QueryFirstOrDefault<string>(
            """
            SELECT 'server process ' || a.pid || ' (' || a.application_name || ')' FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND ((l.classid::bigint << 32) | l.objid::bigint) = @key
            """, new { key }) ?? "another server";
    });

    /// <inheritdoc/>
    public override IEnumerable<string> AppendOnly(string table, string what, string key) =>
    [
        $"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{what} is append-only'; END $$",
        $"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        $"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ];

    /// <inheritdoc/>
    public override string Definition(string portable) => TextType().Replace(portable.Replace("{bytes}", BytesType, StringComparison.Ordinal), "TEXT COLLATE \"C\"");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables(DbConnection connection, DbTransaction? transaction) => connection.Query<string>(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = @schema AND c.relkind = 'r' ORDER BY c.relname::text COLLATE \"C\"",
        new { schema = Schema }, transaction).AsList();

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns(string table, DbConnection connection, DbTransaction? transaction) =>
    [
        .. connection.Query<(string Name, int Key)>(
            """
            SELECT a.attname::text, COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::int
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE n.nspname = @schema AND c.relname = @table AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, new { schema = Schema, table }, transaction).Select(static row => new TableColumn(row.Name, row.Key)),
    ];

    /// <inheritdoc/>
    public override Action DeferReferences(DbConnection connection, DbTransaction transaction)
    {
        var references = connection.Query<(string Table, string Name, string Definition)>(
            """
            SELECT c.relname::text, r.conname::text, pg_get_constraintdef(r.oid) FROM pg_constraint r JOIN pg_class c ON c.oid = r.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = @schema AND r.contype = 'f' ORDER BY c.relname::text, r.conname::text
            """, new { schema = Schema }, transaction).AsList();
        foreach (var (table, name, _) in references)
        {
            connection.Execute($"ALTER TABLE {Quoted(table)} DROP CONSTRAINT {Quoted(name)}", transaction: transaction);
        }

        return () =>
        {
            foreach (var (table, name, definition) in references)
            {
                connection.Execute($"ALTER TABLE {Quoted(table)} ADD CONSTRAINT {Quoted(name)} {definition}", transaction: transaction);
            }
        };
    }

    /// <inheritdoc/>
    protected override bool IsPassing(DbException trouble, bool hasBegun)
        => trouble is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected }
            || !hasBegun && trouble is NpgsqlException { IsTransient: true } and not PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.TooManyConnections };

    void Prepare(DbConnection connection, DbTransaction transaction)
    {
        var encoding = connection.ExecuteScalar<string>("SHOW server_encoding", transaction: transaction);
        if (encoding != "UTF8")
        {
            throw new WorkspaceFormatException($"the database {Name} keeps texts as {encoding}, which cannot hold every text: make one with CREATE DATABASE … ENCODING 'UTF8'");
        }

        if (!connection.ExecuteScalar<bool>("SELECT to_regnamespace(@schema) IS NOT NULL", new { schema = Schema }, transaction))
        {
            connection.Execute($"CREATE SCHEMA {Quoted(Schema)}", transaction: transaction);
        }
    }

    static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    static long KeyOf(string what) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("merlon " + what)));

    [GeneratedRegex(@"\bTEXT\b(?! COLLATE)", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex TextType();

    sealed class HeldLock(DbConnection connection) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                connection.Execute("SELECT pg_advisory_unlock_all()");
            }
            catch (DbException)
            {
                // The connection is gone, and the lock with it.
            }

            connection.Dispose();
        }
    }
}
