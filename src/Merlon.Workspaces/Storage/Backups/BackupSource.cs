using System.Data.Common;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces.Storage.Backups;

/// <summary>What a backup is taken of, at one moment, while others go on reading and writing.</summary>
abstract class BackupSource : IDisposable
{
    /// <summary>For people.</summary>
    public abstract string Name { get; }

    /// <summary>The journal as of the moment; null when there is none.</summary>
    public abstract DatabaseView? Journal { get; }

    /// <summary>The team's tables as of the moment; null when there are none.</summary>
    public abstract DatabaseView? Team { get; }

    /// <summary>Adds every file, each under its shared path.</summary>
    public abstract int AddFiles(BackupArchive.Writer archive, string scratchFolder, IProgress<WorkProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Says that the files are copied: what can wait no longer may go on.</summary>
    public virtual void HasFiles() { }

    /// <summary>Puts everything aside and says where it went; only for a source that was opened for a move.</summary>
    public abstract void MarkMoved(string to, DateTimeOffset now);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a source.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="isMove">True to keep every writer out until it is disposed of.</param>
    /// <param name="clock">The clock.</param>
    public static BackupSource Open(BackupPlace place, bool isMove, TimeProvider clock)
        => place.Database is { } address ? ServerBackupSource.OpenServer(address, isMove) : FolderBackupSource.OpenFolder(place, isMove, clock);

    /// <summary>Ends it.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Journal?.Dispose();
            Team?.Dispose();
        }
    }
}

/// <summary>A database as a transaction sees it.</summary>
/// <param name="Database">The database.</param>
/// <param name="Connection">The connection.</param>
/// <param name="Transaction">The transaction.</param>
sealed record DatabaseView(Database Database, DbConnection Connection, DbTransaction Transaction) : IDisposable
{
    /// <summary>Opens one that sees this moment.</summary>
    public static DatabaseView? OpenForReading(Database database)
    {
        if (database.OpenForReading() is not { } connection)
        {
            return null;
        }

        DatabaseView view = new(database, connection, database.BeginReading(connection));
        _ = view.Tables(); // the moment is that of the first look
        return view;
    }

    /// <summary>Opens one that no writer gets past.</summary>
    public static DatabaseView OpenForWriting(Database database)
    {
        var connection = database.Open();
        return new DatabaseView(database, connection, database.BeginWriting(connection));
    }

    /// <summary>What is kept of each, in the order of restoring.</summary>
    public IReadOnlyList<string> Tables() => Database.Tables(Connection, Transaction);

    /// <inheritdoc/>
    public void Dispose()
    {
        Transaction.Dispose();
        Connection.Dispose();
    }
}

/// <summary>A workspace of one machine: its writer's lock is held while files are copied that may be written, not while large ones are that never are; the databases are read from snapshots.</summary>
sealed class FolderBackupSource : BackupSource
{
    /// <summary>How long a backup waits for a writer, in seconds.</summary>
    public const int WaitSeconds = 60;

    /// <summary>Files from this size on are copied while others write, and how many of them are open at once, the largest; in bytes.</summary>
    public const int LastingBytesMin = 256 * 1024, OpenMax = 400;

    const int RetryMs = 100;

    static readonly string[] Removable = [SharedTree.WorkspaceRoot + "uploads/", SharedTree.WorkspaceRoot + "hunts/"];
    static readonly string[] Lasting = [SharedTree.WorkspaceRoot + "releases/", .. Removable];

    readonly BackupPlace place;
    readonly bool isMove;
    WriterLock? held;

    FolderBackupSource(BackupPlace place, bool isMove, WriterLock? held)
    {
        this.place = place;
        this.isMove = isMove;
        this.held = held;
    }

    /// <inheritdoc/>
    public override string Name => place.OrganisationFolder;

    /// <inheritdoc/>
    public override DatabaseView? Journal => journal;

    /// <inheritdoc/>
    public override DatabaseView? Team => team;

    DatabaseView? journal, team;

    /// <summary>Takes the lock and opens the snapshots.</summary>
    public static FolderBackupSource OpenFolder(BackupPlace place, bool isMove, TimeProvider clock)
    {
        if (!Directory.Exists(place.OrganisationFolder))
        {
            throw new DirectoryNotFoundException($"there is no folder {place.OrganisationFolder}");
        }

        if (!Directory.Exists(place.WorkspaceFolder))
        {
            return new FolderBackupSource(place, isMove, held: null);
        }

        MovedMark.Refuse(place.WorkspaceFolder);
        FolderBackupSource source = new(place, isMove, TakeLock(place.WorkspaceFolder, clock));
        var isOpen = false;
        try
        {
            source.journal = source.View(WorkspaceStores.JournalOf(place.WorkspaceFolder, address: null));
            source.team = source.View(WorkspaceStores.TeamOf(place.WorkspaceFolder, address: null));
            isOpen = true;
            return source;
        }
        finally
        {
            if (!isOpen)
            {
                source.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override int AddFiles(BackupArchive.Writer archive, string scratchFolder, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var files = new SharedTree(place.WorkspaceFolder, place.OrganisationFolder).List();
        var lasting = isMove ? [] : OpenLasting(files);
        var done = 0;
        try
        {
            foreach (var (path, file) in files.Where(one => !lasting.ContainsKey(one.Path)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var content = Open(path, file);
                Add(path, content);
            }

            HasFiles(); // what is left is open and never written again: whoever waits for the lock may go on
            foreach (var (path, content) in lasting)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(path, content);
                content.Dispose();
            }
        }
        finally
        {
            foreach (var content in lasting.Values)
            {
                content.Dispose();
            }
        }

        return done;

        void Add(string path, FileStream? content)
        {
            if (content is not null)
            {
                archive.Add(BackupArchive.FilesPrefix + path, content);
            }

            progress?.Report(new WorkProgress("Copying files", ++done, files.Count));
        }
    }

    // Releases, uploads and the files of hunts are put there whole under a name of their own, and never written again: an open one stays as it is, even when it is removed.
    static SortedDictionary<string, FileStream> OpenLasting(IReadOnlyList<(string Path, FileInfo File)> files)
    {
        SortedDictionary<string, FileStream> open = new(StringComparer.Ordinal);
        foreach (var (path, file) in files.Where(static one => one.File.Length >= LastingBytesMin && Lasting.Any(folder => one.Path.StartsWith(folder, StringComparison.Ordinal)))
            .OrderByDescending(static one => one.File.Length).Take(OpenMax))
        {
            if (Open(path, file) is { } content)
            {
                open.Add(path, content);
            }
        }

        return open;
    }

    // Uploads and hunts may be removed at any time, without the lock: one that is gone since the list was made was never there.
    static FileStream? Open(string path, FileInfo file)
    {
        try
        {
            return new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && Removable.Any(folder => path.StartsWith(folder, StringComparison.Ordinal)))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override void HasFiles()
    {
        if (!isMove)
        {
            held?.Dispose();
            held = null;
        }
    }

    /// <inheritdoc/>
    public override void MarkMoved(string to, DateTimeOffset now)
    {
        MovedMark.Write(place.WorkspaceFolder, to, now);
        journal?.Dispose();
        team?.Dispose();
        foreach (var name in new[] { WorkspaceStores.JournalFileName, Workspaces.Team.FileName })
        {
            foreach (var suffix in SqliteDialect.FileSuffixes)
            {
                var file = Path.Combine(place.WorkspaceFolder, name + suffix);
                if (File.Exists(file))
                {
                    File.Move(file, Path.Combine(place.WorkspaceFolder, name + ".moved" + suffix), overwrite: true);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        held?.Dispose();
        held = null;
    }

    DatabaseView? View(Database database)
    {
        try
        {
            return !File.Exists(database.Name) ? null : isMove ? DatabaseView.OpenForWriting(database) : DatabaseView.OpenForReading(database);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    static WriterLock TakeLock(string folder, TimeProvider clock)
    {
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return WriterLock.Take(folder, clock.GetUtcNow());
            }
            catch (WorkspaceLockedException) when (Environment.TickCount64 - started < WaitSeconds * 1_000L)
            {
                Thread.Sleep(RetryMs);
            }
        }
    }
}

/// <summary>What several servers share: everything of one snapshot, so that nobody waits.</summary>
sealed class ServerBackupSource : BackupSource
{
    readonly DatabaseAddress address;
    readonly DatabaseView? files;
    readonly DatabaseView? journal, team;
    readonly IDisposable? held;

    ServerBackupSource(DatabaseAddress address, DatabaseView? files, DatabaseView? journal, DatabaseView? team, IDisposable? held)
    {
        this.address = address;
        this.files = files;
        this.journal = journal;
        this.team = team;
        this.held = held;
    }

    /// <inheritdoc/>
    public override string Name => address.ToString();

    /// <inheritdoc/>
    public override DatabaseView? Journal => journal;

    /// <inheritdoc/>
    public override DatabaseView? Team => team;

    /// <summary>Opens the snapshot, or for a move every lock.</summary>
    public static ServerBackupSource OpenServer(DatabaseAddress address, bool isMove)
    {
        var database = WorkspaceStores.FilesOf(address);
        _ = new SharedFileTable(database).LastChange(); // refuses what was moved, or is of a newer Merlon
        try
        {
            if (isMove)
            {
                var writer = database.TryHold("writer") ?? throw new WorkspaceLockedException($"the workspace in {address} is being written by {database.HolderOf("writer")}: wait until that ends");
                return new ServerBackupSource(
                    address, DatabaseView.OpenForWriting(database), DatabaseView.OpenForWriting(WorkspaceStores.JournalOf("", address)), DatabaseView.OpenForWriting(WorkspaceStores.TeamOf("", address)), writer);
            }

            var shared = DatabaseView.OpenForReading(database) ?? throw new DirectoryNotFoundException($"the database {address} has no workspace");
            var snapshot = PostgresDatabase.ExportSnapshot(shared.Connection, shared.Transaction);
            return new ServerBackupSource(address, shared, Join(WorkspaceStores.JournalOf("", address), snapshot), Join(WorkspaceStores.TeamOf("", address), snapshot), held: null);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    /// <inheritdoc/>
    public override int AddFiles(BackupArchive.Writer archive, string scratchFolder, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (files is null)
        {
            return 0;
        }

        SharedFileTable table = new(files.Database);
        var rows = table.List(files.Connection, files.Transaction).Where(static row => !SharedTree.IsMade(row.Path)).ToList();
        var done = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var content = WorkspaceBackup.Scratch(scratchFolder);
            table.Write(row, content, files.Connection, files.Transaction);
            archive.Add(BackupArchive.FilesPrefix + row.Path, content);
            progress?.Report(new WorkProgress("Copying files", ++done, rows.Count));
        }

        return rows.Count;
    }

    /// <inheritdoc/>
    public override void MarkMoved(string to, DateTimeOffset now)
    {
        var suffix = now.UtcDateTime.ToString("'_moved_'yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var view in new[] { journal, team })
        {
            if (view is { Database: PostgresDatabase database })
            {
                database.PutAside(suffix, view.Connection, view.Transaction);
                view.Transaction.Commit();
            }
        }

        files?.Dispose();
        new SharedFileTable(WorkspaceStores.FilesOf(address)).MarkMoved(to);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        files?.Dispose();
        held?.Dispose();
    }

    static DatabaseView Join(Database database, string snapshot)
    {
        var connection = database.Open();
        var transaction = database.BeginReading(connection);
        PostgresDatabase.UseSnapshot(snapshot, connection, transaction);
        return new DatabaseView(database, connection, transaction);
    }
}
