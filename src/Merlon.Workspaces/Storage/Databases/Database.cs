using System.Data.Common;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// Where tables are kept: a SQLite file in the workspace, or a PostgreSQL database that several servers share. Whoever writes SQL writes the portable subset (docs/adr/0008-databases.md);
/// what differs is here.
/// </summary>
abstract class Database
{
    /// <summary>The SQL type of bytes.</summary>
    public abstract string BytesType { get; }

    /// <summary>Opens a connection that is ready for use; the caller disposes of it.</summary>
    public abstract DbConnection Open();

    /// <summary>Trouble with the database as the BCL's exception, with what to do about it.</summary>
    public abstract IOException Explain(DbException trouble);

    /// <summary>Begins a transaction that no other writer can get in between.</summary>
    public abstract DbTransaction BeginWriting(DbConnection connection);

    /// <summary>Reads on a connection of its own.</summary>
    public T Read<T>(Func<DbConnection, T> read)
    {
        try
        {
            using var connection = Open();
            return read(connection);
        }
        catch (DbException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Writes in one transaction: whole and on the disk when it returns, or not at all.</summary>
    public T Write<T>(Func<DbConnection, DbTransaction, T> write)
    {
        try
        {
            using var connection = Open();
            using var transaction = BeginWriting(connection);
            var result = write(connection, transaction);
            transaction.Commit();
            return result;
        }
        catch (DbException e)
        {
            throw Explain(e);
        }
    }
}
