using System.Collections.Concurrent;
using Merlon.Documents;
using Merlon.Logs.Evtx;

namespace Merlon.Hunting;

/// <summary>Takes the chunks of an event log out of its stream, some at a time.</summary>
/// <param name="file">What is found in it.</param>
/// <param name="stream">From its beginning; disposed of with this.</param>
/// <param name="used">Chunks that may be used again.</param>
sealed class EvtxPieces(EvtxFile file, Stream stream, ConcurrentBag<EvtxFinds> used) : IDisposable
{
    /// <summary>Chunks of a piece: half a megabyte, which stays in the cache of the core that read it.</summary>
    public const int ChunksOfPiece = 8;

    readonly DiagnosticLog noticed = new(file.Document, ReadLimits.Default);
    EvtxChunkStream? chunks;
    bool isAtEnd;

    /// <summary>The next piece, or null after the last.</summary>
    public EvtxPiece? Next()
    {
        if (isAtEnd)
        {
            return null;
        }

        var isFirst = chunks is null;
        chunks ??= new EvtxChunkStream(stream, noticed);
        var piece = new EvtxPiece(file, used);
        try
        {
            while (piece.Count < ChunksOfPiece && !isAtEnd)
            {
                var finds = used.TryTake(out var old) ? old : new EvtxFinds();
                isAtEnd = !chunks.TryRead(finds.Chunk);
                if (isAtEnd)
                {
                    used.Add(finds);
                }
                else
                {
                    piece.Add(finds);
                }
            }
        }
        catch (Exception trouble) when (HuntPieces.IsTrouble(trouble))
        {
            isAtEnd = true;
            piece.Trouble = trouble;
        }

        // What the head of the file says is noticed while the first chunk is read.
        piece.Noticed = isFirst ? noticed.ToList() : [];
        piece.End = isAtEnd ? chunks.Position : -1;
        return piece;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}

/// <summary>Some chunks of an event log.</summary>
/// <param name="file">Whose they are.</param>
/// <param name="used">Where they go when they were handed over, to be used again.</param>
sealed class EvtxPiece(EvtxFile file, ConcurrentBag<EvtxFinds> used) : HuntPiece
{
    readonly List<EvtxFinds> chunks = new(EvtxPieces.ChunksOfPiece);

    /// <summary>How many chunks it has.</summary>
    public int Count => chunks.Count;

    /// <summary>What was noticed when the file was opened.</summary>
    public IReadOnlyList<Diagnostic> Noticed { get; set; } = [];

    /// <summary>Size of the file where this is the last piece, else -1.</summary>
    public long End { get; set; }

    /// <summary>What ended the file before its end, or null.</summary>
    public Exception? Trouble { get; set; }

    /// <summary>Adds a chunk.</summary>
    public void Add(EvtxFinds finds) => chunks.Add(finds);

    /// <inheritdoc/>
    public override void Run(HuntRun run, HuntThread thread)
    {
        foreach (var finds in chunks)
        {
            thread.Evtx.Hunt(finds);
        }
    }

    /// <inheritdoc/>
    public override void Deliver(HuntRun run, HuntThread thread)
    {
        file.Log.AddRange(Noticed);
        foreach (var finds in chunks)
        {
            file.Deliver(finds, run, thread);
            used.Add(finds);
        }

        chunks.Clear();
        if (End < 0)
        {
            run.Report(file);
            return;
        }

        file.Bytes = End;
        if (Trouble is not null)
        {
            file.Fail(Trouble);
        }

        run.End(file);
    }
}
