using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Merlon.Logs.Evtx;

/// <summary>CRC-32 as event logs use it (IEEE 802.3, polynomial 0xEDB88320, reflected), 16 bytes a step where the processor multiplies without carry.</summary>
static class EvtxChecksum
{
    /// <summary>Shortest run that is folded; a shorter one goes by the tables.</summary>
    public const int FoldedBytesMin = 64;

    // Eight tables of 256: table k is the checksum of a byte that k zero bytes follow.
    static readonly uint[] Tables = MakeTables();

    /// <summary>Checksum of <paramref name="bytes"/>, or of the bytes before and these where <paramref name="before"/> is given.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var state = ~before;
        if (Pclmulqdq.IsSupported && Sse2.IsSupported && bytes.Length >= FoldedBytesMin)
        {
            var whole = bytes.Length & ~15;
            state = Folded(bytes[..whole], state);
            bytes = bytes[whole..];
        }

        return ~ByTables(bytes, state);
    }

    /// <summary>The slow twin: eight bytes a step through tables.</summary>
    public static uint OfByTables(ReadOnlySpan<byte> bytes, uint before = 0) => ~ByTables(bytes, ~before);

    // Gopal and others, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ" (2009): four lanes of 128 bits are
    // folded forward by 512 bits a step, then together, then reduced after Barrett. The constants are x^n mod P, reflected.
    static uint Folded(ReadOnlySpan<byte> bytes, uint state)
    {
        var by512 = Vector128.Create(0x154442bd4UL, 0x1c6e41596UL);
        var by128 = Vector128.Create(0x1751997d0UL, 0x0ccaa009eUL);
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        var lane0 = lanes[0] ^ Vector128.CreateScalar((ulong)state);
        var lane1 = lanes[1];
        var lane2 = lanes[2];
        var lane3 = lanes[3];
        var at = 4;
        for (; at + 4 <= lanes.Length; at += 4)
        {
            lane0 = Fold(lane0, by512, lanes[at]);
            lane1 = Fold(lane1, by512, lanes[at + 1]);
            lane2 = Fold(lane2, by512, lanes[at + 2]);
            lane3 = Fold(lane3, by512, lanes[at + 3]);
        }

        var lane = Fold(Fold(Fold(lane0, by128, lane1), by128, lane2), by128, lane3);
        for (; at < lanes.Length; at++)
        {
            lane = Fold(lane, by128, lanes[at]);
        }

        var low32 = Vector128.Create(0xFFFFFFFFUL, 0);
        lane = Sse2.ShiftRightLogical128BitLane(lane, 8) ^ Pclmulqdq.CarrylessMultiply(lane, by128, 0x10);
        lane = Sse2.ShiftRightLogical128BitLane(lane, 4) ^ Pclmulqdq.CarrylessMultiply(lane & low32, Vector128.CreateScalar(0x163cd6124UL), 0x00);
        var barrett = Vector128.Create(0x1db710641UL, 0x1f7011641UL);
        var quotient = Pclmulqdq.CarrylessMultiply(lane & low32, barrett, 0x10) & low32;
        return (lane ^ Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00)).AsUInt32().GetElement(1);
    }

    static Vector128<ulong> Fold(Vector128<ulong> lane, Vector128<ulong> by, Vector128<ulong> next)
        => Pclmulqdq.CarrylessMultiply(lane, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, by, 0x11) ^ next;

    static uint ByTables(ReadOnlySpan<byte> bytes, uint state)
    {
        var tables = Tables.AsSpan();
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = tables[(7 * 256) + (int)(low & 0xFF)] ^ tables[(6 * 256) + (int)(low >> 8 & 0xFF)]
                ^ tables[(5 * 256) + (int)(low >> 16 & 0xFF)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (int)(high & 0xFF)] ^ tables[(2 * 256) + (int)(high >> 8 & 0xFF)]
                ^ tables[256 + (int)(high >> 16 & 0xFF)] ^ tables[(int)(high >> 24)];
        }

        foreach (var value in bytes)
        {
            state = tables[(int)((state ^ value) & 0xFF)] ^ (state >> 8);
        }

        return state;
    }

    static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = (tables[i - 256] >> 8) ^ tables[(int)(tables[i - 256] & 0xFF)];
        }

        return tables;
    }
}
