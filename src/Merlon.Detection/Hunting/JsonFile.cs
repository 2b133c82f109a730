using Merlon.Documents;
using Merlon.Logs;
using Merlon.Logs.Json;

namespace Merlon.Hunting;

/// <summary>
/// A JSON file that is evaluated block by block. Blocks are evaluated as if each began between two records, which is so where a
/// line is a record; where it turns out not to be so, the block is evaluated again behind what was left of the one before it.
/// </summary>
/// <param name="document">Its name.</param>
sealed class JsonFile(string document) : HuntFile(document)
{
    // After so many blocks that had to be evaluated again, one after another, none is evaluated ahead of its turn.
    const int RepeatsMax = 2;

    readonly JsonReport report = new(document, JsonLimits.Default);
    byte[] left = [];
    int leftLength;
    JsonFramer? framer;
    int repeats;
    volatile bool isInOrder;

    /// <summary>True where blocks wait for their turn.</summary>
    public bool IsInOrder => isInOrder;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnostic> Noticed => report.ToList();

    /// <summary>Bytes before the first block.</summary>
    public void Skip(int bytes) => report.Skip(bytes);

    /// <summary>Hands over what was found in the next block.</summary>
    /// <param name="block">Its bytes.</param>
    /// <param name="isFinal">True for the last.</param>
    /// <param name="ahead">What was found in it ahead of its turn, or null.</param>
    /// <param name="batch">To evaluate again into.</param>
    /// <param name="run">Whose sink is told.</param>
    /// <param name="thread">Of the caller.</param>
    public void Deliver(ReadOnlySpan<byte> block, bool isFinal, JsonAhead? ahead, HuntBatch batch, HuntRun run, HuntThread thread)
    {
        if (framer is not null && leftLength == 0 && framer.IsFreshBeforeBrace && !block.IsEmpty && block[0] == (byte)'{')
        {
            framer = null;
        }

        if (framer is null && ahead is { } found)
        {
            Deliver(block, found.Consumed, found.Framer, batch, run, thread);
        }
        else
        {
            var window = block;
            if (leftLength > 0)
            {
                Append(block);
                window = left.AsSpan(0, leftLength);
            }

            repeats = framer is null ? 0 : repeats + 1;
            isInOrder = repeats >= RepeatsMax;
            batch.Clear(thread.Routes.Pipelines.Pipelines.Length);
            var hunter = thread.Json;
            hunter.Framer = framer ?? new JsonFramer(JsonLimits.Default);
            var consumed = hunter.Hunt(window, isFinal, batch);
            Deliver(window, consumed, hunter.Framer, batch, run, thread);
        }
    }

    void Deliver(ReadOnlySpan<byte> window, int consumed, JsonFramer after, HuntBatch batch, HuntRun run, HuntThread thread)
    {
        foreach (var notice in batch.Notices)
        {
            report.Add(notice, window);
        }

        foreach (var what in Enum.GetValues<JsonNoticeKind>())
        {
            for (var i = batch.UncountedOf(what); i > 0; i--)
            {
                report.Count(what);
            }
        }

        foreach (var hit in batch.Hits)
        {
            var json = window.Slice(hit.Start, hit.Length);
            JsonNotices.Decode(thread.Decoder, json, thread.Record);
            thread.Record.Format = LogFormat.Json;
            thread.Record.Number = Records + hit.Number + 1;
            thread.Record.Offset = report.Position + hit.Start;
            run.Sink.OnMatch(new RecordMatch(Document, thread.Record, hit.Route, batch.RulesOf(hit)));
        }

        Records += batch.Records;
        Failed += batch.Failed;
        Unrouted += batch.Unrouted;
        Count(pipeline: null, batch.ByPipeline[0]);
        for (var i = 1; i < batch.ByPipeline.Length; i++)
        {
            Count(thread.Routes.Pipelines.Pipelines[i - 1], batch.ByPipeline[i]);
        }

        report.Consume(window[..consumed]);
        Bytes = report.Position;
        var rest = window[consumed..];
        leftLength = 0;
        if (rest.IsEmpty && after.IsFresh)
        {
            framer = null;
            repeats = 0;
            isInOrder = false;
            return;
        }

        framer = after;
        Append(rest);
    }

    void Append(ReadOnlySpan<byte> bytes)
    {
        // What is left may lie in the same array, further on.
        if (left.Length - leftLength < bytes.Length)
        {
            var grown = new byte[Math.Max(left.Length * 2, leftLength + bytes.Length)];
            left.AsSpan(0, leftLength).CopyTo(grown);
            bytes.CopyTo(grown.AsSpan(leftLength));
            left = grown;
        }
        else
        {
            bytes.CopyTo(left.AsSpan(leftLength));
        }

        leftLength += bytes.Length;
    }
}

/// <summary>Where a block that was evaluated ahead of its turn ended.</summary>
/// <param name="Consumed">How much of it is done with.</param>
/// <param name="Framer">The state behind it.</param>
readonly record struct JsonAhead(int Consumed, JsonFramer Framer);
