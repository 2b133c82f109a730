using System.Globalization;
using System.IO.Compression;

namespace Merlon.Workspaces.Exchange;

/// <summary>Bytes of a file or archive entry as they were read, or why they were not.</summary>
abstract record BoundedBytes
{
    private protected BoundedBytes() { }

    /// <summary>All of them, decompressed.</summary>
    /// <param name="Bytes">The bytes.</param>
    public sealed record Whole(ReadOnlyMemory<byte> Bytes) : BoundedBytes;

    /// <summary>Refused, nothing kept.</summary>
    /// <param name="Code">Diagnostic code.</param>
    /// <param name="Why">What was wrong, as the end of a sentence about the document.</param>
    public sealed record Refused(string Code, string Why) : BoundedBytes;

    /// <summary>
    /// Most bytes that one compressed byte may become, past <see cref="FreeBytes"/>: bundles of ATT&amp;CK have 4 to 15, deflate
    /// can reach 1,032.
    /// </summary>
    public const int CompressionRatioMax = 200;

    /// <summary>Output for which the ratio is not looked at, in bytes: small repetitive files compress well.</summary>
    const int FreeBytes = 1024 * 1024;

    const int FirstBytes = 4096;

    /// <summary>Reads a plain or gzip file, told apart by their first bytes.</summary>
    public static BoundedBytes OfFile(string path, int bytesMax)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (!file.CanSeek)
        {
            return Read(file, 0, bytesMax, static () => 0); // a pipe
        }

        if (!IsGzip(file))
        {
            return file.Length > bytesMax ? TooLarge(bytesMax) : Read(file, file.Length, bytesMax, static () => 0);
        }

        if (file.Length > bytesMax)
        {
            return TooLarge(bytesMax);
        }

        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return Read(gzip, 4 * file.Length, bytesMax, () => file.Position);
    }

    /// <summary>Reads a file as it is.</summary>
    public static BoundedBytes OfPlainFile(string path, int bytesMax)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var length = file.CanSeek ? file.Length : 0;
        return length > bytesMax ? TooLarge(bytesMax) : Read(file, length, bytesMax, static () => 0);
    }

    /// <summary>Reads an entry of an archive; one that says itself that it is a bomb is not opened, and one that lies is found out.</summary>
    public static BoundedBytes OfEntry(ZipArchiveEntry entry, int bytesMax)
    {
        var compressed = Math.Max(1, entry.CompressedLength);
        if (entry.Length > FreeBytes && entry.Length / compressed > CompressionRatioMax)
        {
            return Bomb();
        }

        try
        {
            using var stream = entry.Open();
            if (!entry.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                return Read(stream, Math.Min(entry.Length, 16 * compressed), bytesMax, () => compressed);
            }

            using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            return Read(gzip, 4 * compressed, bytesMax, () => compressed);
        }
        catch (InvalidDataException e)
        {
            return Damaged(e);
        }
    }

    /// <summary>Reads at most the first <paramref name="count"/> bytes of a plain or gzip file.</summary>
    public static ReadOnlyMemory<byte> HeadOf(string path, int count)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (!IsGzip(file))
        {
            return HeadOf(file, count);
        }

        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return HeadOf(gzip, count);
    }

    /// <summary>Reads at most the first <paramref name="count"/> bytes of an archive's entry.</summary>
    public static ReadOnlyMemory<byte> HeadOf(ZipArchiveEntry entry, int count)
    {
        try
        {
            using var stream = entry.Open();
            if (!entry.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                return HeadOf(stream, count);
            }

            using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            return HeadOf(gzip, count);
        }
        catch (InvalidDataException)
        {
            return default; // reading it whole says what is wrong
        }
    }

    static ReadOnlyMemory<byte> HeadOf(Stream stream, int count)
    {
        var head = new byte[count];
        try
        {
            return head.AsMemory(0, stream.ReadAtLeast(head, count, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return default; // reading it whole says what is wrong
        }
    }

    static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        return isGzip;
    }

    // consumed: compressed bytes behind what was read so far, or 0 where nothing is compressed
    static BoundedBytes Read(Stream stream, long sizeHint, int bytesMax, Func<long> consumed)
    {
        try
        {
            // What does not fit goes into a further piece, not into a larger copy: an endless stream costs the limit, not thrice.
            var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(sizeHint + 1, FirstBytes), bytesMax + 1L));
            List<byte[]> pieces = [];
            var (before, length) = (0, 0);
            while (true)
            {
                var read = stream.Read(buffer, length - before, buffer.Length - (length - before));
                if (read == 0)
                {
                    return new Whole(Joined(pieces, buffer, length));
                }

                length += read;
                if (length > bytesMax)
                {
                    return TooLarge(bytesMax);
                }

                if (length > FreeBytes && consumed() is > 0 and var compressed && length / compressed > CompressionRatioMax)
                {
                    return Bomb();
                }

                if (length - before == buffer.Length)
                {
                    pieces.Add(buffer);
                    before = length;
                    buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, bytesMax + 1L - length));
                }
            }
        }
        catch (InvalidDataException e)
        {
            return Damaged(e);
        }
    }

    static ReadOnlyMemory<byte> Joined(List<byte[]> pieces, byte[] last, int length)
    {
        if (pieces.Count == 0)
        {
            return last.AsMemory(0, length);
        }

        var joined = GC.AllocateUninitializedArray<byte>(length);
        var at = 0;
        foreach (var piece in pieces.Append(last))
        {
            var taken = Math.Min(piece.Length, length - at);
            piece.AsSpan(0, taken).CopyTo(joined.AsSpan(at));
            at += taken;
        }

        return joined;
    }

    static Refused Bomb() => new("FILE006", $"unpacks to more than {CompressionRatioMax} times its size, as only a bomb does");

    static Refused TooLarge(int bytesMax) => new(
        "FILE005", string.Create(CultureInfo.InvariantCulture, $"is larger than {bytesMax:N0} bytes"));

    static Refused Damaged(InvalidDataException e) => new("FILE007", $"is damaged or truncated: {e.Message.TrimEnd('.')}");
}
