using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The one place that knows which database keeps the journal: how it is opened and what its dialect of SQL needs. Everything
/// else is portable SQL (docs/adr/0003-sqlite-journal.md).
/// </summary>
static class SqliteDialect
{
    /// <summary>How long a statement waits for another process's write before it gives up, in milliseconds.</summary>
    public const int BusyTimeoutMs = 5_000;

    /// <summary>What the names of a database's files add to its own: itself, the write-ahead log and its shared index.</summary>
    public static IReadOnlyList<string> FileSuffixes { get; } = ["", "-wal", "-shm"];

    /// <summary>Opens for writing, creating the file when missing: a commit is on the disk when it returns (WAL, synchronous=FULL).</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="isKept">True for a connection that goes back to a pool when it is disposed of: <see cref="Forget"/> closes it.</param>
    public static SqliteConnection OpenForWriting(string path, bool isKept = false)
    {
        var connection = Open(ForWriting(path, isKept));
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, "PRAGMA synchronous = FULL");
        return connection;
    }

    /// <summary>Closes the connections to a file that are kept: at the end, or when another file is in its place.</summary>
    public static void Forget(string path)
    {
        using var same = new SqliteConnection(ForWriting(path, isKept: true).ConnectionString);
        SqliteConnection.ClearPool(same);
    }

    /// <summary>
    /// Opens for reading beside a writer. In a folder that cannot be written SQLite has no room for its shared index; where no
    /// write-ahead log is left over, the file is then complete by itself and is read as it stands.
    /// </summary>
    public static SqliteConnection OpenForReading(string path)
    {
        try
        {
            return OpenReadOnly(path);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == CannotOpen && !File.Exists(path + "-wal"))
        {
            return OpenReadOnly($"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1");
        }
    }

    /// <summary>Statements that make the database itself refuse to change or remove a row of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="what">What it is, for who is refused.</param>
    /// <param name="key">Its key, which no further row may have: SQLite replaces a row (INSERT OR REPLACE) without asking the others. Empty to leave that out.</param>
    public static IEnumerable<string> AppendOnly(string table, string what, string key = "")
        => [Refuse(table, what, "UPDATE"), Refuse(table, what, "DELETE"), .. key.Length == 0 ? (string[])[] : [RefuseReplacing(table, what, key)]];

    /// <summary>The trouble as the BCL's exception with what to do about it, for people who did not choose the database.</summary>
    public static IOException Explain(SqliteException trouble, string path)
    {
        var what = string.Equals(Path.GetFileName(path), Team.FileName, StringComparison.Ordinal) ? "the team's database" : "the journal";
        return trouble.SqliteErrorCode switch
        {
            Busy or Locked => new WorkspaceLockedException(
                string.Create(CultureInfo.InvariantCulture, $"{what} {path} is busy: another process held it for more than {BusyTimeoutMs} ms; try again"), trouble),
            Corrupt or NotADatabase => new WorkspaceFormatException(
                $"{what} {path} is damaged or is not one of Merlon's: put a copy of it back, or use --workspace DIR for another workspace", trouble),
            Full => new IOException($"no space left for {what} {path}: nothing of this run was recorded; make room and run again", trouble),
            ReadOnly or CannotOpen => new IOException(
                $"{what} {path} cannot be opened or written: check its permissions, or use --workspace DIR for another workspace", trouble),
            InputOutput => new IOException(
                $"{what} {path} cannot be read or written ({trouble.Message}): the disk is full, gone or failing; what was not confirmed was not saved", trouble),
            _ => new IOException($"{what} {path} could not be used: {trouble.Message}", trouble),
        };
    }

    // https://sqlite.org/rescode.html
    const int Busy = 5;
    const int Locked = 6;
    const int ReadOnly = 8;
    const int InputOutput = 10;
    const int Corrupt = 11;
    const int Full = 13;
    const int CannotOpen = 14;
    const int NotADatabase = 26;

    static string Refuse(string table, string what, string verb) => $"""
        CREATE TRIGGER {table}_refuses_{verb} BEFORE {verb} ON {table}
        BEGIN
            SELECT RAISE(ABORT, '{what} is append-only');
        END
        """;

    static string RefuseReplacing(string table, string what, string key) => $"""
        CREATE TRIGGER {table}_refuses_REPLACE BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})
        BEGIN
            SELECT RAISE(ABORT, '{what} is append-only');
        END
        """;

    static SqliteConnection OpenReadOnly(string dataSource)
    {
        var connection = Open(new SqliteConnectionStringBuilder
        {
            DataSource = dataSource, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = BusyTimeoutMs / 1_000,
        });
        try
        {
            Execute(connection, "SELECT COUNT(*) FROM sqlite_master");
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    static SqliteConnectionStringBuilder ForWriting(string path, bool isKept)
        => new() { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = isKept, DefaultTimeout = BusyTimeoutMs / 1_000 };

    static SqliteConnection Open(SqliteConnectionStringBuilder settings)
    {
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyTimeoutMs}"));
            return connection;
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file; a PRAGMA takes no parameters
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
