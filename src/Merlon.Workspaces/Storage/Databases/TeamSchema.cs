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
    /// <param name="Steps">SQL of each step: statements separated by semicolons at ends of lines.</param>
    public sealed record Area(string Name, IReadOnlyList<string> Steps);

    /// <summary>Every area, in the order of creation.</summary>
    public static IReadOnlyList<Area> Areas { get; } =
    [
        PeopleTable.Area,
        OrganisationVersionTable.Area,
    ];

    /// <summary>Brings a database up to date; one that a newer Merlon made is refused.</summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon wrote it.</exception>
    public static void Migrate(Database database)
    {
        if (database.Read(static connection => TryVersions(connection)) is { } known && Areas.All(area => known.GetValueOrDefault(area.Name) == area.Steps.Count))
        {
            return;
        }

        database.Write((connection, transaction) =>
        {
            connection.Execute("CREATE TABLE IF NOT EXISTS team_schema (area TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)", transaction: transaction);
            var versions = Versions(connection, transaction);
            foreach (var area in Areas)
            {
                var version = versions.GetValueOrDefault(area.Name);
                if (version > area.Steps.Count)
                {
                    throw new WorkspaceFormatException($"the team's database has {area.Name} of a newer Merlon (step {version}, and this one knows {area.Steps.Count}): use the newer Merlon");
                }

                foreach (var step in area.Steps.Skip((int)version))
                {
                    connection.Execute(step.Replace("{bytes}", database.BytesType, StringComparison.Ordinal), transaction: transaction);
                }

                connection.Execute("DELETE FROM team_schema WHERE area = @name", new { name = area.Name }, transaction);
                connection.Execute("INSERT INTO team_schema (area, version) VALUES (@name, @version)", new { name = area.Name, version = (long)area.Steps.Count }, transaction);
            }

            return true;
        });
    }

    static Dictionary<string, long>? TryVersions(DbConnection connection)
    {
        try
        {
            return Versions(connection, transaction: null);
        }
        catch (DbException)
        {
            return null; // no such table yet
        }
    }

    static Dictionary<string, long> Versions(DbConnection connection, DbTransaction? transaction)
        => connection.Query<(string Area, long Version)>("SELECT area, version FROM team_schema", transaction: transaction)
            .ToDictionary(static row => row.Area, static row => row.Version, StringComparer.Ordinal);
}
