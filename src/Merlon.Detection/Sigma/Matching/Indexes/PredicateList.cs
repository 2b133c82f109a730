namespace Merlon.Sigma.Matching.Indexes;

/// <summary>Predicates that one value satisfies, each once; used again for value after value.</summary>
sealed class PredicateList
{
    int[] items = new int[64];
    int[] stamps = [];
    int stamp;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What was added, in the order of adding.</summary>
    public ReadOnlySpan<int> Items => items.AsSpan(0, Count);

    /// <summary>Empties it for numbers below <paramref name="limit"/>.</summary>
    public void Clear(int limit)
    {
        Count = 0;
        if (stamps.Length < limit || stamp == int.MaxValue)
        {
            stamps = new int[Math.Max(limit, stamps.Length)];
            stamp = 0;
        }

        stamp++;
    }

    /// <summary>Adds a number unless it was added already.</summary>
    public void Add(int item)
    {
        if (stamps[item] == stamp)
        {
            return;
        }

        stamps[item] = stamp;
        if (Count == items.Length)
        {
            Array.Resize(ref items, items.Length * 2);
        }

        items[Count++] = item;
    }
}
