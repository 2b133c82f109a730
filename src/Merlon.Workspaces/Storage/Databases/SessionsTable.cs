using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Sessions of browsers: of the cookie's secret only the hash.</summary>
static class SessionsTable
{
    const string Columns = """
        id AS Id, person AS Person, created_at AS CreatedAt, seen_at AS SeenAt, expires_at AS ExpiresAt, agent AS Agent, address AS Address
        """;

    public static void Insert(DbConnection connection, DbTransaction transaction, PersonSession session, string hash) => connection.Execute(
        """
        INSERT INTO people_sessions (id, hash, person, created_at, seen_at, expires_at, agent, address)
        VALUES (@id, @hash, @person, @createdAt, @seenAt, @expiresAt, @agent, @address)
        """,
        new
        {
            id = session.Id,
            hash,
            person = session.Person,
            createdAt = JournalText.Of(session.CreatedAt),
            seenAt = JournalText.Of(session.SeenAt),
            expiresAt = JournalText.Of(session.ExpiresAt),
            agent = session.Agent,
            address = session.Address,
        },
        transaction);

    public static PersonSession? Find(DbConnection connection, string hash)
        => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM people_sessions WHERE hash = @hash", new { hash })?.Session();

    public static IReadOnlyList<PersonSession> Of(DbConnection connection, DbTransaction? transaction, string person)
        => [.. connection.Query<Row>($"SELECT {Columns} FROM people_sessions WHERE person = @person ORDER BY seen_at DESC, id", new { person }, transaction).Select(static row => row.Session())];

    public static void Touch(DbConnection connection, DbTransaction transaction, string id, DateTimeOffset seenAt, string address) => connection.Execute(
        "UPDATE people_sessions SET seen_at = @seenAt, address = @address WHERE id = @id", new { id, seenAt = JournalText.Of(seenAt), address }, transaction);

    public static int Delete(DbConnection connection, DbTransaction transaction, string id, string person)
        => connection.Execute("DELETE FROM people_sessions WHERE id = @id AND person = @person", new { id, person }, transaction);

    public static void DeleteOf(DbConnection connection, DbTransaction transaction, string person, string otherThan)
        => connection.Execute("DELETE FROM people_sessions WHERE person = @person AND id <> @otherThan", new { person, otherThan }, transaction);

    public static void DeleteOld(DbConnection connection, DbTransaction transaction, DateTimeOffset now, DateTimeOffset idleSince) => connection.Execute(
        "DELETE FROM people_sessions WHERE expires_at < @now OR seen_at < @idleSince", new { now = JournalText.Of(now), idleSince = JournalText.Of(idleSince) }, transaction);

    sealed record Row(string Id, string Person, string CreatedAt, string SeenAt, string ExpiresAt, string Agent, string Address)
    {
        public PersonSession Session() => new(Id, Person, JournalText.Instant(CreatedAt), JournalText.Instant(SeenAt), JournalText.Instant(ExpiresAt), Agent, Address);
    }
}
