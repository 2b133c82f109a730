using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>
/// Finds which of many texts a value contains. Of each text the two rarest runs of four bytes that stand one byte apart are
/// kept, so that one of them begins at an even place wherever the text lies. Every second place of a value asks a table of bits
/// whether its four bytes may be among them, and only where they are, whole texts are compared. Unlike an automaton no step
/// waits for the one before, and the table fits the first-level cache.
/// </summary>
sealed class GramIndex
{
    /// <summary>Shortest text that it takes, in bytes.</summary>
    public const int TextBytesMin = GramBytes + 1;

    const int GramBytes = 4;

    const uint Multiplier = 0x9E37_79B1;
    const int FilterBitsMin = 12;
    const int FilterBitsMax = 18;
    const int FilterBitsForEach = 64;

    readonly ulong[] filter;
    readonly int filterShift;
    readonly int[] slots; // of a hash table of grams: 1 + index of its first entry
    readonly int slotShift;
    readonly Entry[] entries; // sorted by gram
    readonly byte[] texts;

    readonly record struct Entry(uint Gram, int Text, int Length, int Offset, int Predicate);

    /// <summary>Builds the tables.</summary>
    /// <param name="needles">Folded texts of at least <see cref="TextBytesMin"/> bytes and the predicate of each.</param>
    public GramIndex(List<(byte[] Text, int Predicate)> needles)
    {
        var total = 0;
        foreach (var (text, _) in needles)
        {
            total += text.Length;
        }

        texts = new byte[total];
        entries = new Entry[needles.Count * 2];
        Choose(needles);
        Array.Sort(entries, static (a, b) => a.Gram != b.Gram ? a.Gram.CompareTo(b.Gram) : a.Predicate.CompareTo(b.Predicate));

        var bits = Math.Clamp(System.Numerics.BitOperations.Log2((uint)entries.Length * FilterBitsForEach + 1) + 1, FilterBitsMin, FilterBitsMax);
        filter = new ulong[1 << (bits - 6)];
        filterShift = 32 - bits;
        var slotBits = System.Numerics.BitOperations.Log2((uint)entries.Length * 2 + 1) + 1;
        slots = new int[1 << slotBits];
        slotShift = 32 - slotBits;
        for (var i = 0; i < entries.Length; i++)
        {
            var gram = entries[i].Gram;
            if (i > 0 && entries[i - 1].Gram == gram)
            {
                continue;
            }

            var bit = unchecked(gram * Multiplier) >> filterShift;
            filter[bit >> 6] |= 1UL << (int)(bit & 63);
            var slot = unchecked(gram * Multiplier) >> slotShift;
            while (slots[slot] != 0)
            {
                slot = slot + 1 & (uint)(slots.Length - 1);
            }

            slots[slot] = i + 1;
        }
    }

    /// <summary>Adds the predicates of the texts that the value contains.</summary>
    public void Find(ReadOnlySpan<byte> value, PredicateList found)
    {
        // The references stay inside: eight bytes are read from i while i + 8 <= length; a bit's word lies within the filter by the shift.
        ref var first = ref MemoryMarshal.GetReference(value);
        ref var words = ref MemoryMarshal.GetArrayDataReference(filter);
        var shift = filterShift;
        var i = 0;
        for (; i <= value.Length - 10; i += 8)
        {
            var low = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, (nint)(uint)i));
            var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, (nint)(uint)i + 2));
            unchecked
            {
                var a = (uint)low * Multiplier >> shift;
                var b = (uint)(low >> 16) * Multiplier >> shift;
                var c = (uint)(low >> 32) * Multiplier >> shift;
                var d = (uint)(high >> 32) * Multiplier >> shift;
                var hits = Unsafe.Add(ref words, (nint)(a >> 6)) >> (int)a | Unsafe.Add(ref words, (nint)(b >> 6)) >> (int)b
                    | Unsafe.Add(ref words, (nint)(c >> 6)) >> (int)c | Unsafe.Add(ref words, (nint)(d >> 6)) >> (int)d;
                if ((hits & 1) != 0)
                {
                    CompareFour(value, i, found);
                }
            }
        }

        for (; i <= value.Length - GramBytes; i += 2)
        {
            Compare(value, i, found);
        }
    }

    void CompareFour(ReadOnlySpan<byte> value, int at, PredicateList found)
    {
        for (var i = at; i < at + 8; i += 2)
        {
            Compare(value, i, found);
        }
    }

    void Compare(ReadOnlySpan<byte> value, int at, PredicateList found)
    {
        var gram = MemoryMarshal.Read<uint>(value[at..]);
        var bit = unchecked(gram * Multiplier) >> filterShift;
        if ((filter[bit >> 6] >> (int)(bit & 63) & 1) != 0)
        {
            Compare(value, at, gram, found);
        }
    }

    void Compare(ReadOnlySpan<byte> value, int at, uint gram, PredicateList found)
    {
        var slot = unchecked(gram * Multiplier) >> slotShift;
        while (true)
        {
            var begin = slots[slot] - 1;
            if (begin < 0)
            {
                return;
            }

            if (entries[begin].Gram == gram)
            {
                for (var i = begin; i < entries.Length && entries[i].Gram == gram; i++)
                {
                    ref readonly var entry = ref entries[i];
                    var start = at - entry.Offset;
                    if (start >= 0 && value.Length - start >= entry.Length
                        && value.Slice(start, entry.Length).SequenceEqual(texts.AsSpan(entry.Text, entry.Length)))
                    {
                        found.Add(entry.Predicate);
                    }
                }

                return;
            }

            slot = slot + 1 & (uint)(slots.Length - 1);
        }
    }

    // Of each text the neighbouring runs that fewest other texts have; among equals those of the rarer letters.
    void Choose(List<(byte[] Text, int Predicate)> needles)
    {
        var counts = new ushort[1 << CountBitsOf(texts.Length)];
        var shift = 32 - CountBitsOf(texts.Length);
        foreach (var (text, _) in needles)
        {
            for (var i = 0; i + GramBytes <= text.Length; i++)
            {
                ref var count = ref counts[BucketOf(GramAt(text, i), shift)];
                count += (ushort)(count < ushort.MaxValue ? 1 : 0);
            }
        }

        var used = 0;
        for (var n = 0; n < needles.Count; n++)
        {
            var (text, predicate) = needles[n];
            var (best, bestCost) = (0, int.MaxValue);
            var before = CostOf(text, 0, counts, shift);
            for (var i = 0; i + TextBytesMin <= text.Length; i++)
            {
                var next = CostOf(text, i + 1, counts, shift);
                if (before + next < bestCost)
                {
                    (best, bestCost) = (i, before + next);
                }

                before = next;
            }

            text.CopyTo(texts, used);
            entries[n * 2] = new Entry(GramAt(text, best), used, text.Length, best, predicate);
            entries[n * 2 + 1] = new Entry(GramAt(text, best + 1), used, text.Length, best + 1, predicate);
            used += text.Length;
        }
    }

    static int CostOf(byte[] text, int at, ushort[] counts, int shift)
        => Math.Min((int)counts[BucketOf(GramAt(text, at), shift)], 64) * 8
            + Commonness(text[at]) + Commonness(text[at + 1]) + Commonness(text[at + 2]) + Commonness(text[at + 3]);

    static int CountBitsOf(int bytes) => Math.Clamp(System.Numerics.BitOperations.Log2((uint)bytes + 1) + 2, 8, 16);

    static int BucketOf(uint gram, int shift) => (int)(unchecked(gram * Multiplier) >> shift);

    static uint GramAt(byte[] text, int at) => MemoryMarshal.Read<uint>(text.AsSpan(at));

    /// <summary>How common a folded byte is in what hosts record, roughly: 1 rare to 10.</summary>
    public static int Commonness(byte value)
        => value switch
        {
            (byte)'E' or (byte)'S' or (byte)'T' or (byte)'I' or (byte)'\\' => 10,
            (byte)'A' or (byte)'O' or (byte)'R' or (byte)'N' or (byte)'M' or (byte)'C' or (byte)'0' => 8,
            (byte)'L' or (byte)'D' or (byte)'P' or (byte)'W' or (byte)'F' or (byte)'.' or (byte)' ' or (byte)'X' => 6,
            >= (byte)'1' and <= (byte)'9' => 4,
            (byte)'U' or (byte)'H' or (byte)'G' or (byte)'Y' or (byte)'B' or (byte)'-' or (byte)'_' or (byte)'3' => 4,
            >= (byte)'A' and <= (byte)'Z' => 2,
            _ => 1,
        };
}
