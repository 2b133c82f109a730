namespace Merlon.Workspaces.Exchange;

/// <summary>Bytes of a compressed stream one by one, with their number; the end where more are needed is <see cref="InvalidDataException"/>.</summary>
/// <param name="packed">The stream.</param>
sealed class XzInput(Stream packed)
{
    readonly byte[] block = new byte[32 * 1024];
    int start;
    int end;
    long before;

    /// <summary>Bytes that were taken.</summary>
    public long Position => before + start;

    /// <summary>The next byte, or -1 at the end.</summary>
    public int TryReadByte()
    {
        if (start == end)
        {
            before += end;
            start = 0;
            end = packed.Read(block, 0, block.Length);
            if (end == 0)
            {
                return -1;
            }
        }

        return block[start++];
    }

    /// <summary>The next byte.</summary>
    public byte ReadByte() => TryReadByte() is >= 0 and var read ? (byte)read : throw new InvalidDataException("it ends before its end");

    /// <summary>Fills a buffer.</summary>
    public void Read(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
        {
            buffer[i] = ReadByte();
        }
    }

    /// <summary>A number of variable length (1.2 of the .xz format): seven bits a byte, the lowest first, at most nine bytes.</summary>
    public long ReadNumber()
    {
        var value = 0L;
        for (var i = 0; i < 9; i++)
        {
            var read = ReadByte();
            value |= (long)(read & 0x7F) << (7 * i);
            if (read < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number in it is too long");
    }

    /// <summary>A number of variable length from the front of a span.</summary>
    public static long TakeNumber(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0L;
        for (var i = 0; i < Math.Min(9, bytes.Length); i++)
        {
            value |= (long)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("a number in it is too long");
    }
}
