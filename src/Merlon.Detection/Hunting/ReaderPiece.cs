using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Hunting;

/// <summary>
/// A whole file that a general reader reads. What is found is kept until it is the file's turn, up to a bound; then the thread
/// waits for the turn and hands over as it goes.
/// </summary>
/// <param name="file">What it is.</param>
/// <param name="stream">From its beginning.</param>
/// <param name="format">What it is to be read as, or null where it was not recognised.</param>
/// <param name="isNamed">True where a person named the file, which then should be a log.</param>
/// <param name="options">How the hunt runs.</param>
sealed class ReaderPiece(HuntFile file, Stream stream, LogFormat? format, bool isNamed, HuntOptions options) : HuntPiece
{
    const int KeptMax = 64;
    const int RecordsPerReport = 4096;

    readonly List<(LogEvent Record, LogRoute Route, int[] Rules)> kept = [];
    readonly Dictionary<Pipeline, long> byPipeline = new(ReferenceEqualityComparer.Instance);
    long unknown;
    Exception? trouble;

    /// <inheritdoc/>
    public override void Run(HuntRun run, HuntThread thread)
    {
        using var reader = LogReaders.Open(stream, file.Document, format, isNamed, options.Reading);
        var record = thread.Record;
        while (TryRead(reader, record))
        {
            var rules = thread.Match(record, out var route);
            Count(route, thread);
            if (!rules.IsEmpty && route is not null)
            {
                Hit(record, route, rules, run);
            }

            if (reader.Records % RecordsPerReport == 0)
            {
                run.ThrowIfCancelled();
                if (run.IsStopping)
                {
                    return; // nothing is handed over any more
                }

                if (run.IsTurn(this))
                {
                    Take(reader);
                    run.Report(file);
                }
            }
        }

        Take(reader);
        if (trouble is not null)
        {
            file.Fail(trouble);
        }
    }

    // Trouble of the file alone: what a sink throws is not the file's, and ends the run.
    bool TryRead(LogReader reader, LogEvent record)
    {
        try
        {
            return reader.Read(record);
        }
        catch (Exception found) when (HuntPieces.IsTrouble(found))
        {
            trouble = found;
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Deliver(HuntRun run, HuntThread thread)
    {
        HandOver(run);
        file.Count(pipeline: null, unknown);
        foreach (var (pipeline, records) in byPipeline)
        {
            file.Count(pipeline, records);
        }

        run.End(file);
    }

    void Count(LogRoute? route, HuntThread thread)
    {
        if (route is null)
        {
            unknown++;
            file.Unrouted++;
            return;
        }

        file.Unrouted += thread.Routes.IsRead(route) ? 0 : 1;
        byPipeline[route.Pipeline] = byPipeline.GetValueOrDefault(route.Pipeline) + 1;
    }

    void Hit(LogEvent record, LogRoute route, ReadOnlySpan<int> rules, HuntRun run)
    {
        if (!run.IsTurn(this) && kept.Count < KeptMax)
        {
            var copy = new LogEvent();
            copy.CopyFrom(record);
            kept.Add((copy, route, rules.ToArray()));
            return;
        }

        if (!run.WaitForTurn(this))
        {
            return;
        }

        HandOver(run);
        run.Sink.OnMatch(new RecordMatch(file.Document, record, route, rules.ToArray()));
    }

    void HandOver(HuntRun run)
    {
        foreach (var (record, route, rules) in kept)
        {
            run.Sink.OnMatch(new RecordMatch(file.Document, record, route, rules));
        }

        kept.Clear();
    }

    void Take(LogReader reader)
    {
        file.Format = reader.Format;
        file.Records = reader.Records;
        file.Failed = reader.Failed;
        file.Bytes = reader.Position;
        file.Noticed = reader.Diagnostics;
    }
}
