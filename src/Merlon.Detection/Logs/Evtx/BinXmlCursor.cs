using System.Buffers.Binary;

namespace Merlon.Logs.Evtx;

/// <summary>Reads on in a chunk up to an end and no further; a read past it gives false and leaves the place.</summary>
/// <param name="chunk">The whole chunk, for offsets in it are what the tokens hold.</param>
/// <param name="at">Where to begin.</param>
/// <param name="end">Where to stop.</param>
ref struct BinXmlCursor(ReadOnlySpan<byte> chunk, int at, int end)
{
    /// <summary>The whole chunk.</summary>
    public readonly ReadOnlySpan<byte> Chunk = chunk;

    /// <summary>Offset of the next byte in the chunk.</summary>
    public int At { get; private set; } = at;

    /// <summary>First offset that is not read.</summary>
    public readonly int End = Math.Min(end, chunk.Length);

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => End - At;

    /// <summary>Reads a byte.</summary>
    public bool TryReadByte(out byte value)
    {
        if (Left < 1)
        {
            value = 0;
            return false;
        }

        value = Chunk[At++];
        return true;
    }

    /// <summary>Reads a number of 16 bits.</summary>
    public bool TryReadUInt16(out int value)
    {
        if (Left < 2)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt16LittleEndian(Chunk[At..]);
        At += 2;
        return true;
    }

    /// <summary>Reads a number of 32 bits.</summary>
    public bool TryReadUInt32(out uint value)
    {
        if (Left < 4)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(Chunk[At..]);
        At += 4;
        return true;
    }

    /// <summary>Takes the next <paramref name="count"/> bytes.</summary>
    public bool TryTake(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count < 0 || Left < count)
        {
            bytes = default;
            return false;
        }

        bytes = Chunk.Slice(At, count);
        At += count;
        return true;
    }

    /// <summary>Passes over <paramref name="count"/> bytes.</summary>
    public bool TrySkip(uint count)
    {
        if (Left < 0 || (uint)Left < count)
        {
            return false;
        }

        At += (int)count;
        return true;
    }
}
