using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>One file; any number of processes of one machine may have it open.</summary>
/// <param name="path">Where it is.</param>
/// <param name="keepsConnections">
/// True for a server: connections wait for their next use, since opening one reads the whole schema and takes longer than most questions. False leaves no file open.
/// </param>
sealed class SqliteDatabase(string path, bool keepsConnections = false) : Database
{
    long bornTicks;

    /// <inheritdoc/>
    public override string BytesType => "BLOB";

    /// <inheritdoc/>
    public override string NowSeconds => "CAST(strftime('%s', 'now') AS BIGINT)";

    /// <inheritdoc/>
    public override string Name => path;

    /// <inheritdoc/>
    public override DbConnection Open()
    {
        if (keepsConnections)
        {
            // Another file in its place, from a backup or after a move: what is kept would write to the one that is gone.
            var born = File.GetCreationTimeUtc(path).Ticks;
            if (Interlocked.Read(ref bornTicks) != born)
            {
                Close();
                Interlocked.Exchange(ref bornTicks, born); // last: whoever reads it takes what is kept
            }
        }

        return SqliteDialect.OpenForWriting(path, keepsConnections);
    }

    /// <inheritdoc/>
    public override void Close() => SqliteDialect.Forget(path);

    /// <inheritdoc/>
    public override DbConnection? OpenForReading() => File.Exists(path) ? SqliteDialect.OpenForReading(path) : null;

    /// <inheritdoc/>
    public override IOException Explain(DbException trouble)
        => trouble is SqliteException known ? SqliteDialect.Explain(known, path) : new IOException($"{path} could not be used: {trouble.Message}", trouble);

    /// <inheritdoc/>
    public override DbTransaction BeginWriting(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

    /// <inheritdoc/>
    public override DbTransaction BeginReading(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <inheritdoc/>
    public override IEnumerable<string> AppendOnly(string table, string what, string key) => SqliteDialect.AppendOnly(table, what, key);

    /// <inheritdoc/>
    public override string Definition(string portable) => portable.Replace("{bytes}", BytesType, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Tables(DbConnection connection, DbTransaction? transaction)
        => connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name", transaction: transaction).AsList();

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns(string table, DbConnection connection, DbTransaction? transaction)
        => [.. connection.Query<(string Name, long Key)>("SELECT name, pk FROM pragma_table_info(@table) ORDER BY cid", new { table }, transaction)
            .Select(static row => new TableColumn(row.Name, (int)row.Key))];

    /// <inheritdoc/>
    public override Action DeferReferences(DbConnection connection, DbTransaction transaction)
    {
        connection.Execute("PRAGMA defer_foreign_keys = ON", transaction: transaction);
        return static () => { }; // until the commit, which looks at all of them
    }
}
