using System.Globalization;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    const string WriterLockName = "writer";

    bool isShared;

    /// <summary>
    /// Shares what was changed in the folders with the other servers; nothing to do for a workspace of one machine. Disposing of a writer does it too: call it before something is
    /// acknowledged, so that a failure is not.
    /// </summary>
    /// <exception cref="IOException">The database cannot be written: what changed is in this machine's folder and is shared by the next writer here.</exception>
    public void Share()
    {
        if (shared is not null && access == WorkspaceAccess.Write && !isShared)
        {
            isShared = true; // one try: who is told of a failure does not want a second one
            shared.Push();
        }
    }

    /// <summary>Another text whenever somebody, here or on another server, recorded a statement or changed a shared file.</summary>
    public string StorageStamp()
        => string.Create(CultureInfo.InvariantCulture, $"{FindJournal()?.LastEntry() ?? 0} {shared?.LastChange() ?? 0}");

    /// <summary>The number of the last statement that anybody recorded; 0 before the first.</summary>
    public long LastEntry() => FindJournal()?.LastEntry() ?? 0;

    static Workspace OpenShared(WorkspaceOptions options, string folder, DatabaseAddress address)
    {
        Directory.CreateDirectory(folder);
        var database = WorkspaceStores.FilesOf(address);
        SharedFiles files = new(folder, options.OrganisationFolder is { } organisation ? Path.GetFullPath(organisation) : null, database);
        if (options.Access == WorkspaceAccess.Read)
        {
            files.Pull();
            _ = WorkspaceFile.Read(folder);
            return new Workspace(options, folder, writerLock: null, isNew: false, files);
        }

        WriterLock? here = null;
        IDisposable? everywhere = null;
        var isOpen = false;
        try
        {
            here = Create(folder, options.Clock);
            everywhere = HoldEverywhere(database);
            files.Pull();
            var file = WorkspaceFile.Read(folder);
            if (!File.Exists(Path.Combine(folder, WorkspaceFile.FileName)))
            {
                file.Write(folder);
            }

            files.Push();
            isOpen = true;
            return new Workspace(options, folder, here, isNew: false, files, everywhere);
        }
        finally
        {
            if (!isOpen)
            {
                everywhere?.Dispose();
                here?.Dispose();
            }
        }
    }

    static IDisposable HoldEverywhere(PostgresDatabase database)
    {
        try
        {
            return database.TryHold(WriterLockName)
                ?? throw new WorkspaceLockedException($"the workspace in {database.Name} is being written by {database.HolderOf(WriterLockName)}: wait until that ends");
        }
        catch (System.Data.Common.DbException e)
        {
            throw database.Explain(e);
        }
    }

    /// <summary>Writes the workspace's file, and shares it at once: a change of release rests on it should this server stop in the middle.</summary>
    void Keep(WorkspaceFile file)
    {
        file.Write(Folder);
        shared?.Push();
    }
}
