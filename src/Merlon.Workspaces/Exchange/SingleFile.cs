using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>Files that a user names one by one, read bounded and written whole.</summary>
public static class SingleFile
{
    /// <summary>
    /// Writes a file so that it is whole or as it was; its folder is created when missing. A device or pipe (<c>/dev/stdout</c>)
    /// is written into, never replaced.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellationToken = default)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new IOException($"{path} is a folder and cannot be replaced by a file: name a file in it");
        }

        try
        {
            if (OpenDevice(full) is { } device)
            {
                using (device)
                {
                    write(device);
                }

                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            AtomicFile.Write(full, stream =>
            {
                write(stream);
                cancellationToken.ThrowIfCancellationRequested();
            });
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"{path} may not be written", e);
        }
        catch (IOException e)
        {
            throw new IOException($"{path} cannot be written ({e.Message})", e) { HResult = e.HResult }; // the number tells a full disk
        }
    }

    // What is no plain file has no length; devices stand in /dev and may well seek, pipes stand anywhere and do not.
    static FileStream? OpenDevice(string full)
    {
        if (OperatingSystem.IsWindows() || new FileInfo(full) is not { Exists: true } file)
        {
            return null;
        }

        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        if (!target.Exists || target.Length > 0)
        {
            return null;
        }

        var stream = new FileStream(target.FullName, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        if (!stream.CanSeek || target.FullName.StartsWith("/dev/", StringComparison.Ordinal) || target.FullName.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    /// <summary>Reads a file of at most a number of bytes.</summary>
    /// <exception cref="InvalidDataException">It is larger.</exception>
    public static byte[] Read(string path, int bytesMax)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.CanSeek && stream.Length > bytesMax)
        {
            throw new InvalidDataException($"{path} has {stream.Length:N0} bytes, more than the {bytesMax:N0} that are read");
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > bytesMax)
            {
                throw new InvalidDataException($"{path} has more than the {bytesMax:N0} bytes that are read");
            }
        }

        return bytes.ToArray();
    }
}
