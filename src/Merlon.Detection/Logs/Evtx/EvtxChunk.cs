using System.Buffers.Binary;

namespace Merlon.Logs.Evtx;

/// <summary>A chunk of an event log: its header, and its records one after the other; where it is damaged, what can be found by signature.</summary>
sealed class EvtxChunk
{
    int at;
    int end;
    bool isChained;

    /// <summary>The chunk, of which <see cref="Length"/> bytes count, and behind it room for values that are no text in it.</summary>
    public byte[] Bytes { get; } = new byte[EvtxLimits.ChunkBytes + EvtxLimits.RenderedBytesMax];

    /// <summary>Bytes of the chunk that the file has: fewer than a chunk only where it is cut off.</summary>
    public int Length { get; set; }

    /// <summary>Where it begins in the file.</summary>
    public long Offset { get; set; }

    /// <summary>What is wrong with it, empty where nothing is.</summary>
    public EvtxChunkDamage Damage { get; private set; }

    /// <summary>How many gaps there were between records, where records were lost.</summary>
    public int Gaps { get; private set; }

    /// <summary>Where the first gap is, in the file.</summary>
    public long FirstGap { get; private set; }

    /// <summary>Checks the header and goes before the first record.</summary>
    public void Begin()
    {
        var bytes = Bytes.AsSpan(0, Length);
        (at, end, isChained, Damage, Gaps) = (EvtxLimits.ChunkHeaderBytes, Length, true, EvtxChunkDamage.None, 0);
        if (!IsSigned(bytes))
        {
            Damage = bytes.ContainsAnyExcept((byte)0) ? EvtxChunkDamage.Unsigned : EvtxChunkDamage.Blank;
            (at, isChained, end) = (0, false, Damage == EvtxChunkDamage.Blank ? 0 : Length);
            return;
        }

        if (Length < EvtxLimits.ChunkBytes)
        {
            Damage |= EvtxChunkDamage.CutOff;
            if (Length < EvtxLimits.ChunkHeaderBytes)
            {
                end = at;
                return;
            }
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[124..]) != EvtxChecksum.Of(bytes[128..EvtxLimits.ChunkHeaderBytes], EvtxChecksum.Of(bytes[..120])))
        {
            Damage |= EvtxChunkDamage.Header;
        }

        var free = BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]);
        if (free is < EvtxLimits.ChunkHeaderBytes or > EvtxLimits.ChunkBytes)
        {
            Damage |= EvtxChunkDamage.Header;
            return;
        }

        end = Math.Min((int)free, Length);
        if ((int)free <= Length && BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]) != EvtxChecksum.Of(bytes[EvtxLimits.ChunkHeaderBytes..end]))
        {
            Damage |= EvtxChunkDamage.Records;
        }

        // With a header in doubt and records that do not bear it out, where the records end is in doubt as well.
        if (Damage.HasFlag(EvtxChunkDamage.Header | EvtxChunkDamage.Records))
        {
            end = Length;
        }
    }

    /// <summary>True where the bytes begin as a chunk does.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>First bytes of a chunk.</summary>
    public static ReadOnlySpan<byte> Signature => "ElfChnk\0"u8;

    /// <summary>First bytes of a record.</summary>
    public static ReadOnlySpan<byte> RecordSignature => "**\0\0"u8;

    /// <summary>Goes to the next record; false where there is none.</summary>
    /// <param name="start">Where it begins in the chunk.</param>
    /// <param name="size">Its size in bytes.</param>
    public bool TryNext(out int start, out int size)
    {
        while (at < end)
        {
            start = at;
            size = SizeAt(at);
            if (size > 0)
            {
                (at, isChained) = (at + size, true);
                return true;
            }

            // Unused room that nothing else accounts for, behind the last record of a chunk whose header is in doubt.
            if (isChained && Damage.HasFlag(EvtxChunkDamage.Header) && !Bytes.AsSpan(at, end - at).ContainsAnyExcept((byte)0))
            {
                break;
            }

            if (isChained)
            {
                FirstGap = Gaps == 0 ? Offset + at : FirstGap;
                Gaps++;
                isChained = false;
            }

            var next = Bytes.AsSpan(at + 1, end - at - 1).IndexOf(RecordSignature);
            at = next < 0 ? end : at + 1 + next;
        }

        (start, size) = (0, 0);
        return false;
    }

    // Size of the record here, or 0 where none is. Its copy behind the record has to agree, or the next record to follow.
    int SizeAt(int start)
    {
        var bytes = Bytes.AsSpan(start, end - start);
        if (bytes.Length < EvtxLimits.RecordBytesMin || !bytes.StartsWith(RecordSignature))
        {
            return 0;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        return size >= EvtxLimits.RecordBytesMin && size <= (uint)bytes.Length
            && (BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)size - 4)..]) == size
                || isChained && (size == (uint)bytes.Length || bytes[(int)size..].StartsWith(RecordSignature))) ? (int)size : 0;
    }
}

/// <summary>What is wrong with a chunk.</summary>
[Flags]
enum EvtxChunkDamage
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its checksum of the header is wrong, or the header says what cannot be.</summary>
    Header = 1,

    /// <summary>Its checksum of the records is wrong.</summary>
    Records = 2,

    /// <summary>The file ends inside of it.</summary>
    CutOff = 4,

    /// <summary>It does not begin as a chunk does, but is not empty.</summary>
    Unsigned = 8,

    /// <summary>Nothing but zeros: room that was never used.</summary>
    Blank = 16,
}
