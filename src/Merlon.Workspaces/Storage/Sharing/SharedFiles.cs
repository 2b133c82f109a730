using System.Security.Cryptography;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Storage.Sharing;

/// <summary>
/// Keeps the folders of one machine the same as what several servers share in a database: <see cref="Pull()"/> before reading, <see cref="Push"/> after writing, under the writer's lock. What
/// changed here and elsewhere is never lost: the shared file wins, and what was here is kept in the workspace's folder <c>conflicts</c>.
/// </summary>
sealed partial class SharedFiles
{
    /// <summary>Lets one process of a machine write the folders at a time.</summary>
    public const string LockFileName = "shared.lock";

    /// <summary>Folder in the workspace of what was changed here and elsewhere at once.</summary>
    public const string ConflictsFolderName = "conflicts";

    /// <summary>How long a process waits for another one of the machine that brings the folders up to date, in milliseconds.</summary>
    const int LockWaitMs = 15_000, LockRetryMs = 20;

    /// <summary>How much earlier than now a file that came from elsewhere is dated, in seconds: one that is written here in the same moment is to look changed, and file systems count in up to two.</summary>
    internal const int DatedBackSeconds = 2;

    readonly string workspaceFolder;
    readonly string? organisationFolder;
    readonly SharedTree tree;
    readonly SharedFileTable table;

    /// <summary>Shares the files of a workspace and of its organisation.</summary>
    public SharedFiles(string workspaceFolder, string? organisationFolder, Database database)
    {
        this.workspaceFolder = workspaceFolder;
        this.organisationFolder = organisationFolder;
        tree = new SharedTree(workspaceFolder, organisationFolder);
        table = new SharedFileTable(database);
    }

    /// <summary>The number of the last change that anybody shared.</summary>
    public long LastChange() => table.LastChange();

    /// <summary>Brings the folders up to date; a look at one number when nothing changed elsewhere. Returns how many files changed here.</summary>
    public int Pull()
    {
        var last = table.LastChange();
        if (IsUpTo(SharedRecord.Read(workspaceFolder, table.Database.Name), last))
        {
            return 0;
        }

        using var held = TakeLock();
        return Pull(SharedRecord.Read(workspaceFolder, table.Database.Name)).Changed;
    }

    /// <summary>Shares what changed here: for the holder of the writer's lock. Returns how many files.</summary>
    /// <exception cref="WorkspaceLockedException">Another server changed the same meanwhile, without the lock.</exception>
    public int Push()
    {
        using var held = TakeLock();
        var (record, _) = Pull(SharedRecord.Read(workspaceFolder, table.Database.Name));
        var files = tree.List();
        RefuseEmpty(SharedTree.WorkspaceRoot, workspaceFolder, record, files);
        if (organisationFolder is not null)
        {
            RefuseEmpty(SharedTree.OrganisationRoot, organisationFolder, record, files);
        }

        List<SharedFileChange> changes = [];
        Dictionary<string, SharedCopy> copies = new(StringComparer.Ordinal);
        foreach (var (path, file) in files)
        {
            var known = record.Files.GetValueOrDefault(path);
            if (known is not null && known.Sha256.Length > 0 && IsAsLeft(known, file))
            {
                continue;
            }

            var (bytes, ticks, hash) = Look(file);
            copies[path] = new SharedCopy(known?.Change ?? 0, hash, bytes, ticks);
            if (known is null || !string.Equals(known.Sha256, hash, StringComparison.Ordinal))
            {
                changes.Add(new SharedFileChange(path, known?.Change ?? 0, hash, bytes, () => new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)));
            }
        }

        var here = files.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, copy) in record.Files.Where(pair => pair.Value.Sha256.Length > 0 && !here.Contains(pair.Key) && IsMine(pair.Key) && !SharedTree.IsMade(pair.Key)))
        {
            changes.Add(new SharedFileChange(path, copy.Change, "", 0, Open: null));
            copies[path] = copy with { Sha256 = "" };
        }

        var change = table.Put(changes);
        if (copies.Count > 0)
        {
            Remember(record, copies, changes, change);
        }

        return changes.Count;
    }

    // A folder that was not mounted, or was removed by mistake: others are not to lose their files by it.
    void RefuseEmpty(string root, string folder, SharedRecord record, IReadOnlyList<(string Path, FileInfo File)> files)
    {
        if (!files.Any(file => file.Path.StartsWith(root, StringComparison.Ordinal)) && record.Files.Any(pair => pair.Value.Sha256.Length > 0 && pair.Key.StartsWith(root, StringComparison.Ordinal)))
        {
            throw new IOException($"the folder {folder} is empty, and it was not before: nothing was removed elsewhere. To get its files again, remove {Path.Combine(workspaceFolder, SharedRecord.FileName)}");
        }
    }

    void Remember(SharedRecord record, Dictionary<string, SharedCopy> copies, List<SharedFileChange> changes, long? change)
    {
        var changed = changes.Select(static one => one.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, copy) in copies)
        {
            record.Files[path] = changed.Contains(path) && change is { } made ? copy with { Change = made } : copy;
        }

        // A folder that somebody shared meanwhile, without the lock, is still to be looked at.
        (change is { } last && last == record.WorkspaceChange + 1 ? record with { WorkspaceChange = last, OrganisationChange = tree.HasOrganisation ? last : record.OrganisationChange } : record).Write(workspaceFolder);
    }

    (SharedRecord Record, int Changed) Pull(SharedRecord record)
    {
        if (IsUpTo(record, table.LastChange()))
        {
            return (record, 0);
        }

        var (last, rows) = table.Since(tree.HasOrganisation ? Math.Min(record.WorkspaceChange, record.OrganisationChange) : record.WorkspaceChange);
        var changed = 0;
        foreach (var row in rows.Where(row => row.Change > (IsOfWorkspace(row.Path) ? record.WorkspaceChange : record.OrganisationChange)))
        {
            if (SharedTree.IsOnDemand(row.Path) && !record.Files.ContainsKey(row.Path))
            {
                continue; // nobody asked for it here
            }

            if (tree.PlaceOf(row.Path) is { } place && Take(row, place, record))
            {
                changed++;
            }
        }

        record = record with { WorkspaceChange = last, OrganisationChange = tree.HasOrganisation ? last : record.OrganisationChange };
        record.Write(workspaceFolder);
        return (record, changed);
    }

    /// <summary>Makes one file here what it is elsewhere; true when it was not.</summary>
    bool Take(SharedFileRow row, string place, SharedRecord record)
    {
        var known = record.Files.GetValueOrDefault(row.Path);
        FileInfo file = new(place);
        var here = !file.Exists ? "" : known is not null && IsAsLeft(known, file) ? known.Sha256 : Look(file).Hash;
        var there = row.Deleted != 0 ? "" : row.Sha256;
        if (string.Equals(here, there, StringComparison.Ordinal))
        {
            record.Files[row.Path] = CopyOf(row, place);
            return false;
        }

        if (here.Length > 0 && !string.Equals(here, known?.Sha256 ?? "", StringComparison.Ordinal))
        {
            if (row.Deleted != 0)
            {
                record.Files[row.Path] = new SharedCopy(row.Change, "", 0, 0); // changed here after it was removed elsewhere: it is shared anew
                return false;
            }

            KeepConflict(row.Path, place, here);
        }

        if (row.Deleted != 0)
        {
            File.Delete(place);
            if (SharedTree.IsOnDemand(row.Path) && Path.GetDirectoryName(place) is { } folder && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder); // it belonged to what was removed
            }
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place) ?? "");
            var written = AtomicFile.WriteAged(place, TimeSpan.FromSeconds(DatedBackSeconds), output => table.Write(row, output));
            record.Files[row.Path] = new SharedCopy(row.Change, row.Sha256, row.Bytes, written.Ticks);
            return true;
        }

        record.Files[row.Path] = CopyOf(row, place);
        return true;
    }

    void KeepConflict(string path, string place, string hash)
    {
        var kept = Path.Combine(workspaceFolder, ConflictsFolderName, $"{path.Replace('/', '_')}.{hash[..12]}");
        Directory.CreateDirectory(Path.GetDirectoryName(kept) ?? "");
        File.Copy(place, kept, overwrite: true);
    }

    bool IsMine(string path) => tree.HasOrganisation || IsOfWorkspace(path);

    bool IsUpTo(SharedRecord record, long last) => record.WorkspaceChange == last && (!tree.HasOrganisation || record.OrganisationChange == last);

    static bool IsOfWorkspace(string path) => path.StartsWith(SharedTree.WorkspaceRoot, StringComparison.Ordinal);

    static bool IsAsLeft(SharedCopy known, FileInfo file) => known.Bytes == file.Length && known.Ticks == file.LastWriteTimeUtc.Ticks;

    static SharedCopy CopyOf(SharedFileRow row, string place)
        => row.Deleted != 0 ? new SharedCopy(row.Change, "", 0, 0) : new SharedCopy(row.Change, row.Sha256, row.Bytes, File.GetLastWriteTimeUtc(place).Ticks);

    static (long Bytes, long Ticks, string Hash) Look(FileInfo file)
    {
        using FileStream content = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return (content.Length, File.GetLastWriteTimeUtc(content.SafeFileHandle).Ticks, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    FileStream TakeLock()
    {
        Directory.CreateDirectory(workspaceFolder);
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(workspaceFolder, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (WriterLock.IsHeldElsewhere(e))
            {
                if (Environment.TickCount64 - started >= LockWaitMs)
                {
                    throw new WorkspaceLockedException($"another process has been bringing the files in {workspaceFolder} up to date for more than {LockWaitMs / 1_000} s; try again", e);
                }

                Thread.Sleep(LockRetryMs);
            }
        }
    }
}
