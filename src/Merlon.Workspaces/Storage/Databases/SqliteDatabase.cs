using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>One file; any number of processes of one machine may have it open.</summary>
sealed class SqliteDatabase(string path) : Database
{
    /// <inheritdoc/>
    public override string BytesType => "BLOB";

    /// <inheritdoc/>
    public override DbConnection Open() => SqliteDialect.OpenForWriting(path);

    /// <inheritdoc/>
    public override IOException Explain(DbException trouble)
        => trouble is SqliteException known ? SqliteDialect.Explain(known, path) : new IOException($"{path} could not be used: {trouble.Message}", trouble);

    /// <inheritdoc/>
    public override DbTransaction BeginWriting(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);
}
