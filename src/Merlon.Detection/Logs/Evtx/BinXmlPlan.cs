namespace Merlon.Logs.Evtx;

/// <summary>A piece of a value: a text of the template, or the value with a number.</summary>
/// <param name="Text">The text as UTF-8, or null for a value of the record.</param>
/// <param name="Number">Which value of the record.</param>
readonly record struct BinXmlPart(byte[]? Text, int Number);

/// <summary>A field that a fragment gives, and where its value comes from.</summary>
/// <param name="Name">Its name as UTF-8, or null where the record itself says it (<paramref name="NameParts"/>).</param>
/// <param name="Prefix">What stands before a name that the record says.</param>
/// <param name="NameParts">Where the name comes from, where the record says it.</param>
/// <param name="Parts">Pieces of the value; none where the element is empty.</param>
/// <param name="Depth">As <see cref="LogEvent.DepthOf"/> counts it.</param>
/// <param name="Inside">Where fragments stand that come as its value.</param>
/// <param name="IsRepeated">True where several elements share the name: each counts.</param>
/// <param name="IsNullKept">True where a missing value is a field without value; false where it is no field.</param>
sealed record BinXmlLeaf(
    byte[]? Name, string Prefix, BinXmlPart[] NameParts, BinXmlPart[] Parts, byte Depth, BinXmlPlace Inside, bool IsRepeated, bool IsNullKept)
{
    /// <summary>The number of the record's value that is the whole value, or -1.</summary>
    public int OnlyNumber { get; } = Parts is [{ Text: null } only] ? only.Number : -1;
}

/// <summary>What a fragment gives, field by field, in the order of the document; made once for a template and used for every record that follows it.</summary>
sealed class BinXmlPlan
{
    const int Several = -2;

    readonly int[] leafOfNumber;

    /// <summary>A plan of the given leaves.</summary>
    public BinXmlPlan(BinXmlLeaf[] leaves)
    {
        Leaves = leaves;
        BinXmlPart[] parts = [.. leaves.SelectMany(static leaf => leaf.Parts.Concat(leaf.NameParts))];
        leafOfNumber = new int[parts.Select(static part => part.Number + 1).DefaultIfEmpty(0).Max()];
        leafOfNumber.AsSpan().Fill(-1);
        FixedBytes = leaves.Sum(static leaf => leaf.Name?.Length ?? leaf.Prefix.Length) + parts.Sum(static part => part.Text?.Length ?? 0);
        LongestNameBytes = leaves.Select(static leaf => leaf.Name?.Length ?? EvtxLimits.ChunkBytes).DefaultIfEmpty(0).Max();
        MostUses = parts.Where(static part => part.Text is null).CountBy(static part => part.Number).Select(static use => use.Value).DefaultIfEmpty(1).Max();
        for (var i = 0; i < leaves.Length; i++)
        {
            HasDynamicNames |= leaves[i].Name is null;
            var isInSystem = leaves[i].Depth > 0;
            if (leaves[i].Name.AsSpan().SequenceEqual("Channel"u8))
            {
                (ChannelLeaf, IsShadowing) = isInSystem ? (i, IsShadowing) : (ChannelLeaf, true);
            }
            else if (leaves[i].Name.AsSpan().SequenceEqual("EventID"u8))
            {
                (EventIdLeaf, IsShadowing) = isInSystem ? (i, IsShadowing) : (EventIdLeaf, true);
            }

            foreach (var part in leaves[i].Parts.Where(static part => part.Text is null))
            {
                ref var leaf = ref leafOfNumber[part.Number];
                leaf = leaf == -1 && leaves[i].OnlyNumber >= 0 ? i : Several;
            }
        }
    }

    /// <summary>A fragment without anything.</summary>
    public static BinXmlPlan Empty { get; } = new([]);

    /// <summary>Fields, and values in whose place fragments may stand.</summary>
    public BinXmlLeaf[] Leaves { get; }

    /// <summary>Bytes of its names and of the texts that it says itself.</summary>
    public int FixedBytes { get; }

    /// <summary>Bytes of its longest name; of one that the record says, the most that it can have.</summary>
    public int LongestNameBytes { get; }

    /// <summary>How often it uses the value that it uses most.</summary>
    public int MostUses { get; }

    /// <summary>Which leaf is the channel that the system says, or -1.</summary>
    public int ChannelLeaf { get; } = -1;

    /// <summary>Which leaf is the event id that the system says, or -1.</summary>
    public int EventIdLeaf { get; } = -1;

    /// <summary>True where data have the name of channel or event id: what a rule asks of that field is then not what the system says.</summary>
    public bool IsShadowing { get; }

    /// <summary>True where records say names of fields themselves.</summary>
    public bool HasDynamicNames { get; }

    /// <summary>The leaf that is the value with this number and nothing else; negative where there is none or several are.</summary>
    public int LeafOf(int number) => (uint)number < (uint)leafOfNumber.Length ? leafOfNumber[number] : -1;
}
