using System.Buffers;
using System.Globalization;
using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Logs.Json;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Logs.Json;

/// <summary>
/// What the tokeniser and its routes make of JSON beside what the general reader, <see cref="PipelineSet"/> and
/// <see cref="FieldLookup"/> make of it: record by record, the route and every value of every field that rules read.
/// </summary>
sealed class JsonTwins
{
    readonly RuleSet rules;
    readonly Pipeline? pipeline;
    readonly JsonHunter hunter;
    readonly List<string> seen = [];

    public JsonTwins(RuleSet rules, Pipeline? pipeline = null)
    {
        this.rules = rules;
        this.pipeline = pipeline;
        hunter = new JsonHunter(new HuntRoutes(rules, pipeline), See, SeeWhole, JsonLimits.Default);
    }

    /// <summary>Records that the tokeniser left to the general reader.</summary>
    public long Odd => hunter.Odd;

    /// <summary>Records that were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Records of them that a rule reads.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Rules that read some fields of Windows and AWS, and every value.</summary>
    public static RuleSet FieldRules { get; } = Compile(FieldRulesText);

    /// <summary>The same as text.</summary>
    public const string FieldRulesText =
        """
        title: fields
        logsource: {product: windows}
        detection:
            selection:
                - Image|contains: a
                - CommandLine|contains: a
                - TargetObject|contains: a
                - Data|contains: a
                - User|contains: a
                - EventID|contains: a
                - Channel|contains: a
                - Message|contains: a
                - Nested.Name|contains: a
            condition: selection
        ---
        title: keywords
        logsource: {product: windows, service: system}
        detection:
            keywords: [e]
            condition: keywords
        ---
        title: cloud
        logsource: {product: aws, service: cloudtrail}
        detection:
            selection:
                - requestParameters|contains: a
                - userIdentity.type|contains: a
                - responseElements|contains: a
                - eventName|contains: a
            keywords: [e]
            condition: selection or keywords
        """;

    public static RuleSet Compile(string yaml)
        => RuleSet.Compile(SigmaReader.ReadContent(Encoding.UTF8.GetBytes(yaml), "rules.yml", SigmaReadOptions.Default).Value.ShouldNotBeNull(), PipelineSet.BuiltIn);

    /// <summary>Reads the bytes both ways, the fast one in windows that grow by <paramref name="step"/>, and compares.</summary>
    public void Compare(byte[] json, int step, string what)
    {
        var batch = new HuntBatch();
        batch.Clear(rules.Pipelines.Pipelines.Length);
        hunter.Framer = new JsonFramer(JsonLimits.Default);
        List<string> fast = [];
        long records = 0;
        List<JsonNoticeKind> noticed = [];
        for (int at = 0, end = Math.Min(step, json.Length); ; end = Math.Min(end + step, json.Length))
        {
            batch.Clear(rules.Pipelines.Pipelines.Length);
            seen.Clear();
            var consumed = hunter.Hunt(json.AsSpan(at, end - at), end == json.Length, batch);
            seen.Count.ShouldBe(batch.Hits.Count, what);
            for (var i = 0; i < batch.Hits.Count; i++)
            {
                var hit = batch.Hits[i];
                fast.Add(Line(records + hit.Number, at + hit.Start, hit.Route, seen[i]));
            }

            noticed.AddRange(batch.Notices.Select(static n => n.What));
            records += batch.Records;
            at += consumed;
            if (end == json.Length)
            {
                at.ShouldBe(json.Length, what);
                break;
            }
        }

        using var reader = new JsonLogReader(new MemoryStream(json), "log.json");
        var record = new LogEvent();
        var next = 0;
        Evaluated += fast.Count;
        long number = 0;
        for (; reader.Read(record); number++)
        {
            Compared++;
            if (RouteOf(record) is not { } route || rules.PlanOf(route, ArePlain(record, route)).IsEmpty)
            {
                continue;
            }

            next.ShouldBeLessThan(fast.Count, $"{what}: a record at {record.Offset} was passed over");
            var isWhole = fast[next].EndsWith(WholeMark, StringComparison.Ordinal);
            var expected = Line(number, record.Offset, route, isWhole ? Whole(record) : Fields(record, route, fast[next]));
            fast[next].ShouldBe(expected, what);
            next++;
        }

        next.ShouldBe(fast.Count, what);
        number.ShouldBe(records, what);
        noticed.Count(static n => n is not (JsonNoticeKind.NotUtf8 or JsonNoticeKind.Flattened)).ShouldBe((int)reader.Failed, what);
    }

    const string WholeMark = "whole";

    static string Line(long number, long offset, LogRoute route, string values)
        => string.Create(CultureInfo.InvariantCulture, $"{number} at {offset} {route.Pipeline.Name} {string.Join('/', route.SelectorValues)}\n{values}");

    ReadOnlySpan<int> See(RoutePlan plan, ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values)
    {
        var text = new StringBuilder();
        for (var slot = 0; slot < plan.SlotCount; slot++)
        {
            text.Append(slot == plan.KeywordSlot ? "*" : plan.Fields[slot]).Append(": ");
            for (var at = slot; values[at].IsThere; at = values[at].Next)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{values[at].Kind} {TextOf(bytes, values[at])}]");
                if (values[at].Next == 0)
                {
                    break;
                }
            }

            text.Append('\n');
        }

        seen.Add(text.ToString());
        return [0];
    }

    ReadOnlySpan<int> SeeWhole(LogEvent record, out LogRoute? route)
    {
        route = RouteOf(record);
        if (route is null || rules.PlanOf(route, ArePlain(record, route)).IsEmpty)
        {
            return [];
        }

        seen.Add(Whole(record));
        return [0];
    }

    static string Whole(LogEvent record) => JsonLogReaderTests.Show(record) + WholeMark;

    // The values of the fields that the other one names, in its order.
    static string Fields(LogEvent record, LogRoute route, string other)
    {
        var text = new StringBuilder();
        foreach (var line in other.Split('\n').Skip(1))
        {
            if (line.Length == 0 || line.IndexOf(": ", StringComparison.Ordinal) is not (> 0 and var colon))
            {
                continue;
            }

            var name = line[..colon];
            IEnumerable<int> found = name == "*"
                ? Enumerable.Range(0, record.Count).Where(i => record.KindOf(i) is LogValueKind.Text or LogValueKind.Number)
                : FieldLookup.Find(record, route.Pipeline, claim: null, name);
            text.Append(name).Append(": ");
            foreach (var i in found)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{record.KindOf(i)} {Shown(record.ValueText(i))}]");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    LogRoute? RouteOf(LogEvent record)
        => pipeline is null ? rules.Pipelines.RouteOf(record)
            : PipelineSet.RouteOf(pipeline, [.. pipeline.Selectors.Select(name => FieldLookup.SelectorText(record, pipeline, name) ?? "")]);

    static bool ArePlain(LogEvent record, LogRoute route)
        => route.Pipeline.Selectors.All(name => FieldLookup.Find(record, route.Pipeline, claim: null, name) is [var only]
            && record.KindOf(only) is not (LogValueKind.Null or LogValueKind.Structure)
            && record.ValueText(only) == FieldLookup.SelectorText(record, route.Pipeline, name));

    static string TextOf(ReadOnlySpan<byte> bytes, SlotValue value)
    {
        var raw = bytes.Slice(value.Start, value.Length);
        switch (value.Encoding)
        {
            case SlotEncoding.JsonEscaped:
                raw.Contains((byte)'\\').ShouldBeTrue();
                var text = new ArrayBufferWriter<byte>();
                JsonText.Unescape(raw, text);
                return Shown(Encoding.UTF8.GetString(text.WrittenSpan));
            case SlotEncoding.Utf8 when value.Kind is LogValueKind.Structure:
                var record = new LogEvent();
                new JsonRecordDecoder(JsonLimits.Default).Decode(Encoding.UTF8.GetBytes("{\"x\":" + Encoding.UTF8.GetString(raw) + "}"), record);
                return Shown(record.ValueText(0));
            case SlotEncoding.Utf8:
                return Shown(Encoding.UTF8.GetString(raw));
            default:
                throw new InvalidOperationException(value.Encoding.ToString());
        }
    }

    static string Shown(string text) => text.Replace('\n', '␊');
}
