using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Merlon.Search;

/// <summary>
/// Reads an index in place. Nothing of it is trusted: what does not fit throws <see cref="InvalidDataException"/>, and whoever
/// opened it makes it anew.
/// </summary>
sealed class IndexReader
{
    readonly ReadOnlyMemory<byte> index;
    readonly IndexFormat format;
    readonly Lazy<(double[] Names, double[] Texts)> lengths;

    public IndexReader(ReadOnlyMemory<byte> index, IndexFormat format)
    {
        this.index = index;
        this.format = format;
        lengths = new(LengthsOfAll);
    }

    public IndexFormat Format => format;

    public int Units => format.Objects + format.Relationships;

    double NameLengthMean => Mean(format.NameWords, format.Objects);

    double DescriptionLengthMean => Mean(format.DescriptionWords, format.DescriptionUnits);

    double ProcedureLengthMean => Mean(format.ProcedureWords, format.Relationships);

    /// <summary>The bytes of a term.</summary>
    public ReadOnlySpan<byte> Utf8Of(int term)
    {
        var start = EntryOf(term, 0);
        return index.Span.Slice(format.TermsAt + start, EntryOf(term + 1, 0) - start);
    }

    /// <summary>A term as text.</summary>
    public string TextOf(int term) => Encoding.UTF8.GetString(Utf8Of(term));

    /// <summary>The place of a term, or -1.</summary>
    public int Find(string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);
        var at = LowerBound(utf8);
        return at < format.Terms && Utf8Of(at).SequenceEqual(utf8) ? at : -1;
    }

    /// <summary>The terms that begin with a word: first, and the one behind the last.</summary>
    public (int First, int End) Beginning(string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);
        var first = LowerBound(utf8);
        // Words hold no byte 0xFF, which UTF-8 does not have.
        return (first, LowerBound([.. utf8, byte.MaxValue]));
    }

    /// <summary>How many units have a term.</summary>
    public int UnitsOf(int term)
    {
        var at = 0;
        return Number(PostingsOf(term), ref at);
    }

    public SlotReader SlotsOf(int term) => new(PostingsOf(term), PositionsOf(term), format.Objects * Slots.OfObject + format.Relationships);

    /// <summary>By how much a name, and a description or statement, counts less for its length; by object and by unit, 1 for the usual length.</summary>
    public (double[] Names, double[] Texts) Lengths => lengths.Value;

    (double[] Names, double[] Texts) LengthsOfAll()
    {
        var names = new double[format.Objects];
        for (var place = 0; place < names.Length; place++)
        {
            names[place] = ScoreBoard.LengthFactorOf(Slot.Name, NameLengthOf(place) / NameLengthMean);
        }

        var texts = new double[Units];
        for (var unit = 0; unit < texts.Length; unit++)
        {
            texts[unit] = unit < format.Objects
                ? ScoreBoard.LengthFactorOf(Slot.Description, LengthOf(unit) / DescriptionLengthMean)
                : ScoreBoard.LengthFactorOf(Slot.Procedure, LengthOf(unit) / ProcedureLengthMean);
        }

        return (names, texts);
    }

    /// <summary>Words of the name of an object.</summary>
    int NameLengthOf(int place) => BinaryPrimitives.ReadUInt16LittleEndian(index.Span[(format.NameLengthsAt + place * IndexFormat.LengthBytes)..]);

    /// <summary>Words of the description of an object or relationship.</summary>
    int LengthOf(int unit) => BinaryPrimitives.ReadUInt16LittleEndian(index.Span[(format.LengthsAt + unit * IndexFormat.LengthBytes)..]);

    /// <summary>Place of a relationship in its release, and of its ends among the objects.</summary>
    public (int Place, int Source, int Target) RelationshipAt(int number)
    {
        var entry = index.Span[(format.RelationshipsAt + number * IndexFormat.RelationshipEntryBytes)..];
        var source = BinaryPrimitives.ReadInt32LittleEndian(entry[4..]);
        var target = BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
        if (source < 0 || source >= format.Objects || target < 0 || target >= format.Objects)
        {
            Damaged();
        }

        return (BinaryPrimitives.ReadInt32LittleEndian(entry), source, target);
    }

    /// <summary>The next number of seven bits a byte.</summary>
    public static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint number = 0;
        for (var shift = 0; at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number <= int.MaxValue ? (int)number : Damaged();
            }

            if (shift == 28)
            {
                break;
            }
        }

        return Damaged();
    }

    [DoesNotReturn]
    public static int Damaged() => throw new InvalidDataException("the search index is damaged");

    static double Mean(int words, int units) => units == 0 ? 1 : Math.Max(1, (double)words / units);

    int LowerBound(ReadOnlySpan<byte> utf8)
    {
        int low = 0, high = format.Terms;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Utf8Of(middle).SequenceCompareTo(utf8) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    ReadOnlySpan<byte> PostingsOf(int term)
    {
        var start = EntryOf(term, 4);
        return index.Span.Slice(format.PostingsAt + start, EntryOf(term + 1, 4) - start);
    }

    ReadOnlySpan<byte> PositionsOf(int term)
    {
        var start = EntryOf(term, 8);
        return index.Span.Slice(format.PositionsAt + start, EntryOf(term + 1, 8) - start);
    }

    int EntryOf(int term, int part)
        => BinaryPrimitives.ReadInt32LittleEndian(index.Span[(IndexFormat.TermTableAt + term * IndexFormat.TermEntryBytes + part)..]);
}

/// <summary>Walks over the slots that have a term, in ascending order.</summary>
ref struct SlotReader
{
    readonly ReadOnlySpan<byte> postings;
    readonly ReadOnlySpan<byte> positions;
    readonly int slots;
    int at, positionAt, unread;

    public SlotReader(ReadOnlySpan<byte> postings, ReadOnlySpan<byte> positions, int slots)
    {
        this.postings = postings;
        this.positions = positions;
        this.slots = slots;
        _ = IndexReader.Number(postings, ref at);
    }

    /// <summary>Where the term stands: a list of words of an object, or a statement.</summary>
    public int Slot { get; private set; }

    /// <summary>How often the term stands in it; 1 or more.</summary>
    public int Occurrences { get; private set; }

    /// <summary>Goes on to the next slot; false at the end.</summary>
    public bool Read()
    {
        if (at >= postings.Length)
        {
            return false;
        }

        unread += Occurrences;
        var number = IndexReader.Number(postings, ref at);
        var next = Slot + (long)(number >> 1);
        if (next >= slots)
        {
            IndexReader.Damaged();
        }

        Slot = (int)next;
        Occurrences = 1;
        if ((number & 1) != 0)
        {
            var more = IndexReader.Number(postings, ref at);
            Occurrences = more < int.MaxValue - 2 ? more + 2 : IndexReader.Damaged();
        }

        return true;
    }

    /// <summary>Adds the positions of the current slot; those of slots that were passed over are skipped.</summary>
    public void AddPositions(List<long> into)
    {
        for (; unread > 0; unread--)
        {
            _ = IndexReader.Number(positions, ref positionAt);
        }

        var position = 0L;
        for (var i = 0; i < Occurrences; i++)
        {
            position += IndexReader.Number(positions, ref positionAt);
            into.Add(((long)Slot << 32) | (position & uint.MaxValue));
        }

        unread = -Occurrences;
    }
}
