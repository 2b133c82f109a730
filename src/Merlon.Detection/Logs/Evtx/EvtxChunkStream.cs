using System.Buffers.Binary;
using Merlon.Documents;

namespace Merlon.Logs.Evtx;

/// <summary>
/// Takes the chunks of an event log out of a stream, front to back, without seeking. The file header is read for where the
/// chunks begin and is otherwise not believed: how many chunks there are, the file itself says.
/// </summary>
sealed class EvtxChunkStream(Stream stream, DiagnosticLog log)
{
    readonly byte[] kept = new byte[EvtxLimits.ChunkBytes];
    int keptLength;
    bool isBegun;
    bool isEnded;

    /// <summary>Bytes taken so far.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next chunk, also one that is damaged or blank; false at the end.</summary>
    public bool TryRead(EvtxChunk chunk)
    {
        if (!isBegun)
        {
            isBegun = true;
            Begin();
        }

        chunk.Offset = Position;
        chunk.Length = Fill(chunk.Bytes.AsSpan(0, EvtxLimits.ChunkBytes));
        if (chunk.Length == 0)
        {
            return false;
        }

        // Bytes are missing or too many before here: go on where the next chunk begins.
        if (!EvtxChunk.IsSigned(chunk.Bytes.AsSpan(0, chunk.Length))
            && chunk.Bytes.AsSpan(0, chunk.Length).IndexOf(EvtxChunk.Signature) is var next and > 0)
        {
            keptLength = chunk.Length - next;
            chunk.Bytes.AsSpan(next, keptLength).CopyTo(kept);
            chunk.Length = next;
        }

        Position += chunk.Length;
        return true;
    }

    void Begin()
    {
        var head = kept.AsSpan(0, EvtxLimits.FileHeaderBlockBytes);
        var length = Fill(head);
        head = head[..length];
        if (EvtxChunk.IsSigned(head))
        {
            log.Warn("LOG201", At(0), "the file header is missing, the file begins with a chunk; every chunk is read");
            keptLength = length;
            return;
        }

        if (!head.StartsWith("ElfFile\0"u8) || length < EvtxLimits.FileHeaderBytes)
        {
            log.Error("LOG200", At(0), "this is no Windows event log: the file header is missing; chunks are looked for all the same", advice: "check what the file is");
            keptLength = length;
            return;
        }

        Position = length;
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[124..]) != EvtxChecksum.Of(head[..120]))
        {
            log.Warn("LOG201", At(124), "the checksum of the file header is wrong; every chunk is read whatever the header says");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(head[38..]);
        if (version != 3)
        {
            log.Warn("LOG201", At(38), $"the file header says version {version}, and 3 is known; the file is read as that");
        }

        if ((BinaryPrimitives.ReadUInt32LittleEndian(head[120..]) & 1) != 0)
        {
            log.Note("LOG208", At(120), "the log was not closed when the file was copied; its last records may be missing");
        }

        var block = BinaryPrimitives.ReadUInt16LittleEndian(head[40..]);
        if (block is >= EvtxLimits.FileHeaderBytes and < EvtxLimits.FileHeaderBlockBytes && block % EvtxLimits.FileHeaderBytes == 0 && EvtxChunk.IsSigned(head[Math.Min(block, length)..]))
        {
            keptLength = length - block;
            head[block..].CopyTo(kept);
            Position = block;
        }
    }

    int Fill(Span<byte> into)
    {
        var length = 0;
        if (keptLength > 0 && isBegun)
        {
            length = Math.Min(keptLength, into.Length);
            kept.AsSpan(0, length).CopyTo(into);
            keptLength -= length;
            kept.AsSpan(length, keptLength).CopyTo(kept);
        }

        while (length < into.Length && !isEnded)
        {
            var read = stream.Read(into[length..]);
            isEnded = read == 0;
            length += read;
        }

        return length;
    }

    static SourceLocation At(long offset) => EvtxPlace.At(offset);
}
