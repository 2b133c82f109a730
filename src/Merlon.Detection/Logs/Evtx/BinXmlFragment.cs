namespace Merlon.Logs.Evtx;

/// <summary>A fragment of a record as it was found: its plan, and where in the chunk its values stand. Used again for the next one.</summary>
sealed class BinXmlFragment
{
    int[] starts = new int[32];
    int[] lengths = new int[32];
    byte[] types = new byte[32];

    /// <summary>What the fragment gives.</summary>
    public BinXmlPlan Plan { get; set; } = BinXmlPlan.Empty;

    /// <summary>How many values it has.</summary>
    public int Count { get; private set; }

    /// <summary>Where value <paramref name="number"/> begins in the chunk.</summary>
    public int StartOf(int number) => starts[number];

    /// <summary>Length of value <paramref name="number"/> in bytes.</summary>
    public int LengthOf(int number) => lengths[number];

    /// <summary>Type of value <paramref name="number"/>; null for a number that no value has and for one without bytes, unless it is text.</summary>
    public byte TypeOf(int number) => (uint)number < (uint)Count ? types[number] : BinXmlValue.Null;

    /// <summary>The number of the one value that is a fragment; -1 where none is, -2 where several are.</summary>
    public int InnerNumber { get; private set; } = -1;

    /// <summary>True where a value is text in a code page, or an array of such.</summary>
    public bool HasAnsi { get; private set; }

    /// <summary>Bytes of all values.</summary>
    public int ValueBytes { get; private set; }

    /// <summary>Bytes of those values that are arrays.</summary>
    public int ArrayBytes { get; private set; }

    /// <summary>The most text that its fields can have, names included: a byte becomes four characters at most.</summary>
    public long TextBytesAtMost => Plan.FixedBytes + (long)Plan.MostUses * (4L * ValueBytes + (long)ArrayBytes * Plan.LongestNameBytes);

    /// <summary>Forgets the values.</summary>
    public void Clear() => (Count, InnerNumber, HasAnsi, ValueBytes, ArrayBytes) = (0, -1, false, 0, 0);

    /// <summary>Reads sizes and types, then takes the places of as many values; what was there is forgotten.</summary>
    public BinXmlFault ReadValues(ref BinXmlCursor cursor)
    {
        Clear();
        if (!cursor.TryReadUInt32(out var count) || count > (uint)cursor.Left / 4)
        {
            return BinXmlFault.Truncated;
        }

        if (starts.Length < (int)count)
        {
            starts = new int[(int)count * 2];
            lengths = new int[(int)count * 2];
            types = new byte[(int)count * 2];
        }

        cursor.TryTake((int)count * 4, out var descriptors);
        var at = cursor.At;
        for (var i = 0; i < (int)count; i++)
        {
            var length = descriptors[i * 4] | descriptors[i * 4 + 1] << 8;
            var type = descriptors[i * 4 + 2];
            starts[i] = at;
            lengths[i] = length;
            types[i] = length == 0 && type is not (BinXmlValue.String or BinXmlValue.AnsiString) ? BinXmlValue.Null : type;
            at += length;
            ArrayBytes += type >= BinXmlValue.ArrayFlag ? length : 0;
            HasAnsi |= (type & ~BinXmlValue.ArrayFlag) == BinXmlValue.AnsiString;
            if (types[i] == BinXmlValue.BinXml)
            {
                InnerNumber = InnerNumber == -1 ? i : -2;
            }
        }

        Count = (int)count;
        ValueBytes = at - cursor.At;
        return at <= cursor.End ? BinXmlFault.None : BinXmlFault.Truncated;
    }
}
