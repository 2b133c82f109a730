using System.Buffers.Binary;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Reads the .xz format 1.2: streams of blocks, compressed by LZMA2, their sizes and CRC32 or CRC64 checked; padding and
/// several streams one after another too. Other filters and checks than these are refused, SHA-256 is not checked.
/// </summary>
/// <param name="packed">The compressed stream; disposed with this.</param>
sealed class LogFileXz(Stream packed) : ForwardStream
{
    /// <summary>Largest dictionary that a block may ask for, in bytes; <c>xz -9</c> asks for 64 MiB.</summary>
    public const int DictionaryBytesMax = 128 * 1024 * 1024;

    /// <summary>Most blocks of one stream, whose sizes are kept for its index.</summary>
    public const int BlocksMax = 1_000_000;

    const int HeaderBytes = 12;
    const int CheckNone = 0, CheckCrc32 = 1, CheckCrc64 = 4, CheckSha256 = 10;

    static ReadOnlySpan<byte> Magic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    readonly XzInput input = new(packed);
    Lzma2Decoder? block;
    XzChecksum check = new(CheckNone);
    long blockStart;
    long blockPacked;
    long blockBytes;
    long given;
    int blocks;
    bool isInStream;
    bool isBegun;
    bool isAtEnd;

    /// <summary>Reads; throws <see cref="InvalidDataException"/> for what is damaged, cut off or refused.</summary>
    public override int Read(Span<byte> buffer)
    {
        while (!isAtEnd && !buffer.IsEmpty)
        {
            if (block is null)
            {
                NextBlock();
                continue;
            }

            var count = block.Read(buffer);
            if (count > 0)
            {
                check.Add(buffer[..count]);
                given += count;
                return count;
            }

            EndBlock();
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    void NextBlock()
    {
        if (!isInStream && !BeginStream())
        {
            isAtEnd = true;
            return;
        }

        blockStart = input.Position;
        var size = input.ReadByte();
        if (size == 0)
        {
            EndStream();
            return;
        }

        if (++blocks > BlocksMax)
        {
            throw new InvalidDataException("it has too many blocks");
        }

        ReadBlockHeader((size + 1) * 4);
    }

    // 2.1.1: magic, flags, CRC32 of the flags
    bool BeginStream()
    {
        var header = new byte[HeaderBytes];
        int first;
        do
        {
            first = input.TryReadByte();
        }
        while (first == 0 && isBegun); // padding between streams

        if (first < 0 && isBegun)
        {
            return false;
        }

        header[0] = (byte)Math.Max(0, first);
        input.Read(header.AsSpan(1));
        if (!header.AsSpan().StartsWith(Magic) || header[6] != 0 || XzChecksum.Crc32(header.AsSpan(6, 2)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)))
        {
            throw new InvalidDataException("the header of a stream is damaged");
        }

        if (header[7] is not (CheckNone or CheckCrc32 or CheckCrc64 or CheckSha256))
        {
            throw new InvalidDataException($"its check {header[7]} is not known");
        }

        check = new XzChecksum(header[7]);
        (isInStream, isBegun, blocks) = (true, true, 0);
        return true;
    }

    // 3.1: size, flags, sizes if there, filters, padding, CRC32
    void ReadBlockHeader(int size)
    {
        var header = new byte[size];
        header[0] = (byte)(size / 4 - 1);
        input.Read(header.AsSpan(1));
        if (XzChecksum.Crc32(header.AsSpan(0, size - 4)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(size - 4)))
        {
            throw new InvalidDataException("the header of a block is damaged");
        }

        var rest = (ReadOnlySpan<byte>)header.AsSpan(2, size - 6);
        blockPacked = (header[1] & 0x40) != 0 ? XzInput.TakeNumber(ref rest) : -1;
        blockBytes = (header[1] & 0x80) != 0 ? XzInput.TakeNumber(ref rest) : -1;
        if ((header[1] & 0x3F) != 0 || XzInput.TakeNumber(ref rest) != 0x21 || XzInput.TakeNumber(ref rest) != 1 || rest.IsEmpty || rest[0] > 40)
        {
            throw new InvalidDataException("it is not compressed by LZMA2 alone");
        }

        // 5.3.1: bits of the dictionary's size
        var dictionary = rest[0] == 40 ? uint.MaxValue : (2L | (rest[0] & 1u)) << (rest[0] / 2 + 11);
        if (dictionary > DictionaryBytesMax)
        {
            throw new InvalidDataException($"it needs a dictionary of more than {DictionaryBytesMax / (1024 * 1024)} MiB");
        }

        blockStart = input.Position;
        given = 0;
        check.Begin();
        block = new Lzma2Decoder(input, (int)dictionary);
    }

    void EndBlock()
    {
        block = null;
        var size = input.Position - blockStart;
        if (blockPacked >= 0 && blockPacked != size || blockBytes >= 0 && blockBytes != given)
        {
            throw new InvalidDataException("a block has another size than it says");
        }

        for (; size % 4 != 0; size++)
        {
            if (input.ReadByte() != 0)
            {
                throw new InvalidDataException("the padding of a block is damaged");
            }
        }

        var written = new byte[check.Bytes];
        input.Read(written);
        if (!check.Agrees(written))
        {
            throw new InvalidDataException("the check of a block does not agree");
        }
    }

    // 4: number of records, a pair of sizes for each, padding, CRC32; then the footer
    void EndStream()
    {
        isInStream = false;
        var records = input.ReadNumber();
        if (records != blocks)
        {
            throw new InvalidDataException("the index has another number of blocks");
        }

        for (var i = 0; i < 2 * records; i++)
        {
            input.ReadNumber();
        }

        while ((input.Position - blockStart) % 4 != 0)
        {
            input.ReadByte();
        }

        var tail = new byte[4 + HeaderBytes];
        input.Read(tail);
        if (tail[^2] != 'Y' || tail[^1] != 'Z')
        {
            throw new InvalidDataException("the footer of a stream is damaged");
        }
    }
}
