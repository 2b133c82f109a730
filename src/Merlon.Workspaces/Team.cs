using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces;

/// <summary>
/// What a team keeps beside the workspace: people, comments, layers, hunts. One partial file per area; for any number of threads and processes at once.
/// </summary>
public sealed partial class Team : IDisposable
{
    /// <summary>Name of its file in the folder of a workspace.</summary>
    public const string FileName = "team.db";

    readonly Database database;
    readonly TimeProvider clock;

    Team(Database database, TimeProvider clock)
    {
        this.database = database;
        this.clock = clock;
    }

    /// <summary>Opens the team's tables, creating or migrating them.</summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon wrote them, or they are damaged.</exception>
    /// <exception cref="IOException">The database cannot be opened or written.</exception>
    public static Team Open(TeamOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        if (options.Database is null)
        {
            MovedMark.Refuse(options.Folder);
        }
        else
        {
            _ = new SharedFileTable(WorkspaceStores.FilesOf(options.Database)).LastChange(); // refuses what was moved away
        }

        var kept = WorkspaceStores.TeamOf(options.Folder, options.Database, options.KeepsConnections);
        TeamSchema.Migrate(kept);
        return new Team(kept, options.Clock);
    }

    /// <summary>Closes the connections that are kept; only needed with <see cref="TeamOptions.KeepsConnections"/>.</summary>
    public void Dispose() => database.Close();

    /// <summary>Looks whether the tables are still those of this Merlon: a newer one may have begun to use them.</summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon uses them now: this one has to stop writing.</exception>
    public void RequireKnown() => TeamSchema.Refuse(database);
}

/// <summary>Where a team's tables are.</summary>
/// <param name="Folder">Folder of the workspace.</param>
/// <param name="Clock">The only clock of the product.</param>
public sealed record TeamOptions(string Folder, TimeProvider Clock)
{
    /// <summary>The PostgreSQL database that several servers share, or null for a file in the folder.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>True where many questions follow each other, as in a server: connections to the file are kept until the team is disposed of. A pooled database keeps its own.</summary>
    public bool KeepsConnections { get; init; }
}
