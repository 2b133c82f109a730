using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>SQL of the work that servers do in the background. When a server was last heard of is told by the database's own clock: those of the servers may differ.</summary>
static class JobTable
{
    /// <summary>Its tables.</summary>
    public static TeamSchema.Area Area { get; } = new("jobs",
    [
        """
        CREATE TABLE job (
          id TEXT NOT NULL PRIMARY KEY,
          kind TEXT NOT NULL,
          title TEXT NOT NULL,
          subject TEXT NOT NULL,
          by_id TEXT NOT NULL,
          by_name TEXT NOT NULL,
          server TEXT NOT NULL,
          began_at TEXT NOT NULL,
          seen BIGINT NOT NULL,
          state TEXT NOT NULL,
          stage TEXT NOT NULL,
          done BIGINT NOT NULL,
          total BIGINT NOT NULL,
          detail TEXT NOT NULL,
          live TEXT NOT NULL,
          outcome TEXT NOT NULL,
          cancelled_by TEXT NOT NULL
        );
        CREATE INDEX job_began ON job (began_at);
        CREATE INDEX job_subject ON job (subject)
        """,
    ]);

    const string Columns = """
        id AS Id, kind AS Kind, title AS Title, subject AS Subject, by_id AS ById, by_name AS ByName, server AS Server, began_at AS BeganAt, state AS State, stage AS Stage,
        done AS Done, total AS Total, detail AS Detail, live AS Live, outcome AS Outcome, cancelled_by AS CancelledBy
        """;

    public static void Insert(Database database, DbConnection connection, DbTransaction transaction, TeamJob job) => connection.Execute(
        $"""
        INSERT INTO job (id, kind, title, subject, by_id, by_name, server, began_at, seen, state, stage, done, total, detail, live, outcome, cancelled_by)
        VALUES (@Id, @Kind, @Title, @Subject, @ById, @ByName, @Server, @BeganAt, {database.NowSeconds}, @State, @Stage, @Done, @Total, @Detail, @Live, @Outcome, @CancelledBy)
        """, job, transaction);

    public static TeamJob? Find(Database database, DbConnection connection, string id)
        => connection.QueryFirstOrDefault<TeamJob>($"SELECT {Columns}, {database.NowSeconds} - seen AS SilentSeconds FROM job WHERE id = @id", new { id });

    public static TeamJob? FindAbout(Database database, DbConnection connection, string subject)
        => connection.QueryFirstOrDefault<TeamJob>($"SELECT {Columns}, {database.NowSeconds} - seen AS SilentSeconds FROM job WHERE subject = @subject ORDER BY began_at DESC, id LIMIT 1", new { subject });

    public static IReadOnlyList<TeamJob> List(Database database, DbConnection connection, int most)
        => connection.Query<TeamJob>($"SELECT {Columns}, {database.NowSeconds} - seen AS SilentSeconds FROM job ORDER BY began_at DESC, id LIMIT @most", new { most }).AsList();

    /// <summary>The name of who asked to stop it; empty for nobody, null for a job that has ended or is not there.</summary>
    public static string? See(Database database, DbConnection connection, DbTransaction transaction, TeamJob job)
        => connection.Execute(
            $"UPDATE job SET seen = {database.NowSeconds}, stage = @Stage, done = @Done, total = @Total, detail = @Detail, live = @Live WHERE id = @Id AND state = 'running'", job, transaction) == 0
            ? null : connection.QueryFirstOrDefault<string>("SELECT cancelled_by FROM job WHERE id = @Id", job, transaction);

    public static bool Cancel(DbConnection connection, DbTransaction transaction, string id, string by)
        => connection.Execute("UPDATE job SET cancelled_by = @by WHERE id = @id AND state = 'running'", new { id, by }, transaction) > 0;

    public static bool End(DbConnection connection, DbTransaction transaction, TeamJob job) => connection.Execute(
        "UPDATE job SET state = @State, stage = @Stage, done = @Done, total = @Total, detail = @Detail, live = '', outcome = @Outcome WHERE id = @Id AND state = 'running'", job, transaction) > 0;

    /// <summary>Forgets those that ended and are not among the newest, and whatever nobody was heard of for long.</summary>
    public static void Forget(Database database, DbConnection connection, DbTransaction transaction, int most, long silentSecondsMax) => connection.Execute(
        $"""
        DELETE FROM job WHERE (state <> 'running' OR {database.NowSeconds} - seen > @silentSecondsMax)
        AND id NOT IN (SELECT id FROM job ORDER BY began_at DESC, id LIMIT @most)
        """, new { most, silentSecondsMax }, transaction);
}
