using System.Globalization;
using System.Text.Json;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// The one write lock of a workspace: an open file that the operating system lets only one process hold, and frees when that
/// process ends, however it ends. A second file says who holds it, for the message only.
/// </summary>
sealed class WriterLock : IDisposable
{
    const string LockFileName = "writer.lock";
    const string HolderFileName = "writer.json";

    readonly FileStream file;

    WriterLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or throws <see cref="WorkspaceLockedException"/> that says who has it.</summary>
    public static WriterLock Take(string folder, DateTimeOffset now)
    {
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, LockFileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            throw new WorkspaceLockedException(
                $"the workspace {folder} is being written by {HolderOf(folder)}: wait until that ends, or use --workspace DIR for another workspace", e);
        }

        var isTaken = false;
        try
        {
            AtomicFile.Write(Path.Combine(folder, HolderFileName), stream => WriteHolder(stream, now));
            isTaken = true;
            return new WriterLock(held);
        }
        finally
        {
            if (!isTaken)
            {
                held.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Gives the lock up and removes its files.</summary>
    public void Remove()
    {
        var path = file.Name;
        File.Delete(Path.Combine(Path.GetDirectoryName(path) ?? "", HolderFileName));
        if (OperatingSystem.IsWindows())
        {
            file.Dispose(); // which does not let an open file be deleted
        }

        File.Delete(path);
        file.Dispose();
    }

    /// <summary>True for what opening a file says that another process keeps to itself.</summary>
    public static bool IsHeldElsewhere(IOException e)
        => e.GetType() == typeof(IOException) && (OperatingSystem.IsWindows()
            ? (e.HResult & 0xFFFF) is 32 or 33 // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
            : e.HResult is 11 or 35); // EWOULDBLOCK on Linux and on macOS

    static void WriteHolder(Stream stream, DateTimeOffset now)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("process", Environment.ProcessId);
        json.WriteString("machine", Environment.MachineName);
        json.WriteString("since", JournalText.Of(now));
        json.WriteEndObject();
    }

    static string HolderOf(string folder)
    {
        var path = Path.Combine(folder, HolderFileName);
        if (SmallJson.TryRead(path, out var holder)
            && holder.TryGetProperty("process", out var process) && process.TryGetInt32(out var id)
            && holder.TryGetProperty("machine", out var machine) && holder.TryGetProperty("since", out var since))
        {
            return string.Create(CultureInfo.InvariantCulture, $"process {id} on {machine} since {since}");
        }

        return "another process";
    }
}
