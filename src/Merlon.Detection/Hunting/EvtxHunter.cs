using Merlon.Logs;
using Merlon.Logs.Evtx;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>Evaluates the records of chunks of event logs, one thread's: only what rules read is looked at, by its place in the chunk.</summary>
sealed class EvtxHunter
{
    readonly HuntRoutes kept;
    readonly SlotEvaluation evaluate;
    readonly JsonHunter.WholeEvaluation evaluateWhole;
    readonly EvtxSlotReader slots;
    readonly LogEvent whole = new();

    /// <summary>A hunter with its own matcher.</summary>
    public EvtxHunter(HuntRoutes kept, SlotEvaluation evaluate, JsonHunter.WholeEvaluation evaluateWhole)
    {
        this.kept = kept;
        this.evaluate = evaluate;
        this.evaluateWhole = evaluateWhole;
        slots = new EvtxSlotReader(kept);
    }

    /// <summary>Records that were read in full because of their shape.</summary>
    public long Odd { get; private set; }

    /// <summary>Evaluates the records of a chunk.</summary>
    public void Hunt(EvtxFinds finds)
    {
        var chunk = finds.Chunk;
        chunk.Begin();
        slots.Begin(chunk);
        finds.Clear(kept.Pipelines.Pipelines.Length);
        while (slots.Next() is var step and not EvtxStep.End)
        {
            finds.Found++;
            switch (step)
            {
                case EvtxStep.Failed:
                    finds.Fail((int)(slots.Offset - chunk.Offset), slots.Fault);
                    break;
                case EvtxStep.Unread when slots.Route is { } route:
                    Count(route.IsRead, route.Pipeline, finds.Batch);
                    break;
                case EvtxStep.Fed when slots.Route is { } route:
                    Count(route.IsRead, route.Pipeline, finds.Batch);
                    Keep(finds, route.Route, evaluate(route.Plan, slots.Bytes, slots.Slots.Values));
                    break;
                default:
                    HuntWhole(finds);
                    break;
            }
        }
    }

    void HuntWhole(EvtxFinds finds)
    {
        Odd++;
        var fault = slots.ReadWhole(whole);
        if (fault != BinXmlFault.None)
        {
            finds.Fail((int)(slots.Offset - finds.Chunk.Offset), fault);
            return;
        }

        var rules = evaluateWhole(whole, out var found);
        Count(found is not null && kept.IsRead(found), found is null ? -1 : kept.Pipelines.Pipelines.IndexOf(found.Pipeline), finds.Batch);
        if (found is not null)
        {
            Keep(finds, found, rules);
        }
    }

    void Keep(EvtxFinds finds, LogRoute route, ReadOnlySpan<int> rules)
    {
        if (!rules.IsEmpty)
        {
            finds.Hit((int)(slots.Offset - finds.Chunk.Offset), slots.Size, route, rules);
        }
    }

    static void Count(bool isRead, int pipeline, HuntBatch batch)
    {
        batch.Records++;
        batch.Unrouted += isRead ? 0 : 1;
        batch.ByPipeline[pipeline + 1]++;
    }
}
