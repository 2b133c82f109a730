namespace Merlon.Logs.Evtx;

/// <summary>
/// Plans of templates: by place in the chunk that is being read, and by content for all chunks. Equal content is compared
/// byte by byte, so no collision of hashes can give a record the plan of another template. Bounded; one for each thread.
/// </summary>
sealed class BinXmlPlanCache
{
    const int SlotsInChunk = 512;

    readonly Entry[] byOffset = new Entry[SlotsInChunk];
    readonly Dictionary<Key, Kept> byContent = [];
    int generation = 1;
    int inChunk;
    long keptBytes;

    struct Entry
    {
        public int Generation;
        public int Offset;
        public BinXmlPlace Place;
        public BinXmlPlan Plan;
        public BinXmlFault Fault;
    }

    readonly record struct Key(ulong Hash, BinXmlPlace Place);

    sealed record Kept(byte[] Outline, BinXmlPlan Plan);

    /// <summary>Plans that were made, not found; for tests and figures.</summary>
    public long Made { get; private set; }

    /// <summary>Forgets places, for the next chunk has other ones; what is known by content stays.</summary>
    public void BeginChunk()
    {
        generation++;
        inChunk = 0;
    }

    /// <summary>Finds what is known of the template at <paramref name="offset"/> of this chunk.</summary>
    public bool TryFind(int offset, BinXmlPlace place, out BinXmlPlan plan, out BinXmlFault fault)
    {
        for (var slot = SlotOf(offset, place); ; slot = (slot + 1) % SlotsInChunk)
        {
            ref var entry = ref byOffset[slot];
            if (entry.Generation != generation)
            {
                (plan, fault) = (BinXmlPlan.Empty, BinXmlFault.None);
                return false;
            }

            if (entry.Offset == offset && entry.Place == place)
            {
                (plan, fault) = (entry.Plan, entry.Fault);
                return true;
            }
        }
    }

    /// <summary>Keeps what is known of the template at <paramref name="offset"/> of this chunk.</summary>
    public void Keep(int offset, BinXmlPlace place, BinXmlPlan plan, BinXmlFault fault)
    {
        if (++inChunk > SlotsInChunk / 2)
        {
            BeginChunk();
        }

        var slot = SlotOf(offset, place);
        while (byOffset[slot].Generation == generation)
        {
            slot = (slot + 1) % SlotsInChunk;
        }

        byOffset[slot] = new Entry { Generation = generation, Offset = offset, Place = place, Plan = plan, Fault = fault };
    }

    /// <summary>The plan of an outline at a place: the one that was made before, or a new one.</summary>
    public BinXmlPlan PlanOf(ReadOnlySpan<byte> outline, BinXmlPlace place)
    {
        var key = new Key(HashOf(outline), place);
        if (byContent.TryGetValue(key, out var kept) && kept.Outline.AsSpan().SequenceEqual(outline))
        {
            return kept.Plan;
        }

        Made++;
        var plan = BinXmlPlanner.Plan(outline, place);
        if (byContent.Count >= EvtxLimits.PlansMax || keptBytes + outline.Length > EvtxLimits.PlanBytesMax)
        {
            byContent.Clear();
            keptBytes = 0;
        }

        if (byContent.TryAdd(key, new Kept(outline.ToArray(), plan)))
        {
            keptBytes += outline.Length;
        }

        return plan;
    }

    // Any mixing will do: what it finds is compared.
    static ulong HashOf(ReadOnlySpan<byte> outline)
    {
        unchecked
        {
            var hash = (ulong)outline.Length * 0x9E3779B97F4A7C15;
            foreach (var word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(outline))
            {
                hash = (hash ^ word) * 0xFF51AFD7ED558CCD;
                hash ^= hash >> 32;
            }

            foreach (var value in outline[(outline.Length & ~7)..])
            {
                hash = (hash ^ value) * 0xFF51AFD7ED558CCD;
                hash ^= hash >> 32;
            }

            return hash;
        }
    }

    static int SlotOf(int offset, BinXmlPlace place) => unchecked((int)((uint)(offset * 31 + (int)place.Part) * 0x9E3779B1u >> 23));
}
