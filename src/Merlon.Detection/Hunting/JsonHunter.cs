using System.Text.Unicode;
using Merlon.Logs;
using Merlon.Logs.Json;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// Evaluates the records in windows of JSON, one thread's: tokenises, finds the route, passes the values that rules read. What
/// it does not read itself it leaves to the general reader, record by record, so that both see the same.
/// </summary>
sealed class JsonHunter
{
    const int IndexBytesMin = 4 * 1024;
    const int IndexBytes = 64 * 1024;
    const int IndexBytesMax = 1024 * 1024;

    readonly JsonPaths paths = new();
    readonly JsonIndex index = new();
    readonly JsonTokens tokens;
    readonly JsonRoutes routes;
    readonly HuntRoutes kept;
    readonly SlotEvaluation evaluate;
    readonly WholeEvaluation evaluateWhole;
    readonly JsonRecordDecoder decoder;
    readonly LogEvent whole = new();
    SlotValue[] values = new SlotValue[64];
    int indexBytes = IndexBytes;
    int indexEnd;
    int next;

    /// <summary>Evaluates a whole record: <see cref="RuleMatcher.Match(LogEvent, Pipeline, out LogRoute)"/>, or what a test puts in its place.</summary>
    internal delegate ReadOnlySpan<int> WholeEvaluation(LogEvent record, out LogRoute? route);

    /// <summary>A hunter with its own matcher.</summary>
    public JsonHunter(HuntRoutes kept, SlotEvaluation evaluate, WholeEvaluation evaluateWhole, JsonLimits limits)
    {
        this.kept = kept;
        this.evaluate = evaluate;
        this.evaluateWhole = evaluateWhole;
        Limits = limits;
        tokens = new JsonTokens(paths);
        routes = new JsonRoutes(kept, paths);
        decoder = new JsonRecordDecoder(limits);
        Framer = new JsonFramer(limits);
    }

    /// <summary>Bounds records.</summary>
    public JsonLimits Limits { get; }

    /// <summary>Where in lists and faulty records the window begins; a new one where it begins between records.</summary>
    public JsonFramer Framer { get; set; }

    /// <summary>Records that were left to the general reader.</summary>
    public long Odd { get; private set; }

    /// <summary>
    /// Evaluates what is whole in <paramref name="window"/> and says how much of it is done with; the rest has to come again with
    /// more behind it.
    /// </summary>
    public int Hunt(ReadOnlySpan<byte> window, bool isFinal, HuntBatch batch)
    {
        var at = 0;
        indexEnd = 0;
        while (true)
        {
            if (Framer.Reach(window, ref at, isFinal) is { } frame)
            {
                if (frame.Kind is not JsonFrameKind.Fault)
                {
                    return frame.Consumed;
                }

                at = Fault(frame, batch);
                continue;
            }

            if (!TryWalk(window, ref at, batch) && !TryFollow(window, ref at, isFinal, batch))
            {
                return at;
            }
        }
    }

    // The fast way; false where the record is left to the general reader, which also says where more bytes are needed.
    bool TryWalk(ReadOnlySpan<byte> window, ref int at, HuntBatch batch)
    {
        var isNew = false;
        var tried = 0;
        while (true)
        {
            while (at < indexEnd && next < index.Count && index.Places[next] < at)
            {
                next++;
            }

            if (at >= indexEnd || next >= index.Count || index.Places[next] != at)
            {
                tried = indexBytes;
                Index(window, at, tried);
                isNew = true;
            }

            var end = at;
            var walk = tokens.Walk(window, index, ref end, ref next);
            if (walk is JsonWalk.Whole)
            {
                var isTaken = TryEvaluate(window, at, end, batch);
                at = isTaken ? end : at;
                return isTaken;
            }

            if (walk is JsonWalk.Odd || indexEnd == window.Length || isNew && tried >= IndexBytesMax)
            {
                return false;
            }

            // The record goes on behind the index: once more from its beginning, then with twice as much.
            // As much as was tried, not as was indexed, which ends with a line: a line of the record may end long before it does.
            indexBytes = isNew ? tried * 2 : indexBytes;
            indexEnd = 0;
        }
    }

    bool TryEvaluate(ReadOnlySpan<byte> window, int start, int end, HuntBatch batch)
    {
        var all = tokens.All;
        if (paths.IsNearlyFull)
        {
            paths.Clear();
            return false;
        }

        if (all.Length > 0 && paths.IsSuspect(all[0].Path)
            || index.HasForeign && !Utf8.IsValid(window[start..end])
            || !routes.TryFind(window, tokens, out var shape, out var route))
        {
            return false;
        }

        Framer.Accept();
        Count(route is { IsRead: true }, shape.Pipeline, batch);
        if (route is null || route.Plan.IsEmpty)
        {
            return true;
        }

        var plan = route.Plan;
        var count = Fill(window, all, shape.PlacesOf(plan, all, paths));
        if (plan.KeywordSlot >= 0 && plan.MayHoldKeyword(window[start..end], SlotEncoding.JsonEscaped))
        {
            count = FillKeywords(window, all, plan.KeywordSlot, count);
        }

        var rules = evaluate(plan, window, values.AsSpan(0, count));
        if (!rules.IsEmpty)
        {
            batch.Hit(start, end - start, route.Route, rules);
        }

        return true;
    }

    int Fill(ReadOnlySpan<byte> window, ReadOnlySpan<JsonToken> all, JsonShape.Places places)
    {
        if (values.Length < places.Count)
        {
            values = new SlotValue[places.Count * 2];
        }

        values.AsSpan(0, places.Count).Clear();
        foreach (var place in places.All)
        {
            ref readonly var token = ref all[place.Token];
            values[place.At] = new SlotValue(token.Start, token.Length, EncodingOf(window, token), token.Kind, place.Next);
        }

        return places.Count;
    }

    // Every text and number, for rules that look at every value.
    int FillKeywords(ReadOnlySpan<byte> window, ReadOnlySpan<JsonToken> all, int slot, int count)
    {
        if (values.Length < count + all.Length)
        {
            Array.Resize(ref values, (count + all.Length) * 2);
        }

        var last = -1;
        foreach (ref readonly var token in all)
        {
            if (token.Kind is not (LogValueKind.Text or LogValueKind.Number))
            {
                continue;
            }

            var at = last < 0 ? slot : count++;
            values[at] = new SlotValue(token.Start, token.Length, EncodingOf(window, token), token.Kind);
            if (last >= 0)
            {
                values[last] = values[last] with { Next = at };
            }

            last = at;
        }

        return count;
    }

    static SlotEncoding EncodingOf(ReadOnlySpan<byte> window, in JsonToken token)
        => token.Kind is LogValueKind.Text && window.Slice(token.Start, token.Length).Contains((byte)'\\') ? SlotEncoding.JsonEscaped : SlotEncoding.Utf8;

    // The general way, from a place where a record begins; false where more bytes are needed.
    bool TryFollow(ReadOnlySpan<byte> window, ref int at, bool isFinal, HuntBatch batch)
    {
        var frame = Framer.FrameObject(window, at, isFinal);
        switch (frame.Kind)
        {
            case JsonFrameKind.More:
                return false;
            case JsonFrameKind.Fault:
                at = Fault(frame, batch);
                return true;
        }

        Odd++;
        var notices = JsonNotices.Decode(decoder, window[frame.Start..frame.End], whole);
        foreach (var what in notices)
        {
            batch.Notice(new JsonNotice(what, frame.Start, frame.Start));
        }

        at = frame.Consumed;
        if (JsonNotices.IsLeftOut(notices))
        {
            batch.Failed++;
            return true;
        }

        whole.Format = LogFormat.Json;
        var rules = evaluateWhole(whole, out var route);
        Count(route is not null && kept.IsRead(route), route is null ? -1 : kept.Pipelines.Pipelines.IndexOf(route.Pipeline), batch);
        if (!rules.IsEmpty && route is not null)
        {
            batch.Hit(frame.Start, frame.End - frame.Start, route, rules);
        }

        return true;
    }

    static void Count(bool isRead, int pipeline, HuntBatch batch)
    {
        batch.Records++;
        batch.Unrouted += isRead ? 0 : 1;
        batch.ByPipeline[pipeline + 1]++;
    }

    int Fault(JsonFrame frame, HuntBatch batch)
    {
        batch.Failed++;
        batch.Notice(JsonNotices.Of(frame));
        indexEnd = 0;
        indexBytes = IndexBytesMin;
        return frame.Consumed;
    }

    // Up to a line's end where there is one, so that the last record is not walked over twice.
    void Index(ReadOnlySpan<byte> window, int at, int bytes)
    {
        indexEnd = window.Length;
        if (window.Length - at > bytes)
        {
            var last = window.Slice(at, bytes).LastIndexOf((byte)'\n');
            indexEnd = last > 0 ? at + last + 1 : at + bytes;
        }

        index.Build(window, at, indexEnd);
        next = 0;
        indexBytes = bytes < IndexBytes ? bytes * 2 : bytes > IndexBytes ? bytes / 2 : bytes;
    }
}
