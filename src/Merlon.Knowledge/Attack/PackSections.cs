using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;

namespace Merlon.Attack;

/// <summary>The outside of a pack: magic, checksum, sizes, the facts as they are and the citations compressed.</summary>
static class PackSections
{
    /// <summary>Bytes of magic and checksum.</summary>
    static int HeadBytes => PackFormat.Magic.Length + sizeof(uint);

    public static void Write(Stream output, ReadOnlySpan<byte> facts, ReadOnlySpan<byte> citations)
    {
        var packedCitations = Compress(citations);
        var body = new PackBytesWriter();
        body.Count(facts.Length);
        body.Count(citations.Length);
        body.Count(packedCitations.Length);
        body.Bytes(facts);
        body.Bytes(packedCitations);

        output.Write(PackFormat.Magic);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, PackFormat.Checksum(body.ToSpan()));
        output.Write(checksum);
        output.Write(body.ToSpan());
    }

    /// <summary>Checks the head and takes the facts; citations stay compressed in the returned table.</summary>
    public static (byte[] Facts, CitationTable Citations) Open(ReadOnlySpan<byte> pack)
    {
        if (pack.Length < HeadBytes || !pack.StartsWith(PackFormat.Magic))
        {
            throw new InvalidDataException("this is not a pack of this version of Merlon");
        }

        var body = pack[HeadBytes..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(pack[PackFormat.Magic.Length..]) != PackFormat.Checksum(body))
        {
            throw new InvalidDataException("the pack is damaged: its checksum does not agree");
        }

        var input = new PackBytesReader(body);
        var (factBytes, citationBytes, packedCitationBytes) = (input.Count(), input.Count(), input.Count());
        var facts = input.Bytes(factBytes).ToArray();
        return (facts, new CitationTable(input.Bytes(packedCitationBytes).ToArray(), citationBytes));
    }

    public static byte[] Decompress(ReadOnlySpan<byte> compressed, int bytes)
    {
        if (bytes > PackFormat.SectionBytesMax)
        {
            throw new InvalidDataException($"the pack says that a section has {bytes} bytes");
        }

        var section = new byte[bytes];
        return BrotliDecoder.TryDecompress(compressed, section, out var written) && written == bytes
            ? section
            : throw new InvalidDataException("the pack is damaged: a section cannot be decompressed");
    }

    static byte[] Compress(ReadOnlySpan<byte> section)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(section.Length)];
        if (!BrotliEncoder.TryCompress(section, compressed, out var written, PackFormat.BrotliQuality, PackFormat.BrotliWindowBits))
        {
            throw new UnreachableException("the buffer has the largest size that Brotli says it needs");
        }

        return compressed[..written];
    }
}
