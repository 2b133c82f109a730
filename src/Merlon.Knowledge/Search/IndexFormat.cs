using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Merlon.Attack;

namespace Merlon.Search;

/// <summary>
/// The head of a search index and where its sections lie; docs/design/search.md describes every byte. All numbers are
/// little-endian; sizes follow from the counts, so that a file either has exactly the length that its head says or is no index.
/// </summary>
readonly record struct IndexFormat(
    ulong Fingerprint, int Objects, int Relationships, int Terms, int TermBytes, int PostingBytes, int PositionBytes,
    int NameWords, int DescriptionWords, int DescriptionUnits, int ProcedureWords)
{
    public const int HeadBytes = 72;
    public const int TermEntryBytes = 12, RelationshipEntryBytes = 12, LengthBytes = 2;
    const uint FormatVersion = 1;

    static ReadOnlySpan<byte> Magic => "MERLONSX"u8;

    /// <summary>One entry more than terms: the last one is where the sections end.</summary>
    public const int TermTableAt = HeadBytes;

    public int NameLengthsAt => TermTableAt + (Terms + 1) * TermEntryBytes;

    public int LengthsAt => NameLengthsAt + Objects * LengthBytes;

    public int RelationshipsAt => LengthsAt + (Objects + Relationships) * LengthBytes;

    public int TermsAt => RelationshipsAt + Relationships * RelationshipEntryBytes;

    public int PostingsAt => TermsAt + TermBytes;

    public int PositionsAt => PostingsAt + PostingBytes;

    public long Length => PositionsAt + (long)PositionBytes;

    /// <summary>Writes the head before sections that are in place already.</summary>
    public void WriteHead(Span<byte> index)
    {
        Magic.CopyTo(index);
        BinaryPrimitives.WriteUInt32LittleEndian(index[8..], FormatVersion);
        BinaryPrimitives.WriteUInt64LittleEndian(index[16..], Fingerprint);
        ReadOnlySpan<int> numbers =
            [Objects, Relationships, Terms, TermBytes, PostingBytes, PositionBytes, NameWords, DescriptionWords, DescriptionUnits, ProcedureWords, 0, 0];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(index[(24 + 4 * i)..], numbers[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(index[12..], ChecksumOf(index));
    }

    /// <summary>Reads the head; null when the bytes are no whole index of this format.</summary>
    [SuppressMessage("Performance", "CA1508", Justification = "The analyzer takes the checks of foreign numbers for constant.")]
    public static IndexFormat? Of(ReadOnlySpan<byte> index)
    {
        if (index.Length < HeadBytes || !index.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(index[8..]) != FormatVersion)
        {
            return null;
        }

        Span<int> numbers = stackalloc int[10];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BinaryPrimitives.ReadInt32LittleEndian(index[(24 + 4 * i)..]);
            if (numbers[i] < 0 || numbers[i] > index.Length)
            {
                return null; // nothing is counted that does not take a byte
            }
        }

        // No section can overflow a sum: each count was bounded by the length above.
        if (HeadBytes + (numbers[2] + 1L) * TermEntryBytes + (numbers[0] * 2L + numbers[1]) * LengthBytes + numbers[1] * (long)RelationshipEntryBytes
            + numbers[3] + numbers[4] + numbers[5] != index.Length)
        {
            return null;
        }

        IndexFormat format = new(
            BinaryPrimitives.ReadUInt64LittleEndian(index[16..]), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5],
            numbers[6], numbers[7], numbers[8], numbers[9]);
        return BinaryPrimitives.ReadUInt32LittleEndian(index[12..]) == ChecksumOf(index) && format.AreTermsInOrder(index) ? format : null;
    }

    /// <summary>
    /// A number that says which release an index was made of: version, domains, and id, date and state of every object (FNV-1a).
    /// </summary>
    public static ulong FingerprintOf(AttackRelease release)
    {
        var hash = 14_695_981_039_346_656_037UL;
        Add(ref hash, release.Version);
        foreach (var domain in release.Domains)
        {
            Add(ref hash, domain);
        }

        AddNumber(ref hash, release.HasTexts ? 1 : 0);
        foreach (var found in release.Objects)
        {
            Add(ref hash, found.StixId);
            AddNumber(ref hash, found.Modified.UtcTicks);
            AddNumber(ref hash, (found.IsRevoked ? 1 : 0) + (found.IsDeprecated ? 2 : 0));
        }

        return hash;
    }

    static void Add(ref ulong hash, string text)
    {
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 1_099_511_628_211UL); // wrapping is what the hash is made of
        }

        AddNumber(ref hash, text.Length);
    }

    static void AddNumber(ref ulong hash, long number) => hash = unchecked((hash ^ (ulong)number) * 1_099_511_628_211UL);

    // CRC-32C over everything behind itself: for damage, not against malice, which the bounds of every read are for.
    static uint ChecksumOf(ReadOnlySpan<byte> index)
    {
        var rest = index[16..];
        var crc = uint.MaxValue;
        while (rest.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[sizeof(ulong)..];
        }

        foreach (var last in rest)
        {
            crc = BitOperations.Crc32C(crc, last);
        }

        return ~crc;
    }

    // Where each term, its postings and its positions begin: never before those of the term before, the last entry at the ends.
    bool AreTermsInOrder(ReadOnlySpan<byte> index)
    {
        ReadOnlySpan<int> ends = [TermBytes, PostingBytes, PositionBytes];
        for (var part = 0; part < ends.Length; part++)
        {
            var before = 0;
            for (var term = 0; term <= Terms; term++)
            {
                var start = BinaryPrimitives.ReadInt32LittleEndian(index[(TermTableAt + term * TermEntryBytes + part * 4)..]);
                if (start < before || start > ends[part])
                {
                    return false;
                }

                before = start;
            }

            if (before != ends[part])
            {
                return false;
            }
        }

        return true;
    }
}
