namespace Merlon.Stix;

/// <summary>A growing list of entries, emptied and filled again for each object. An array by hand: a list of our own value type would be compiled at every start.</summary>
sealed class StixEntries
{
    StixEntry[] entries = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public StixEntry this[int place] => entries[place];

    public void Clear() => Count = 0;

    public void Add(StixEntry entry)
    {
        if (Count == entries.Length)
        {
            var larger = new StixEntry[Math.Max(16, 2 * Count)];
            Array.Copy(entries, larger, Count);
            entries = larger;
        }

        entries[Count++] = entry;
    }
}
