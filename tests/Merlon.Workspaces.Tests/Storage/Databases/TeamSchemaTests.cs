using Dapper;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage.Databases;

/// <summary>The team's tables, every area of them, in both databases: as the areas are today, and as a team had them at each step.</summary>
public sealed class TeamSchemaTests : IDisposable
{
    static readonly IReadOnlyList<TeamSchema.Area> Invented =
    [
        new("people", ["CREATE TABLE person (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, revision BIGINT NOT NULL);\nCREATE INDEX person_by_name ON person (name)", "ALTER TABLE person ADD COLUMN note TEXT NULL"]),
        new("talk", ["CREATE TABLE comment (id TEXT NOT NULL PRIMARY KEY, person_id TEXT NOT NULL REFERENCES person (id), answers TEXT NULL REFERENCES comment (id), body TEXT NOT NULL, picture {bytes} NULL, weight DOUBLE PRECISION NULL)"]),
    ];

    readonly Sandbox sandbox = new();

    public static IEnumerable<TheoryDataRow<string>> Kinds => [new("SQLite"), new("PostgreSQL")];

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_area_is_made_once_and_not_again(string kind)
    {
        var database = New(kind);
        TeamSchema.Migrate(database);
        TeamSchema.Migrate(database);
        database.Read(connection => TeamSchema.Versions(database, connection, null)).ShouldBe(TeamSchema.Areas.ToDictionary(static area => area.Name, static area => (long)area.Steps.Count, StringComparer.Ordinal), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_team_at_any_earlier_step_comes_to_the_newest_with_the_same_tables_and_keeps_its_rows(string kind)
    {
        foreach (var areas in new[] { TeamSchema.Areas, Invented })
        {
            var newest = New(kind);
            TeamSchema.Migrate(newest, areas);
            var expected = Shape(newest);
            for (var step = 1; step <= areas.Select(static area => area.Steps.Count).DefaultIfEmpty(0).Max(); step++)
            {
                var database = New(kind);
                database.Write((connection, transaction) =>
                {
                    TeamSchema.Migrate(database, areas, connection, transaction, area => Math.Min(step, area.Steps.Count));
                    return true;
                });
                var filled = database is SqliteDatabase file ? RandomRows.Fill(file, Tables(database), new Random(step), 5, withNul: false) : 0;
                TeamSchema.Migrate(database, areas);
                Shape(database).ShouldBe(expected);
                Rows(database).ShouldBeGreaterThanOrEqualTo(filled);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_newer_area_is_refused_in_words_and_left_alone(string kind)
    {
        var database = New(kind);
        TeamSchema.Migrate(database, Invented);
        database.Write(static (connection, transaction) => connection.Execute("UPDATE team_schema SET version = 99 WHERE area = 'talk'", transaction: transaction));
        Should.Throw<WorkspaceFormatException>(() => TeamSchema.Migrate(database, Invented)).Message.ShouldContain("newer Merlon");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Servers_that_start_at_the_same_time_make_the_tables_once(string kind)
    {
        var database = New(kind);
        Parallel.For(0, 6, _ => Busy.WriteWhenFree(() => TeamSchema.Migrate(database, Invented)));
        database.Read(connection => database.Tables(connection, null)).ShouldBe(["comment", "person", "team_schema"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Changes_that_rest_on_each_other_are_never_lost(string kind)
    {
        var database = New(kind);
        TeamSchema.Migrate(database, Invented);
        database.Write(static (connection, transaction) => connection.Execute("INSERT INTO person (id, name, revision) VALUES ('a', 'A', 0)", transaction: transaction));
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Busy.WriteWhenFree(() => database.Write(static (connection, transaction) =>
        {
            var revision = connection.ExecuteScalar<long>("SELECT revision FROM person WHERE id = 'a'", transaction: transaction);
            return connection.Execute("UPDATE person SET revision = @next WHERE id = 'a'", new { next = revision + 1 }, transaction);
        })));
        database.Read(static connection => connection.ExecuteScalar<long>("SELECT revision FROM person")).ShouldBe(40);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_write_that_fails_leaves_nothing(string kind)
    {
        var database = New(kind);
        TeamSchema.Migrate(database, Invented);
        Should.Throw<IOException>(() => database.Write(static (connection, transaction) =>
        {
            connection.Execute("INSERT INTO person (id, name, revision) VALUES ('a', 'A', 0)", transaction: transaction);
            return connection.Execute("INSERT INTO person (id, name, revision) VALUES ('a', 'B', 0)", transaction: transaction);
        }));
        Should.Throw<InvalidOperationException>(() => database.Write<int>(static (connection, transaction) =>
        {
            connection.Execute("INSERT INTO person (id, name, revision) VALUES ('b', 'B', 0)", transaction: transaction);
            throw new InvalidOperationException("a bug");
        }));
        Rows(database).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Texts_sort_and_compare_by_their_bytes(string kind)
    {
        var database = New(kind);
        TeamSchema.Migrate(database, Invented);
        database.Write(static (connection, transaction) => connection.Execute(
            "INSERT INTO person (id, name, revision) VALUES (@id, @id, 0)", new[] { "a", "B", "ä", "_", "-", "Z", "z" }.Select(static id => new { id }), transaction));
        database.Read(static connection => connection.Query<string>("SELECT id FROM person ORDER BY name").AsList()).ShouldBe(["-", "B", "Z", "_", "a", "z", "ä"]);
        database.Read(static connection => connection.Query<string>("SELECT id FROM person WHERE name < 'a' ORDER BY id").AsList()).ShouldBe(["-", "B", "Z", "_"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_audit_log_refuses_every_change_of_a_line_even_to_SQL(string kind)
    {
        var database = New(kind);
        database.Write((connection, transaction) =>
        {
            TeamSchema.Migrate(database, TeamSchema.Areas, connection, transaction, static _ => 1); // as teams had it before
            return connection.Execute(Line(1, "first"), transaction: transaction);
        });
        TeamSchema.Migrate(database);
        database.Write(static (connection, transaction) => connection.Execute(Line(2, "second"), transaction: transaction)).ShouldBe(1);
        List<string> hostile = ["UPDATE people_audit SET outcome = 'forged'", "UPDATE people_audit SET number = number + 10 WHERE number = 1", "DELETE FROM people_audit", "DELETE FROM people_audit WHERE number = 2"];
        hostile.AddRange(kind == "SQLite"
            ? ["INSERT OR REPLACE INTO people_audit " + Values(1, "forged"), "REPLACE INTO people_audit " + Values(2, "forged"), Line(2, "forged") + " ON CONFLICT (number) DO UPDATE SET outcome = 'forged'"]
            : ["TRUNCATE people_audit", Line(2, "forged") + " ON CONFLICT (number) DO UPDATE SET outcome = 'forged'"]);
        foreach (var sql in hostile)
        {
            Should.Throw<IOException>(() => database.Read(connection => connection.Execute(sql))).Message.ShouldContain("the audit log is append-only", customMessage: sql);
        }

        database.Read(static connection => connection.Query<string>("SELECT outcome FROM people_audit ORDER BY number").AsList()).ShouldBe(["first", "second"]);
    }

    static string Line(int number, string outcome) => "INSERT INTO people_audit " + Values(number, outcome);

    static string Values(int number, string outcome) => $"(number, at, person, name, action, subject, outcome, address) VALUES ({number}, '2026', '', '', 'a', '', '{outcome}', '')";

    /// <summary>A database of its own.</summary>
    Database New(string kind) => kind == "SQLite" ? new SqliteDatabase(sandbox.PathOf(Path.GetRandomFileName())) : new PostgresDatabase(DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase()), "team");

    static List<string> Tables(Database database) => [.. database.Read(connection => database.Tables(connection, null)).Where(static table => table != TeamSchema.VersionsTable)];

    static List<string> Shape(Database database)
        => [.. Tables(database).Select(table => $"{table}: {string.Join(", ", database.Read(connection => database.Columns(table, connection, null)).Select(static column => $"{column.Name} {column.KeyPart}"))}")];

    static long Rows(Database database) => Tables(database).Sum(table => database.Read(connection => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}")));
}
