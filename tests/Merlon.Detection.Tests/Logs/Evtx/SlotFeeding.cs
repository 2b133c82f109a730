using System.Text;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Logs.Evtx;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Logs.Evtx;

/// <summary>Compares what the fast reader puts into slots with what a whole record gives, slot by slot.</summary>
sealed class SlotFeeding(RuleSet rules)
{
    readonly EvtxSlotReader fast = new(new HuntRoutes(rules, pipeline: null));
    readonly RecordFeeder feeder = new(rules, pipeline: null);
    readonly RuleMatcher matcher = new(rules, new MatcherOptions { IsRememberingVerdicts = false, IsRememberingValues = false });

    readonly LogEvent whole = new();

    public long Fed { get; private set; }

    public long Matched { get; private set; }

    public long Whole { get; private set; }

    public long Unread { get; private set; }

    public void Compare(byte[] bytes, string file)
    {
        using var stream = new MemoryStream(bytes);
        var chunks = new EvtxChunkStream(stream, new DiagnosticLog(file, ReadLimits.Default));
        using var general = EvtxCorpus.Open(bytes);
        var chunk = new EvtxChunk();
        var record = new LogEvent();
        var failed = 0L;
        while (chunks.TryRead(chunk))
        {
            chunk.Begin();
            fast.Begin(chunk);
            while (fast.Next() is var step and not EvtxStep.End)
            {
                if (step == EvtxStep.Failed || step == EvtxStep.Whole && fast.ReadWhole(record) != BinXmlFault.None)
                {
                    failed++;
                    continue;
                }

                general.Read(record).ShouldBeTrue(file);
                record.Offset.ShouldBe(fast.Offset, file);
                Compare(step, record, file);
            }

            failed += chunk.Damage.HasFlag(EvtxChunkDamage.Unsigned) ? 1 : chunk.Gaps;
        }

        general.Read(record).ShouldBeFalse(file);
        general.Failed.ShouldBe(failed, file);
    }

    void Compare(EvtxStep step, LogEvent record, string file)
    {
        var plan = feeder.Feed(record, out var route);
        switch (step)
        {
            case EvtxStep.Whole:
                Whole++;
                break;
            case EvtxStep.Unread:
                Unread++;
                plan.ShouldBeSameAs(fast.Route?.Plan, $"{file} {record.Number}");
                break;
            default:
                Fed++;
                plan.ShouldBeSameAs(fast.Route?.Plan, $"{file} {record.Number}");
                fast.Route?.Route.SelectorValues.ShouldBe(route?.SelectorValues);
                int[] matches = [.. matcher.Evaluate(plan!, fast.Bytes, fast.Slots.Values)];
                matches.ShouldBe([.. matcher.Match(record)], $"{file} {record.Number}");
                Matched += matches.Length;
                TextOf(fast.Bytes, fast.Slots.Values, plan).ShouldBe(TextOf(record.Bytes, feeder.Values, plan), $"{file} {record.Number}");
                break;
        }

        fast.ReadWhole(whole).ShouldBe(BinXmlFault.None);
        whole.Bytes.SequenceEqual(record.Bytes).ShouldBeTrue();
    }

    static string TextOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<SlotValue> values, RoutePlan? plan)
    {
        var text = new StringBuilder();
        for (var slot = 0; slot < plan?.SlotCount; slot++)
        {
            // Of keywords each may say "perhaps" where the other can say "no".
            for (var at = slot; slot != plan.KeywordSlot && values[at].IsThere; at = values[at].Next)
            {
                var value = bytes.Slice(values[at].Start, values[at].Length);
                text.Append(slot).Append(' ').Append(values[at].Kind).Append(' ')
                    .Append(Encoding.UTF8.GetString(values[at].Encoding == SlotEncoding.Utf16 ? Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(value)) : value)).Append('\n');
                if (values[at].Next == 0)
                {
                    break;
                }
            }
        }

        return text.ToString();
    }
}
