using System.Buffers.Binary;

namespace Merlon.Workspaces.Exchange;

/// <summary>The check of an xz block: CRC32 or CRC64 are computed, others only measured.</summary>
/// <param name="kind">Number of the check in the header of the stream.</param>
sealed class XzChecksum(int kind)
{
    const ulong Polynomial64 = 0xC96C5795D7870F42; // ECMA-182, reflected
    const uint Polynomial32 = 0xEDB88320;

    static readonly uint[] Table32 = [.. Enumerable.Range(0, 256).Select(static i => Entry32((uint)i))];
    static readonly ulong[] Tables64 = MakeTables64();

    ulong state;

    /// <summary>Its length in the file, in bytes.</summary>
    public int Bytes => kind switch { 0 => 0, 1 => 4, 4 => 8, _ => 32 };

    /// <summary>CRC32 of a few bytes.</summary>
    public static uint Crc32(ReadOnlySpan<byte> bytes) => ~Update32(uint.MaxValue, bytes);

    /// <summary>Begins a block.</summary>
    public void Begin() => state = ulong.MaxValue;

    /// <summary>Takes further bytes of the block.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => state = kind switch { 1 => Update32((uint)(state & uint.MaxValue), bytes), 4 => Update64(state, bytes), _ => state };

    /// <summary>True where what the file says is what was computed, or nothing was.</summary>
    public bool Agrees(ReadOnlySpan<byte> written) => kind switch
    {
        1 => BinaryPrimitives.ReadUInt32LittleEndian(written) == ~(uint)(state & uint.MaxValue),
        4 => BinaryPrimitives.ReadUInt64LittleEndian(written) == ~state,
        _ => true,
    };

    static uint Update32(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            crc = Table32[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        return crc;
    }

    // Four bytes at a time.
    static ulong Update64(ulong crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 4)
        {
            var low = (uint)(crc & uint.MaxValue) ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = Tables64[0x300 + (int)(low & 0xFF)] ^ Tables64[0x200 + (int)((low >> 8) & 0xFF)]
                ^ Tables64[0x100 + (int)((low >> 16) & 0xFF)] ^ Tables64[(int)(low >> 24)] ^ (crc >> 32);
            bytes = bytes[4..];
        }

        foreach (var b in bytes)
        {
            crc = Tables64[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
        }

        return crc;
    }

    static uint Entry32(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial32 : value >> 1;
        }

        return value;
    }

    static ulong[] MakeTables64()
    {
        var tables = new ulong[4 * 256];
        for (var i = 0; i < 256; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial64 : value >> 1;
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[(int)(tables[i - 256] & 0xFF)] ^ (tables[i - 256] >> 8);
        }

        return tables;
    }
}
