using System.Data.Common;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// One statement run many times with other values: a first assessment records thousands of statements, and binding values anew
/// took half the CPU of Dapper's list execution. Where each statement would be a journey to another machine, many go at a time.
/// </summary>
sealed class PreparedInsert : IDisposable
{
    const int StatementsAtATime = 500;

    readonly string sql;
    readonly string[] names;
    readonly DbCommand? command;
    readonly DbParameter[] parameters;
    readonly DbBatch? batch;

    public PreparedInsert(DbConnection connection, DbTransaction transaction, string sql, params ReadOnlySpan<string> names)
    {
        this.sql = sql;
        this.names = names.ToArray();
        parameters = new DbParameter[names.Length];
        if (connection.CanCreateBatch)
        {
            batch = connection.CreateBatch();
            batch.Transaction = transaction;
            return;
        }

        command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // a constant beside the table's reader
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < names.Length; i++)
        {
            parameters[i] = command.CreateParameter();
            parameters[i].ParameterName = "@" + names[i];
            command.Parameters.Add(parameters[i]);
        }
    }

    /// <summary>Runs it with values in the order of the names; null is SQL's. It has run once <see cref="Finish"/> returned.</summary>
    public void Run(params ReadOnlySpan<object?> values)
    {
        if (batch is null)
        {
            for (var i = 0; i < values.Length; i++)
            {
                parameters[i].Value = values[i] ?? DBNull.Value;
            }

            command!.ExecuteNonQuery(); // there is one where there is no batch
            return;
        }

        var next = batch.CreateBatchCommand();
#pragma warning disable CA2100 // as above
        next.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = next.CreateParameter();
            parameter.ParameterName = "@" + names[i];
            parameter.Value = PostgresConnection.Cleaned(values[i]) ?? DBNull.Value;
            next.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(next);
        if (batch.BatchCommands.Count >= StatementsAtATime)
        {
            Finish();
        }
    }

    /// <summary>Runs what has not run yet.</summary>
    public void Finish()
    {
        if (batch is { BatchCommands.Count: > 0 })
        {
            batch.ExecuteNonQuery();
            batch.BatchCommands.Clear();
        }
    }

    public void Dispose()
    {
        command?.Dispose();
        batch?.Dispose();
    }
}
