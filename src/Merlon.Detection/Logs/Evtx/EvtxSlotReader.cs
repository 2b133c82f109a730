using Merlon.Hunting;
using Merlon.Sigma.Matching;

namespace Merlon.Logs.Evtx;

/// <summary>What became of a record of a chunk.</summary>
enum EvtxStep
{
    /// <summary>There is no further record.</summary>
    End,

    /// <summary>The values that rules read are in the slots.</summary>
    Fed,

    /// <summary>No rule can match it: nothing was looked at but channel and event id.</summary>
    Unread,

    /// <summary>It is of a rare shape that only reading in full gets right.</summary>
    Whole,

    /// <summary>It cannot be read.</summary>
    Failed,
}

/// <summary>
/// Reads the records of chunks for hunting: channel and event id first, then only the values that rules of their route read,
/// as places in the chunk's bytes. What it gives is what <see cref="EvtxLogReader"/> and <see cref="Pipelines.FieldLookup"/> give,
/// without a name or a text being made. One for each thread.
/// </summary>
sealed class EvtxSlotReader
{
    readonly BinXmlReader binXml = new();
    readonly ByteScratch text = new(1024);
    readonly BinXmlFragment[] found = new BinXmlFragment[EvtxLimits.FragmentDepthMax];
    readonly EvtxRoutes? routes;
    EvtxChunk chunk = new();
    int foundCount;
    int start;
    int size;
    int rendered;
    long textBytesLeft;
    bool isFeedingAll;

    /// <summary>A reader for the rules of a hunt.</summary>
    public EvtxSlotReader(HuntRoutes routes)
        => this.routes = PipelineFor(routes) is var pipeline and >= 0 ? new EvtxRoutes(routes, pipeline) : null;

    /// <summary>Where the record goes; of a record that was fed or left unread.</summary>
    public HuntRoute? Route { get; private set; }

    /// <summary>The values of a record that was fed, as places in <see cref="Bytes"/>.</summary>
    public SlotBuffer Slots { get; } = new();

    /// <summary>What the slots are places in; valid until the next record.</summary>
    public ReadOnlySpan<byte> Bytes => chunk.Bytes;

    /// <summary>Where the record begins in its file.</summary>
    public long Offset => chunk.Offset + start;

    /// <summary>Size of the record in bytes.</summary>
    public int Size => size;

    /// <summary>Why the record could not be read.</summary>
    public BinXmlFault Fault { get; private set; }

    /// <summary>Goes on with a chunk on which <see cref="EvtxChunk.Begin"/> was called.</summary>
    public void Begin(EvtxChunk next)
    {
        chunk = next;
        binXml.BeginChunk(next.Bytes.AsMemory(0, next.Length));
    }

    /// <summary>Goes to the next record of the chunk and takes what rules read.</summary>
    public EvtxStep Next()
    {
        if (!chunk.TryNext(out start, out size))
        {
            return EvtxStep.End;
        }

        foundCount = 0;
        textBytesLeft = binXml.TextBytesLeft;
        Fault = FindAll(start + EvtxLimits.RecordHeaderBytes, start + size - 4, out var isCommon);
        if (Fault != BinXmlFault.None)
        {
            return EvtxStep.Failed;
        }

        if (!isCommon || routes is null || !TryFindRoute(routes, out var route))
        {
            return EvtxStep.Whole;
        }

        Route = route.Kept;
        if (route.Kept.Plan.IsEmpty)
        {
            return EvtxStep.Unread;
        }

        Slots.Begin(route.Kept.Plan);
        isFeedingAll = route.Kept.Plan.KeywordSlot >= 0 && MayHoldKeyword(route);
        rendered = EvtxLimits.ChunkBytes;
        return TryFeed(route, 0) ? EvtxStep.Fed : EvtxStep.Whole;
    }

    /// <summary>Reads every field of the record that <see cref="Next"/> went to.</summary>
    public BinXmlFault ReadWhole(LogEvent record)
    {
        binXml.TextBytesLeft = textBytesLeft;
        record.Clear();
        record.Format = LogFormat.Evtx;
        record.Offset = Offset;
        return binXml.Read(start + EvtxLimits.RecordHeaderBytes, start + size - 4, record);
    }

    // Only where the pipeline of event logs is the first that can be meant, and routes by channel and event id.
    static int PipelineFor(HuntRoutes routes)
    {
        var pipelines = routes.Pipelines.Pipelines;
        var at = routes.IsFixed ? 0 : pipelines.TakeWhile(static p => !p.Formats.IsEmpty && !p.Formats.Contains(LogFormat.Evtx)).Count();
        return at < pipelines.Length && pipelines[at] is { IsWindows: true, Selectors: ["Channel", "EventID"] } found
            && (routes.IsFixed || found.Markers.IsEmpty && !found.Formats.IsEmpty)
            && found.SelectorPaths.TryGetValue("Channel", out var channel) && channel is ["Channel"]
            && found.SelectorPaths.TryGetValue("EventID", out var eventId) && eventId is ["EventID"] ? at : -1;
    }

    // The record's fragment, the one in it, the one in that …; common records have one in each at most.
    BinXmlFault FindAll(int at, int end, out bool isCommon)
    {
        isCommon = true;
        var place = BinXmlPlace.Document;
        while (true)
        {
            var fault = binXml.Find(at, end, place, isValue: foundCount > 0, foundCount, out var fragment);
            if (fault != BinXmlFault.None)
            {
                return fault;
            }

            found[foundCount++] = fragment;
            isCommon &= fragment.InnerNumber >= -1 && !fragment.Plan.HasDynamicNames && fragment.Plan.Leaves.Length <= EvtxLimits.FedFieldsMax
                && (fragment.ArrayBytes == 0 || fragment.Plan.MostUses == 1 && fragment.ArrayBytes <= EvtxLimits.FedArrayBytesMax);
            if (fragment.InnerNumber < 0 || !isCommon)
            {
                return BinXmlFault.None;
            }

            var leaf = fragment.Plan.LeafOf(fragment.InnerNumber);
            if (leaf < 0)
            {
                isCommon = leaf == -1;
                return BinXmlFault.None;
            }

            place = fragment.Plan.Leaves[leaf].Inside;
            at = fragment.StartOf(fragment.InnerNumber);
            end = at + fragment.LengthOf(fragment.InnerNumber);
        }
    }

    bool TryFindRoute(EvtxRoutes known, out EvtxRoutes.Route route)
    {
        var isShadowed = false;
        BinXmlFragment? system = null;
        for (var i = 0; i < foundCount; i++)
        {
            isShadowed |= found[i].Plan.IsShadowing;
            if (found[i].Plan is { ChannelLeaf: >= 0, EventIdLeaf: >= 0 })
            {
                isShadowed |= system is not null;
                system = found[i];
            }
            else if (found[i].Plan is { ChannelLeaf: >= 0 } or { EventIdLeaf: >= 0 })
            {
                route = null!;
                return false;
            }
        }

        route = null!;
        if (system is null || !TryFindEventId(system, out var eventId) || !TryFindChannel(system, out var channel))
        {
            return false;
        }

        route = known.Find(channel, eventId, arePlain: !isShadowed);
        return true;
    }

    bool TryFindEventId(BinXmlFragment system, out long eventId)
    {
        var leaf = system.Plan.Leaves[system.Plan.EventIdLeaf];
        eventId = 0;
        if (leaf.OnlyNumber < 0)
        {
            return leaf.Parts is [{ Text: { } said }] && said is [>= (byte)'1' and <= (byte)'9', ..]
                && System.Buffers.Text.Utf8Parser.TryParse(said, out eventId, out var used) && used == said.Length;
        }

        if (system.TypeOf(leaf.OnlyNumber) is not (0x04 or 0x06 or 0x08) || system.LengthOf(leaf.OnlyNumber) is not (1 or 2 or 4))
        {
            return false;
        }

        for (var i = system.LengthOf(leaf.OnlyNumber) - 1; i >= 0; i--)
        {
            eventId = eventId << 8 | chunk.Bytes[system.StartOf(leaf.OnlyNumber) + i];
        }

        return true;
    }

    bool TryFindChannel(BinXmlFragment system, out ReadOnlySpan<byte> channel)
    {
        var leaf = system.Plan.Leaves[system.Plan.ChannelLeaf];
        if (leaf.OnlyNumber < 0)
        {
            text.Clear();
            channel = leaf.Parts is [{ Text: { } said }] ? System.Text.Encoding.Unicode.GetBytes(System.Text.Encoding.UTF8.GetString(said)) : [];
            return channel.Length > 0;
        }

        channel = system.TypeOf(leaf.OnlyNumber) == BinXmlValue.String
            ? BinXmlValue.Trim(chunk.Bytes.AsSpan(system.StartOf(leaf.OnlyNumber), system.LengthOf(leaf.OnlyNumber))) : [];
        return channel.Length > 0;
    }

    // Texts stand in the record as UTF-16, but for those of templates and those in a code page.
    bool MayHoldKeyword(EvtxRoutes.Route route)
    {
        for (var i = 0; i < foundCount; i++)
        {
            if (found[i].HasAnsi || route.Bind(found[i].Plan).MayHoldKeyword)
            {
                return true;
            }
        }

        return route.Kept.Plan.MayHoldKeyword(chunk.Bytes.AsSpan(start, size), SlotEncoding.Utf16);
    }

    // In the order of the document: of two fields of one name and depth the later counts.
    bool TryFeed(EvtxRoutes.Route route, int depth)
    {
        var fragment = found[depth];
        var inner = depth + 1 < foundCount ? fragment.Plan.LeafOf(fragment.InnerNumber) : -1;
        foreach (var bound in route.Bind(fragment.Plan).Leaves)
        {
            if (inner >= 0 && bound.Index >= inner)
            {
                if (!TryFeed(route, depth + 1))
                {
                    return false;
                }

                var isInner = bound.Index == inner;
                inner = -1;
                if (isInner)
                {
                    continue;
                }
            }

            if ((bound.Bindings.Length > 0 || isFeedingAll) && !TryFeedLeaf(route.Kept.Plan, fragment, fragment.Plan.Leaves[bound.Index], bound.Bindings))
            {
                return false;
            }
        }

        return inner < 0 || TryFeed(route, depth + 1);
    }

    bool TryFeedLeaf(RoutePlan plan, BinXmlFragment fragment, BinXmlLeaf leaf, SlotBinding[] bindings)
    {
        if (leaf.OnlyNumber < 0)
        {
            text.Clear();
            var isSaid = binXml.WritePieces(fragment, leaf.Parts, text);
            return !isSaid && !leaf.IsNullKept || TryAddRendered(plan, bindings, isSaid ? LogValueKind.Text : LogValueKind.Null, leaf.Depth, leaf.IsRepeated);
        }

        var type = fragment.TypeOf(leaf.OnlyNumber);
        switch (type)
        {
            case BinXmlValue.Null:
                if (leaf.IsNullKept)
                {
                    Add(plan, bindings, EvtxLimits.ChunkBytes, 0, SlotEncoding.Utf8, LogValueKind.Null, leaf.Depth, leaf.IsRepeated);
                }

                return true;
            case BinXmlValue.String:
                var at = fragment.StartOf(leaf.OnlyNumber);
                var length = BinXmlValue.Trim(chunk.Bytes.AsSpan(at, fragment.LengthOf(leaf.OnlyNumber))).Length;
                Add(plan, bindings, at, length, SlotEncoding.Utf16, LogValueKind.Text, leaf.Depth, leaf.IsRepeated);
                return true;
            case BinXmlValue.BinXml: // One that no leaf is the place of.
                return true;
        }

        var value = chunk.Bytes.AsSpan(fragment.StartOf(leaf.OnlyNumber), fragment.LengthOf(leaf.OnlyNumber));
        if ((type & BinXmlValue.ArrayFlag) == 0)
        {
            return TryAddValue(plan, bindings, type, value, leaf.Depth, leaf.IsRepeated);
        }

        ReadOnlySpan<byte> rest = value;
        while (BinXmlValue.TryTakeElement(type, ref rest, out var element))
        {
            if (!TryAddValue(plan, bindings, (byte)(type & ~BinXmlValue.ArrayFlag), element, leaf.Depth, isElement: true))
            {
                return false;
            }
        }

        return true;
    }

    bool TryAddValue(RoutePlan plan, SlotBinding[] bindings, byte type, ReadOnlySpan<byte> value, byte depth, bool isElement)
    {
        text.Clear();
        BinXmlValue.Write(type, value, text);
        return TryAddRendered(plan, bindings, BinXmlValue.KindOf(type), depth, isElement);
    }

    // Behind the chunk, so that places in one run of bytes serve for both.
    bool TryAddRendered(RoutePlan plan, SlotBinding[] bindings, LogValueKind kind, byte depth, bool isElement)
    {
        if (text.Length > chunk.Bytes.Length - rendered)
        {
            return false;
        }

        text.Written.CopyTo(chunk.Bytes.AsSpan(rendered));
        Add(plan, bindings, rendered, text.Length, SlotEncoding.Utf8, kind, depth, isElement);
        rendered += text.Length;
        return true;
    }

    void Add(RoutePlan plan, SlotBinding[] bindings, int at, int length, SlotEncoding encoding, LogValueKind kind, byte depth, bool isElement)
    {
        foreach (var binding in bindings)
        {
            Slots.Add(binding, at, length, encoding, kind, depth, isElement);
        }

        if (isFeedingAll && kind is (LogValueKind.Text or LogValueKind.Number))
        {
            Slots.AddKeyword(plan, at, length, encoding, kind);
        }
    }
}
