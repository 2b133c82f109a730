using System.Data.Common;
using Dapper;

namespace Merlon.Workspaces.Storage.Databases;

/// <summary>
/// The tables of the team: each area has its steps, which only ever get longer, and a database knows how far it is in each. A step once released is never edited.
/// </summary>
static class TeamSchema
{
    /// <summary>A group of tables, and the steps from nothing to what they are today; <c>{bytes}</c> stands for the type of bytes.</summary>
    /// <param name="Name">Such as <c>people</c>; the key in the database.</param>
    /// <param name="Steps">SQL of each step: statements separated by semicolons at ends of lines; or <see cref="AppendOnly"/>.</param>
    public sealed record Area(string Name, IReadOnlyList<string> Steps);

    /// <summary>A step after which the database itself refuses to change or remove a row of a table, whoever asks.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">Its key.</param>
    /// <param name="what">What it is, such as <c>the audit log</c>, for who is refused.</param>
    public static string AppendOnly(string table, string key, string what) => $"{AppendOnlyMark}{table} {key} {what}";

    const string AppendOnlyMark = "append-only ";

    /// <summary>Every area, in the order of creation.</summary>
    public static IReadOnlyList<Area> Areas { get; } =
    [
        DetectionTable.Area,
        TalkTable.Area,
        PeopleTable.Area,
        OrganisationVersionTable.Area,
        LayerTable.Area,
        JobTable.Area,
    ];

    /// <summary>Name of the table that says how far a database is.</summary>
    public const string VersionsTable = "team_schema";

    /// <summary>Brings a database up to date; one that a newer Merlon made is refused.</summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon wrote it.</exception>
    public static void Migrate(Database database)
    {
        Refuse(database);
        Migrate(database, Areas);
    }

    /// <summary>Refuses a database that a newer Merlon made, or changed while this one runs: it has an area or a step that is not known here.</summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon wrote it.</exception>
    public static void Refuse(Database database)
    {
        foreach (var (name, version) in database.Read(connection => Versions(database, connection, transaction: null)))
        {
            var steps = Areas.FirstOrDefault(area => area.Name == name)?.Steps.Count ?? 0;
            if (version > steps)
            {
                throw new WorkspaceFormatException($"the team's database {database.Name} has {name} of a newer Merlon (step {version}, and this one knows {steps}): use the newer Merlon");
            }
        }
    }

    /// <summary>As the other, for other areas: tests have their own.</summary>
    public static void Migrate(Database database, IReadOnlyList<Area> areas)
    {
        if (database.Read(connection => Versions(database, connection, transaction: null)) is { Count: > 0 } known && areas.All(area => known.GetValueOrDefault(area.Name) == area.Steps.Count))
        {
            return;
        }

        database.Write((connection, transaction) =>
        {
            Migrate(database, areas, connection, transaction, static area => area.Steps.Count);
            return true;
        });
    }

    /// <summary>As the others, within a transaction and up to a step of each area.</summary>
    public static void Migrate(Database database, IReadOnlyList<Area> areas, DbConnection connection, DbTransaction transaction, Func<Area, int> last)
    {
        connection.Execute(database.Definition($"CREATE TABLE IF NOT EXISTS {VersionsTable} (area TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)"), transaction: transaction);
        var versions = Versions(database, connection, transaction);
        foreach (var area in areas)
        {
            var version = versions.GetValueOrDefault(area.Name);
            if (version > area.Steps.Count)
            {
                throw new WorkspaceFormatException($"the team's database {database.Name} has {area.Name} of a newer Merlon (step {version}, and this one knows {area.Steps.Count}): use the newer Merlon");
            }

            var wanted = last(area);
            foreach (var step in area.Steps.Take(wanted).Skip((int)version))
            {
                foreach (var statement in StatementsOf(step, database))
                {
                    connection.Execute(statement, transaction: transaction);
                }
            }

            connection.Execute($"DELETE FROM {VersionsTable} WHERE area = @name", new { name = area.Name }, transaction);
            if (wanted > 0)
            {
                connection.Execute($"INSERT INTO {VersionsTable} (area, version) VALUES (@name, @version)", new { name = area.Name, version = Math.Max(version, (long)wanted) }, transaction);
            }
        }
    }

    static IEnumerable<string> StatementsOf(string step, Database database)
        => step.StartsWith(AppendOnlyMark, StringComparison.Ordinal) && step[AppendOnlyMark.Length..].Split(' ', 3) is [var table, var key, var what]
            ? database.AppendOnly(table, what, key) : [database.Definition(step)];

    /// <summary>How far a database is in each area; none where nothing was ever written.</summary>
    public static Dictionary<string, long> Versions(Database database, DbConnection connection, DbTransaction? transaction) => database.HasTable(VersionsTable, connection, transaction)
        ? connection.Query<(string Area, long Version)>($"SELECT area, version FROM {VersionsTable}", transaction: transaction).ToDictionary(static row => row.Area, static row => row.Version, StringComparer.Ordinal)
        : new Dictionary<string, long>(StringComparer.Ordinal);
}
