using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>Persons, and the links that let them choose a password.</summary>
static class PeopleTable
{
    /// <summary>Steps of the area <c>people</c>: everything about who may do what, and who did.</summary>
    public static TeamSchema.Area Area { get; } = new("people",
    [
        """
        CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, secret TEXT NOT NULL,
            state TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT, failed BIGINT NOT NULL, locked_until TEXT,
            revision BIGINT NOT NULL);
        CREATE INDEX people_subject ON people (issuer, subject);
        CREATE TABLE people_sessions (
            id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL,
            agent TEXT NOT NULL, address TEXT NOT NULL);
        CREATE INDEX people_sessions_person ON people_sessions (person);
        CREATE TABLE people_tokens (
            id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE, person TEXT NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, created_at TEXT NOT NULL,
            expires_at TEXT NOT NULL, seen_at TEXT);
        CREATE INDEX people_tokens_person ON people_tokens (person);
        CREATE TABLE people_links (
            id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL, person TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT NOT NULL,
            used_at TEXT);
        CREATE TABLE people_audit (
            number BIGINT NOT NULL PRIMARY KEY, at TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
            outcome TEXT NOT NULL, address TEXT NOT NULL);
        CREATE INDEX people_audit_person ON people_audit (person, number);
        CREATE INDEX people_audit_action ON people_audit (action, number);
        """,
        TeamSchema.AppendOnly("people_audit", "number", "the audit log"),
        "ALTER TABLE people ADD COLUMN language TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE people_attempts (who TEXT NOT NULL PRIMARY KEY, paid_until BIGINT NOT NULL)",
    ]);

    const string Columns = """
        id AS Id, login AS Login, name AS Name, email AS Email, role AS Role, secret AS Secret, state AS State, issuer AS Issuer, subject AS Subject,
        created_at AS CreatedAt, seen_at AS SeenAt, failed AS Failed, locked_until AS LockedUntil, revision AS Revision, language AS Language
        """;

    public static void Insert(DbConnection connection, DbTransaction transaction, Person person) => connection.Execute(
        """
        INSERT INTO people (id, login, name, email, role, secret, state, issuer, subject, created_at, seen_at, failed, locked_until, revision, language)
        VALUES (@Id, @Login, @Name, @Email, @Role, @Secret, @State, @Issuer, @Subject, @CreatedAt, @SeenAt, @Failed, @LockedUntil, @Revision, @Language)
        """,
        Row.Of(person), transaction);

    public static void Update(DbConnection connection, DbTransaction transaction, Person person) => connection.Execute(
        """
        UPDATE people SET login = @Login, name = @Name, email = @Email, role = @Role, secret = @Secret, state = @State, issuer = @Issuer, subject = @Subject,
            seen_at = @SeenAt, failed = @Failed, locked_until = @LockedUntil, revision = @Revision, language = @Language
        WHERE id = @Id
        """,
        Row.Of(person), transaction);

    public static Person? Find(DbConnection connection, DbTransaction? transaction, string id)
        => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM people WHERE id = @id", new { id }, transaction)?.Person();

    public static Person? FindLogin(DbConnection connection, DbTransaction? transaction, string login)
        => connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM people WHERE login = @login", new { login }, transaction)?.Person();

    public static Person? FindSubject(DbConnection connection, DbTransaction? transaction, string issuer, string subject)
        => connection.QueryFirstOrDefault<Row>($"SELECT {Columns} FROM people WHERE issuer = @issuer AND subject = @subject", new { issuer, subject }, transaction)?.Person();

    public static IReadOnlyList<Person> All(DbConnection connection)
        => [.. connection.Query<Row>($"SELECT {Columns} FROM people ORDER BY login").Select(static row => row.Person())];

    public static long Count(DbConnection connection, DbTransaction? transaction)
        => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM people", transaction: transaction);

    /// <summary>Administrators who can sign in, other than one.</summary>
    public static long CountAdministrators(DbConnection connection, DbTransaction? transaction, string otherThan) => connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM people WHERE role = @role AND state = @state AND id <> @otherThan",
        new { role = Person.Administrator, state = Person.Active, otherThan }, transaction);

    /// <summary>A row as the table keeps it; members are named and typed as its columns, for Dapper.</summary>
    sealed record Row(
        string Id, string Login, string Name, string Email, string Role, string Secret, string State, string Issuer, string Subject,
        string CreatedAt, string? SeenAt, long Failed, string? LockedUntil, long Revision, string Language)
    {
        public static Row Of(Person person) => new(
            person.Id, person.Login, person.Name, person.Email, person.Role, person.Secret, person.State, person.Issuer, person.Subject,
            JournalText.Of(person.CreatedAt), Optional(person.SeenAt), person.Failed, Optional(person.LockedUntil), person.Revision, person.Language);

        public Person Person() => new(Id, Login, Name, Role)
        {
            Email = Email,
            Secret = Secret,
            State = State,
            Issuer = Issuer,
            Subject = Subject,
            CreatedAt = JournalText.Instant(CreatedAt),
            SeenAt = SeenAt is null ? null : JournalText.Instant(SeenAt),
            Failed = (int)Failed,
            LockedUntil = LockedUntil is null ? null : JournalText.Instant(LockedUntil),
            Revision = Revision,
            Language = Language,
        };

        static string? Optional(DateTimeOffset? instant) => instant is { } known ? JournalText.Of(known) : null;
    }
}
