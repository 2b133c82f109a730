using Merlon.Logs.Evtx;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>A chunk of an event log and what was found in it; used again for other chunks.</summary>
sealed class EvtxFinds
{
    readonly List<(int Start, BinXmlFault Fault)> faults = [];
    readonly List<long> numbers = [];

    /// <summary>Where a record that was found is read again.</summary>
    public EvtxChunk Chunk { get; } = new();

    /// <summary>Counts and matches; places are those in the chunk.</summary>
    public HuntBatch Batch { get; } = new();

    /// <summary>Records that were found, readable or not.</summary>
    public long Found { get; set; }

    /// <summary>Records that could not be read: where they begin in the chunk, and why.</summary>
    public IReadOnlyList<(int Start, BinXmlFault Fault)> Faults => faults;

    /// <summary>Number of the record of a match among those found in the chunk, from 1.</summary>
    public long NumberOf(int hit) => numbers[hit];

    /// <summary>Empties it.</summary>
    public void Clear(int pipelines)
    {
        faults.Clear();
        numbers.Clear();
        Found = 0;
        Batch.Clear(pipelines);
    }

    /// <summary>Keeps that the record that was found last could not be read.</summary>
    public void Fail(int start, BinXmlFault fault)
    {
        Batch.Failed++;
        faults.Add((start, fault));
    }

    /// <summary>Keeps a match of the record that was found last.</summary>
    public void Hit(int start, int size, LogRoute route, ReadOnlySpan<int> rules)
    {
        Batch.Hit(start, size, route, rules);
        numbers.Add(Found);
    }
}
