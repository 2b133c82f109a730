namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Decodes LZMA2 up to its end mark: chunks of LZMA or of plain bytes over one dictionary. Damage is
/// <see cref="InvalidDataException"/>; the dictionary takes memory only as it fills.
/// </summary>
/// <param name="input">Where the chunks come from.</param>
/// <param name="dictionaryBytes">How far back a match may reach.</param>
sealed class Lzma2Decoder(XzInput input, int dictionaryBytes)
{
    const int FirstBytes = 64 * 1024;
    const int RepeatMinimum = 2;

    readonly int windowBytes = Math.Max(dictionaryBytes, 4096);
    readonly LzmaProbabilities probabilities = new();
    readonly LzmaRange range = new();
    byte[] window = new byte[Math.Min(FirstBytes, Math.Max(dictionaryBytes, 4096))];
    int position;
    long total;
    int left;
    int copies;
    int state;
    uint distance0, distance1, distance2, distance3;
    int contextBits, positionBits, stateBits;
    bool isPlain;
    bool isAtEnd;
    bool needsDictionary = true;
    bool needsProperties = true;

    /// <summary>Decodes at least one byte; 0 at the end mark.</summary>
    public int Read(Span<byte> buffer)
    {
        while (left == 0 && !isAtEnd)
        {
            NextChunk();
        }

        if (isAtEnd)
        {
            return 0;
        }

        MakeRoom();
        var start = position;
        var count = Math.Min(Math.Min(buffer.Length, left), window.Length - position);
        if (isPlain)
        {
            input.Read(window.AsSpan(position, count));
            Advance(count);
        }
        else
        {
            Decode(start + count);
        }

        left -= count;
        if (left == 0 && !isPlain && (copies != 0 || !range.IsFinished))
        {
            throw new InvalidDataException("a chunk is damaged");
        }

        window.AsSpan(start, count).CopyTo(buffer);
        return count;
    }

    // 0: end; 1, 2: plain bytes; from 0x80: LZMA, two bits of what is reset
    void NextChunk()
    {
        var control = input.ReadByte();
        if (control == 0)
        {
            isAtEnd = true;
            return;
        }

        if (control is 1 or >= 0xE0)
        {
            (needsDictionary, needsProperties) = (false, true);
            (position, total) = (0, 0);
        }

        if (needsDictionary || control is > 2 and < 0x80)
        {
            throw new InvalidDataException("a chunk is damaged");
        }

        isPlain = control < 0x80;
        left = ((isPlain ? 0 : control & 0x1F) << 16) + (input.ReadByte() << 8) + input.ReadByte() + 1;
        if (isPlain)
        {
            return;
        }

        var packed = (input.ReadByte() << 8) + input.ReadByte() + 1;
        if (control >= 0xC0)
        {
            SetProperties(input.ReadByte());
        }
        else if (needsProperties)
        {
            throw new InvalidDataException("a chunk is damaged");
        }

        if (control >= 0xA0)
        {
            probabilities.Reset();
            (state, distance0, distance1, distance2, distance3) = (0, 0, 0, 0, 0);
        }

        range.Begin(input, packed);
    }

    void SetProperties(int value)
    {
        (stateBits, value) = (value / 45, value % 45);
        (positionBits, contextBits) = (value / 9, value % 9);
        if (stateBits > 4 || contextBits + positionBits > 4)
        {
            throw new InvalidDataException("a chunk is damaged");
        }

        needsProperties = false;
    }

    void Decode(int end)
    {
        Repeat(end);
        while (position < end)
        {
            var place = (int)(total & ((1 << stateBits) - 1));
            if (range.Bit(ref probabilities.IsMatch[(state << 4) + place]) == 0)
            {
                Literal();
                continue;
            }

            if (range.Bit(ref probabilities.IsRepeat[state]) == 0)
            {
                Match(place);
            }
            else
            {
                RepeatMatch(place);
            }

            if (distance0 >= (ulong)Math.Min(total, windowBytes))
            {
                throw new InvalidDataException("a match reaches behind the beginning");
            }

            Repeat(end);
        }
    }

    void Literal()
    {
        var from = LzmaProbabilities.LiteralAt(total, total == 0 ? 0 : ByteAt(0), contextBits, positionBits);
        var symbol = 1;
        if (state >= 7)
        {
            var (match, offset) = ((int)ByteAt(distance0), 0x100);
            while (symbol < 0x100)
            {
                match <<= 1;
                var matched = match & offset;
                var bit = range.Bit(ref probabilities.Literal[from + offset + matched + symbol]);
                symbol = (symbol << 1) | bit;
                offset &= bit != 0 ? matched : ~matched;
            }
        }

        while (symbol < 0x100)
        {
            symbol = (symbol << 1) | range.Bit(ref probabilities.Literal[from + symbol]);
        }

        window[position] = (byte)(symbol & 0xFF);
        Advance(1);
        state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }

    void Match(int place)
    {
        (distance3, distance2, distance1) = (distance2, distance1, distance0);
        state = state < 7 ? 7 : 10;
        copies = LengthOf(probabilities.MatchLength, place);
        var slot = range.Tree(probabilities.DistanceSlot, Math.Min(copies - RepeatMinimum, 3) * 64, 6);
        if (slot < 4)
        {
            distance0 = (uint)slot;
            return;
        }

        var bits = (slot >> 1) - 1;
        var distance = 2u | ((uint)slot & 1);
        if (slot < LzmaProbabilities.FullDistanceSlot)
        {
            distance <<= bits;
            distance0 = distance + (uint)range.ReverseTree(probabilities.DistanceSpecial, (int)distance - slot - 1, bits);
        }
        else
        {
            distance = unchecked((distance << (bits - 4)) | range.Direct(bits - 4));
            distance0 = unchecked((distance << 4) + (uint)range.ReverseTree(probabilities.DistanceAlign, 0, 4));
        }
    }

    void RepeatMatch(int place)
    {
        if (range.Bit(ref probabilities.IsRepeat0[state]) == 0)
        {
            if (range.Bit(ref probabilities.IsRepeat0Long[(state << 4) + place]) == 0)
            {
                state = state < 7 ? 9 : 11;
                copies = 1;
                return;
            }
        }
        else if (range.Bit(ref probabilities.IsRepeat1[state]) == 0)
        {
            (distance0, distance1) = (distance1, distance0);
        }
        else if (range.Bit(ref probabilities.IsRepeat2[state]) == 0)
        {
            (distance0, distance1, distance2) = (distance2, distance0, distance1);
        }
        else
        {
            (distance0, distance1, distance2, distance3) = (distance3, distance0, distance1, distance2);
        }

        state = state < 7 ? 8 : 11;
        copies = LengthOf(probabilities.RepeatLength, place);
    }

    int LengthOf(LzmaProbabilities.Length length, int place)
        => range.Bit(ref length.Choice[0]) == 0 ? RepeatMinimum + range.Tree(length.Low, place * 8, 3)
        : range.Bit(ref length.Choice[1]) == 0 ? RepeatMinimum + 8 + range.Tree(length.Middle, place * 8, 3)
        : RepeatMinimum + 16 + range.Tree(length.High, 0, 8);

    // Copies what is left of a match, up to the end of what is asked for.
    void Repeat(int end)
    {
        while (copies > 0 && position < end)
        {
            window[position] = ByteAt(distance0);
            Advance(1);
            copies--;
        }
    }

    byte ByteAt(uint distance)
    {
        var at = position - 1 - (int)distance;
        return window[at < 0 ? at + window.Length : at];
    }

    void Advance(int count)
    {
        position += count;
        total += count;
    }

    // The window grows up to the dictionary's size, then it is a ring.
    void MakeRoom()
    {
        if (position < window.Length)
        {
            return;
        }

        if (window.Length < windowBytes)
        {
            Array.Resize(ref window, (int)Math.Min(windowBytes, 2L * window.Length));
        }
        else
        {
            position = 0;
        }
    }
}
