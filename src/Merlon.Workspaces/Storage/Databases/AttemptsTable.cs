using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Attempts to sign in, counted over all servers: until when an address has used up its share, by the database's own clock. A row lasts until then and no longer.</summary>
static class AttemptsTable
{
    public static long Now(Database database, DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<long>($"SELECT {database.NowSeconds}", transaction: transaction);

    public static long? Find(DbConnection connection, DbTransaction transaction, string who)
        => connection.QuerySingleOrDefault<long?>("SELECT paid_until FROM people_attempts WHERE who = @who", new { who }, transaction);

    public static void Put(DbConnection connection, DbTransaction transaction, string who, long paidUntil)
    {
        if (connection.Execute("UPDATE people_attempts SET paid_until = @paidUntil WHERE who = @who", new { who, paidUntil }, transaction) == 0)
        {
            connection.Execute("INSERT INTO people_attempts (who, paid_until) VALUES (@who, @paidUntil)", new { who, paidUntil }, transaction);
        }
    }

    public static void DeleteOld(DbConnection connection, DbTransaction transaction, long now) => connection.Execute("DELETE FROM people_attempts WHERE paid_until <= @now", new { now }, transaction);
}
