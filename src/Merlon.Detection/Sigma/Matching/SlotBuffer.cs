using Merlon.Logs;

namespace Merlon.Sigma.Matching;

/// <summary>
/// The values of one record, slot by slot, as a reader meets them; decides which of several candidates counts, as
/// <see cref="Pipelines.FieldLookup"/> says. One for each thread, used again for every record.
/// </summary>
public sealed class SlotBuffer
{
    SlotValue[] values = new SlotValue[64];
    int[] precedences = new int[64];
    int[] tails = new int[64];
    int slotCount;
    int used;

    /// <summary>What <see cref="RuleMatcher.Evaluate"/> takes: the slots of the plan, behind them further values.</summary>
    public ReadOnlySpan<SlotValue> Values => values.AsSpan(0, used);

    /// <summary>Empties it for a record of <paramref name="plan"/>'s route.</summary>
    public void Begin(RoutePlan plan)
    {
        slotCount = plan.SlotCount;
        if (values.Length < slotCount)
        {
            values = new SlotValue[slotCount * 2];
            precedences = new int[slotCount * 2];
            tails = new int[slotCount * 2];
        }

        used = slotCount;
        values.AsSpan(0, slotCount).Clear();
        precedences.AsSpan(0, slotCount).Fill(int.MaxValue);
    }

    /// <summary>Takes a value of the record for one slot; call it in the order of the record, for each binding of its path.</summary>
    /// <param name="binding">Of the value's path: <see cref="RoutePlan.Bind"/>.</param>
    /// <param name="start">Where the value begins in the bytes that the matcher will be given.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="encoding">How its bytes stand for text; not <see cref="SlotEncoding.Missing"/>.</param>
    /// <param name="kind">What it was.</param>
    /// <param name="depth">As <see cref="LogEvent.DepthOf"/>.</param>
    /// <param name="isElement">As <see cref="LogEvent.IsElement"/>.</param>
    public void Add(SlotBinding binding, int start, int length, SlotEncoding encoding, LogValueKind kind, int depth, bool isElement)
    {
        var precedence = binding.Rank << 8 | Math.Min(depth, byte.MaxValue);
        ref var current = ref precedences[binding.Slot]; // the last bit: whether it is of elements, which push out their array's own text
        if (precedence > current >> 1)
        {
            return;
        }

        if (precedence < current >> 1 || !isElement || (current & 1) == 0)
        {
            current = precedence << 1 | (isElement ? 1 : 0);
            values[binding.Slot] = new SlotValue(start, length, encoding, kind);
            tails[binding.Slot] = binding.Slot;
            return;
        }

        Append(binding.Slot, new SlotValue(start, length, encoding, kind));
    }

    /// <summary>Takes a text or number of the record for rules that look at every value; only where the plan has a <see cref="RoutePlan.KeywordSlot"/>.</summary>
    public void AddKeyword(RoutePlan plan, int start, int length, SlotEncoding encoding, LogValueKind kind)
        => Add(new SlotBinding(plan.KeywordSlot, Rank: 0), start, length, encoding, kind, depth: 0, isElement: true);

    void Append(int slot, SlotValue value)
    {
        if (used == values.Length)
        {
            Array.Resize(ref values, values.Length * 2);
        }

        ref var tail = ref values[tails[slot]];
        tail = tail with { Next = used };
        tails[slot] = used;
        values[used++] = value;
    }
}
