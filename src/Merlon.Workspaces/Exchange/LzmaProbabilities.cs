namespace Merlon.Workspaces.Exchange;

/// <summary>The adaptive probabilities of LZMA, in the shape in which the format's description names them.</summary>
sealed class LzmaProbabilities
{
    /// <summary>States of the last symbols.</summary>
    public const int States = 12;

    /// <summary>Positions that are told apart, at most.</summary>
    public const int PositionStatesMax = 16;

    /// <summary>From this slot on, distances have bits without a probability.</summary>
    public const int FullDistanceSlot = 14;

    const int LiteralCoder = 0x300;
    const int Even = 1024; // of 2048

    public readonly ushort[] IsMatch = new ushort[States * PositionStatesMax];
    public readonly ushort[] IsRepeat = new ushort[States];
    public readonly ushort[] IsRepeat0 = new ushort[States];
    public readonly ushort[] IsRepeat1 = new ushort[States];
    public readonly ushort[] IsRepeat2 = new ushort[States];
    public readonly ushort[] IsRepeat0Long = new ushort[States * PositionStatesMax];
    public readonly ushort[] DistanceSlot = new ushort[4 * 64];
    public readonly ushort[] DistanceSpecial = new ushort[128 - FullDistanceSlot];
    public readonly ushort[] DistanceAlign = new ushort[16];
    public readonly Length MatchLength = new();
    public readonly Length RepeatLength = new();
    public readonly ushort[] Literal = new ushort[LiteralCoder << 4];

    /// <summary>Probabilities of the length of a match.</summary>
    public sealed class Length
    {
        public readonly ushort[] Choice = new ushort[2];
        public readonly ushort[] Low = new ushort[PositionStatesMax * 8];
        public readonly ushort[] Middle = new ushort[PositionStatesMax * 8];
        public readonly ushort[] High = new ushort[256];

        public void Reset()
        {
            Array.Fill(Choice, (ushort)Even);
            Array.Fill(Low, (ushort)Even);
            Array.Fill(Middle, (ushort)Even);
            Array.Fill(High, (ushort)Even);
        }
    }

    /// <summary>Makes both values of every bit equally likely.</summary>
    public void Reset()
    {
        foreach (var table in (ushort[][])[IsMatch, IsRepeat, IsRepeat0, IsRepeat1, IsRepeat2, IsRepeat0Long, DistanceSlot, DistanceSpecial, DistanceAlign, Literal])
        {
            Array.Fill(table, (ushort)Even);
        }

        MatchLength.Reset();
        RepeatLength.Reset();
    }

    /// <summary>Where the probabilities of a literal begin, by its place and the byte before it.</summary>
    public static int LiteralAt(long position, int before, int contextBits, int positionBits)
        => LiteralCoder * (int)(((position & ((1 << positionBits) - 1)) << contextBits) + (before >> (8 - contextBits)));
}
