using Merlon.Documents;
using Merlon.Logs;
using Merlon.Logs.Evtx;

namespace Merlon.Hunting;

/// <summary>An event log that is evaluated some chunks at a time: chunks stand on their own.</summary>
/// <param name="document">Its name.</param>
/// <param name="options">Bounds what is noticed.</param>
sealed class EvtxFile(string document, LogReadOptions options) : HuntFile(document)
{
    long found;

    /// <summary>Takes what is noticed.</summary>
    public DiagnosticLog Log { get; } = options.Limits.LogOf(document);

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnostic> Noticed => Log.ToList();

    /// <summary>Hands over what was found in the next chunk.</summary>
    public void Deliver(EvtxFinds finds, HuntRun run, HuntThread thread)
    {
        var chunk = finds.Chunk;
        var batch = finds.Batch;
        foreach (var (start, fault) in finds.Faults)
        {
            EvtxDiagnostics.ReportRecord(Log, chunk.Offset + start, fault);
        }

        if (batch.Hits.Count > 0)
        {
            thread.BinXml.BeginChunk(chunk.Bytes.AsMemory(0, chunk.Length));
        }

        for (var i = 0; i < batch.Hits.Count; i++)
        {
            var hit = batch.Hits[i];
            var record = thread.Record;
            record.Clear();
            record.Format = LogFormat.Evtx;
            record.Number = found + finds.NumberOf(i);
            record.Offset = chunk.Offset + hit.Start;
            var fault = thread.BinXml.Read(hit.Start + EvtxLimits.RecordHeaderBytes, hit.Start + hit.Length - 4, record);
            if (fault != BinXmlFault.None)
            {
                EvtxDiagnostics.ReportRecord(Log, record.Offset, fault);
            }

            run.Sink.OnMatch(new RecordMatch(Document, record, hit.Route, batch.RulesOf(hit)));
        }

        found += finds.Found;
        Records += batch.Records;
        Failed += batch.Failed + EvtxDiagnostics.ReportChunk(Log, chunk);
        Unrouted += batch.Unrouted;
        Bytes = chunk.Offset + chunk.Length;
        Count(pipeline: null, batch.ByPipeline[0]);
        for (var i = 1; i < batch.ByPipeline.Length; i++)
        {
            Count(thread.Routes.Pipelines.Pipelines[i - 1], batch.ByPipeline[i]);
        }
    }
}
