using System.Data.Common;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// Where tables are kept: a SQLite file in the workspace, or a PostgreSQL database that several servers share. Whoever writes SQL writes the portable subset (docs/adr/0008-databases.md);
/// what differs is here.
/// </summary>
abstract class Database
{
    /// <summary>How long a write waits for another's before it gives up, in milliseconds.</summary>
    public const int BusyTimeoutMs = SqliteDialect.BusyTimeoutMs;

    /// <summary>How often a transaction is tried that the database itself took back, or whose connection was stale before it began.</summary>
    public const int TriesMax = 4;

    /// <summary>The SQL type of bytes.</summary>
    public abstract string BytesType { get; }

    /// <summary>SQL of this moment by the database's own clock: whole seconds since 1970, as BIGINT.</summary>
    public abstract string NowSeconds { get; }

    /// <summary>This moment as everybody who uses the database counts it: of a file the clock that is given, of a server its own, since the clocks of several machines differ.</summary>
    public virtual DateTimeOffset Now(DbConnection connection, DbTransaction? transaction, TimeProvider clock) => clock.GetUtcNow();

    /// <summary>For people: a path, or an address without a password.</summary>
    public abstract string Name { get; }

    /// <summary>Opens a connection that is ready for use; the caller disposes of it.</summary>
    public abstract DbConnection Open();

    /// <summary>Closes what is kept open for the next use.</summary>
    public virtual void Close()
    {
    }

    /// <summary>Opens a connection for reading alone; null where nothing was ever written.</summary>
    public abstract DbConnection? OpenForReading();

    /// <summary>Trouble with the database as the BCL's exception, with what to do about it.</summary>
    public abstract IOException Explain(DbException trouble);

    /// <summary>Begins a transaction that no other writer can get in between.</summary>
    public abstract DbTransaction BeginWriting(DbConnection connection);

    /// <summary>Begins a transaction that sees one state, whatever others write.</summary>
    public abstract DbTransaction BeginReading(DbConnection connection);

    /// <summary>Statements that make the database itself refuse to change or remove a row of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="what">What it is, such as <c>the journal</c>, for who is refused.</param>
    /// <param name="key">Its key; empty where two rows of one key cannot be told from a replaced one.</param>
    public abstract IEnumerable<string> AppendOnly(string table, string what, string key);

    /// <summary>A statement that makes or changes tables, in this database's words: <c>{bytes}</c> is its type of bytes, and texts compare by their bytes.</summary>
    public abstract string Definition(string portable);

    /// <summary>Names of its tables, sorted; empty where nothing was ever written.</summary>
    public abstract IReadOnlyList<string> Tables(DbConnection connection, DbTransaction? transaction);

    /// <summary>Columns of a table, in order, and which of them are its key.</summary>
    public abstract IReadOnlyList<TableColumn> Columns(string table, DbConnection connection, DbTransaction? transaction);

    /// <summary>Lets rows come in any order until the returned action ends it: what they refer to may follow.</summary>
    public abstract Action DeferReferences(DbConnection connection, DbTransaction transaction);

    /// <summary>True when the same transaction may succeed on another try: nothing of it was kept.</summary>
    /// <param name="trouble">What happened.</param>
    /// <param name="hasBegun">False before the transaction had begun.</param>
    protected virtual bool IsPassing(DbException trouble, bool hasBegun) => false;

    /// <summary>Whether a table exists.</summary>
    public bool HasTable(string table, DbConnection connection, DbTransaction? transaction = null) => Tables(connection, transaction).Contains(table, StringComparer.Ordinal);

    /// <summary>Reads on a connection of its own.</summary>
    public T Read<T>(Func<DbConnection, T> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var connection = Open();
                return read(connection);
            }
            catch (DbException e) when (attempt < TriesMax && IsPassing(e, hasBegun: false))
            {
                // A connection that was kept open and whose server is another one now.
            }
            catch (DbException e)
            {
                throw Explain(e);
            }
        }
    }

    /// <summary>Writes in one transaction: whole and on the disk when it returns, or not at all.</summary>
    public T Write<T>(Func<DbConnection, DbTransaction, T> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var hasBegun = false;
            try
            {
                using var connection = Open();
                using var transaction = BeginWriting(connection);
                hasBegun = true;
                var result = write(connection, transaction);
                transaction.Commit();
                return result;
            }
            catch (DbException e) when (attempt < TriesMax && IsPassing(e, hasBegun))
            {
                // Nothing was kept: once more.
            }
            catch (DbException e)
            {
                throw Explain(e);
            }
        }
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="KeyPart">Its place in the primary key, from 1; 0 when it is not in it.</param>
readonly record struct TableColumn(string Name, int KeyPart);
