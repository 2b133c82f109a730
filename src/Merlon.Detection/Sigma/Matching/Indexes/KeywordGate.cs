using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Merlon.Logs;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>
/// Says of a whole record, as its bytes stand in the file, that none of some texts can be in it; 16 or 64 positions at a time.
/// Of each text three characters are looked for, by their halves in tables of sixteen (Teddy, of the Hyperscan library); only
/// where they fit, more is compared. Names of fields are looked at as well, which may only make it say "perhaps".
/// </summary>
sealed class KeywordGate
{
    const int WindowChars = 3;
    const int Buckets = 8;

    static readonly System.Buffers.SearchValues<byte> TextLetters = System.Buffers.SearchValues.Create("GHIJKMNOPQVWY"u8);

    readonly List<Needle>[] buckets = new List<Needle>[Buckets];
    readonly Vector128<byte>[] low = new Vector128<byte>[WindowChars];
    readonly Vector128<byte>[] high = new Vector128<byte>[WindowChars];
    readonly bool[] isInWindow = new bool[256];
    readonly bool isForBinary;

    // The text, where its window begins; the escape of JSON is one as well.
    readonly record struct Needle(byte[] Text, int Window, bool IsEscape);

    KeywordGate(List<Needle> needles, bool isForBinary)
    {
        this.isForBinary = isForBinary;
        needles.Sort(static (a, b) => a.Text.AsSpan(a.Window, WindowChars).SequenceCompareTo(b.Text.AsSpan(b.Window, WindowChars)));
        for (var i = 0; i < Buckets; i++)
        {
            buckets[i] = [];
        }

        for (var i = 0; i < needles.Count; i++)
        {
            var bucket = i * Buckets / needles.Count;
            buckets[bucket].Add(needles[i]);
            for (var j = 0; j < WindowChars; j++)
            {
                var c = needles[i].Text[needles[i].Window + j];
                isInWindow[c] |= !needles[i].IsEscape;
                Mark(j, c, bucket);
                Mark(j, char.IsAsciiLetterUpper((char)c) ? (byte)(c | 0x20) : c, bucket);
            }
        }
    }

    /// <summary>A gate for texts; null where one of them could be in a record without its characters being there.</summary>
    /// <param name="texts">Folded.</param>
    public static KeywordGate? Make(IEnumerable<byte[]> texts)
    {
        List<Needle> needles = [];
        var canBeBinary = true;
        foreach (var text in texts)
        {
            var window = WindowOf(text);
            if (window < 0)
            {
                return null;
            }

            needles.Add(System.Text.Ascii.IsValid(text)
                ? new Needle(text, window, IsEscape: false)
                : new Needle(text[window..(window + WindowChars)], 0, IsEscape: false)); // the rest may be written in either case
            canBeBinary &= text.AsSpan().ContainsAny(TextLetters); // not in numbers, times, addresses and identifiers
        }

        // JSON may write any character as an escape.
        needles.Add(new Needle(@"\U00"u8.ToArray(), 0, IsEscape: true));
        return new KeywordGate(needles, canBeBinary);
    }

    /// <summary>True to look at 16 places at a time where more could be; for tests.</summary>
    public bool IsNarrow { get; set; }

    /// <summary>False where none of the texts is in any value of the record.</summary>
    /// <param name="record">All of its bytes.</param>
    /// <param name="encoding">How they stand for text.</param>
    public bool MayOccur(ReadOnlySpan<byte> record, SlotEncoding encoding)
    {
        if (encoding == SlotEncoding.Utf16 && !isForBinary)
        {
            return true;
        }

        var stride = encoding == SlotEncoding.Utf16 ? 2 : 1;
        var reach = Vector128<byte>.Count + (WindowChars - 1) * stride;
        var at = 0;
        if (!IsNarrow && (Avx512BW.IsSupported || Avx2.IsSupported))
        {
            if (Avx512BW.IsSupported ? MayOccurFar(record, ref at, stride, encoding) : MayOccurWide(record, ref at, stride, encoding))
            {
                return true;
            }
        }

        for (; record.Length - at >= reach; at += Vector128<byte>.Count)
        {
            var fits = Fits(record[at..], stride);
            if (fits != Vector128<byte>.Zero && IsThere(record, at, fits, stride, encoding))
            {
                return true;
            }
        }

        // The end, filled up with what is in no text.
        Span<byte> rest = stackalloc byte[64];
        rest.Clear();
        record[at..].CopyTo(rest);
        for (var i = 0; i < record.Length - at; i += Vector128<byte>.Count)
        {
            var fits = Fits(rest[i..], stride);
            if (fits != Vector128<byte>.Zero && IsThere(record, at + i, fits, stride, encoding))
            {
                return true;
            }
        }

        return false;
    }

    // The same, 64 positions at a time, as far as that goes.
    bool MayOccurFar(ReadOnlySpan<byte> record, ref int at, int stride, SlotEncoding encoding)
    {
        unchecked
        {
            var reach = Vector512<byte>.Count + (WindowChars - 1) * stride;
            Span<byte> marks = stackalloc byte[Vector512<byte>.Count];
            for (; record.Length - at >= reach; at += Vector512<byte>.Count)
            {
                var bytes = record.Slice(at, reach);
                var fits = Look(MemoryMarshal.Read<Vector512<byte>>(bytes), 0) & Look(MemoryMarshal.Read<Vector512<byte>>(bytes[stride..]), 1)
                    & Look(MemoryMarshal.Read<Vector512<byte>>(bytes[(2 * stride)..]), 2);
                var lanes = ~Vector512.Equals(fits, Vector512<byte>.Zero).ExtractMostSignificantBits();
                if (lanes == 0)
                {
                    continue;
                }

                fits.CopyTo(marks);
                for (; lanes != 0; lanes &= lanes - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(lanes);
                    if (IsThere(record, at + lane, marks[lane], stride, encoding))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    // And 32 positions at a time.
    bool MayOccurWide(ReadOnlySpan<byte> record, ref int at, int stride, SlotEncoding encoding)
    {
        var reach = Vector256<byte>.Count + (WindowChars - 1) * stride;
        for (; record.Length - at >= reach; at += Vector256<byte>.Count)
        {
            var bytes = record.Slice(at, reach);
            var fits = Look(MemoryMarshal.Read<Vector256<byte>>(bytes), 0) & Look(MemoryMarshal.Read<Vector256<byte>>(bytes[stride..]), 1)
                & Look(MemoryMarshal.Read<Vector256<byte>>(bytes[(2 * stride)..]), 2);
            for (var lanes = ~Vector256.Equals(fits, Vector256<byte>.Zero).ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1)
            {
                var lane = BitOperations.TrailingZeroCount(lanes);
                if (IsThere(record, at + lane, fits[lane], stride, encoding))
                {
                    return true;
                }
            }
        }

        return false;
    }

    Vector256<byte> Look(Vector256<byte> bytes, int position)
    {
        var nibbles = Vector256.Create((byte)15);
        return Avx2.Shuffle(Vector256.Create(low[position], low[position]), bytes & nibbles)
            & Avx2.Shuffle(Vector256.Create(high[position], high[position]), (bytes.AsUInt16() >>> 4).AsByte() & nibbles);
    }

    Vector512<byte> Look(Vector512<byte> bytes, int position)
    {
        var nibbles = Vector512.Create((byte)15);
        return Avx512BW.Shuffle(Wide(low[position]), bytes & nibbles) & Avx512BW.Shuffle(Wide(high[position]), (bytes.AsUInt16() >>> 4).AsByte() & nibbles);
    }

    static Vector512<byte> Wide(Vector128<byte> table) => Vector512.Create(Vector256.Create(table, table), Vector256.Create(table, table));

    Vector128<byte> Fits(ReadOnlySpan<byte> bytes, int stride)
    {
        var first = MemoryMarshal.Read<Vector128<byte>>(bytes);
        var second = MemoryMarshal.Read<Vector128<byte>>(bytes[stride..]);
        var third = MemoryMarshal.Read<Vector128<byte>>(bytes[(2 * stride)..]);
        return Look(first, 0) & Look(second, 1) & Look(third, 2);
    }

    Vector128<byte> Look(Vector128<byte> bytes, int position)
        => Vector128.Shuffle(low[position], bytes & Vector128.Create((byte)15)) & Vector128.Shuffle(high[position], bytes >>> 4);

    bool IsThere(ReadOnlySpan<byte> record, int at, Vector128<byte> fits, int stride, SlotEncoding encoding)
    {
        for (var lanes = ~Vector128.Equals(fits, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            if (IsThere(record, at + lane, fits[lane], stride, encoding))
            {
                return true;
            }
        }

        return false;
    }

    bool IsThere(ReadOnlySpan<byte> record, int at, int marks, int stride, SlotEncoding encoding)
    {
        for (; marks != 0; marks &= marks - 1)
        {
            foreach (var needle in buckets[BitOperations.TrailingZeroCount(marks)])
            {
                if (needle.IsEscape ? encoding == SlotEncoding.JsonEscaped && IsEscaped(record, at) : IsAt(record, at, needle, stride, encoding))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // True where the text is there, or where escapes of JSON leave that open.
    static bool IsAt(ReadOnlySpan<byte> record, int at, Needle needle, int stride, SlotEncoding encoding)
    {
        if (!IsSame(record, at, needle.Text.AsSpan(needle.Window, WindowChars), stride))
        {
            return false;
        }

        if (encoding != SlotEncoding.JsonEscaped)
        {
            return IsSame(record, at - needle.Window * stride, needle.Text, stride);
        }

        for (var i = WindowChars; i < needle.Text.Length - needle.Window; i++)
        {
            if (at + i >= record.Length || record[at + i] == '\\')
            {
                return at + i < record.Length;
            }

            if (Upper(record[at + i]) != needle.Text[needle.Window + i])
            {
                return false;
            }
        }

        for (var i = 1; i <= needle.Window; i++)
        {
            if (at - i < 0 || Upper(record[at - i]) != needle.Text[needle.Window - i])
            {
                const int EscapeChars = 6;
                var from = Math.Max(at - i - EscapeChars, 0);
                return record[from..Math.Max(at - i + 1, from)].Contains((byte)'\\');
            }
        }

        return true;
    }

    static bool IsSame(ReadOnlySpan<byte> record, int at, ReadOnlySpan<byte> text, int stride)
    {
        if (at < 0 || at + (text.Length - 1) * stride >= record.Length)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (Upper(record[at + i * stride]) != text[i])
            {
                return false;
            }
        }

        return true;
    }

    static int Upper(byte c) => c is >= (byte)'a' and <= (byte)'z' ? c - 0x20 : c;

    // \u00XX of a character that a window has.
    bool IsEscaped(ReadOnlySpan<byte> record, int at)
    {
        if (record.Length - at < 6 || record[at] != '\\' || record[at + 1] != 'u')
        {
            return false;
        }

        if (!System.Buffers.Text.Utf8Parser.TryParse(record.Slice(at + 2, 4), out int c, out var digits, 'X') || digits != 4 || c > 127)
        {
            return false;
        }

        return isInWindow[c is >= 'a' and <= 'z' ? c - 0x20 : c];
    }

    void Mark(int position, byte c, int bucket)
    {
        var bit = (byte)(1 << bucket);
        low[position] = low[position].WithElement(c & 15, (byte)(low[position][c & 15] | bit));
        high[position] = high[position].WithElement(c >> 4, (byte)(high[position][c >> 4] | bit));
    }

    // Where the three rarest characters begin that JSON writes as they are; -1 where there are none.
    static int WindowOf(byte[] text)
    {
        var (best, bestCost) = (-1, int.MaxValue);
        for (var i = 0; i + WindowChars <= text.Length; i++)
        {
            var window = text.AsSpan(i, WindowChars);
            if (window.IndexOfAny((byte)'"', (byte)'\\', (byte)'/') >= 0 || window.IndexOfAnyExceptInRange((byte)32, (byte)126) >= 0)
            {
                continue;
            }

            var cost = GramIndex.Commonness(window[0]) + GramIndex.Commonness(window[1]) + GramIndex.Commonness(window[2]);
            if (cost < bestCost)
            {
                (best, bestCost) = (i, cost);
            }
        }

        return best;
    }
}
