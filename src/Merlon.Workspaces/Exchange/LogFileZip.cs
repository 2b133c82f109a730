using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// The directory of a zip archive, read once, and its entries as streams that do not know of each other, so that several can
/// be read at the same time and none needs the directory again (APPNOTE 6.3).
/// </summary>
static class LogFileZip
{
    /// <summary>Largest directory of an archive of logs, in bytes; an entry takes 46 and its name.</summary>
    public const int DirectoryBytesMax = 64 * 1024 * 1024;

    const int EndBytes = 22;
    const int EntryBytes = 46;
    const int LocalBytes = 30;
    const int Stored = 0;
    const int Deflated = 8;

    /// <summary>An entry as the directory has it.</summary>
    /// <param name="Name">Its path in the archive.</param>
    /// <param name="HeaderOffset">Where its own header is.</param>
    /// <param name="PackedBytes">Its size in the archive.</param>
    /// <param name="Bytes">Its size, as the archive says.</param>
    /// <param name="Method">How it is compressed.</param>
    /// <param name="IsEncrypted">True where a password is needed.</param>
    public sealed record Entry(string Name, long HeaderOffset, long PackedBytes, long Bytes, int Method, bool IsEncrypted)
    {
        /// <summary>Why it cannot be read, or null where it can.</summary>
        public string? Refusal
            => IsEncrypted ? "the entry is encrypted; it was left out"
            : Method is not (Stored or Deflated) ? $"the entry is compressed by method {Method}, which is not known; it was left out"
            : null;
    }

    /// <summary>Reads the directory; throws <see cref="InvalidDataException"/> for one that is damaged or too large.</summary>
    public static IReadOnlyList<Entry> EntriesOf(string path)
    {
        using var file = LogFiles.OpenFile(path);
        var (start, length, count) = Find(file);
        if (length > DirectoryBytesMax)
        {
            throw new InvalidDataException($"its directory has more than {DirectoryBytesMax / (1024 * 1024)} MiB");
        }

        var directory = new byte[length];
        file.Position = start;
        file.ReadExactly(directory);
        var entries = new List<Entry>();
        var rest = directory.AsSpan();
        while (entries.Count < count && rest.Length >= EntryBytes && rest.StartsWith("PK\u0001\u0002"u8))
        {
            var (nameBytes, extraBytes, commentBytes) = (UInt16(rest, 28), UInt16(rest, 30), UInt16(rest, 32));
            if (rest.Length < EntryBytes + nameBytes + extraBytes + commentBytes)
            {
                break;
            }

            entries.Add(EntryOf(rest, nameBytes, extraBytes));
            rest = rest[(EntryBytes + nameBytes + extraBytes + commentBytes)..];
        }

        return entries.Count == count || count == ushort.MaxValue ? entries : throw new InvalidDataException("its directory of entries is damaged");
    }

    /// <summary>Opens an entry, decompressed; throws as files do, and <see cref="InvalidDataException"/> where its header is not there.</summary>
    public static LogFileSource Open(string path, Entry entry)
    {
        var file = LogFiles.OpenFile(path);
        try
        {
            Span<byte> header = stackalloc byte[LocalBytes];
            file.Position = entry.HeaderOffset;
            if (file.ReadAtLeast(header, LocalBytes, throwOnEndOfStream: false) < LocalBytes || !header.StartsWith("PK\u0003\u0004"u8))
            {
                throw new InvalidDataException("the header of the entry is not where the directory says");
            }

            var slice = new LogFileSlice(file, entry.HeaderOffset + LocalBytes + UInt16(header, 26) + UInt16(header, 28), entry.PackedBytes);
            file = null;
            return entry.Method == Deflated ? new LogFileSource(new DeflateStream(slice, CompressionMode.Decompress), slice) : new LogFileSource(slice);
        }
        finally
        {
            file?.Dispose();
        }
    }

    static Entry EntryOf(ReadOnlySpan<byte> header, int nameBytes, int extraBytes)
    {
        var name = header.Slice(EntryBytes, nameBytes);
        long packed = UInt32(header, 20), size = UInt32(header, 24), offset = UInt32(header, 42);
        var extra = header.Slice(EntryBytes + nameBytes, extraBytes);
        while (extra.Length >= 4 && extra.Length >= 4 + UInt16(extra, 2))
        {
            var field = extra.Slice(4, UInt16(extra, 2));
            if (UInt16(extra, 0) == 1) // 4.5.3: zip64, only what does not fit above, in this order
            {
                Widen(ref field, ref size);
                Widen(ref field, ref packed);
                Widen(ref field, ref offset);
            }

            extra = extra[(4 + UInt16(extra, 2))..];
        }

        var text = System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : Encoding.Latin1.GetString(name);
        return new Entry(text.Replace('\\', '/'), Math.Max(0, offset), Math.Max(0, packed), Math.Max(0, size), UInt16(header, 10), (UInt16(header, 8) & 1) != 0);
    }

    static void Widen(ref ReadOnlySpan<byte> field, ref long value)
    {
        if (value == uint.MaxValue && field.Length >= 8)
        {
            value = BinaryPrimitives.ReadInt64LittleEndian(field);
            field = field[8..];
        }
    }

    static (long Start, long Length, long Count) Find(FileStream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndBytes + ushort.MaxValue + 20)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndBytes)
        {
            throw new InvalidDataException("it has no directory of entries");
        }

        long count = UInt16(tail, end + 10), length = UInt32(tail, end + 12), start = UInt32(tail, end + 16);
        var locator = end - 20;
        if ((start == uint.MaxValue || count == ushort.MaxValue) && locator >= 0 && tail.AsSpan(locator).StartsWith("PK\u0006\u0007"u8))
        {
            var wide = new byte[56];
            file.Position = Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(locator + 8)), 0, file.Length);
            if (file.ReadAtLeast(wide, wide.Length, throwOnEndOfStream: false) == wide.Length && wide.AsSpan().StartsWith("PK\u0006\u0006"u8))
            {
                count = BinaryPrimitives.ReadInt64LittleEndian(wide.AsSpan(32));
                length = BinaryPrimitives.ReadInt64LittleEndian(wide.AsSpan(40));
                start = BinaryPrimitives.ReadInt64LittleEndian(wide.AsSpan(48));
            }
        }

        return start >= 0 && length >= 0 && start <= file.Length && length <= file.Length - start
            ? (start, length, count)
            : throw new InvalidDataException("its directory of entries is not where it says");
    }

    static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static long UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
