namespace Merlon.Workspaces.Storage.Databases;

/// <summary>The databases of a workspace: files in its folder, or schemas of a PostgreSQL database.</summary>
static class WorkspaceStores
{
    /// <summary>Name of the journal's file in the folder of a workspace.</summary>
    public const string JournalFileName = "journal.db";

    /// <summary>Where the journal is.</summary>
    public static Database JournalOf(string folder, DatabaseAddress? address) => address is null ? new SqliteDatabase(Path.Combine(folder, JournalFileName)) : new PostgresDatabase(address, "journal");

    /// <summary>Where the team's tables are.</summary>
    public static Database TeamOf(string folder, DatabaseAddress? address, bool keepsConnections = false)
        => address is null ? new SqliteDatabase(Path.Combine(folder, Team.FileName), keepsConnections) : new PostgresDatabase(address, "team");

    /// <summary>Where shared files are.</summary>
    public static PostgresDatabase FilesOf(DatabaseAddress address) => new(address, "files");
}
