using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces;

/// <summary>
/// The open house: a folder with the pinned release and the journal. The only type that touches disk or clock. One writer,
/// many readers; a verb loads, calls, saves, one partial file per verb. For one thread at a time: open one per thread.
/// </summary>
public sealed partial class Workspace : IDisposable
{
    /// <summary>Folder name used beside an organisation file when none is given.</summary>
    public const string DefaultFolderName = ".merlon";

    readonly WorkspaceAccess access;
    readonly TimeProvider clock;
    readonly WriterLock? writerLock;
    readonly bool isNew;
    readonly bool isPublishedOnly;
    readonly Func<string, string>? naming;
    readonly Database journalDatabase;
    readonly SharedFiles? shared;
    readonly IDisposable? serversLock;
    bool isKept;

    Workspace(WorkspaceOptions options, string folder, WriterLock? writerLock, bool isNew, SharedFiles? shared = null, IDisposable? serversLock = null)
    {
        journalDatabase = WorkspaceStores.JournalOf(folder, options.Database);
        this.shared = shared;
        this.serversLock = serversLock;
        this.isNew = isNew;
        isPublishedOnly = options.PublishedOnly;
        naming = options.Naming;
        Folder = folder;
        access = options.Access;
        clock = options.Clock;
        this.writerLock = writerLock;
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Folder { get; }

    /// <summary>
    /// Opens a workspace. A writer creates the folder when missing and takes the lock (<see cref="WorkspaceLockedException"/> when
    /// another process has it), and a folder that it created goes with it when nothing was recorded; a reader of a missing folder sees an empty workspace and creates nothing.
    /// </summary>
    /// <exception cref="WorkspaceFormatException">A newer Merlon wrote it, or it is damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    /// <exception cref="IOException">A file is in the folder's place, or the folder cannot be created.</exception>
    public static Workspace Open(WorkspaceOptions options)
    {
        var folder = Path.GetFullPath(options.Folder);
        if (File.Exists(folder))
        {
            throw new IOException($"{folder} is a file and cannot be a workspace: use --workspace DIR to name a folder");
        }

        if (options.Database is not null)
        {
            return OpenShared(options, folder, options.Database);
        }

        MovedMark.Refuse(folder);
        if (options.Access == WorkspaceAccess.Read)
        {
            _ = WorkspaceFile.Read(folder);
            return new Workspace(options, folder, writerLock: null, isNew: false);
        }

        var begins = !Directory.Exists(folder);
        var isOpen = false;
        WriterLock? taken = null;
        try
        {
            taken = Create(folder, options.Clock);
            var file = WorkspaceFile.Read(folder);
            if (!File.Exists(Path.Combine(folder, WorkspaceFile.FileName)))
            {
                file.Write(folder);
            }

            isOpen = true;
            return new Workspace(options, folder, taken, isNew: begins);
        }
        finally
        {
            if (!isOpen)
            {
                Close(folder, taken, isLeft: !begins || taken is null);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        openJournal?.Dispose();
        openJournal = null;
        if (shared is null)
        {
            Close(Folder, writerLock, isLeft: !isNew || isKept);
            return;
        }

        try
        {
            Share();
        }
        finally
        {
            serversLock?.Dispose();
            writerLock?.Dispose();
        }
    }

    // A workspace that a failed or cancelled verb began, and in which nothing was acknowledged, goes again: under the lock, so
    // that nobody else's goes with it.
    static void Close(string folder, WriterLock? held, bool isLeft)
    {
        if (held is null || isLeft)
        {
            held?.Dispose();
            return;
        }

        try
        {
            File.Delete(Path.Combine(folder, WorkspaceFile.FileName));
            foreach (var suffix in SqliteDialect.FileSuffixes)
            {
                File.Delete(Path.Combine(folder, JournalFileName + suffix));
            }

            held.Remove();
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed stays: an empty workspace does no harm.
        }
        finally
        {
            held.Dispose();
        }
    }

    static WriterLock Create(string folder, TimeProvider clock)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return WriterLock.Take(folder, clock.GetUtcNow());
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"the workspace {folder} cannot be written: use --workspace DIR to name a folder that can", e);
        }
        catch (IOException e) when (e is not WorkspaceLockedException)
        {
            throw new IOException($"the workspace {folder} cannot be written ({e.Message}): use --workspace DIR to name a folder that can", e);
        }
    }

    void RequireWriter()
    {
        if (access != WorkspaceAccess.Write)
        {
            throw new InvalidOperationException("the workspace was opened for reading");
        }
    }
}

/// <summary>How a workspace is opened.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Access">Reading or writing.</param>
/// <param name="Clock">The only clock of the product.</param>
public sealed record WorkspaceOptions(string Folder, WorkspaceAccess Access, TimeProvider Clock)
{
    /// <summary>True to see releases as published, without the organisation's own knowledge laid over the one in use.</summary>
    public bool PublishedOnly { get; init; }

    /// <summary>How places on the disk are named in what is noticed and looked at, for people who are not to know them; null to name them as they are.</summary>
    public Func<string, string>? Naming { get; init; }

    /// <summary>The PostgreSQL database that several servers share; the folder is then this machine's copy of its files. Null for a workspace of one machine.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>With a database: the organisation's folder, whose files are shared too; null to leave them alone.</summary>
    public string? OrganisationFolder { get; init; }
}

/// <summary>Reading or writing.</summary>
public enum WorkspaceAccess
{
    /// <summary>Takes no lock, writes nothing.</summary>
    Read,

    /// <summary>Takes the one write lock.</summary>
    Write,
}

/// <summary>Another process writes to the workspace.</summary>
public sealed class WorkspaceLockedException : IOException
{
    /// <inheritdoc/>
    public WorkspaceLockedException() { }

    /// <inheritdoc/>
    public WorkspaceLockedException(string message) : base(message) { }

    /// <inheritdoc/>
    public WorkspaceLockedException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>The database that several servers share cannot be used for a while: it is stopping, starting, not reached or busy. What was not confirmed was not saved; it may work again in a moment.</summary>
public sealed class DatabaseAwayException : IOException
{
    /// <inheritdoc/>
    public DatabaseAwayException() { }

    /// <inheritdoc/>
    public DatabaseAwayException(string message) : base(message) { }

    /// <inheritdoc/>
    public DatabaseAwayException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>The workspace was written by a newer Merlon, or what is in its folder is not Merlon's or damaged; nothing was changed.</summary>
public sealed class WorkspaceFormatException : IOException
{
    /// <inheritdoc/>
    public WorkspaceFormatException() { }

    /// <inheritdoc/>
    public WorkspaceFormatException(string message) : base(message) { }

    /// <inheritdoc/>
    public WorkspaceFormatException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>What a long verb is doing, for a progress display.</summary>
/// <param name="Stage">Such as <c>Reading rules</c>.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all, or 0 where unknown.</param>
public readonly record struct WorkProgress(string Stage, long Done, long Total)
{
    /// <summary>What is shown instead of the numbers, such as throughput and time left; null for the numbers.</summary>
    public string? Detail { get; init; }
}
