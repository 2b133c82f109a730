namespace Merlon.Sigma.Matching.Memory;

/// <summary>
/// Remembers a number for a fingerprint, in fixed memory: four places for each bucket, of which one is given up when all are
/// taken. What is forgotten is found out again; nothing else depends on it.
/// </summary>
sealed class FingerprintTable
{
    const int Ways = 4;

    readonly Entry[] entries;
    readonly ulong bucketMask;

    struct Entry
    {
        public ulong Low;
        public ulong High;
        public int Answer; // 0: free
    }

    /// <summary>A table of as many places.</summary>
    /// <param name="bits">Their number as a power of two.</param>
    public FingerprintTable(int bits)
    {
        entries = new Entry[1 << bits];
        bucketMask = (1UL << bits) / Ways - 1;
    }

    /// <summary>What was put for the fingerprint, or 0.</summary>
    public int Find(Fingerprint key)
    {
        var bucket = entries.AsSpan((int)(key.Low & bucketMask) * Ways, Ways);
        foreach (ref readonly var entry in bucket)
        {
            if (entry.Low == key.Low && entry.High == key.High)
            {
                return entry.Answer;
            }
        }

        return 0;
    }

    /// <summary>Remembers a number other than 0.</summary>
    public void Put(Fingerprint key, int answer)
    {
        var bucket = entries.AsSpan((int)(key.Low & bucketMask) * Ways, Ways);
        var at = (int)(key.High >> 62); // any of the four: the fingerprint is as good as random
        for (var i = 0; i < Ways; i++)
        {
            if (bucket[i].Answer == 0)
            {
                at = i;
                break;
            }
        }

        bucket[at] = new Entry { Low = key.Low, High = key.High, Answer = answer };
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Array.Clear(entries);
}
