namespace Merlon.Workspaces.Exchange;

/// <summary>The range decoder of LZMA over one chunk; reading past the chunk is <see cref="InvalidDataException"/>.</summary>
sealed class LzmaRange
{
    const int ProbabilityBits = 11;
    const int MoveBits = 5;
    const uint Top = 1u << 24;

    readonly byte[] chunk = new byte[64 * 1024];
    int length;
    int at;
    uint range;
    uint code;

    /// <summary>True where the chunk was used up to its last byte and nothing is left in the decoder.</summary>
    public bool IsFinished
    {
        get
        {
            Normalize();
            return at == length && code == 0;
        }
    }

    /// <summary>Takes a chunk of <paramref name="bytes"/> bytes.</summary>
    public void Begin(XzInput input, int bytes)
    {
        input.Read(chunk.AsSpan(0, bytes));
        length = bytes;
        if (bytes < 5 || chunk[0] != 0)
        {
            throw new InvalidDataException("a chunk is damaged");
        }

        range = uint.MaxValue;
        code = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(1));
        at = 5;
    }

    /// <summary>One bit, and the probability moved towards it.</summary>
    public int Bit(ref ushort probability)
    {
        unchecked // arithmetic modulo 2^32, as the format defines it
        {
            Normalize();
            var bound = (range >> ProbabilityBits) * probability;
            if (code < bound)
            {
                range = bound;
                probability += (ushort)(((1 << ProbabilityBits) - probability) >> MoveBits);
                return 0;
            }

            range -= bound;
            code -= bound;
            probability -= (ushort)(probability >> MoveBits);
            return 1;
        }
    }

    /// <summary>Some bits, the highest first, by a tree of probabilities that begins at <paramref name="from"/>.</summary>
    public int Tree(ushort[] probabilities, int from, int bits)
    {
        var symbol = 1;
        for (var i = 0; i < bits; i++)
        {
            symbol = (symbol << 1) | Bit(ref probabilities[from + symbol]);
        }

        return symbol - (1 << bits);
    }

    /// <summary>Some bits, the lowest first.</summary>
    public int ReverseTree(ushort[] probabilities, int from, int bits)
    {
        var (symbol, value) = (1, 0);
        for (var i = 0; i < bits; i++)
        {
            var bit = Bit(ref probabilities[from + symbol]);
            symbol = (symbol << 1) | bit;
            value |= bit << i;
        }

        return value;
    }

    /// <summary>Some bits without probabilities, the highest first.</summary>
    public uint Direct(int bits)
    {
        unchecked
        {
            var value = 0u;
            for (var i = 0; i < bits; i++)
            {
                Normalize();
                range >>= 1;
                var isOne = code >= range;
                code -= isOne ? range : 0;
                value = (value << 1) | (isOne ? 1u : 0);
            }

            return value;
        }
    }

    void Normalize()
    {
        if (range < Top)
        {
            if (at == length)
            {
                throw new InvalidDataException("a chunk is damaged");
            }

            range <<= 8;
            code = unchecked((code << 8) | chunk[at++]);
        }
    }
}
