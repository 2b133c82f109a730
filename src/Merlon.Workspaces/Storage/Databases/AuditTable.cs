using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Who did what. Rows are only ever added: there is no statement here that changes or removes one, and the database refuses it to everybody (<see cref="TeamSchema.AppendOnly"/>).</summary>
static class AuditTable
{
    const string Where = """
        (@person = '' OR person = @person) AND (@action = '' OR action LIKE @action ESCAPE '\') AND (@since = '' OR at >= @since) AND (@until = '' OR at < @until)
        AND (@text = '' OR LOWER(name) LIKE @text ESCAPE '\' OR LOWER(subject) LIKE @text ESCAPE '\' OR LOWER(outcome) LIKE @text ESCAPE '\' OR address LIKE @text ESCAPE '\')
        """;

    public static void Insert(DbConnection connection, DbTransaction transaction, AuditEntry entry) => connection.Execute(
        """
        INSERT INTO people_audit (number, at, person, name, action, subject, outcome, address)
        SELECT COALESCE(MAX(number), 0) + 1, @at, @person, @name, @action, @subject, @outcome, @address FROM people_audit
        """,
        new
        {
            at = JournalText.Of(entry.At),
            person = entry.Person,
            name = entry.Name,
            action = entry.Action,
            subject = entry.Subject,
            outcome = entry.Outcome,
            address = entry.Address,
        },
        transaction);

    public static long Count(DbConnection connection, AuditQuery query) => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM people_audit WHERE {Where}", Parameters(query, 0, 0));

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<AuditEntry> Read(DbConnection connection, AuditQuery query, int offset, int limit) =>
    [
        .. connection.Query<Row>(
            $"""
            SELECT number AS Number, at AS At, person AS Person, name AS Name, action AS Action, subject AS Subject, outcome AS Outcome, address AS Address
            FROM people_audit WHERE {Where} ORDER BY number DESC LIMIT @limit OFFSET @offset
            """,
            Parameters(query, offset, limit)).Select(static row => row.Entry()),
    ];

    public static IReadOnlyList<string> Actions(DbConnection connection) => [.. connection.Query<string>("SELECT DISTINCT action FROM people_audit ORDER BY action")];

    static object Parameters(AuditQuery query, int offset, int limit) => new
    {
        person = query.Person,
        action = query.Action.Length == 0 ? "" : Pattern(query.Action) + "%",
        since = query.Since is { } since ? JournalText.Of(since) : "",
        until = query.Until is { } until ? JournalText.Of(until) : "",
        text = query.Text.Length == 0 ? "" : $"%{Pattern(query.Text.ToLowerInvariant())}%",
        offset = (long)offset,
        limit = (long)limit,
    };

    static string Pattern(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    sealed record Row(long Number, string At, string Person, string Name, string Action, string Subject, string Outcome, string Address)
    {
        public AuditEntry Entry() => new(JournalText.Instant(At), Person, Name, Action, Subject, Outcome, Address) { Number = Number };
    }
}
