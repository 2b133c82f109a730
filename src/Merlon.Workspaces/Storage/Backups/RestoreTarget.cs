using System.Data.Common;
using Dapper;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces.Storage.Backups;

/// <summary>Where a backup is put: whole, or not at all.</summary>
abstract class RestoreTarget : IDisposable
{
    readonly List<BackupTable> tables = [];

    /// <summary>The manifest that everything was compared with.</summary>
    protected BackupManifest Manifest { get; }

    /// <summary>Restores to a manifest's words.</summary>
    protected RestoreTarget(BackupManifest manifest) => Manifest = manifest;

    /// <summary>What was put there so far.</summary>
    public IReadOnlyList<BackupTable> Tables => tables;

    /// <summary>Puts a file there.</summary>
    public abstract void Put(BackupEntry entry, string path, Stream content);

    /// <summary>Puts a table there, and looks whether what is there then is what came.</summary>
    public void PutTable(string part, string table, BackupEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var view = part == "journal" ? Journal() : Team();
        if (!view.Tables().Contains(table, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"the backup has a table {table} that this Merlon does not know: nothing was restored");
        }

        var loaded = TableDump.Load(view.Database, table, content, view.Connection, view.Transaction, cancellationToken);
        var (rows, hash) = TableDump.HashOf(view.Database, table, view.Connection, view.Transaction, cancellationToken);
        if (rows != entry.Rows || rows != loaded.Rows || !string.Equals(hash, loaded.Sha256, StringComparison.Ordinal) || loaded.Cleaned == 0 && !string.Equals(hash, entry.Sha256, StringComparison.Ordinal))
        {
            throw new IOException($"the table {table} is not the same after it was copied ({rows} of {entry.Rows} rows): nothing was restored. This is a bug in Merlon; please report it");
        }

        tables.Add(new BackupTable(part, table, rows, hash, loaded.Cleaned));
    }

    /// <summary>Makes it count.</summary>
    public abstract void Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The journal's tables, at the backup's step.</summary>
    protected abstract DatabaseView Journal();

    /// <summary>The team's tables, at the backup's steps.</summary>
    protected abstract DatabaseView Team();

    /// <summary>Removes what does not count.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Makes the journal's tables as they were when the backup was taken.</summary>
    protected Action Prepare(DatabaseView journal, bool isTeam)
    {
        var (database, connection, transaction) = journal;
        if (isTeam)
        {
            if (Manifest.TeamAreas.Keys.FirstOrDefault(static name => TeamSchema.Areas.All(area => area.Name != name)) is { } unknown)
            {
                throw new WorkspaceFormatException($"the backup has {unknown} of a newer Merlon: use the newer one to restore it");
            }

            foreach (var area in TeamSchema.Areas.Where(area => Manifest.TeamAreas.GetValueOrDefault(area.Name) > area.Steps.Count))
            {
                throw new WorkspaceFormatException($"the backup has {area.Name} of a newer Merlon (step {Manifest.TeamAreas[area.Name]}, and this one knows {area.Steps.Count}): use the newer one to restore it");
            }

            TeamSchema.Migrate(database, TeamSchema.Areas, connection, transaction, area => (int)Manifest.TeamAreas.GetValueOrDefault(area.Name));
        }
        else
        {
            if (Manifest.JournalSchema > JournalSchema.Version)
            {
                throw new WorkspaceFormatException($"the backup's journal has schema {Manifest.JournalSchema}, and this Merlon knows up to {JournalSchema.Version}: use the newer one to restore it");
            }

            JournalSchema.Migrate(database, connection, transaction, Manifest.TakenAt, Manifest.JournalSchema);
            connection.Execute("DELETE FROM schema_version", transaction: transaction); // the backup has its own lines
        }

        return database.DeferReferences(connection, transaction);
    }

    /// <summary>Brings tables that are as of the backup up to date.</summary>
    protected void Finish(DatabaseView? view, Action? endReferences, bool isTeam)
    {
        if (view is null)
        {
            return;
        }

        endReferences?.Invoke();
        if (isTeam)
        {
            TeamSchema.Migrate(view.Database, TeamSchema.Areas, view.Connection, view.Transaction, static area => area.Steps.Count);
        }
        else
        {
            JournalSchema.Migrate(view.Database, view.Connection, view.Transaction, Manifest.TakenAt, JournalSchema.Version);
        }
    }
}

/// <summary>A folder that is not there yet, or is empty: everything is put together beside it and takes its name at the end.</summary>
sealed class FolderRestoreTarget : RestoreTarget
{
    readonly string folder, staging, workspace;
    readonly SharedTree tree;
    DatabaseView? journal, team;
    Action? endJournal, endTeam;

    /// <summary>Begins.</summary>
    /// <exception cref="InvalidDataException">Something is in the folder.</exception>
    public FolderRestoreTarget(string folder, BackupManifest manifest) : base(manifest)
    {
        this.folder = Path.GetFullPath(folder);
        if (File.Exists(this.folder) || Directory.Exists(this.folder) && Directory.EnumerateFileSystemEntries(this.folder).Any())
        {
            throw new InvalidDataException($"{folder} is not empty: a backup is restored to a folder that is empty or not there yet");
        }

        staging = Path.Combine(Path.GetDirectoryName(this.folder) ?? "", $".{Path.GetFileName(this.folder)}.{Path.GetRandomFileName()}.merlon-restore");
        workspace = Path.Combine(staging, Workspace.DefaultFolderName);
        Directory.CreateDirectory(workspace);
        tree = new SharedTree(workspace, staging);
    }

    /// <inheritdoc/>
    public override void Put(BackupEntry entry, string path, Stream content)
    {
        if (tree.PlaceOf(path) is { } place)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place) ?? "");
            using FileStream file = new(place, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            content.CopyTo(file);
            file.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        Finish(journal, endJournal, isTeam: false);
        Finish(team, endTeam, isTeam: true);
        foreach (var view in new[] { journal, team })
        {
            view?.Transaction.Commit();
            view?.Dispose();
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder); // empty, as was seen
        }

        Directory.Move(staging, folder);
    }

    /// <inheritdoc/>
    protected override DatabaseView Journal()
    {
        if (journal is null)
        {
            journal = DatabaseView.OpenForWriting(WorkspaceStores.JournalOf(workspace, address: null));
            endJournal = Prepare(journal, isTeam: false);
        }

        return journal;
    }

    /// <inheritdoc/>
    protected override DatabaseView Team()
    {
        if (team is null)
        {
            team = DatabaseView.OpenForWriting(WorkspaceStores.TeamOf(workspace, address: null));
            endTeam = Prepare(team, isTeam: true);
        }

        return team;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            journal?.Dispose();
            team?.Dispose();
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }
}

/// <summary>A PostgreSQL database without a workspace: one transaction over all three schemas.</summary>
sealed class ServerRestoreTarget : RestoreTarget
{
    readonly PostgresDatabase files;
    readonly PostgresDatabase journal, team;
    readonly SharedFileTable table;
    readonly SharedTree names = new(".", ".");
    readonly DbConnection connection;
    readonly DbTransaction transaction;
    readonly Dictionary<PostgresDatabase, Action> ends = [];

    /// <summary>Begins.</summary>
    /// <exception cref="InvalidDataException">There is a workspace.</exception>
    public ServerRestoreTarget(DatabaseAddress address, BackupManifest manifest) : base(manifest)
    {
        files = WorkspaceStores.FilesOf(address);
        journal = (PostgresDatabase)WorkspaceStores.JournalOf("", address);
        team = (PostgresDatabase)WorkspaceStores.TeamOf("", address);
        table = new SharedFileTable(files);
        connection = files.Open();
        transaction = files.BeginWriting(connection);
        foreach (var part in new[] { files, journal, team })
        {
            if (part.Tables(connection, transaction).Count > 0)
            {
                transaction.Dispose();
                connection.Dispose();
                throw new InvalidDataException($"the database {address} has a workspace already (schema {part.Schema}): name another schema with merlon_schema, such as …?merlon_schema=merlon2");
            }
        }

        files.Enter(connection, transaction);
        table.Prepare(connection, transaction);
    }

    /// <inheritdoc/>
    public override void Put(BackupEntry entry, string path, Stream content)
    {
        _ = names.PlaceOf(path); // refuses what would be refused where it is materialised
        files.Enter(connection, transaction);
        SharedFileTable.PutFirst(new SharedFileChange(path, 0, entry.Sha256, entry.Bytes, () => content), connection, transaction);
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (var (part, isTeam) in new[] { (journal, false), (team, true) })
        {
            if (ends.TryGetValue(part, out var end))
            {
                part.Enter(connection, transaction);
                Finish(new DatabaseView(part, connection, transaction), end, isTeam);
            }
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    protected override DatabaseView Journal() => ViewOf(journal, isTeam: false);

    /// <inheritdoc/>
    protected override DatabaseView Team() => ViewOf(team, isTeam: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            transaction.Dispose();
            connection.Dispose();
        }
    }

    DatabaseView ViewOf(PostgresDatabase part, bool isTeam)
    {
        part.Enter(connection, transaction);
        DatabaseView view = new(part, connection, transaction);
        if (!ends.ContainsKey(part))
        {
            ends.Add(part, Prepare(view, isTeam));
        }

        return view;
    }
}
