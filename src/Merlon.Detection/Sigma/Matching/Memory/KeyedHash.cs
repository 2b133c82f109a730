using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Merlon.Sigma.Matching.Memory;

/// <summary>128 bits that stand for some bytes; without the key nobody can make two values of the same.</summary>
readonly record struct Fingerprint(ulong Low, ulong High);

/// <summary>
/// A hash of which it is proved that two different values collide only by chance over the key, however they were chosen: NH
/// over blocks (UMAC, Black and others 1999) with 64-bit words, a multiply-shift (Dietzfelbinger 1996) over what it leaves, a
/// polynomial modulo 2^61 - 1 over the blocks of long values; two lanes of independent keys. For one pair of values the chance
/// is below 2^-100. A record can therefore not be written so that it passes for another one that was seen before.
/// </summary>
sealed class KeyedHash
{
    const int BlockBytes = 1024;
    const int BlockWords = BlockBytes / sizeof(ulong);
    const ulong Prime = (1UL << 61) - 1;

    readonly ulong[] blockKey = new ulong[BlockWords + 2];
    readonly ulong[] finalKey = new ulong[16];
    readonly ulong firstBase;
    readonly ulong secondBase;

    /// <summary>
    /// A key that differs from process to process: strings hash with a seed that the runtime draws anew for each, and what it
    /// makes of different strings tells nobody the seed without seeing results, which are never shown.
    /// </summary>
    public KeyedHash()
    {
        Fill(blockKey, "block");
        Fill(finalKey, "final");
        Span<ulong> bases = stackalloc ulong[2];
        Fill(bases, "base");
        firstBase = bases[0] >> 4;
        secondBase = bases[1] >> 4;
    }

    /// <summary>Hashes bytes together with their length and a tag.</summary>
    /// <param name="bytes">Any number.</param>
    /// <param name="tag">Parts what may not be taken for one another, such as kinds of values; its upper 32 bits only.</param>
    public Fingerprint Of(ReadOnlySpan<byte> bytes, ulong tag)
    {
        unchecked
        {
            var length = (tag & 0xFFFF_FFFF_0000_0000) | (uint)bytes.Length;
            if (bytes.Length <= 16)
            {
                var (first, second) = ReadShort(bytes);
                return new Fingerprint(Finish(first, second, length, lane: 0), Finish(first, second, length, lane: 8));
            }

            ulong low = 0, high = 0;
            while (bytes.Length > BlockBytes)
            {
                // The last part keeps sixteen bytes at least.
                var block = bytes.Length < BlockBytes + 16 ? BlockBytes - 16 : BlockBytes;
                Multiply(bytes[..block], out var a, out var b);
                low = Step(low, Finish((ulong)a, (ulong)(a >> 64), 0, lane: 0) >> 4, firstBase);
                high = Step(high, Finish((ulong)b, (ulong)(b >> 64), 0, lane: 8) >> 4, secondBase);
                bytes = bytes[block..];
            }

            Multiply(bytes, out var lastA, out var lastB);
            return new Fingerprint(
                Finish((ulong)lastA, (ulong)(lastA >> 64), length, lane: 0) + low,
                Finish((ulong)lastB, (ulong)(lastB >> 64), length, lane: 8) + high);
        }
    }

    // NH in two lanes, the key of the second moved by a pair (Toeplitz).
    void Multiply(ReadOnlySpan<byte> bytes, out UInt128 a, out UInt128 b)
    {
        unchecked
        {
            // The references stay inside: a block has at most BlockBytes bytes, and the key four words more than that.
            ulong aLow = 0, aHigh = 0, bLow = 0, bHigh = 0;
            ref var key = ref MemoryMarshal.GetArrayDataReference(blockKey);
            ref var data = ref MemoryMarshal.GetReference(bytes);
            var whole = (nuint)(uint)bytes.Length & ~(nuint)15;
            for (nuint at = 0; at < whole; at += 16)
            {
                var first = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref data, at));
                var second = Unsafe.ReadUnaligned<ulong>(ref Unsafe.AddByteOffset(ref data, at + 8));
                ref var here = ref Unsafe.AddByteOffset(ref key, at);
                Add(first + here, second + Unsafe.Add(ref here, 1), ref aLow, ref aHigh);
                Add(first + Unsafe.Add(ref here, 2), second + Unsafe.Add(ref here, 3), ref bLow, ref bHigh);
            }

            var rest = bytes.Length & 15;
            if (rest > 0)
            {
                // The last sixteen bytes once more, under keys of their own place; the length says how far they reach back.
                var last = bytes[^16..];
                var first = MemoryMarshal.Read<ulong>(last);
                var second = MemoryMarshal.Read<ulong>(last[8..]);
                ref var here = ref Unsafe.AddByteOffset(ref key, whole);
                Add(first + here, second + Unsafe.Add(ref here, 1), ref aLow, ref aHigh);
                Add(first + Unsafe.Add(ref here, 2), second + Unsafe.Add(ref here, 3), ref bLow, ref bHigh);
            }

            a = new UInt128(aHigh, aLow);
            b = new UInt128(bHigh, bLow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(ulong x, ulong y, ref ulong low, ref ulong high)
    {
        unchecked
        {
            var productHigh = Math.BigMul(x, y, out var productLow);
            low += productLow;
            high += productHigh + (low < productLow ? 1UL : 0UL);
        }
    }

    // (k0 * first + k1 * second + k2 * length + k3) mod 2^128, its upper half; each k of 128 bits.
    ulong Finish(ulong first, ulong second, ulong length, int lane)
    {
        unchecked
        {
            ReadOnlySpan<ulong> key = finalKey.AsSpan(lane, 8);
            var low = key[6];
            var high = key[7];
            Add(key[0], first, ref low, ref high);
            Add(key[2], second, ref low, ref high);
            Add(key[4], length, ref low, ref high);
            return high + key[1] * first + key[3] * second + key[5] * length;
        }
    }

    static ulong Step(ulong sum, ulong next, ulong at)
    {
        unchecked
        {
            var high = Math.BigMul(sum, at, out var low);
            var reduced = (low & Prime) + (low >> 61 | high << 3) + next;
            reduced = (reduced & Prime) + (reduced >> 61);
            return reduced >= Prime ? reduced - Prime : reduced;
        }
    }

    // Of one length no two values give the same pair.
    static (ulong First, ulong Second) ReadShort(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 8)
        {
            return (MemoryMarshal.Read<ulong>(bytes), MemoryMarshal.Read<ulong>(bytes[^8..]));
        }

        if (bytes.Length >= 4)
        {
            return (MemoryMarshal.Read<uint>(bytes), MemoryMarshal.Read<uint>(bytes[^4..]));
        }

        var packed = 0UL;
        foreach (var value in bytes)
        {
            packed = packed << 8 | value;
        }

        return (packed, 0);
    }

    static void Fill(Span<ulong> words, string name)
    {
        for (var i = 0; i < words.Length; i++)
        {
            var label = string.Create(CultureInfo.InvariantCulture, $"{name} {i}");
            unchecked
            {
                var low = (uint)label.GetHashCode(StringComparison.Ordinal);
                var high = (uint)(label + " high").GetHashCode(StringComparison.Ordinal);
                words[i] = BitOperations.RotateLeft((ulong)high << 32 | low, 17) ^ (uint)HashCode.Combine(i, name.Length);
            }
        }
    }
}
