using System.Buffers.Binary;

namespace Merlon.Sigma.Matching.Indexes;

/// <summary>
/// Finds which of many texts a value begins with, or is: sorted texts, each with the longest other one that it begins with. All
/// that a value begins with lie on the way from its predecessor in the order, so that one binary search finds them all. Read
/// from the back it does the same for ends of values.
/// </summary>
sealed class AffixIndex
{
    readonly bool isFromBack;
    readonly byte[][] keys;
    readonly ulong[] heads; // the first eight bytes of each key as a number that sorts alike
    readonly int[] parents;
    readonly int[] starts;
    readonly int[] predicates; // those that ask for the whole value as their complement

    /// <summary>Sorts the texts.</summary>
    /// <param name="entries">Folded texts, none empty unless it is the whole value, and the predicate of each.</param>
    /// <param name="isFromBack">True for ends of values.</param>
    public AffixIndex(List<(byte[] Text, int Predicate, bool IsWhole)> entries, bool isFromBack)
    {
        this.isFromBack = isFromBack;
        var sorted = new (byte[] Key, int Value)[entries.Count];
        for (var i = 0; i < sorted.Length; i++)
        {
            var text = entries[i].Text;
            if (isFromBack)
            {
                text = text.AsSpan().ToArray();
                text.AsSpan().Reverse();
            }

            sorted[i] = (text, entries[i].IsWhole ? ~entries[i].Predicate : entries[i].Predicate);
        }

        Array.Sort(sorted, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        List<byte[]> distinct = [];
        List<int> begins = [];
        predicates = new int[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || !sorted[i].Key.AsSpan().SequenceEqual(sorted[i - 1].Key))
            {
                distinct.Add(sorted[i].Key);
                begins.Add(i);
            }

            predicates[i] = sorted[i].Value;
        }

        begins.Add(sorted.Length);
        keys = [.. distinct];
        starts = [.. begins];
        heads = Array.ConvertAll(keys, static key => HeadOf(key));
        parents = ParentsOf(keys);
    }

    /// <summary>Adds the predicates that the value satisfies.</summary>
    public void Find(ReadOnlySpan<byte> value, PredicateList found)
    {
        var head = isFromBack ? TailOf(value) : HeadOf(value);
        var at = UpperBound(head, value) - 1;
        for (; at >= 0; at = parents[at])
        {
            var key = keys[at];
            if (key.Length > value.Length || !Begins(value, key))
            {
                continue;
            }

            for (var i = starts[at]; i < starts[at + 1]; i++)
            {
                var predicate = predicates[i];
                if (predicate >= 0)
                {
                    found.Add(predicate);
                }
                else if (key.Length == value.Length)
                {
                    found.Add(~predicate);
                }
            }
        }
    }

    // How many keys are not after the value.
    int UpperBound(ulong head, ReadOnlySpan<byte> value)
    {
        var (low, high) = (0, heads.Length);
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            var isAfter = heads[middle] > head || heads[middle] == head && Compare(keys[middle], value) > 0;
            if (isAfter)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    int Compare(byte[] key, ReadOnlySpan<byte> value)
    {
        if (!isFromBack)
        {
            return key.AsSpan().SequenceCompareTo(value);
        }

        var shorter = Math.Min(key.Length, value.Length);
        for (var i = 0; i < shorter; i++)
        {
            if (key[i] != value[value.Length - 1 - i])
            {
                return key[i] - value[value.Length - 1 - i];
            }
        }

        return key.Length - value.Length;
    }

    bool Begins(ReadOnlySpan<byte> value, byte[] key)
    {
        if (!isFromBack)
        {
            return value.StartsWith(key);
        }

        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] != value[value.Length - 1 - i])
            {
                return false;
            }
        }

        return true;
    }

    static ulong HeadOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(text);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        text.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    static ulong TailOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        text.CopyTo(padded[^text.Length..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(padded);
    }

    static int[] ParentsOf(byte[][] keys)
    {
        var longest = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var parent = i - 1;
            while (parent >= 0 && !keys[i].AsSpan().StartsWith(keys[parent]))
            {
                parent = longest[parent];
            }

            longest[i] = parent;
        }

        return longest;
    }
}
