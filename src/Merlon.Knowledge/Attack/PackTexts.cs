namespace Merlon.Attack;

/// <summary>
/// Where the texts of a pack's objects and relationships are: nowhere but for citations (facts only), or in the bundles that
/// a compiled release was made of.
/// </summary>
sealed class PackTexts
{
    /// <summary>Bytes of a row of <see cref="Write"/>.</summary>
    const int RowBytes = 8 * sizeof(int) + 1;

    readonly CitationTable? citations;
    readonly ReadOnlyMemory<byte> rows;
    readonly ReadOnlyMemory<byte>[] bundles = [];

    /// <summary>Citations only.</summary>
    public PackTexts(CitationTable citations) => this.citations = citations;

    /// <summary>Rows of <see cref="Write"/> and the bundles that they speak of.</summary>
    public PackTexts(ReadOnlyMemory<byte> rows, ReadOnlyMemory<byte>[] bundles)
    {
        this.rows = rows;
        this.bundles = bundles;
        for (var i = 0; i < rows.Length / RowBytes; i++)
        {
            At(i); // at opening, when the bundles can still be read instead
        }
    }

    /// <summary>True when there are descriptions.</summary>
    public bool AreThere => citations is null;

    /// <summary>The texts of an object, or, objects counted first, of a relationship. A place outside its bundle is an <see cref="InvalidDataException"/>.</summary>
    public PublishedTexts At(int place)
    {
        if (citations is not null)
        {
            return new PublishedTexts(default, default, new CitationList(default, citations, place), default);
        }

        if (place >= rows.Length / RowBytes)
        {
            throw new InvalidDataException("the pack has fewer texts than objects");
        }

        var row = rows.Span.Slice(place * RowBytes, RowBytes);
        var bundle = row[^1] < bundles.Length ? bundles[row[^1]] : throw new InvalidDataException($"the pack names bundle {row[^1]} of {bundles.Length}");
        var json = Slice(bundle, row);
        var references = Slice(json, row[(6 * sizeof(int))..]);
        return new PublishedTexts(
            new Text(Slice(json, row[(2 * sizeof(int))..])), new Text(Slice(json, row[(4 * sizeof(int))..])),
            references.IsEmpty ? default : new CitationList(references, Table: null), json);
    }

    /// <summary>Appends one row: four pairs of offset and length (in the bundle, then inside the object), then the bundle.</summary>
    public static void Write(PackBytesWriter output, in PublishedTexts texts, ReadOnlyMemory<byte>[] bundles)
    {
        var bundle = 0;
        var offset = -1;
        for (; bundle < bundles.Length; bundle++)
        {
            if (!texts.Json.IsEmpty && bundles[bundle].Span.Overlaps(texts.Json.Span, out offset))
            {
                break;
            }
        }

        if (bundle == bundles.Length)
        {
            throw new ArgumentException("an object of the release does not stand in the bundles", nameof(bundles));
        }

        Pair(output, offset, texts.Json.Length);
        Inside(output, texts.Json.Span, texts.StixId.Json.Span);
        Inside(output, texts.Json.Span, texts.Description.Json.Span);
        Inside(output, texts.Json.Span, texts.Citations.Bytes.Span);
        output.Byte((byte)bundle);
    }

    static void Inside(PackBytesWriter output, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty || !whole.Overlaps(part, out var offset))
        {
            Pair(output, 0, 0);
            return;
        }

        Pair(output, offset, part.Length);
    }

    static void Pair(PackBytesWriter output, int offset, int length)
    {
        Span<byte> pair = stackalloc byte[2 * sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(pair, offset);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(pair[sizeof(int)..], length);
        output.Bytes(pair);
    }

    static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> whole, ReadOnlySpan<byte> row)
    {
        var offset = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(row);
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(row[sizeof(int)..]);
        return offset >= 0 && length >= 0 && offset <= whole.Length - length
            ? whole.Slice(offset, length)
            : throw new InvalidDataException("the pack points outside the bundle that it was made of");
    }
}

/// <summary>What a bundle says of an object or relationship in its own words.</summary>
/// <param name="StixId">Its STIX id; relationships only.</param>
/// <param name="Description">Its description.</param>
/// <param name="Citations">What it cites.</param>
/// <param name="Json">The whole of it.</param>
readonly record struct PublishedTexts(Text StixId, Text Description, CitationList Citations, ReadOnlyMemory<byte> Json);
