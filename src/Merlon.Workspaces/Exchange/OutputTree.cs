using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Writes thousands of small files into a folder and its subfolders. They are written beside the folder first and moved into
/// their places when all are there: an error or a cancellation before that leaves nothing. Files are not flushed one by one,
/// which would take longer than making them.
/// </summary>
public static class OutputTree
{
    /// <summary>
    /// Writes every file; those of the same names are replaced, others in the folder stay. A full disk, a read-only folder or a
    /// file in its place throw the BCL's exception, and temporary files are removed.
    /// </summary>
    /// <param name="folder">The folder; created when missing.</param>
    /// <param name="files">Each file's path below the folder, parts between slashes, and its writer. Walked once.</param>
    /// <param name="cancellationToken">Stops before the first file is moved.</param>
    /// <returns>How many files were written.</returns>
    public static int Write(string folder, IEnumerable<OutputFile> files, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(folder);
        if (File.Exists(target))
        {
            throw new IOException($"{folder} is a file and cannot be the output folder: use --out DIR to name another");
        }

        var beside = Path.Combine(Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}-{Path.GetRandomFileName()}{AtomicFile.TemporarySuffix}");
        try
        {
            Directory.CreateDirectory(beside);
            var written = WriteAll(beside, files, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            MoveAll(beside, target, written);
            return written.Count;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"the folder {folder} cannot be written: use --out DIR to name one that can", e);
        }
        catch (IOException e) when (!e.Message.Contains("--out", StringComparison.Ordinal))
        {
            // The number stays, by which the host tells a full disk.
            throw new IOException($"the folder {folder} cannot be written ({e.Message}): make room there, or use --out DIR to name another", e) { HResult = e.HResult };
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }

    static List<string> WriteAll(string folder, IEnumerable<OutputFile> files, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var parts = file.Name.Split('/');
            if (parts.Any(static part => part is "" or "." or ".." || part.AsSpan().IndexOfAny("\\:") >= 0) || !names.Add(file.Name))
            {
                throw new ArgumentException($"'{file.Name}' is not a plain path below the folder, or stands twice", nameof(files));
            }

            var path = Path.Combine([folder, .. parts]);
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? folder);
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
            file.Write(stream);
            written.Add(Path.Combine(parts));
        }

        return written;
    }

    static void MoveAll(string from, string target, List<string> written)
    {
        if (!Directory.Exists(target))
        {
            Directory.Move(from, target);
            return;
        }

        if (written.Select(path => Path.Combine(target, path)).FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new IOException($"{folder} is a folder and cannot be replaced by a file: remove it, or use --out DIR");
        }

        foreach (var path in written)
        {
            var place = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(place) ?? target);
            File.Move(Path.Combine(from, path), place, overwrite: true);
        }
    }
}
