using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Comments and what they said before, who is told, who watches, who is here, and tasks.</summary>
static class TalkTable
{
    /// <summary>Steps of the area <c>talk</c>.</summary>
    public static TeamSchema.Area Area { get; } = new("talk",
    [
        """
        CREATE TABLE talk_comments (
            id TEXT NOT NULL PRIMARY KEY, subject TEXT NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL, text TEXT NOT NULL, made_at TEXT NOT NULL,
            edited_at TEXT, deleted_by TEXT NOT NULL, revision BIGINT NOT NULL);
        CREATE INDEX talk_comments_subject ON talk_comments (subject, made_at);
        CREATE INDEX talk_comments_made ON talk_comments (made_at);
        CREATE TABLE talk_past (comment TEXT NOT NULL, revision BIGINT NOT NULL, text TEXT NOT NULL, written_by TEXT NOT NULL, written_at TEXT NOT NULL, PRIMARY KEY (comment, revision));
        CREATE TABLE talk_notices (login TEXT NOT NULL, comment TEXT NOT NULL, why TEXT NOT NULL, seen BIGINT NOT NULL, PRIMARY KEY (login, comment));
        CREATE TABLE talk_watches (login TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (login, subject));
        CREATE INDEX talk_watches_subject ON talk_watches (subject);
        CREATE TABLE talk_presence (subject TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, writing BIGINT NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY (subject, person));
        CREATE TABLE talk_tasks (
            id TEXT NOT NULL PRIMARY KEY, subject TEXT NOT NULL, title TEXT NOT NULL, assignee TEXT NOT NULL, due TEXT, state TEXT NOT NULL, priority TEXT NOT NULL,
            made_by TEXT NOT NULL, made_at TEXT NOT NULL, changed_at TEXT NOT NULL, revision BIGINT NOT NULL);
        CREATE INDEX talk_tasks_subject ON talk_tasks (subject);
        CREATE INDEX talk_tasks_assignee ON talk_tasks (assignee, state);
        """,
    ]);

    const string CommentColumns = """
        id AS Id, subject AS Subject, author AS Author, author_name AS AuthorName, text AS Text, made_at AS MadeAt, edited_at AS EditedAt, deleted_by AS DeletedBy, revision AS Revision
        """;

    const string TaskColumns = """
        id AS Id, subject AS Subject, title AS Title, assignee AS Assignee, due AS Due, state AS State, priority AS Priority, made_by AS MadeBy, made_at AS MadeAt,
        changed_at AS ChangedAt, revision AS Revision
        """;

    public static IReadOnlyList<TalkComment> CommentsOn(DbConnection connection, string subject)
        => [.. connection.Query<CommentRow>($"SELECT {CommentColumns} FROM talk_comments WHERE subject = @subject ORDER BY made_at, id", new { subject }).Select(static row => row.Comment())];

    public static IReadOnlyList<TalkComment> Latest(DbConnection connection, int offset, int limit)
        => [.. connection.Query<CommentRow>($"SELECT {CommentColumns} FROM talk_comments WHERE deleted_by = '' ORDER BY made_at DESC, id LIMIT @limit OFFSET @offset", new { limit, offset }).Select(static row => row.Comment())];

    public static int CountStanding(DbConnection connection) => (int)connection.ExecuteScalar<long>("SELECT COUNT(*) FROM talk_comments WHERE deleted_by = ''");

    public static TalkComment? FindComment(DbConnection connection, DbTransaction? transaction, string id)
        => connection.QuerySingleOrDefault<CommentRow>($"SELECT {CommentColumns} FROM talk_comments WHERE id = @id", new { id }, transaction)?.Comment();

    public static long CountOn(DbConnection connection, DbTransaction transaction, string subject)
        => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM talk_comments WHERE subject = @subject", new { subject }, transaction);

    public static void Insert(DbConnection connection, DbTransaction transaction, TalkComment comment) => connection.Execute(
        """
        INSERT INTO talk_comments (id, subject, author, author_name, text, made_at, edited_at, deleted_by, revision)
        VALUES (@Id, @Subject, @Author, @AuthorName, @Text, @MadeAt, @EditedAt, @DeletedBy, @Revision)
        """,
        CommentRow.Of(comment), transaction);

    public static void Update(DbConnection connection, DbTransaction transaction, TalkComment comment) => connection.Execute(
        "UPDATE talk_comments SET text = @Text, edited_at = @EditedAt, deleted_by = @DeletedBy, revision = @Revision WHERE id = @Id",
        CommentRow.Of(comment), transaction);

    public static void Keep(DbConnection connection, DbTransaction transaction, TalkComment comment) => connection.Execute(
        "INSERT INTO talk_past (comment, revision, text, written_by, written_at) VALUES (@Id, @Revision, @Text, @AuthorName, @at)",
        new { comment.Id, comment.Revision, comment.Text, comment.AuthorName, at = Written(comment.EditedAt ?? comment.MadeAt) }, transaction);

    public static IReadOnlyList<TalkPast> Past(DbConnection connection, string comment)
        => [.. connection.Query<(long Revision, string Text, string By, string At)>("SELECT revision, text, written_by, written_at FROM talk_past WHERE comment = @comment ORDER BY revision", new { comment })
            .Select(static row => new TalkPast(row.Revision, row.Text, row.By, Read(row.At)))];

    public static IReadOnlyList<string> Watchers(DbConnection connection, DbTransaction? transaction, string subject)
        => [.. connection.Query<string>("SELECT login FROM talk_watches WHERE subject = @subject ORDER BY login", new { subject }, transaction)];

    public static IReadOnlyList<string> Assignees(DbConnection connection, DbTransaction transaction, string subject)
        => [.. connection.Query<string>("SELECT DISTINCT assignee FROM talk_tasks WHERE subject = @subject AND state = @state AND assignee <> '' ORDER BY assignee", new { subject, state = TalkTask.Open }, transaction)];

    public static void Watch(DbConnection connection, DbTransaction transaction, string login, string subject, bool isWatching)
    {
        connection.Execute("DELETE FROM talk_watches WHERE login = @login AND subject = @subject", new { login, subject }, transaction);
        if (isWatching)
        {
            connection.Execute("INSERT INTO talk_watches (login, subject) VALUES (@login, @subject)", new { login, subject }, transaction);
        }
    }

    public static void Tell(DbConnection connection, DbTransaction transaction, string login, string comment, string why)
    {
        connection.Execute("DELETE FROM talk_notices WHERE login = @login AND comment = @comment", new { login, comment }, transaction);
        connection.Execute("INSERT INTO talk_notices (login, comment, why, seen) VALUES (@login, @comment, @why, 0)", new { login, comment, why }, transaction);
    }

    public static IReadOnlyList<TalkNotice> NoticesOf(DbConnection connection, string login, int offset, int limit)
        => [.. connection.Query<NoticeRow>(
            """
            SELECT n.comment AS Comment, n.why AS Why, n.seen AS Seen FROM talk_notices n JOIN talk_comments c ON c.id = n.comment
            WHERE n.login = @login AND c.deleted_by = '' ORDER BY c.made_at DESC, c.id LIMIT @limit OFFSET @offset
            """,
            new { login, limit, offset })
            .Select(row => FindComment(connection, transaction: null, row.Comment) is { } comment ? new TalkNotice(comment, row.Why, row.Seen == 1) : null).OfType<TalkNotice>()];

    public static int CountNotices(DbConnection connection, string login, bool unseenOnly) => (int)connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM talk_notices n JOIN talk_comments c ON c.id = n.comment WHERE n.login = @login AND c.deleted_by = '' AND n.seen <= @most",
        new { login, most = unseenOnly ? 0 : 1 });

    public static void See(DbConnection connection, DbTransaction transaction, string login, string? subject) => connection.Execute(
        subject is null
            ? "UPDATE talk_notices SET seen = 1 WHERE login = @login AND seen = 0"
            : "UPDATE talk_notices SET seen = 1 WHERE login = @login AND seen = 0 AND comment IN (SELECT id FROM talk_comments WHERE subject = @subject)",
        new { login, subject }, transaction);

    public static void Stay(DbConnection connection, DbTransaction transaction, string subject, TalkPresence who, DateTimeOffset now)
    {
        connection.Execute("DELETE FROM talk_presence WHERE subject = @subject AND person = @PersonId", new { subject, who.PersonId }, transaction);
        connection.Execute(
            "INSERT INTO talk_presence (subject, person, name, writing, seen_at) VALUES (@subject, @PersonId, @Name, @writing, @now)",
            new { subject, who.PersonId, who.Name, writing = who.IsWriting ? 1L : 0L, now = Written(now) }, transaction);
    }

    public static void ForgetPresence(DbConnection connection, DbTransaction transaction, DateTimeOffset before)
        => connection.Execute("DELETE FROM talk_presence WHERE seen_at < @before", new { before = Written(before) }, transaction);

    public static IReadOnlyList<TalkPresence> At(DbConnection connection, string subject, DateTimeOffset since)
        => [.. connection.Query<(string Person, string Name, long Writing)>("SELECT person, name, writing FROM talk_presence WHERE subject = @subject AND seen_at >= @since ORDER BY name, person", new { subject, since = Written(since) })
            .Select(static row => new TalkPresence(row.Person, row.Name, row.Writing == 1))];

    public static IReadOnlyList<TalkTask> Tasks(DbConnection connection, TalkTaskQuery query)
        => [.. connection.Query<TaskRow>(
            $"SELECT {TaskColumns} FROM talk_tasks WHERE (@anyState = 1 OR state = @state) AND (@anyAssignee = 1 OR assignee = @assignee) AND (@anySubject = 1 OR subject = @subject)",
            new
            {
                anyState = query.State is null ? 1L : 0L,
                state = query.State ?? "",
                anyAssignee = query.Assignee is null ? 1L : 0L,
                assignee = query.Assignee ?? "",
                anySubject = query.Subject is null ? 1L : 0L,
                subject = query.Subject ?? "",
            }).Select(static row => row.Task())];

    public static TalkTask? FindTask(DbConnection connection, DbTransaction? transaction, string id)
        => connection.QuerySingleOrDefault<TaskRow>($"SELECT {TaskColumns} FROM talk_tasks WHERE id = @id", new { id }, transaction)?.Task();

    public static long CountOpen(DbConnection connection, DbTransaction transaction)
        => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM talk_tasks WHERE state = @state", new { state = TalkTask.Open }, transaction);

    public static int CountOpenOf(DbConnection connection, string login)
        => (int)connection.ExecuteScalar<long>("SELECT COUNT(*) FROM talk_tasks WHERE assignee = @login AND state = @state", new { login, state = TalkTask.Open });

    public static void Insert(DbConnection connection, DbTransaction transaction, TalkTask task) => connection.Execute(
        """
        INSERT INTO talk_tasks (id, subject, title, assignee, due, state, priority, made_by, made_at, changed_at, revision)
        VALUES (@Id, @Subject, @Title, @Assignee, @Due, @State, @Priority, @MadeBy, @MadeAt, @ChangedAt, @Revision)
        """,
        TaskRow.Of(task), transaction);

    public static void Update(DbConnection connection, DbTransaction transaction, TalkTask task) => connection.Execute(
        """
        UPDATE talk_tasks SET title = @Title, assignee = @Assignee, due = @Due, state = @State, priority = @Priority, changed_at = @ChangedAt, revision = @Revision WHERE id = @Id
        """,
        TaskRow.Of(task), transaction);

    public static IReadOnlyList<TalkSummary> Summaries(DbConnection connection)
    {
        var comments = connection.Query<(string Subject, long Count, string Last)>("SELECT subject, COUNT(*), MAX(made_at) FROM talk_comments WHERE deleted_by = '' GROUP BY subject")
            .ToDictionary(static row => row.Subject, StringComparer.Ordinal);
        var tasks = connection.Query<(string Subject, long Open, string Last)>("SELECT subject, SUM(CASE WHEN state = @state THEN 1 ELSE 0 END), MAX(changed_at) FROM talk_tasks GROUP BY subject", new { state = TalkTask.Open })
            .ToDictionary(static row => row.Subject, StringComparer.Ordinal);
        return [.. comments.Keys.Union(tasks.Keys, StringComparer.Ordinal).Select(subject =>
            {
                var said = comments.GetValueOrDefault(subject);
                var asked = tasks.GetValueOrDefault(subject);
                var last = string.CompareOrdinal(said.Last, asked.Last) > 0 ? said.Last : asked.Last;
                return new TalkSummary(subject, (int)said.Count, (int)asked.Open, Read(last));
            }).OrderByDescending(static summary => summary.LastAt).ThenBy(static summary => summary.Subject, StringComparer.Ordinal)];
    }

    static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    static DateTimeOffset Read(string at) => DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>A comment as the table keeps it; members are named and typed as its columns, for Dapper.</summary>
    sealed record CommentRow(string Id, string Subject, string Author, string AuthorName, string Text, string MadeAt, string? EditedAt, string DeletedBy, long Revision)
    {
        public static CommentRow Of(TalkComment comment) => new(
            comment.Id, comment.Subject, comment.AuthorId, comment.AuthorName, comment.Text, Written(comment.MadeAt), comment.EditedAt is { } at ? Written(at) : null, comment.DeletedBy, comment.Revision);

        public TalkComment Comment() => new(Id, Subject, Author, AuthorName, Text, Read(MadeAt)) { EditedAt = EditedAt is null ? null : Read(EditedAt), DeletedBy = DeletedBy, Revision = Revision };
    }

    /// <summary>A notice as the table keeps it.</summary>
    sealed record NoticeRow(string Comment, string Why, long Seen);

    /// <summary>A task as the table keeps it.</summary>
    sealed record TaskRow(
        string Id, string Subject, string Title, string Assignee, string? Due, string State, string Priority, string MadeBy, string MadeAt, string ChangedAt, long Revision)
    {
        public static TaskRow Of(TalkTask task) => new(
            task.Id, task.Subject, task.Title, task.Assignee, task.Due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), task.State, task.Priority, task.MadeBy, Written(task.MadeAt), Written(task.ChangedAt), task.Revision);

        public TalkTask Task() => new(Id, Subject, Title)
        {
            Assignee = Assignee,
            Due = Due is null ? null : DateOnly.ParseExact(Due, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            State = State,
            Priority = Priority,
            MadeBy = MadeBy,
            MadeAt = Read(MadeAt),
            ChangedAt = Read(ChangedAt),
            Revision = Revision,
        };
    }
}
