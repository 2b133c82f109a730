using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Exchange;

/// <summary>Writes a set of files so that each is whole or absent: to a temporary name beside, flushed, then renamed.</summary>
public static class OutputFolder
{
    /// <summary>
    /// Writes every file or, on an error or cancellation before the first rename, none; the folder is created when missing.
    /// A full disk, a read-only folder or a file in its place throw the BCL's exception, and temporary files are removed.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Name (no separators) and writer of each.</param>
    /// <param name="cancellationToken">Stops before the first rename.</param>
    public static void Write(string folder, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken)
    {
        RequirePlainNames(files);
        cancellationToken.ThrowIfCancellationRequested();
        RequireFreeNames(folder, files);
        try
        {
            WriteAll(folder, files, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"the folder {folder} cannot be written: use --out DIR to name one that can", e);
        }
        catch (IOException e)
        {
            // The number stays, by which the host tells a full disk.
            throw new IOException($"the folder {folder} cannot be written ({e.Message}): make room there, or use --out DIR to name another", e) { HResult = e.HResult };
        }
    }

    static void WriteAll(string folder, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken)
    {
        var isNew = Create(folder);
        List<(string Temporary, string Target)> written = [];
        var renamed = 0;
        try
        {
            foreach (var file in files)
            {
                var target = Path.Combine(folder, file.Name);
                written.Add((AtomicFile.WriteTemporary(target, file.Write), target));
                cancellationToken.ThrowIfCancellationRequested();
            }

            foreach (var (temporary, target) in written)
            {
                File.Move(temporary, target, overwrite: true);
                renamed++;
            }
        }
        finally
        {
            foreach (var (temporary, _) in written.Skip(renamed))
            {
                File.Delete(temporary);
            }

            if (isNew && renamed == 0 && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    static void RequireFreeNames(string folder, IReadOnlyList<OutputFile> files)
    {
        if (File.Exists(folder))
        {
            throw new IOException($"{folder} is a file and cannot be the output folder: use --out DIR to name another");
        }

        if (files.Select(file => Path.Combine(folder, file.Name)).FirstOrDefault(Directory.Exists) is { } target)
        {
            throw new IOException($"{target} is a folder and cannot be replaced by a file: remove it, or use --out DIR");
        }
    }

    static bool Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return false;
        }

        Directory.CreateDirectory(folder);
        return true;
    }

    static void RequirePlainNames(IReadOnlyList<OutputFile> files)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            if (file.Name is "" or "." or ".." || file.Name.AsSpan().IndexOfAny("/\\:") >= 0 || !names.Add(file.Name))
            {
                throw new ArgumentException($"'{file.Name}' is not a plain file name, or stands twice", nameof(files));
            }
        }
    }
}

/// <summary>A file to write.</summary>
/// <param name="Name">Name without separators.</param>
/// <param name="Write">Writes its content.</param>
public sealed record OutputFile(string Name, Action<Stream> Write);
