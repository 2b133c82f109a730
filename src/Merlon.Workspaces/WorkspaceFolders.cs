using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces;

/// <summary>
/// Folders below a workspace that belong to one upload, hunt or job each: written once, then only read or removed. With a database they are shared folder by folder, without the writer's lock, and
/// another server gets them when it asks for them; without one they are folders of this machine and nothing else. For any number of threads.
/// </summary>
public sealed class WorkspaceFolders
{
    /// <summary>Largest file that servers can share, in bytes.</summary>
    public const long SharedFileBytesMax = SharedTree.FileBytesMax;

    /// <summary>Folder of what jobs made to be downloaded; backups leave it out.</summary>
    public const string Results = SharedTree.ResultsFolder;

    /// <summary>Folder of backups that were made to be downloaded; backups leave it out.</summary>
    public const string Backups = SharedTree.BackupsFolder;

    readonly string workspaceFolder;
    readonly SharedFiles? shared;
    readonly DatabaseAddress? address;
    volatile SharedMoments? moments;

    /// <summary>Those of a workspace, shared if it has a database; opens nothing yet.</summary>
    public WorkspaceFolders(WorkspaceOptions options)
    {
        workspaceFolder = Path.GetFullPath(options.Folder);
        address = options.Database;
        shared = address is null ? null : new SharedFiles(workspaceFolder, options.OrganisationFolder is { } organisation ? Path.GetFullPath(organisation) : null, WorkspaceStores.FilesOf(address));
    }

    /// <summary>Shares a folder with the other servers: they have it when this returns. A folder that is not there any more is removed there.</summary>
    /// <param name="folder">Below the workspace, such as <c>hunts/4f3c…</c>.</param>
    public void Put(string folder) => shared?.Put(folder);

    /// <summary>Gets what another server put there.</summary>
    public void Fetch(string folder) => shared?.Fetch(folder);

    /// <summary>Removes a folder, here and for the other servers.</summary>
    public void Remove(string folder)
    {
        if (shared is not null)
        {
            shared.Remove(folder);
            return;
        }

        var here = Path.Combine(workspaceFolder, folder);
        if (Directory.Exists(here))
        {
            Directory.Delete(here, recursive: true);
        }
    }

    /// <summary>Files of a folder and of those below it, wherever they were written, the newest first: paths below the folder, and sizes.</summary>
    public IReadOnlyList<(string Path, long Bytes)> List(string folder)
    {
        if (shared is not null)
        {
            var skip = SharedTree.WorkspaceRoot.Length + folder.Length + 1;
            return [.. shared.List(folder).Select(row => (row.Path[skip..], row.Bytes))];
        }

        DirectoryInfo here = new(Path.Combine(workspaceFolder, folder));
        return !here.Exists ? [] :
        [
            .. here.EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => !file.Name.StartsWith('.') && !file.Name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
                .OrderByDescending(static file => file.LastWriteTimeUtc).ThenByDescending(static file => file.FullName, StringComparer.Ordinal)
                .Select(file => (Path.GetRelativePath(here.FullName, file.FullName).Replace('\\', '/'), file.Length)),
        ];
    }

    /// <summary>Brings what all servers have at all times up to date: the organisation's folder, the release in use, mappings.</summary>
    public void Pull() => shared?.Pull();

    /// <summary>The last change of what every server has at all times: uploads, hunts and results count not. Zero for a workspace of one machine.</summary>
    public long LastEssentialChange() => shared?.LastEssentialChange() ?? 0;

    /// <summary>Another text for every other way in which files here are not as they are shared; empty when they are.</summary>
    public string Deviation() => shared?.Deviation() ?? "";

    /// <summary>Removes what a server left behind that stopped half-way.</summary>
    public void Tidy()
    {
        if (address is not null)
        {
            new SharedFileTable(WorkspaceStores.FilesOf(address)).Tidy();
        }
    }

    /// <summary>What servers had shared and recorded at this moment: one short statement. Zero for a workspace of one machine.</summary>
    /// <exception cref="IOException">The database cannot be reached.</exception>
    /// <exception cref="WorkspaceFormatException">It was moved away, or a newer Merlon wrote it.</exception>
    public SharedMoment Moment()
    {
        if (address is null)
        {
            return default;
        }

        if (moments?.Look() is { } seen)
        {
            return seen;
        }

        var (moment, hasBoth) = SharedMoments.LookWithCare(WorkspaceStores.FilesOf(address), WorkspaceStores.JournalOf(workspaceFolder, address));
        moments = hasBoth ? new SharedMoments(WorkspaceStores.FilesOf(address), address.SchemaOf("journal")) : null;
        return moment;
    }
}

/// <summary>How far several servers are, in numbers that only grow.</summary>
/// <param name="Change">The last change of a shared file.</param>
/// <param name="Entry">The last statement of the journal.</param>
public readonly record struct SharedMoment(long Change, long Entry);
