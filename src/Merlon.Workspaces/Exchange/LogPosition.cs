using System.Security.Cryptography;
using Merlon.Logs;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// How far a log file has been read, and how to know it again: by its first bytes, since paths change when logs are rotated
/// and file systems have no number for a file that is the same everywhere.
/// </summary>
/// <param name="Path">Where it was, as a full path.</param>
/// <param name="Offset">Bytes that have been read; for a packed file its size, since such are read whole or not at all.</param>
/// <param name="Head">SHA-256 of its first <paramref name="HeadBytes"/> bytes, hexadecimal.</param>
/// <param name="HeadBytes">How many those are; few for a file that was small.</param>
/// <param name="Format">What it was read as; <see cref="LogFormat.Unknown"/> for a packed file.</param>
/// <param name="HeaderOffset">Where the header begins that its last records were read by (CSV, Zeek, W3C), in bytes.</param>
public sealed record LogPosition(string Path, long Offset, string Head, int HeadBytes, LogFormat Format = LogFormat.Unknown, long HeaderOffset = 0)
{
    /// <summary>Most bytes by which a file is known again.</summary>
    public const int HeadBytesMax = 1024;

    // behind the headers of the file and of its first chunk; signature, size, number and time of the record
    const int EvtxRecordOffset = 4096 + 512;
    const int EvtxRecordHeadBytes = 24;

    /// <summary>The position of a file that has not been read; throws as files do.</summary>
    public static LogPosition AtStart(string path)
    {
        using var file = LogFiles.OpenFile(path);
        return AtStart(path, file);
    }

    /// <summary>True where a stream begins as this file did; a file of which nothing was known is no other's.</summary>
    public bool IsHeadOf(Stream file) => HeadBytes > 0 && HashOf(file, HeadBytes) is var (hash, bytes) && bytes == HeadBytes && hash.Equals(Head, StringComparison.Ordinal);

    /// <summary>The same position, known by more bytes where the file has them now.</summary>
    internal LogPosition WithHeadOf(FileStream file)
    {
        if (HeadBytes == HeadBytesMax || file.Length <= HeadBytes)
        {
            return this;
        }

        file.Position = 0;
        var (hash, bytes) = HashOf(file, HeadBytesMax);
        return this with { Head = hash, HeadBytes = bytes };
    }

    internal static LogPosition AtStart(string path, FileStream file)
    {
        file.Position = 0;
        var (hash, bytes) = HashOf(file, HeadBytesMax);
        return new LogPosition(System.IO.Path.GetFullPath(path), 0, hash, bytes);
    }

    // The head of an event log changes with each record: it is known by the head of its first record instead.
    static (string Hash, int Bytes) HashOf(Stream file, int count)
    {
        var head = new byte[Math.Max(count, EvtxRecordOffset + EvtxRecordHeadBytes)];
        var length = file.ReadAtLeast(head.AsSpan(0, count), count, throwOnEndOfStream: false);
        if (!head.AsSpan(0, length).StartsWith("ElfFile\0"u8))
        {
            return (Convert.ToHexString(SHA256.HashData(head.AsSpan(0, length))), length);
        }

        length += file.ReadAtLeast(head.AsSpan(length), head.Length - length, throwOnEndOfStream: false);
        var record = head.AsSpan(Math.Min(length, EvtxRecordOffset), Math.Min(EvtxRecordHeadBytes, Math.Max(0, length - EvtxRecordOffset)));
        return (Convert.ToHexString(SHA256.HashData(record)), record.Length);
    }
}
