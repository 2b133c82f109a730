using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>SQL of the history of the organisation file.</summary>
static class OrganisationVersionTable
{
    /// <summary>Its tables.</summary>
    public static TeamSchema.Area Area { get; } = new("organisation",
    [
        """
        CREATE TABLE organisation_versions (
          number BIGINT NOT NULL PRIMARY KEY,
          tag TEXT NOT NULL,
          content TEXT NOT NULL,
          at TEXT NOT NULL,
          by_id TEXT NOT NULL,
          by_name TEXT NOT NULL,
          how TEXT NOT NULL,
          what TEXT NOT NULL
        );
        CREATE INDEX organisation_versions_tag ON organisation_versions (tag);
        CREATE TABLE guide_answers (
          step TEXT NOT NULL,
          subject TEXT NOT NULL,
          answer TEXT NOT NULL,
          by_name TEXT NOT NULL,
          at TEXT NOT NULL,
          PRIMARY KEY (step, subject)
        );
        CREATE TABLE guide_presence (
          person TEXT NOT NULL PRIMARY KEY,
          name TEXT NOT NULL,
          step TEXT NOT NULL,
          at TEXT NOT NULL
        );
        CREATE TABLE decisions (
          id TEXT NOT NULL PRIMARY KEY,
          subject TEXT NOT NULL,
          kind TEXT NOT NULL,
          reason TEXT NOT NULL,
          until TEXT NOT NULL,
          by_id TEXT NOT NULL,
          by_name TEXT NOT NULL,
          at TEXT NOT NULL,
          ended_at TEXT NOT NULL,
          ended_by TEXT NOT NULL,
          ended_reason TEXT NOT NULL
        );
        CREATE INDEX decisions_subject ON decisions (subject)
        """,
    ]);

    const string Columns = "number AS Number, tag AS Tag, at AS At, by_id AS ById, by_name AS ByName, how AS How, what AS What";

    public static VersionRow? Last(DbConnection connection, DbTransaction? transaction)
        => connection.QueryFirstOrDefault<VersionRow>($"SELECT {Columns} FROM organisation_versions ORDER BY number DESC LIMIT 1", transaction: transaction);

    public static VersionRow? Find(DbConnection connection, long number)
        => connection.QueryFirstOrDefault<VersionRow>($"SELECT {Columns} FROM organisation_versions WHERE number = @number", new { number });

    public static IReadOnlyList<VersionRow> List(DbConnection connection, int limit)
        => [.. connection.Query<VersionRow>($"SELECT {Columns} FROM organisation_versions ORDER BY number DESC LIMIT @limit", new { limit })];

    public static string? Text(DbConnection connection, long number)
        => connection.QueryFirstOrDefault<string>("SELECT content FROM organisation_versions WHERE number = @number", new { number });

    public static string? TextOfTag(DbConnection connection, DbTransaction? transaction, string tag)
        => connection.QueryFirstOrDefault<string>("SELECT content FROM organisation_versions WHERE tag = @tag ORDER BY number DESC LIMIT 1", new { tag }, transaction);

    public static void Insert(DbConnection connection, DbTransaction transaction, VersionRow row, string content)
        => connection.Execute(
            "INSERT INTO organisation_versions (number, tag, content, at, by_id, by_name, how, what) VALUES (@Number, @Tag, @content, @At, @ById, @ByName, @How, @What)",
            new { row.Number, row.Tag, content, row.At, row.ById, row.ByName, row.How, row.What }, transaction);

    public static void Forget(DbConnection connection, DbTransaction transaction, long upTo)
        => connection.Execute("DELETE FROM organisation_versions WHERE number <= @upTo", new { upTo }, transaction);

    public static void SetAnswer(DbConnection connection, DbTransaction transaction, GuideAnswer answer)
    {
        connection.Execute("DELETE FROM guide_answers WHERE step = @Step AND subject = @Subject", answer, transaction);
        if (answer.Answer.Length > 0)
        {
            connection.Execute("INSERT INTO guide_answers (step, subject, answer, by_name, at) VALUES (@Step, @Subject, @Answer, @ByName, @At)", answer, transaction);
        }
    }

    public static long CountAnswers(DbConnection connection, DbTransaction transaction) => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM guide_answers", transaction: transaction);

    public static IReadOnlyList<GuideAnswer> Answers(DbConnection connection)
        => [.. connection.Query<GuideAnswer>("SELECT step AS Step, subject AS Subject, answer AS Answer, by_name AS ByName, at AS At FROM guide_answers ORDER BY step, subject")];

    public static void SetPresence(DbConnection connection, DbTransaction transaction, GuidePresence presence, string forgetBefore)
    {
        connection.Execute("DELETE FROM guide_presence WHERE person = @Person OR at < @forgetBefore", new { presence.Person, forgetBefore }, transaction);
        connection.Execute("INSERT INTO guide_presence (person, name, step, at) VALUES (@Person, @Name, @Step, @At)", presence, transaction);
    }

    public static IReadOnlyList<GuidePresence> Presence(DbConnection connection, string since)
        => [.. connection.Query<GuidePresence>("SELECT person AS Person, name AS Name, step AS Step, at AS At FROM guide_presence WHERE at >= @since ORDER BY name, person", new { since })];
}

/// <summary>A row of the history, without the text.</summary>
sealed class VersionRow
{
    public long Number { get; set; }

    public string Tag { get; set; } = "";

    public string At { get; set; } = "";

    public string ById { get; set; } = "";

    public string ByName { get; set; } = "";

    public string How { get; set; } = "";

    public string What { get; set; } = "";
}
