namespace Merlon.Workspaces.Storage;

/// <summary>Writes a file so that it is whole or as it was: to a temporary name beside it, flushed to the disk, then renamed.</summary>
static class AtomicFile
{
    /// <summary>
    /// What temporary names end with. One name per target: what a crash leaves behind is overwritten by the next write, and two
    /// writers of one file cannot mix.
    /// </summary>
    public const string TemporarySuffix = ".merlon-tmp";

    /// <summary>Replaces a file; on any error the old one stays and nothing is left beside it.</summary>
    public static void Write(string path, Action<Stream> write) => WriteAged(path, TimeSpan.Zero, write);

    /// <summary>
    /// As <see cref="Write"/>, with a date of writing that is so much earlier: whatever writes to the file afterwards gives it another one, however coarse the file system counts. Returns
    /// the date that it has (UTC).
    /// </summary>
    public static DateTime WriteAged(string path, TimeSpan age, Action<Stream> write)
    {
        var temporary = WriteTemporary(path, write);
        var isRenamed = false;
        try
        {
            if (age > TimeSpan.Zero)
            {
                File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(temporary) - age);
            }

            var written = File.GetLastWriteTimeUtc(temporary);
            File.Move(temporary, path, overwrite: true);
            isRenamed = true;
            return written;
        }
        finally
        {
            if (!isRenamed)
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>
    /// As <see cref="Write"/>, for files that several processes may write at once without a lock, each the same bytes: every
    /// writer has a temporary name of its own, and readers that have the old file open keep it.
    /// </summary>
    public static void WriteBeside(string path, Action<Stream> write)
    {
        var own = Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Path.GetRandomFileName()}{TemporarySuffix}");
        var isRenamed = false;
        try
        {
            using (var stream = new FileStream(own, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(own, path, overwrite: true);
            isRenamed = true;
        }
        finally
        {
            if (!isRenamed)
            {
                File.Delete(own);
            }
        }
    }

    /// <summary>Writes and flushes the temporary file of a target and returns its path; removes it on any error.</summary>
    public static string WriteTemporary(string path, Action<Stream> write)
    {
        var temporary = TemporaryOf(path);
        var isWhole = false;
        FileStream? stream = null;
        try
        {
            stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
            write(stream);
            stream.Flush(flushToDisk: true);
            isWhole = true;
        }
        finally
        {
            Close(stream, temporary, isWhole);
        }

        return temporary;
    }

    static string TemporaryOf(string path)
        => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", $".{Path.GetFileName(path)}{TemporarySuffix}");

    // Closing flushes what the buffer still holds, which on a full disk fails once more: the file must go all the same.
    static void Close(FileStream? stream, string temporary, bool isWhole)
    {
        try
        {
            stream?.Dispose();
        }
        finally
        {
            if (!isWhole && stream is not null)
            {
                File.Delete(temporary);
            }
        }
    }
}
