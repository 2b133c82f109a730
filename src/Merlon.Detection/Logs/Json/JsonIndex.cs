using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Merlon.Logs.Json;

/// <summary>
/// Where texts end and where brackets stand outside texts, found 64 bytes at a time with bit masks. Begins outside a text.
/// Ends early at an escape that JSON does not know and at a line feed in a text: what is behind has to be looked at anew.
/// </summary>
sealed class JsonIndex
{
    const int BlockBytes = 64;
    const ulong OddBits = 0xAAAA_AAAA_AAAA_AAAA;

    // One write of eight places past the last one that counts.
    const int Slack = 8;

    // Nibbles of the bytes that may stand behind a backslash: 2 (" /), 5 (\), 6 (b f n), 7 (r t u).
    static readonly Vector128<byte> LowNibbles = Vector128.Create((byte)0, 0, 13, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
    static readonly Vector128<byte> HighNibbles = Vector128.Create((byte)0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);

    int[] places = new int[4096];

    /// <summary>Closing quotation marks, and brackets and braces outside texts, ascending.</summary>
    public ReadOnlySpan<int> Places => places.AsSpan(0, Count);

    /// <summary>How many places there are.</summary>
    public int Count { get; private set; }

    /// <summary>Up to where the places are known.</summary>
    public int Limit { get; private set; }

    /// <summary>True where it ends early.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>True where a byte of them is not ASCII.</summary>
    public bool HasForeign { get; private set; }

    /// <summary>Looks at <paramref name="bytes"/> from <paramref name="start"/> to <paramref name="end"/>; places count from the first byte of all.</summary>
    public void Build(ReadOnlySpan<byte> bytes, int start, int end)
    {
        unchecked
        {
            if (places.Length < end - start + Slack)
            {
                places = new int[BitOperations.RoundUpToPowerOf2((uint)(end - start + Slack))];
            }

            Count = 0;
            Limit = end;
            IsBroken = false;
            HasForeign = false;
            var state = new State();
            ref var first = ref MemoryMarshal.GetReference(bytes);
            var at = start;
            for (; at <= end - BlockBytes; at += BlockBytes)
            {
                if (!Add(ref Unsafe.Add(ref first, at), bytes, at, end, ref state))
                {
                    return;
                }
            }

            if (at < end)
            {
                Span<byte> padded = stackalloc byte[BlockBytes];
                padded.Fill((byte)' ');
                bytes[at..end].CopyTo(padded);
                Add(ref MemoryMarshal.GetReference(padded), bytes, at, end, ref state);
            }
        }
    }

    struct State
    {
        public ulong IsInText;
        public ulong IsEscaped;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    bool Add(ref byte block, ReadOnlySpan<byte> bytes, int at, int end, ref State state)
    {
        unchecked
        {
            var masks = Masks.Of(ref block);
            var escaped = 0UL;
            if ((masks.Backslashes | state.IsEscaped) != 0)
            {
                escaped = EscapedOf(masks.Backslashes, ref state.IsEscaped);
            }

            var quotes = masks.Quotes & ~escaped;
            var inText = PrefixXor(quotes) ^ state.IsInText;
            state.IsInText = (ulong)((long)inText >> 63);
            HasForeign |= masks.Foreign != 0;
            var kept = quotes & ~inText | masks.Brackets & ~inText;
            var faults = masks.Lines & inText;
            if (escaped != 0)
            {
                faults |= FaultyEscapes(escaped & inText, ref block, bytes, at, end);
            }

            if (faults != 0)
            {
                var fault = BitOperations.TrailingZeroCount(faults);
                kept &= (1UL << fault) - 1;
                Limit = at + fault;
                IsBroken = true;
            }

            Write(kept, at);
            return faults == 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Write(ulong bits, int at)
    {
        unchecked
        {
            ref var to = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(places), Count);
            Count += BitOperations.PopCount(bits);

            // Build made room for a place a byte and for one group more than counts.
            while (bits != 0)
            {
                for (var i = 0; i < Slack; i++)
                {
                    Unsafe.Add(ref to, i) = at + BitOperations.TrailingZeroCount(bits);
                    bits &= bits - 1;
                }

                to = ref Unsafe.Add(ref to, Slack);
            }
        }
    }

    // Bytes behind an odd number of backslashes. A series that begins at an odd place is told from one that begins at an even
    // place by the carry of a subtraction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong EscapedOf(ulong backslashes, ref ulong isEscaped)
    {
        unchecked
        {
            var potential = backslashes & ~isEscaped;
            var maybe = potential << 1;
            var series = (maybe | OddBits) - potential;
            var codes = series ^ OddBits;
            var escaped = codes ^ (backslashes | isEscaped);
            isEscaped = (codes & backslashes) >> 63;
            return escaped;
        }
    }

    static ulong FaultyEscapes(ulong escaped, ref byte block, ReadOnlySpan<byte> bytes, int at, int end)
    {
        unchecked
        {
            if (end - at < BlockBytes)
            {
                escaped &= (1UL << (end - at)) - 1; // the backslash may be the last byte there is
            }

            var faults = escaped & ~Escapable(ref block, out var units);
            for (units &= escaped; units != 0; units &= units - 1)
            {
                var bit = BitOperations.TrailingZeroCount(units);
                faults |= HasFourDigits(bytes[(at + bit + 1)..end]) ? 0 : 1UL << bit;
            }

            return faults;
        }
    }

    // Which of 64 bytes may stand behind a backslash, and which of these begin the number of a character.
    static ulong Escapable(ref byte block, out ulong units)
    {
        unchecked
        {
            var escapable = 0UL;
            units = 0;
            if (Avx512BW.IsSupported)
            {
                var all = Vector512.LoadUnsafe(ref block);
                var nibbles = Vector512.Create((byte)15);
                var low = Avx512BW.Shuffle(Wide(LowNibbles), all & nibbles);
                var high = Avx512BW.Shuffle(Wide(HighNibbles), (all.AsUInt16() >>> 4).AsByte() & nibbles);
                units = Vector512.Equals(all, Vector512.Create((byte)'u')).ExtractMostSignificantBits();
                return ~Vector512.Equals(low & high, Vector512<byte>.Zero).ExtractMostSignificantBits();
            }

            for (var i = 0; i < BlockBytes; i += 16)
            {
                var part = Vector128.LoadUnsafe(ref block, (nuint)i);
                var kinds = Vector128.Shuffle(LowNibbles, part & Vector128.Create((byte)15)) & Vector128.Shuffle(HighNibbles, part >>> 4);
                escapable |= (ulong)(~Vector128.Equals(kinds, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF) << i;
                units |= (ulong)Vector128.Equals(part, Vector128.Create((byte)'u')).ExtractMostSignificantBits() << i;
            }

            return escapable;
        }
    }

    static Vector512<byte> Wide(Vector128<byte> table) => Vector512.Create(Vector256.Create(table, table), Vector256.Create(table, table));

    // Of those that are there: where there are fewer the text does not end either.
    static bool HasFourDigits(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes[..Math.Min(4, bytes.Length)])
        {
            if (!char.IsAsciiHexDigit((char)b))
            {
                return false;
            }
        }

        return true;
    }

    // Bit i is the parity of the bits up to i.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ bits << 32;
    }

    // What stands in 64 bytes, one bit a byte.
    readonly struct Masks
    {
        public ulong Quotes { get; private init; }

        public ulong Backslashes { get; private init; }

        public ulong Brackets { get; private init; }

        public ulong Lines { get; private init; }

        public ulong Foreign { get; private init; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Masks Of(ref byte first)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                var all = Vector512.LoadUnsafe(ref first);
                var folded = all | Vector512.Create((byte)0x20);
                return new Masks
                {
                    Quotes = Vector512.Equals(all, Vector512.Create((byte)'"')).ExtractMostSignificantBits(),
                    Backslashes = Vector512.Equals(all, Vector512.Create((byte)'\\')).ExtractMostSignificantBits(),
                    Brackets = (Vector512.Equals(folded, Vector512.Create((byte)'{')) | Vector512.Equals(folded, Vector512.Create((byte)'}'))).ExtractMostSignificantBits(),
                    Lines = Vector512.Equals(all, Vector512.Create((byte)'\n')).ExtractMostSignificantBits(),
                    Foreign = all.ExtractMostSignificantBits(),
                };
            }

            if (Vector256.IsHardwareAccelerated)
            {
                var low = Half(Vector256.LoadUnsafe(ref first));
                var high = Half(Vector256.LoadUnsafe(ref first, 32));
                return new Masks
                {
                    Quotes = low.Quotes | high.Quotes << 32,
                    Backslashes = low.Backslashes | high.Backslashes << 32,
                    Brackets = low.Brackets | high.Brackets << 32,
                    Lines = low.Lines | high.Lines << 32,
                    Foreign = low.Foreign | high.Foreign << 32,
                };
            }

            var masks = new Masks();
            for (var i = 0; i < BlockBytes; i += 16)
            {
                var part = Quarter(Vector128.LoadUnsafe(ref first, (nuint)i));
                masks = new Masks
                {
                    Quotes = masks.Quotes | part.Quotes << i,
                    Backslashes = masks.Backslashes | part.Backslashes << i,
                    Brackets = masks.Brackets | part.Brackets << i,
                    Lines = masks.Lines | part.Lines << i,
                    Foreign = masks.Foreign | part.Foreign << i,
                };
            }

            return masks;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Masks Half(Vector256<byte> part)
        {
            var folded = part | Vector256.Create((byte)0x20);
            return new Masks
            {
                Quotes = Vector256.Equals(part, Vector256.Create((byte)'"')).ExtractMostSignificantBits(),
                Backslashes = Vector256.Equals(part, Vector256.Create((byte)'\\')).ExtractMostSignificantBits(),
                Brackets = (Vector256.Equals(folded, Vector256.Create((byte)'{')) | Vector256.Equals(folded, Vector256.Create((byte)'}'))).ExtractMostSignificantBits(),
                Lines = Vector256.Equals(part, Vector256.Create((byte)'\n')).ExtractMostSignificantBits(),
                Foreign = part.ExtractMostSignificantBits(),
            };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Masks Quarter(Vector128<byte> part)
        {
            var folded = part | Vector128.Create((byte)0x20);
            return new Masks
            {
                Quotes = Vector128.Equals(part, Vector128.Create((byte)'"')).ExtractMostSignificantBits(),
                Backslashes = Vector128.Equals(part, Vector128.Create((byte)'\\')).ExtractMostSignificantBits(),
                Brackets = (Vector128.Equals(folded, Vector128.Create((byte)'{')) | Vector128.Equals(folded, Vector128.Create((byte)'}'))).ExtractMostSignificantBits(),
                Lines = Vector128.Equals(part, Vector128.Create((byte)'\n')).ExtractMostSignificantBits(),
                Foreign = part.ExtractMostSignificantBits(),
            };
        }
    }
}
