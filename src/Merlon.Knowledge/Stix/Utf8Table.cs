using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Merlon.Stix;

/// <summary>
/// A dictionary whose keys are UTF-8 bytes that stand in the bundle: a look-up needs no string. Hashing is seeded per
/// process, as strings are, so a hostile bundle cannot aim at one bucket.
/// </summary>
/// <typeparam name="T">What a key leads to.</typeparam>
sealed class Utf8Table<T>
{
    /// <summary>Buckets of a new table; a power of two, as it stays when the table grows.</summary>
    const int BucketsStart = 256;

    /// <summary>Odd, its bits in no order: the multiplier of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    const ulong Multiplier = 0xBF58476D1CE4E5B9;

    static readonly ulong Seed = unchecked(((ulong)(uint)"one".GetHashCode(StringComparison.Ordinal) << 32) | (uint)"two".GetHashCode(StringComparison.Ordinal));

    int[] buckets;
    Entry[] entries;
    int count;

    /// <summary>Makes an empty table.</summary>
    /// <param name="expected">About how many keys it will have.</param>
    public Utf8Table(int expected = BucketsStart)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(expected, BucketsStart, BucketsStart << 10));
        buckets = new int[size];
        entries = new Entry[size];
    }

    public bool TryFind(ReadOnlySpan<byte> key, out T? value)
    {
        var found = Find(key, HashOf(key));
        value = found < 0 ? default : entries[found].Value;
        return found >= 0;
    }

    /// <summary>The value of a key, to be set by the caller where the key is new.</summary>
    /// <param name="key">Kept by the table: must not change.</param>
    /// <param name="exists">False when the key was added just now.</param>
    /// <returns>Valid until the next call.</returns>
    public ref T? GetOrAdd(ReadOnlyMemory<byte> key, out bool exists)
    {
        var hash = HashOf(key.Span);
        var found = Find(key.Span, hash);
        exists = found >= 0;
        if (!exists)
        {
            found = Add(key, hash);
        }

        return ref entries[found].Value;
    }

    int Find(ReadOnlySpan<byte> key, uint hash)
    {
        for (var i = buckets[BucketOf(hash)] - 1; i >= 0; i = entries[i].Next)
        {
            if (entries[i].Hash == hash && entries[i].Key.Span.SequenceEqual(key))
            {
                return i;
            }
        }

        return -1;
    }

    int Add(ReadOnlyMemory<byte> key, uint hash)
    {
        if (count == entries.Length)
        {
            Grow();
        }

        ref var bucket = ref buckets[BucketOf(hash)];
        entries[count] = new Entry(key, hash, bucket - 1);
        bucket = ++count;
        return count - 1;
    }

    void Grow()
    {
        var larger = new Entry[entries.Length * 2];
        Array.Copy(entries, larger, count);
        entries = larger;
        buckets = new int[entries.Length];
        for (var i = 0; i < count; i++)
        {
            ref var bucket = ref buckets[BucketOf(entries[i].Hash)];
            entries[i].Next = bucket - 1;
            bucket = i + 1;
        }
    }

    int BucketOf(uint hash) => (int)(hash & (uint)(buckets.Length - 1));

    /// <summary>Eight bytes at a time, each step mixed with what the seed made of those before.</summary>
    static uint HashOf(ReadOnlySpan<byte> key)
    {
        unchecked
        {
            var hash = Seed ^ (ulong)key.Length;
            for (; key.Length >= sizeof(ulong); key = key[sizeof(ulong)..])
            {
                hash = Mixed(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
            }

            var last = 0UL;
            foreach (var value in key)
            {
                last = (last << 8) | value;
            }

            hash = Mixed(hash ^ last);
            return (uint)(hash ^ (hash >> 32));
        }
    }

    static ulong Mixed(ulong value)
    {
        var mixed = unchecked((value ^ (value >> 29)) * Multiplier);
        return mixed ^ (mixed >> 32);
    }

    [StructLayout(LayoutKind.Auto)]
    struct Entry(ReadOnlyMemory<byte> key, uint hash, int next)
    {
        public readonly ReadOnlyMemory<byte> Key = key;
        public readonly uint Hash = hash;
        public int Next = next;
        public T? Value;
    }
}
