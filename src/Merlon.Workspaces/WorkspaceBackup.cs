using System.Data.Common;
using Merlon.Workspaces.Storage.Backups;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

/// <summary>Backups of a workspace: journal, team and files of one moment in one file, which restores into a folder or into PostgreSQL alike. docs/guide/storage.md.</summary>
public static class WorkspaceBackup
{
    /// <summary>Takes a backup while others go on working.</summary>
    /// <param name="from">What to back up.</param>
    /// <param name="path">The file to write; it must not be there yet.</param>
    /// <param name="call">Clock, version, progress.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <exception cref="InvalidDataException">The file is there already.</exception>
    /// <exception cref="IOException">Something cannot be read or written: no file is left.</exception>
    public static BackupSummary Write(BackupPlace from, string path, BackupCall call, CancellationToken cancellationToken)
    {
        using var source = BackupSource.Open(from, isMove: false, call.Clock);
        return Write(source, path, call, cancellationToken);
    }

    /// <summary>Says what a backup has, after comparing every byte with its hashes.</summary>
    /// <exception cref="InvalidDataException">It is damaged or is no backup.</exception>
    public static BackupSummary Verify(string path, CancellationToken cancellationToken) => SummaryOf(BackupArchive.Verify(path, cancellationToken));

    /// <summary>Restores a backup to where nothing is yet: every byte is compared with its hash before anything is written, and every table afterwards.</summary>
    /// <param name="path">The backup.</param>
    /// <param name="to">A folder that is empty or not there, or a database without a workspace.</param>
    /// <param name="call">Clock, version, progress.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    /// <exception cref="InvalidDataException">The backup is damaged or hostile, or something is there already.</exception>
    public static BackupSummary Restore(string path, BackupPlace to, BackupCall call, CancellationToken cancellationToken)
    {
        call.Progress?.Report(new WorkProgress("Comparing hashes", 0, 0));
        var manifest = BackupArchive.Verify(path, cancellationToken);
        var entries = manifest.Entries.ToDictionary(static entry => entry.Name, StringComparer.Ordinal);
        Database? database = to.Database is { } address ? WorkspaceStores.FilesOf(address) : null;
        try
        {
            using RestoreTarget target = to.Database is { } server ? new ServerRestoreTarget(server, manifest) : new FolderRestoreTarget(to.OrganisationFolder, manifest);
            var done = 0;
            BackupArchive.Read(path, (name, content) =>
            {
                if (entries.TryGetValue(name, out var entry))
                {
                    Put(target, entry, content, cancellationToken);
                    call.Progress?.Report(new WorkProgress("Restoring", ++done, entries.Count));
                }
            }, cancellationToken);
            target.Complete();
            return SummaryOf(manifest) with { Tables = target.Tables };
        }
        catch (DbException e)
        {
            throw (database ?? new SqliteDatabase(Path.Combine(to.OrganisationFolder, Workspace.DefaultFolderName, WorkspaceStores.JournalFileName))).Explain(e);
        }
    }

    /// <summary>Moves a workspace to where nothing is yet, and marks where it was: nobody goes on there by mistake.</summary>
    /// <param name="from">Where it is; every writer is kept out until it has moved.</param>
    /// <param name="to">A folder that is empty or not there, or a database without a workspace.</param>
    /// <param name="call">Clock, version, progress.</param>
    /// <param name="cancellationToken">Leaves everything where it was.</param>
    public static BackupSummary Move(BackupPlace from, BackupPlace to, BackupCall call, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(Path.GetTempPath(), $"merlon-move-{Path.GetRandomFileName()}");
        try
        {
            using var source = BackupSource.Open(from, isMove: true, call.Clock);
            Write(source, scratch, call, cancellationToken);
            var moved = Restore(scratch, to, call, cancellationToken);
            source.MarkMoved(to.Name, call.Clock.GetUtcNow());
            return moved;
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    /// <summary>A file of nobody else's that lasts as long as it is open.</summary>
    internal static FileStream Scratch(string folder) => Create(Path.Combine(folder, $".merlon-{Path.GetRandomFileName()}"), FileOptions.DeleteOnClose);

    static BackupSummary Write(BackupSource source, string path, BackupCall call, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full) || Directory.Exists(full))
        {
            throw new InvalidDataException($"{path} is there already: a backup does not replace one");
        }

        var folder = Path.GetDirectoryName(full) ?? "";
        Directory.CreateDirectory(folder);
        var unfinished = full + ".part"; // a crash leaves no half a backup that looks like a whole one
        var isWhole = false;
        try
        {
            BackupSummary summary;
            using (var file = Create(unfinished, FileOptions.None))
            {
                summary = Write(source, file, folder, call, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, full, overwrite: false);
            isWhole = true;
            return summary;
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(unfinished);
            }
        }
    }

    static BackupSummary Write(BackupSource source, FileStream file, string folder, BackupCall call, CancellationToken cancellationToken)
    {
        var takenAt = call.Clock.GetUtcNow();
        using BackupArchive.Writer archive = new(file, takenAt);
        source.AddFiles(archive, folder, call.Progress, cancellationToken);
        source.HasFiles();
        var (journal, _) = Add(archive, source.Journal, BackupArchive.JournalPrefix, folder, call, cancellationToken);
        var (_, areas) = Add(archive, source.Team, BackupArchive.TeamPrefix, folder, call, cancellationToken);
        BackupManifest manifest = new(call.MerlonVersion, takenAt, journal, areas, [.. archive.Entries]);
        archive.End(manifest);
        return SummaryOf(manifest);
    }

    // For nobody but its owner: it has what the tables have, hashes of passwords among it.
    static FileStream Create(string path, FileOptions how)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = how };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    static (int JournalSchema, IReadOnlyDictionary<string, long> Areas) Add(
        BackupArchive.Writer archive, DatabaseView? view, string prefix, string scratchFolder, BackupCall call, CancellationToken cancellationToken)
    {
        if (view is null)
        {
            return (0, new Dictionary<string, long>(StringComparer.Ordinal));
        }

        var (database, connection, transaction) = view;
        try
        {
            var tables = database.Tables(connection, transaction).Where(static table => table != TeamSchema.VersionsTable).ToList();
            var done = 0;
            foreach (var table in tables)
            {
                call.Progress?.Report(new WorkProgress("Copying tables", done++, tables.Count));
                using var content = Scratch(scratchFolder);
                var rows = TableDump.Write(database, table, connection, transaction, content, cancellationToken);
                archive.Add(prefix + table + BackupArchive.TableSuffix, content, rows);
            }

            return prefix == BackupArchive.JournalPrefix
                ? (Storage.JournalSchema.VersionOf(database, connection, transaction), new Dictionary<string, long>(StringComparer.Ordinal))
                : (0, TeamSchema.Versions(database, connection, transaction));
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    static void Put(RestoreTarget target, BackupEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (entry.Name.StartsWith(BackupArchive.FilesPrefix, StringComparison.Ordinal))
        {
            target.Put(entry, entry.Name[BackupArchive.FilesPrefix.Length..], content);
            return;
        }

        foreach (var (prefix, part) in new[] { (BackupArchive.JournalPrefix, "journal"), (BackupArchive.TeamPrefix, "team") })
        {
            if (entry.Name.StartsWith(prefix, StringComparison.Ordinal) && entry.Name.EndsWith(BackupArchive.TableSuffix, StringComparison.Ordinal))
            {
                target.PutTable(part, entry.Name[prefix.Length..^BackupArchive.TableSuffix.Length], entry, content, cancellationToken);
                return;
            }
        }

        throw new InvalidDataException($"the backup has '{entry.Name}', which this Merlon does not know: nothing was restored");
    }

    static BackupSummary SummaryOf(BackupManifest manifest) => new(
        manifest.TakenAt, manifest.Merlon,
        [.. manifest.Entries.Where(static e => e.Rows is not null).Select(static e => new BackupTable(
            e.Name.StartsWith(BackupArchive.JournalPrefix, StringComparison.Ordinal) ? "journal" : "team", Path.GetFileNameWithoutExtension(e.Name), e.Rows ?? 0, e.Sha256, 0))],
        manifest.Entries.Count(static e => e.Rows is null), manifest.Entries.Where(static e => e.Rows is null).Sum(static e => e.Bytes));
}

/// <summary>Where a workspace with its organisation is: in folders of one machine, or in a database.</summary>
/// <param name="WorkspaceFolder">The workspace; not looked at with a database.</param>
/// <param name="OrganisationFolder">The organisation's folder; not looked at with a database.</param>
/// <param name="Database">The database, or null for the folders.</param>
public sealed record BackupPlace(string WorkspaceFolder, string OrganisationFolder, DatabaseAddress? Database)
{
    /// <summary>For people: the folder, or the database without a password.</summary>
    public string Name => Database?.ToString() ?? Path.GetFullPath(OrganisationFolder);
}

/// <summary>How a backup is taken.</summary>
/// <param name="Clock">The only clock of the product.</param>
/// <param name="MerlonVersion">Version of Merlon, written down.</param>
/// <param name="Progress">Told how far it is, or null.</param>
public sealed record BackupCall(TimeProvider Clock, string MerlonVersion, IProgress<WorkProgress>? Progress);

/// <summary>What a backup has.</summary>
/// <param name="TakenAt">The moment that it shows (UTC).</param>
/// <param name="MerlonVersion">Version of Merlon that took it.</param>
/// <param name="Tables">Its tables.</param>
/// <param name="Files">Its files.</param>
/// <param name="FileBytes">Their bytes.</param>
public sealed record BackupSummary(DateTimeOffset TakenAt, string MerlonVersion, IReadOnlyList<BackupTable> Tables, int Files, long FileBytes);

/// <summary>A table of a backup.</summary>
/// <param name="Part"><c>journal</c> or <c>team</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Sha256">Of its rows as text in the order of their key: the same in every database.</param>
/// <param name="Cleaned">Texts that had a character which PostgreSQL cannot keep and U+FFFD stands for now.</param>
public sealed record BackupTable(string Part, string Name, long Rows, string Sha256, long Cleaned);
