using System.Buffers.Binary;
using System.Text;
using Merlon.Attack;

namespace Merlon.Search;

/// <summary>
/// Makes the bytes of an index out of a release, in one pass over its texts. Objects come first, by their place in the release
/// and slot by slot, then relationships: so every term's postings arrive in the order in which they are kept.
/// </summary>
sealed class IndexWriter
{
    /// <summary>Positions between two values of one slot, so that no phrase crosses from one to the next.</summary>
    const int ValueGap = 16;

    readonly AttackRelease release;
    readonly Dictionary<string, TermPostings> terms = new(20_000, StringComparer.Ordinal);
    readonly ushort[] nameLengths;
    readonly List<ushort> lengths = [];
    readonly List<(int Place, int Source, int Target)> relationships = [];
    int nameWords, descriptionWords, descriptionUnits, procedureWords;

    IndexWriter(AttackRelease release)
    {
        this.release = release;
        nameLengths = new ushort[release.Objects.Count];
    }

    public static byte[] Write(AttackRelease release)
    {
        var writer = new IndexWriter(release);
        writer.AddObjects();
        if (release.HasTexts)
        {
            writer.AddRelationships();
        }

        return writer.ToBytes();
    }

    void AddObjects()
    {
        for (var place = 0; place < release.Objects.Count; place++)
        {
            var last = Slot.WholeId;
            var position = 0;
            var description = 0;
            foreach (var (slot, text) in SearchTexts.Of(release, release.Objects[place]))
            {
                position = slot == last ? position : 0;
                last = slot;
                var words = AddWords(text, place * Slots.OfObject + (int)slot, ref position);
                position += ValueGap;
                description += slot == Slot.Description ? words : 0;
                if (slot == Slot.Name)
                {
                    nameLengths[place] = Length(words);
                    nameWords += words;
                }
            }

            lengths.Add(Length(description));
            descriptionWords += description;
            descriptionUnits += description > 0 ? 1 : 0;
        }
    }

    void AddRelationships()
    {
        for (var place = 0; place < release.Relationships.Count; place++)
        {
            var relationship = release.Relationships[place];
            if (!relationship.IsLive || relationship.Description is not { Length: > 0 } markup)
            {
                continue;
            }

            var position = 0;
            var words = AddWords(PlainText.Of(markup), release.Objects.Count * Slots.OfObject + relationships.Count, ref position);
            relationships.Add((place, relationship.Source.Place, relationship.Target.Place));
            lengths.Add(Length(words));
            procedureWords += words;
        }
    }

    int AddWords(string text, int slot, ref int position)
    {
        Span<char> buffer = stackalloc char[WordReader.WordCharsMax];
        var words = new WordReader(text, buffer);
        var byWord = terms.GetAlternateLookup<ReadOnlySpan<char>>();
        var count = 0;
        while (words.Read())
        {
            if (!byWord.TryGetValue(words.Word, out var postings))
            {
                postings = new TermPostings();
                byWord[words.Word] = postings;
            }

            postings.Add(slot, UnitOf(slot), position++);
            count++;
        }

        return count;
    }

    int UnitOf(int slot)
    {
        var slots = release.Objects.Count * Slots.OfObject;
        return slot < slots ? slot / Slots.OfObject : release.Objects.Count + slot - slots;
    }

    static ushort Length(int words) => (ushort)Math.Min(words, ushort.MaxValue);

    byte[] ToBytes()
    {
        var sorted = terms.Select(static term => (Utf8: Encoding.UTF8.GetBytes(term.Key), Postings: term.Value)).ToArray();
        Array.Sort(sorted, static (left, right) => left.Utf8.AsSpan().SequenceCompareTo(right.Utf8));
        foreach (var (_, postings) in sorted)
        {
            postings.Complete();
        }

        IndexFormat format = new(
            IndexFormat.FingerprintOf(release), release.Objects.Count, relationships.Count, sorted.Length, sorted.Sum(static term => term.Utf8.Length),
            sorted.Sum(static term => term.Postings.Postings.Length), sorted.Sum(static term => term.Postings.Positions.Length),
            nameWords, descriptionWords, descriptionUnits, procedureWords);
        var index = new byte[checked((int)format.Length)];
        WriteTerms(index, format, sorted);
        WriteUnits(index, format);
        format.WriteHead(index);
        return index;
    }

    static void WriteTerms(byte[] index, in IndexFormat format, (byte[] Utf8, TermPostings Postings)[] sorted)
    {
        int term = 0, posting = 0, position = 0;
        for (var i = 0; i <= sorted.Length; i++)
        {
            var entry = index.AsSpan(IndexFormat.TermTableAt + i * IndexFormat.TermEntryBytes);
            BinaryPrimitives.WriteInt32LittleEndian(entry, term);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], posting);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], position);
            if (i < sorted.Length)
            {
                var (utf8, postings) = sorted[i];
                utf8.CopyTo(index.AsSpan(format.TermsAt + term));
                postings.Postings.CopyTo(index.AsSpan(format.PostingsAt + posting));
                postings.Positions.CopyTo(index.AsSpan(format.PositionsAt + position));
                term += utf8.Length;
                posting += postings.Postings.Length;
                position += postings.Positions.Length;
            }
        }
    }

    void WriteUnits(byte[] index, in IndexFormat format)
    {
        for (var i = 0; i < nameLengths.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(index.AsSpan(format.NameLengthsAt + i * IndexFormat.LengthBytes), nameLengths[i]);
        }

        for (var i = 0; i < lengths.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(index.AsSpan(format.LengthsAt + i * IndexFormat.LengthBytes), lengths[i]);
        }

        for (var i = 0; i < relationships.Count; i++)
        {
            var entry = index.AsSpan(format.RelationshipsAt + i * IndexFormat.RelationshipEntryBytes);
            BinaryPrimitives.WriteInt32LittleEndian(entry, relationships[i].Place);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], relationships[i].Source);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], relationships[i].Target);
        }
    }
}

/// <summary>
/// Where one term stands, as it is kept. Postings: the number of units, then for each slot the distance from the last one,
/// doubled, plus one where more than one occurrence follows with its number less two. Positions: for each slot the first one,
/// then distances.
/// </summary>
sealed class TermPostings
{
    readonly ByteList slots = new();
    readonly ByteList positions = new();
    byte[] postings = [];
    int slot, occurrences, lastSlot, lastUnit = -1, lastPosition, units;

    public ReadOnlySpan<byte> Postings => postings;

    public ReadOnlySpan<byte> Positions => positions.Span;

    public void Add(int inSlot, int unit, int position)
    {
        if (occurrences > 0 && inSlot != slot)
        {
            EndSlot();
        }

        positions.Add(occurrences == 0 ? position : position - lastPosition);
        slot = inSlot;
        lastPosition = position;
        occurrences++;
        if (unit != lastUnit)
        {
            units++;
            lastUnit = unit;
        }
    }

    public void Complete()
    {
        EndSlot();
        var head = new ByteList();
        head.Add(units);
        postings = [.. head.Span, .. slots.Span];
    }

    void EndSlot()
    {
        slots.Add((slot - lastSlot) * 2 + (occurrences > 1 ? 1 : 0));
        if (occurrences > 1)
        {
            slots.Add(occurrences - 2);
        }

        lastSlot = slot;
        occurrences = 0;
    }
}

/// <summary>Bytes that grow; numbers of 0 or more are kept in seven bits a byte, lowest first.</summary>
sealed class ByteList
{
    byte[] bytes = new byte[8];
    int count;

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, count);

    public void Add(int number)
    {
        if (count + 5 > bytes.Length)
        {
            Array.Resize(ref bytes, bytes.Length * 2);
        }

        var rest = (uint)number;
        while (rest >= 0x80)
        {
            bytes[count++] = (byte)(rest & 0x7F | 0x80);
            rest >>= 7;
        }

        bytes[count++] = (byte)rest;
    }
}
