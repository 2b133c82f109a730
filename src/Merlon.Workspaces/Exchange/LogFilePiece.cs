using System.Buffers.Binary;
using Merlon.Logs;

namespace Merlon.Workspaces.Exchange;

/// <summary>Where pieces of a growing file may begin and end, and what a piece needs from before it to be read.</summary>
static class LogFilePiece
{
    /// <summary>How far back the end of the last line is looked for, in bytes; a longer line is taken as far as it goes.</summary>
    public const int LineBytesMax = 4 * 1024 * 1024;

    /// <summary>Largest header that is read again in front of a piece, in bytes.</summary>
    public const int HeaderBytesMax = 64 * 1024;

    const int EvtxHeaderBytes = 4096;
    const int EvtxChunkBytes = 64 * 1024;

    /// <summary>
    /// From where to where a file can be read now: lines that have an end, and chunks of an event log in which nothing is
    /// written any more; where <paramref name="isLast"/>, everything.
    /// </summary>
    public static (long From, long To) Bounds(LogPosition position, FileStream file, bool isLast)
        => position.Format == LogFormat.Evtx ? EvtxBounds(position, file, isLast)
        : isLast ? (position.Offset, file.Length)
        : IsUtf16(file) ? (position.Offset, position.Offset)
        : (position.Offset, LineEnd(file, position.Offset));

    /// <summary>The lines that say how the following ones are read: names of columns, directives.</summary>
    public static byte[] HeaderOf(LogPosition position, FileStream file)
    {
        if (position.Format is not (LogFormat.Csv or LogFormat.Tsv or LogFormat.Zeek or LogFormat.W3c))
        {
            return [];
        }

        var bytes = new byte[HeaderBytesMax];
        file.Position = position.HeaderOffset;
        var text = bytes.AsSpan(0, file.ReadAtLeast(bytes, (int)Math.Min(bytes.Length, position.Offset - position.HeaderOffset), throwOnEndOfStream: false));
        var length = 0;
        while (length < text.Length)
        {
            var end = text[length..].IndexOf((byte)'\n');
            var isHeader = position.Format is LogFormat.Csv or LogFormat.Tsv ? length == 0 || text.StartsWith("sep="u8) && text[..length].Count((byte)'\n') < 2 : text[length] == '#';
            if (end < 0 || !isHeader)
            {
                break;
            }

            length += end + 1;
        }

        return text[..length].ToArray();
    }

    /// <summary>Where the last header of a file begins once it has been read up to <paramref name="to"/>: W3C and Zeek may write it again.</summary>
    public static long LastHeader(LogPosition position, FileStream file, long from, long to)
    {
        if (position.Format is not (LogFormat.W3c or LogFormat.Zeek))
        {
            return 0;
        }

        var (found, block, at) = (position.HeaderOffset, -1L, from);
        var (isLineStart, isFields) = (true, false);
        var bytes = new byte[EvtxChunkBytes];
        file.Position = from;
        while (at < to && file.Read(bytes, 0, (int)Math.Min(bytes.Length, to - at)) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                if (isLineStart)
                {
                    var isComment = bytes[i] == '#';
                    found = !isComment && block >= 0 && isFields ? block : found;
                    block = !isComment ? -1 : block < 0 ? at + i : block;
                    isFields = isComment && (isFields || i + 1 < count && bytes[i + 1] is (byte)'F' or (byte)'f' or (byte)'s');
                }

                var end = bytes.AsSpan(i, count - i).IndexOf((byte)'\n');
                isLineStart = end >= 0;
                i = end < 0 ? count : i + end;
            }

            at += count;
        }

        return found;
    }

    static (long From, long To) EvtxBounds(LogPosition position, FileStream file, bool isLast)
    {
        if (isLast || file.Length < EvtxHeaderBytes)
        {
            return (position.Offset, isLast ? file.Length : position.Offset);
        }

        // MS-EVEN6 has no file format; the header's word at 16 is the number of the chunk that is being written.
        var header = new byte[24];
        file.Position = 0;
        var length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        var current = length == header.Length ? BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16)) : 0;
        var full = EvtxHeaderBytes + EvtxChunkBytes * Math.Clamp(current, 0, (file.Length - EvtxHeaderBytes) / EvtxChunkBytes);
        return full < position.Offset ? (0, full) : (position.Offset, full > EvtxHeaderBytes ? full : position.Offset); // a ring begins anew
    }

    static bool IsUtf16(FileStream file)
    {
        Span<byte> mark = stackalloc byte[2];
        file.Position = 0;
        return file.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && mark is [0xFF, 0xFE] or [0xFE, 0xFF];
    }

    static long LineEnd(FileStream file, long from)
    {
        var end = file.Length;
        var bytes = new byte[64 * 1024];
        while (end > from)
        {
            var start = Math.Max(from, end - bytes.Length);
            file.Position = start;
            var count = file.ReadAtLeast(bytes.AsSpan(0, (int)(end - start)), (int)(end - start), throwOnEndOfStream: false);
            var at = bytes.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (at >= 0)
            {
                return start + at + 1;
            }

            if (file.Length - start > LineBytesMax)
            {
                return file.Length;
            }

            end = start;
        }

        return from;
    }
}
