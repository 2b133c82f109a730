using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Tokens of programs: of the secret only the hash.</summary>
static class TokensTable
{
    const string Columns = """
        id AS Id, person AS Person, name AS Name, scope AS Scope, created_at AS CreatedAt, expires_at AS ExpiresAt, seen_at AS SeenAt
        """;

    public static void Insert(DbConnection connection, DbTransaction transaction, PersonToken token, string hash) => connection.Execute(
        """
        INSERT INTO people_tokens (id, hash, person, name, scope, created_at, expires_at)
        VALUES (@id, @hash, @person, @name, @scope, @createdAt, @expiresAt)
        """,
        new
        {
            id = token.Id,
            hash,
            person = token.Person,
            name = token.Name,
            scope = token.Scope,
            createdAt = JournalText.Of(token.CreatedAt),
            expiresAt = JournalText.Of(token.ExpiresAt),
        },
        transaction);

    public static PersonToken? Find(DbConnection connection, string hash)
        => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM people_tokens WHERE hash = @hash", new { hash })?.Token();

    public static PersonToken? FindId(DbConnection connection, DbTransaction? transaction, string id)
        => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM people_tokens WHERE id = @id", new { id }, transaction)?.Token();

    public static IReadOnlyList<PersonToken> All(DbConnection connection)
        => [.. connection.Query<Row>($"SELECT {Columns} FROM people_tokens ORDER BY created_at DESC, id").Select(static row => row.Token())];

    public static long CountOf(DbConnection connection, DbTransaction transaction, string person)
        => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM people_tokens WHERE person = @person", new { person }, transaction);

    public static void Touch(DbConnection connection, DbTransaction transaction, string id, DateTimeOffset seenAt)
        => connection.Execute("UPDATE people_tokens SET seen_at = @seenAt WHERE id = @id", new { id, seenAt = JournalText.Of(seenAt) }, transaction);

    public static int Delete(DbConnection connection, DbTransaction transaction, string id)
        => connection.Execute("DELETE FROM people_tokens WHERE id = @id", new { id }, transaction);

    public static void DeleteOf(DbConnection connection, DbTransaction transaction, string person)
        => connection.Execute("DELETE FROM people_tokens WHERE person = @person", new { person }, transaction);

    sealed record Row(string Id, string Person, string Name, string Scope, string CreatedAt, string ExpiresAt, string? SeenAt)
    {
        public PersonToken Token() => new(Id, Person, Name, Scope, JournalText.Instant(CreatedAt), JournalText.Instant(ExpiresAt), SeenAt is null ? null : JournalText.Instant(SeenAt));
    }
}
