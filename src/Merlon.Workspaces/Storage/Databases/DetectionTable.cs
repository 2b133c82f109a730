using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>What was uploaded, what was hunted, and which rules fired: lists only; the bytes are files of the workspace.</summary>
static class DetectionTable
{
    /// <summary>Its tables.</summary>
    public static TeamSchema.Area Area { get; } = new("detection",
    [
        """
        CREATE TABLE log_upload (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, bytes BIGINT NOT NULL, sha256 TEXT NOT NULL,
            by_id TEXT NOT NULL, by_name TEXT NOT NULL, uploaded_at TEXT NOT NULL, expires_at TEXT NOT NULL);
        CREATE TABLE rule_upload (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, rules BIGINT NOT NULL, state TEXT NOT NULL,
            by_id TEXT NOT NULL, by_name TEXT NOT NULL, uploaded_at TEXT NOT NULL, revision BIGINT NOT NULL);
        CREATE TABLE hunt (
            id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, question TEXT NOT NULL, by_id TEXT NOT NULL, by_name TEXT NOT NULL,
            began_at TEXT NOT NULL, ended_at TEXT NOT NULL, seen_at TEXT NOT NULL, state TEXT NOT NULL, trouble TEXT NOT NULL,
            records BIGINT NOT NULL, findings BIGINT NOT NULL, rules BIGINT NOT NULL, gravest BIGINT NOT NULL);
        CREATE INDEX hunt_began ON hunt (began_at);
        CREATE TABLE hunt_rule (
            hunt TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL, hits BIGINT NOT NULL, findings BIGINT NOT NULL,
            hosts BIGINT NOT NULL, last_at TEXT NOT NULL, PRIMARY KEY (hunt, rule));
        CREATE INDEX hunt_rule_rule ON hunt_rule (rule);
        """,
    ]);

    const string UploadColumns = "id AS Id, name AS Name, file AS File, bytes AS Bytes, sha256 AS Sha256, by_id AS ById, by_name AS ByName, uploaded_at AS UploadedAt, expires_at AS ExpiresAt";
    const string RuleColumns = "id AS Id, name AS Name, file AS File, sha256 AS Sha256, rules AS Rules, state AS State, by_id AS ById, by_name AS ByName, uploaded_at AS UploadedAt, revision AS Revision";
    const string HuntColumns = "id AS Id, kind AS Kind, title AS Title, question AS Question, by_id AS ById, by_name AS ByName, began_at AS BeganAt, ended_at AS EndedAt, seen_at AS SeenAt, state AS State, trouble AS Trouble, records AS Records, findings AS Findings, rules AS Rules, gravest AS Gravest";

    public static IReadOnlyList<LogUpload> Uploads(DbConnection connection)
        => [.. connection.Query<LogUpload>($"SELECT {UploadColumns} FROM log_upload ORDER BY uploaded_at DESC, id")];

    public static LogUpload? Upload(DbConnection connection, string id)
        => connection.QuerySingleOrDefault<LogUpload>($"SELECT {UploadColumns} FROM log_upload WHERE id = @id", new { id });

    public static void AddUpload(DbConnection connection, DbTransaction transaction, LogUpload upload) => connection.Execute(
        "INSERT INTO log_upload (id, name, file, bytes, sha256, by_id, by_name, uploaded_at, expires_at) VALUES (@Id, @Name, @File, @Bytes, @Sha256, @ById, @ByName, @UploadedAt, @ExpiresAt)",
        upload, transaction);

    public static int RemoveUpload(DbConnection connection, DbTransaction transaction, string id)
        => connection.Execute("DELETE FROM log_upload WHERE id = @id", new { id }, transaction);

    public static IReadOnlyList<RuleUpload> RuleUploads(DbConnection connection)
        => [.. connection.Query<RuleUpload>($"SELECT {RuleColumns} FROM rule_upload ORDER BY uploaded_at DESC, id")];

    public static RuleUpload? RuleUpload(DbConnection connection, string id)
        => connection.QuerySingleOrDefault<RuleUpload>($"SELECT {RuleColumns} FROM rule_upload WHERE id = @id", new { id });

    public static void AddRuleUpload(DbConnection connection, DbTransaction transaction, RuleUpload upload) => connection.Execute(
        "INSERT INTO rule_upload (id, name, file, sha256, rules, state, by_id, by_name, uploaded_at, revision) VALUES (@Id, @Name, @File, @Sha256, @Rules, @State, @ById, @ByName, @UploadedAt, @Revision)",
        upload, transaction);

    public static int SetRuleState(DbConnection connection, DbTransaction transaction, string id, string state, long revision) => connection.Execute(
        "UPDATE rule_upload SET state = @state, revision = revision + 1 WHERE id = @id AND revision = @revision", new { id, state, revision }, transaction);

    public static IReadOnlyList<HuntEntry> Hunts(DbConnection connection, int most)
        => [.. connection.Query<HuntEntry>($"SELECT {HuntColumns} FROM hunt ORDER BY began_at DESC, id LIMIT @most", new { most })];

    public static HuntEntry? Hunt(DbConnection connection, string id)
        => connection.QuerySingleOrDefault<HuntEntry>($"SELECT {HuntColumns} FROM hunt WHERE id = @id", new { id });

    public static void AddHunt(DbConnection connection, DbTransaction transaction, HuntEntry hunt) => connection.Execute(
        "INSERT INTO hunt (id, kind, title, question, by_id, by_name, began_at, ended_at, seen_at, state, trouble, records, findings, rules, gravest)"
        + " VALUES (@Id, @Kind, @Title, @Question, @ById, @ByName, @BeganAt, @EndedAt, @SeenAt, @State, @Trouble, @Records, @Findings, @Rules, @Gravest)",
        hunt, transaction);

    public static int SeeHunt(DbConnection connection, DbTransaction transaction, string id, string at)
        => connection.Execute("UPDATE hunt SET seen_at = @at WHERE id = @id AND state = 'running'", new { id, at }, transaction);

    public static int EndHunt(DbConnection connection, DbTransaction transaction, HuntEntry ended) => connection.Execute(
        "UPDATE hunt SET ended_at = @EndedAt, state = @State, trouble = @Trouble, records = @Records, findings = @Findings, rules = @Rules, gravest = @Gravest WHERE id = @Id AND (state = 'running' OR state = 'interrupted' AND @State = 'done')",
        ended, transaction);

    public static void AddHuntRule(DbConnection connection, DbTransaction transaction, string hunt, HuntRuleEntry rule) => connection.Execute(
        "INSERT INTO hunt_rule (hunt, rule, title, level, hits, findings, hosts, last_at) VALUES (@hunt, @Rule, @Title, @Level, @Hits, @Findings, @Hosts, @LastAt)",
        new { hunt, rule.Rule, rule.Title, rule.Level, rule.Hits, rule.Findings, rule.Hosts, rule.LastAt }, transaction);

    public static int RemoveHunt(DbConnection connection, DbTransaction transaction, string id)
    {
        connection.Execute("DELETE FROM hunt_rule WHERE hunt = @id", new { id }, transaction);
        return connection.Execute("DELETE FROM hunt WHERE id = @id", new { id }, transaction);
    }

    public static IReadOnlyList<HuntRuleEntry> RuleInHunts(DbConnection connection, string rule, int most) => [.. connection.Query<HuntRuleEntry>(
        "SELECT hunt_rule.hunt AS Hunt, rule AS Rule, hunt.title AS Title, level AS Level, hits AS Hits, hunt_rule.findings AS Findings, hosts AS Hosts, hunt.began_at AS LastAt"
        + " FROM hunt_rule INNER JOIN hunt ON hunt.id = hunt_rule.hunt WHERE rule = @rule ORDER BY hunt.began_at DESC, hunt.id LIMIT @most",
        new { rule, most })];

    public static IReadOnlyList<FiredRule> FiredRules(DbConnection connection, int most) => [.. connection.Query<FiredRow>(
        "SELECT rule AS Rule, MAX(title) AS Title, MAX(level) AS Level, CAST(SUM(hits) AS BIGINT) AS Hits, CAST(SUM(findings) AS BIGINT) AS Findings, CAST(COUNT(*) AS BIGINT) AS Hunts, MAX(hunt) AS LastHunt, MAX(last_at) AS LastAt"
        + " FROM hunt_rule GROUP BY rule ORDER BY SUM(findings) DESC, rule LIMIT @most",
        new { most }).Select(static row => new FiredRule(row.Rule, row.Title, row.Level, row.Hits, row.Findings, row.Hunts, row.LastHunt, row.LastAt))];

    // Of an empty table SQLite cannot tell the types of what is worked out: a constructor could not be matched, members can.
    sealed class FiredRow
    {
        public string Rule { get; init; } = "";

        public string Title { get; init; } = "";

        public string Level { get; init; } = "";

        public long Hits { get; init; }

        public long Findings { get; init; }

        public long Hunts { get; init; }

        public string LastHunt { get; init; } = "";

        public string LastAt { get; init; } = "";
    }
}
