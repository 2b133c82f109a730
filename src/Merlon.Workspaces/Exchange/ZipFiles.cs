using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;

namespace Merlon.Workspaces.Exchange;

/// <summary>Opens zip archives whose directory is known to be small before any of it is believed.</summary>
static class ZipFiles
{
    /// <summary>Largest directory of an archive, in bytes; an entry takes 46 and its name.</summary>
    public const int DirectoryBytesMax = 16 * 1024 * 1024;

    // APPNOTE 4.3.16: the end of central directory record, with a comment of at most 65,535 bytes behind it
    const int EndBytes = 22;
    const int EndSearchBytes = EndBytes + ushort.MaxValue;
    static ReadOnlySpan<byte> EndSignature => "PK\u0005\u0006"u8;

    /// <summary>True when a file begins as zip archives do.</summary>
    public static bool IsZip(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        Span<byte> magic = stackalloc byte[4];
        return file.CanSeek // what is read of a pipe is gone
            && file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) == 4
            && (magic.SequenceEqual("PK\u0003\u0004"u8) || magic.SequenceEqual(EndSignature));
    }

    /// <summary>Opens an archive, or says why not.</summary>
    public static bool TryOpen(
        string path, int bytesMax, [NotNullWhen(true)] out ZipArchive? archive, [NotNullWhen(false)] out BoundedBytes.Refused? refused)
    {
        archive = null;
        refused = null;
        FileStream? file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            if (file.Length > bytesMax)
            {
                refused = new BoundedBytes.Refused("FILE005", string.Create(CultureInfo.InvariantCulture, $"is larger than {bytesMax:N0} bytes"));
                return false;
            }

            if (DirectoryBytes(file) is not { } directoryBytes)
            {
                refused = new BoundedBytes.Refused("FILE007", "is damaged or truncated: it has no directory of entries");
                return false;
            }

            if (directoryBytes > DirectoryBytesMax)
            {
                refused = new BoundedBytes.Refused("FILE008", string.Create(CultureInfo.InvariantCulture, $"has a directory of more than {DirectoryBytesMax:N0} bytes"));
                return false;
            }

            file.Position = 0;
            archive = new ZipArchive(file, ZipArchiveMode.Read);
            _ = archive.Entries.Count; // reads the directory
            file = null; // the archive's now
            return true;
        }
        catch (InvalidDataException e)
        {
            archive?.Dispose();
            archive = null;
            refused = new BoundedBytes.Refused("FILE007", $"is damaged or truncated: {e.Message}");
            return false;
        }
        finally
        {
            file?.Dispose();
        }
    }

    // How far a reader of the directory could run: from where the directory is said to begin to its end record. Null when there
    // is no end record; zip64 offsets are all ones and come out as larger than any limit.
    static long? DirectoryBytes(FileStream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndSearchBytes)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf(EndSignature);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            return null;
        }

        var entries = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10));
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        return entries == ushort.MaxValue || offset == uint.MaxValue ? long.MaxValue : Math.Max(0, file.Length - tail.Length + end - offset);
    }
}
