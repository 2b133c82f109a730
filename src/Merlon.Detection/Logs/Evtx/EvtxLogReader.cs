using Merlon.Documents;

namespace Merlon.Logs.Evtx;

/// <summary>
/// Windows event logs (EVTX), read from front to back in one chunk's memory. Damaged files are read as far as they go:
/// checksums are checked but not obeyed, and in damaged chunks records are found by their signature.
/// </summary>
public sealed class EvtxLogReader : LogReader
{
    readonly Stream stream;
    readonly DiagnosticLog log;
    readonly EvtxChunkStream chunks;
    readonly EvtxChunk chunk = new();
    readonly BinXmlReader binXml = new();
    bool isInChunk;
    long number;

    /// <summary>A reader of the log in <paramref name="stream"/>, which is closed with it.</summary>
    /// <param name="stream">From its beginning; need not be able to seek.</param>
    /// <param name="document">Its name as the user gave it.</param>
    /// <param name="options">Bounds how many diagnostics are kept.</param>
    public EvtxLogReader(Stream stream, string document, LogReadOptions options)
    {
        this.stream = stream;
        log = options.Limits.LogOf(document);
        chunks = new EvtxChunkStream(stream, log);
    }

    /// <inheritdoc/>
    public override LogFormat Format => LogFormat.Evtx;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnostic> Diagnostics => log.ToList();

    /// <inheritdoc/>
    public override bool Read(LogEvent record)
    {
        while (true)
        {
            if (!isInChunk)
            {
                if (!chunks.TryRead(chunk))
                {
                    Position = chunks.Position;
                    return false;
                }

                chunk.Begin();
                binXml.BeginChunk(chunk.Bytes.AsMemory(0, chunk.Length));
                isInChunk = true;
            }

            while (chunk.TryNext(out var start, out var size))
            {
                record.Clear();
                record.Format = LogFormat.Evtx;
                record.Number = ++number;
                record.Offset = chunk.Offset + start;
                Position = record.Offset;
                var fault = binXml.Read(start + EvtxLimits.RecordHeaderBytes, start + size - 4, record);
                if (fault == BinXmlFault.None)
                {
                    Records++;
                    return true;
                }

                Failed++;
                EvtxDiagnostics.ReportRecord(log, record.Offset, fault);
            }

            isInChunk = false;
            Failed += EvtxDiagnostics.ReportChunk(log, chunk);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            stream.Dispose();
        }

        base.Dispose(isDisposing);
    }
}
