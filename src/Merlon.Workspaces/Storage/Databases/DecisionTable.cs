using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>SQL of decisions; their table is made with the organisation's.</summary>
static class DecisionTable
{
    const string Columns =
        "id AS Id, subject AS Subject, kind AS Kind, reason AS Reason, until AS Until, by_id AS ById, by_name AS ByName, at AS At, ended_at AS EndedAt, ended_by AS EndedBy, ended_reason AS EndedReason";

    public static IReadOnlyList<DecisionRow> List(DbConnection connection, int limit)
        => [.. connection.Query<DecisionRow>($"SELECT {Columns} FROM decisions ORDER BY at DESC, id LIMIT @limit", new { limit })];

    public static DecisionRow? Find(DbConnection connection, DbTransaction? transaction, string id)
        => connection.QueryFirstOrDefault<DecisionRow>($"SELECT {Columns} FROM decisions WHERE id = @id", new { id }, transaction);

    public static long Count(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM decisions", transaction: transaction);

    public static void Insert(DbConnection connection, DbTransaction transaction, DecisionRow row)
        => connection.Execute(
            """
            INSERT INTO decisions (id, subject, kind, reason, until, by_id, by_name, at, ended_at, ended_by, ended_reason)
            VALUES (@Id, @Subject, @Kind, @Reason, @Until, @ById, @ByName, @At, @EndedAt, @EndedBy, @EndedReason)
            """, row, transaction);

    public static void End(DbConnection connection, DbTransaction transaction, string id, string at, string by, string reason)
        => connection.Execute("UPDATE decisions SET ended_at = @at, ended_by = @by, ended_reason = @reason WHERE id = @id", new { id, at, by, reason }, transaction);
}

/// <summary>A row of the decisions.</summary>
sealed class DecisionRow
{
    public string Id { get; set; } = "";

    public string Subject { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Reason { get; set; } = "";

    public string Until { get; set; } = "";

    public string ById { get; set; } = "";

    public string ByName { get; set; } = "";

    public string At { get; set; } = "";

    public string EndedAt { get; set; } = "";

    public string EndedBy { get; set; } = "";

    public string EndedReason { get; set; } = "";
}
