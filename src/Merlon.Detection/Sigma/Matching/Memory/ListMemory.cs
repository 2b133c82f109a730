namespace Merlon.Sigma.Matching.Memory;

/// <summary>Remembers a list of numbers for a fingerprint, in bounded memory; usually the list is empty.</summary>
sealed class ListMemory
{
    const int Empty = 1;

    readonly FingerprintTable table;
    readonly int itemsMax;
    int[] items = new int[1024]; // each list with its length before it
    int used = Empty + 1;

    /// <summary>A memory of bounded size.</summary>
    /// <param name="bits">Lists, as a power of two.</param>
    /// <param name="itemsMax">Numbers in all lists; past that everything is forgotten.</param>
    public ListMemory(int bits, int itemsMax)
    {
        table = new FingerprintTable(bits);
        this.itemsMax = itemsMax;
    }

    /// <summary>Finds the list of a fingerprint; what it gives is valid until something is put.</summary>
    public bool TryFind(Fingerprint key, out ReadOnlySpan<int> list)
    {
        var at = table.Find(key);
        list = at <= Empty ? [] : items.AsSpan(at + 1, items[at]);
        return at != 0;
    }

    /// <summary>Remembers a list.</summary>
    public void Put(Fingerprint key, ReadOnlySpan<int> list)
    {
        if (list.IsEmpty)
        {
            table.Put(key, Empty);
            return;
        }

        if (list.Length >= itemsMax)
        {
            return;
        }

        if (used + list.Length + 1 > itemsMax)
        {
            table.Clear();
            used = Empty + 1;
        }

        if (used + list.Length + 1 > items.Length)
        {
            Array.Resize(ref items, Math.Max(items.Length * 2, used + list.Length + 1));
        }

        items[used] = list.Length;
        list.CopyTo(items.AsSpan(used + 1));
        table.Put(key, used);
        used += list.Length + 1;
    }
}
