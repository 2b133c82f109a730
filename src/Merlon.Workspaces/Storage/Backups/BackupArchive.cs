using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Merlon.Workspaces.Storage.Backups;

/// <summary>A backup as a file: a compressed tar archive whose last entry is the manifest. Any tar program opens it; Merlon reads it from front to back and believes nothing before the hashes agree.</summary>
static class BackupArchive
{
    /// <summary>Most entries that are read.</summary>
    public const int EntriesMax = 200_000;

    /// <summary>Most bytes that are unpacked.</summary>
    public const long UnpackedBytesMax = 256L * 1024 * 1024 * 1024;

    /// <summary>What the names of tables and of files begin with.</summary>
    public const string JournalPrefix = "tables/journal/", TeamPrefix = "tables/team/", FilesPrefix = "files/", TableSuffix = ".ndjson";

    /// <summary>Reads every entry in order; what a caller does not read is skipped.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, too large, or has an entry of a kind that backups do not have.</exception>
    public static void Read(string path, Action<string, Stream> each, CancellationToken cancellationToken)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var isPacked = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream unpacked = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using TarReader reader = new(unpacked);
        try
        {
            var (entries, bytes) = (0, 0L);
            while (reader.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bytes += entry.Length;
                if (++entries > EntriesMax || bytes > UnpackedBytesMax || entry.Length > Sharing.SharedTree.FileBytesMax * 4)
                {
                    throw new InvalidDataException($"{path} has more than {EntriesMax:N0} entries or {UnpackedBytesMax / (1L << 30)} GiB: it is no backup of Merlon's");
                }

                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    throw new InvalidDataException($"{path} has '{entry.Name}', which is not a plain file: it is no backup of Merlon's");
                }

                each(entry.Name, entry.DataStream ?? Stream.Null);
            }
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{path} is damaged or is no backup of Merlon's: {e.Message}", e);
        }
    }

    /// <summary>Reads the whole archive and compares every entry with the manifest: nothing is missing, added or changed.</summary>
    /// <exception cref="InvalidDataException">Something is.</exception>
    public static BackupManifest Verify(string path, CancellationToken cancellationToken)
    {
        Dictionary<string, (string Sha256, long Bytes)> found = new(StringComparer.Ordinal);
        BackupManifest? manifest = null;
        Read(path, (name, content) =>
        {
            if (manifest is not null)
            {
                throw new InvalidDataException($"{path} goes on after its manifest: it was changed");
            }

            if (name == BackupManifest.FileName)
            {
                manifest = BackupManifest.Read(Bounded(content));
            }
            else if (!found.TryAdd(name, HashOf(content)))
            {
                throw new InvalidDataException($"{path} has '{name}' twice: it was changed");
            }
        }, cancellationToken);
        if (manifest is null)
        {
            throw new InvalidDataException($"{path} has no manifest: it is cut off, or is no backup of Merlon's");
        }

        foreach (var entry in manifest.Entries)
        {
            if (!found.Remove(entry.Name, out var content) || content.Bytes != entry.Bytes || !string.Equals(content.Sha256, entry.Sha256, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{path} has another '{entry.Name}' than was put in: it is damaged or was changed; nothing was restored");
            }
        }

        return found.Count == 0 ? manifest : throw new InvalidDataException($"{path} has '{found.Keys.Order(StringComparer.Ordinal).First()}', which its manifest does not know: it was changed");
    }

    static (string Sha256, long Bytes) HashOf(Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        var bytes = 0L;
        for (int read; (read = content.Read(buffer)) > 0; bytes += read)
        {
            hash.AppendData(buffer, 0, read);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    static byte[] Bounded(Stream content)
    {
        using MemoryStream bytes = new();
        var buffer = new byte[81_920];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, bytes.Length + read <= BackupManifest.BytesMax ? read : throw new InvalidDataException("the backup's manifest is too large"));
        }

        return bytes.ToArray();
    }

    /// <summary>Writes an archive.</summary>
    public sealed class Writer : IDisposable
    {
        readonly GZipStream packed;
        readonly TarWriter tar;
        readonly DateTimeOffset takenAt;
        readonly List<BackupEntry> entries = [];

        /// <summary>Begins an archive of a moment.</summary>
        public Writer(Stream output, DateTimeOffset takenAt)
        {
            this.takenAt = takenAt;
            packed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
            tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true);
        }

        /// <summary>What was added.</summary>
        public IReadOnlyList<BackupEntry> Entries => entries;

        /// <summary>Adds an entry; <paramref name="content"/> can seek.</summary>
        public void Add(string name, Stream content, long? rows = null)
        {
            content.Position = 0;
            var (hash, bytes) = HashOf(content);
            content.Position = 0;
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = takenAt, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            entries.Add(new BackupEntry(name, hash, bytes, rows));
        }

        /// <summary>Ends the archive.</summary>
        public void End(BackupManifest manifest)
        {
            using MemoryStream content = new();
            manifest.Write(content);
            Add(BackupManifest.FileName, content);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            tar.Dispose();
            packed.Dispose();
        }
    }
}
