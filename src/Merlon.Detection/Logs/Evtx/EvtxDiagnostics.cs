using System.Diagnostics;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Logs.Evtx;

/// <summary>What is wrong with chunks and records, in words. The codes are in docs/diagnostics.md.</summary>
static class EvtxDiagnostics
{
    /// <summary>Says that a record was left out, and why.</summary>
    public static void ReportRecord(DiagnosticLog log, long offset, BinXmlFault fault)
        => log.Warn("LOG207", EvtxPlace.At(offset), "a record could not be read and was left out: " + ReasonOf(fault));

    /// <summary>A fault in words.</summary>
    public static string ReasonOf(BinXmlFault fault) => fault switch
    {
        BinXmlFault.Truncated => "a part of it would lie outside of it",
        BinXmlFault.Token => "something stands in it that may not stand there",
        BinXmlFault.Name => "a name lies outside of the chunk",
        BinXmlFault.Depth => string.Create(CultureInfo.InvariantCulture, $"elements are nested deeper than {EvtxLimits.ElementDepthMax}, or fragments than {EvtxLimits.FragmentDepthMax}"),
        BinXmlFault.Size => "its fields, or the texts or templates of its chunk, are more than any real log has",
        BinXmlFault.Balance => "its elements are not closed in the order in which they are opened",
        _ => throw new UnreachableException(),
    };

    /// <summary>Says what was wrong with a chunk that has been read.</summary>
    /// <returns>How many times something was lost in it that is not a record that was found.</returns>
    public static int ReportChunk(DiagnosticLog log, EvtxChunk chunk)
    {
        var damage = chunk.Damage;
        if (damage.HasFlag(EvtxChunkDamage.Unsigned))
        {
            log.Warn("LOG203", EvtxPlace.At(chunk.Offset), string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:N0} bytes are no chunk; what looks like a record in them was read"));
            return 1;
        }

        if (damage.HasFlag(EvtxChunkDamage.CutOff))
        {
            log.Warn("LOG202", EvtxPlace.At(chunk.Offset), string.Create(CultureInfo.InvariantCulture, $"the file ends inside of a chunk, {EvtxLimits.ChunkBytes - chunk.Length:N0} bytes are missing; the records before were read"), advice: "copy the file again");
        }

        if (damage.HasFlag(EvtxChunkDamage.Header))
        {
            log.Warn("LOG204", EvtxPlace.At(chunk.Offset), "the header of a chunk is damaged; its records were read by their own sizes and signatures");
        }

        if (damage.HasFlag(EvtxChunkDamage.Records))
        {
            log.Warn("LOG205", EvtxPlace.At(chunk.Offset), "the checksum of a chunk's records is wrong; they were read all the same, and a value may be wrong");
        }

        if (chunk.Gaps > 0)
        {
            log.Warn("LOG206", EvtxPlace.At(chunk.FirstGap), string.Create(CultureInfo.InvariantCulture, $"records of a chunk are damaged in {chunk.Gaps:N0} places; reading went on at the next signature of a record"));
        }

        return chunk.Gaps;
    }
}
