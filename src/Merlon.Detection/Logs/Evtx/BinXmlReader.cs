namespace Merlon.Logs.Evtx;

/// <summary>Finds the fragments of records in a chunk and turns them into fields. One for each thread.</summary>
sealed class BinXmlReader
{
    readonly BinXmlPlanCache plans = new();
    readonly ByteScratch outline = new(4096);
    readonly ByteScratch text = new(4096);
    readonly ByteScratch name = new(64);
    readonly List<BinXmlFragment> fragments = [];
    ReadOnlyMemory<byte> chunk;
    int outlineBytesLeft;
    long textBytesLeft;
    int fieldsLeft;

    /// <summary>The chunk that is being read.</summary>
    public ReadOnlySpan<byte> Chunk => chunk.Span;

    /// <summary>Plans that were made, not found; for tests and figures.</summary>
    public long PlansMade => plans.Made;

    /// <summary>Goes on with another chunk.</summary>
    public void BeginChunk(ReadOnlyMemory<byte> bytes)
    {
        chunk = bytes;
        plans.BeginChunk();
        outlineBytesLeft = EvtxLimits.OutlineBytesMax;
        textBytesLeft = EvtxLimits.ChunkTextBytesMax;
    }

    /// <summary>How much text the records that are left in the chunk may have; to go back to before a record is read once more.</summary>
    public long TextBytesLeft { get => textBytesLeft; set => textBytesLeft = value; }

    /// <summary>Adds the fields of the record whose BinXml stands from <paramref name="at"/> to <paramref name="end"/>.</summary>
    public BinXmlFault Read(int at, int end, LogEvent record)
    {
        fieldsLeft = EvtxLimits.RecordFieldsMax;
        var fault = Find(at, end, BinXmlPlace.Document, isValue: false, depth: 0, out var fragment);
        return fault != BinXmlFault.None ? fault : Emit(fragment, depth: 0, record);
    }

    /// <summary>Adds the fields of a record that is given as an outline without substitutions.</summary>
    public BinXmlFault ReadOutline(ReadOnlySpan<byte> elements, LogEvent record)
    {
        fieldsLeft = EvtxLimits.RecordFieldsMax;
        return Emit(new BinXmlFragment { Plan = BinXmlPlanner.Plan(elements, BinXmlPlace.Document) }, depth: 0, record);
    }

    /// <summary>Finds a fragment, its plan and its values.</summary>
    /// <param name="at">Where it begins in the chunk.</param>
    /// <param name="end">Where it ends at the latest.</param>
    /// <param name="place">Where in the event it stands.</param>
    /// <param name="isValue">True for a fragment that is a value of another one.</param>
    /// <param name="depth">In how many others it lies.</param>
    /// <param name="fragment">What was found; one object for each depth, overwritten by the next.</param>
    public BinXmlFault Find(int at, int end, BinXmlPlace place, bool isValue, int depth, out BinXmlFragment fragment)
    {
        while (fragments.Count <= depth && depth < EvtxLimits.FragmentDepthMax)
        {
            fragments.Add(new BinXmlFragment());
        }

        fragment = fragments[Math.Min(depth, EvtxLimits.FragmentDepthMax - 1)];
        if (depth >= EvtxLimits.FragmentDepthMax)
        {
            return BinXmlFault.Depth;
        }

        fragment.Clear();
        var cursor = new BinXmlCursor(chunk.Span, at, end);
        while (cursor.Left > 0 && cursor.Chunk[cursor.At] == 0x0F)
        {
            if (!cursor.TrySkip(4))
            {
                return BinXmlFault.Truncated;
            }
        }

        if (cursor.Left == 0 || cursor.Chunk[cursor.At] != 0x0C)
        {
            var broken = FindElements(cursor.At, cursor.End, place, isValue, fragment);
            return broken != BinXmlFault.None ? broken : Take(outline.Length + fragment.TextBytesAtMost);
        }

        if (!cursor.TrySkip(6) || !cursor.TryReadUInt32(out var offset))
        {
            return BinXmlFault.Truncated;
        }

        var fault = FindTemplate(offset, place, out var plan, out var bytes);
        if (fault != BinXmlFault.None)
        {
            return fault;
        }

        fragment.Plan = plan;
        if (offset == (uint)cursor.At && !cursor.TrySkip((uint)bytes))
        {
            return BinXmlFault.Truncated;
        }

        fault = fragment.ReadValues(ref cursor);
        return fault != BinXmlFault.None ? fault : Take(fragment.TextBytesAtMost);
    }

    // By the most that it can be, before anything is written: who reads all fields and who reads some find the same.
    BinXmlFault Take(long textBytes)
    {
        textBytesLeft -= textBytes;
        return textBytesLeft >= 0 ? BinXmlFault.None : BinXmlFault.Size;
    }

    // A template: where the next one is, its GUID, size of what follows, then elements.
    BinXmlFault FindTemplate(uint offset, BinXmlPlace place, out BinXmlPlan plan, out int bytes)
    {
        const int HeaderBytes = 24;
        (plan, bytes) = (BinXmlPlan.Empty, 0);
        var head = new BinXmlCursor(chunk.Span, (int)Math.Min(offset, int.MaxValue), chunk.Length);
        if (!head.TrySkip(20) || !head.TryReadUInt32(out var size) || size > (uint)head.Left)
        {
            return BinXmlFault.Truncated;
        }

        bytes = HeaderBytes + (int)size;
        if (plans.TryFind((int)offset, place, out plan, out var fault))
        {
            return fault;
        }

        fault = BinXmlOutline.Write(chunk.Span, head.At, head.At + (int)size, hasDependencies: true, outlineBytesLeft, outline);
        outlineBytesLeft = Math.Max(0, outlineBytesLeft - outline.Length);
        plan = fault == BinXmlFault.None ? plans.PlanOf(outline.Written, place) : BinXmlPlan.Empty;
        plans.Keep((int)offset, place, plan, fault);
        return fault;
    }

    // Elements without a template: their own texts are the values, so a plan of them is used once.
    BinXmlFault FindElements(int at, int end, BinXmlPlace place, bool isValue, BinXmlFragment fragment)
    {
        var fault = BinXmlOutline.Write(chunk.Span, at, end, hasDependencies: !isValue, EvtxLimits.OutlineBytesMax, outline);
        if (fault is not (BinXmlFault.None or BinXmlFault.Size))
        {
            var other = BinXmlOutline.Write(chunk.Span, at, end, hasDependencies: isValue, EvtxLimits.OutlineBytesMax, outline);
            fault = other == BinXmlFault.None ? other : fault;
        }

        fragment.Plan = fault == BinXmlFault.None ? BinXmlPlanner.Plan(outline.Written, place) : BinXmlPlan.Empty;
        return fault;
    }

    BinXmlFault Emit(BinXmlFragment fragment, int depth, LogEvent record)
    {
        foreach (var leaf in fragment.Plan.Leaves)
        {
            var fault = leaf.OnlyNumber < 0 ? EmitPieces(fragment, leaf, depth, record) : EmitValue(fragment, leaf, depth, record);
            if (fault != BinXmlFault.None)
            {
                return fault;
            }

            if (fieldsLeft < 0)
            {
                return BinXmlFault.Size;
            }
        }

        return BinXmlFault.None;
    }

    BinXmlFault EmitValue(BinXmlFragment fragment, BinXmlLeaf leaf, int depth, LogEvent record)
    {
        var number = leaf.OnlyNumber;
        var type = fragment.TypeOf(number);
        if (type == BinXmlValue.BinXml)
        {
            return EmitInside(fragment, leaf, number, depth, record);
        }

        if (type == BinXmlValue.Null)
        {
            if (leaf.IsNullKept)
            {
                Add(fragment, leaf, [], LogValueKind.Null, leaf.IsRepeated, record);
            }

            return BinXmlFault.None;
        }

        var value = chunk.Span.Slice(fragment.StartOf(number), fragment.LengthOf(number));
        if ((type & BinXmlValue.ArrayFlag) == 0)
        {
            text.Clear();
            BinXmlValue.Write(type, value, text);
            Add(fragment, leaf, text.Written, BinXmlValue.KindOf(type), leaf.IsRepeated, record);
            return BinXmlFault.None;
        }

        var elementType = (byte)(type & ~BinXmlValue.ArrayFlag);
        while (fieldsLeft >= 0 && BinXmlValue.TryTakeElement(type, ref value, out var element))
        {
            text.Clear();
            BinXmlValue.Write(elementType, element, text);
            Add(fragment, leaf, text.Written, BinXmlValue.KindOf(elementType), isElement: true, record);
        }

        return BinXmlFault.None;
    }

    // A value of several pieces is text; a fragment among them stands for itself.
    BinXmlFault EmitPieces(BinXmlFragment fragment, BinXmlLeaf leaf, int depth, LogEvent record)
    {
        foreach (var part in leaf.Parts)
        {
            if (part.Text is null && fragment.TypeOf(part.Number) == BinXmlValue.BinXml
                && EmitInside(fragment, leaf, part.Number, depth, record) is var fault and not BinXmlFault.None)
            {
                return fault;
            }
        }

        text.Clear();
        var isSaid = WritePieces(fragment, leaf.Parts, text);
        if (isSaid || leaf.IsNullKept)
        {
            Add(fragment, leaf, text.Written, isSaid ? LogValueKind.Text : LogValueKind.Null, leaf.IsRepeated, record);
        }

        return BinXmlFault.None;
    }

    BinXmlFault EmitInside(BinXmlFragment fragment, BinXmlLeaf leaf, int number, int depth, LogEvent record)
    {
        var start = fragment.StartOf(number);
        var fault = Find(start, start + fragment.LengthOf(number), leaf.Inside, isValue: true, depth + 1, out var inside);
        return fault != BinXmlFault.None ? fault : Emit(inside, depth + 1, record);
    }

    /// <summary>Writes pieces one after the other, elements of an array with commas between; false where none of them says anything.</summary>
    public bool WritePieces(BinXmlFragment fragment, BinXmlPart[] parts, ByteScratch into)
    {
        var isSaid = false;
        foreach (var part in parts)
        {
            if (part.Text is not null)
            {
                into.Write(part.Text);
                isSaid = true;
                continue;
            }

            var type = fragment.TypeOf(part.Number);
            if (type is BinXmlValue.Null or BinXmlValue.BinXml)
            {
                continue;
            }

            isSaid = true;
            var value = chunk.Span.Slice(fragment.StartOf(part.Number), fragment.LengthOf(part.Number));
            if ((type & BinXmlValue.ArrayFlag) == 0)
            {
                BinXmlValue.Write(type, value, into);
            }
            else
            {
                for (var isFirst = true; BinXmlValue.TryTakeElement(type, ref value, out var element); isFirst = false)
                {
                    into.Write(isFirst ? [] : ","u8);
                    BinXmlValue.Write((byte)(type & ~BinXmlValue.ArrayFlag), element, into);
                }
            }
        }

        return isSaid;
    }

    void Add(BinXmlFragment fragment, BinXmlLeaf leaf, ReadOnlySpan<byte> value, LogValueKind kind, bool isElement, LogEvent record)
    {
        var called = leaf.Name;
        if (called is null)
        {
            name.Clear();
            name.Write(System.Text.Encoding.UTF8.GetBytes(leaf.Prefix));
            WritePieces(fragment, leaf.NameParts, name);
        }

        ReadOnlySpan<byte> field = called is null ? name.Written : called;
        if (--fieldsLeft >= 0)
        {
            record.Add(field, value, kind, leaf.Depth, isElement);
        }
    }
}
