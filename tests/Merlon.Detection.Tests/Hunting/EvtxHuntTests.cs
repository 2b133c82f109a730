using System.Globalization;
using System.Text;
using Merlon.Detection.Tests.Logs.Evtx;
using Merlon.Detection.Tests.Sigma;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Hunting;

/// <summary>Hunts over event logs: the fast way gives what the general way gives, whatever the number of threads.</summary>
public sealed class EvtxHuntTests
{
    [Fact]
    public void Every_recording_is_hunted_alike_by_one_thread_and_by_several()
    {
        var rules = RuleSet.Compile(
            SigmaContent.Merge(SigmaCorpus.Files().Select(static f => SigmaReader.ReadContent(File.ReadAllBytes(f), f, SigmaReadOptions.Default).Value ?? SigmaContent.Empty)),
            PipelineSet.BuiltIn);
        var inputs = EvtxCorpus.Files().Select(static f => new LogInput(f, () => File.OpenRead(f))).ToList();
        var one = Hunt(inputs, rules, new HuntOptions { Threads = 1 });
        var several = Hunt(inputs, rules, new HuntOptions { Threads = 3 });
        several.Lines.ShouldBe(one.Lines);
        one.Records.ShouldBe(8_493);
        one.Matches.ShouldBe(1_895);
    }

    [Fact]
    public void Damaged_logs_are_told_as_the_general_reader_tells_them()
    {
        var rules = RuleSet.Compile(
            SigmaReader.ReadContent(Encoding.UTF8.GetBytes("""
                title: t
                logsource: {product: windows, service: sysmon}
                detection:
                    a: {Image|contains: 'x'}
                    b: [keyword]
                    condition: 1 of *
                """), "rule.yml", SigmaReadOptions.Default).Value ?? SigmaContent.Empty, PipelineSet.BuiltIn);
        var random = new Random(3);
        var inputs = new List<LogInput>();
        for (var i = 0; i < 60; i++)
        {
            var builders = Enumerable.Range(0, 1 + i % 11).Select(_ => new EvtxBuilder().Event(1, EvtxBuilder.Of("Image", "x")).Event(2, EvtxBuilder.Of("Other", "keyword"))).ToList();
            var bytes = EvtxBuilder.File([.. builders.Select(static b => b.Chunk())]);
            for (var j = 0; j < i; j++)
            {
                bytes[4096 + random.Next(builders.Count) * 65_536 + random.Next(1_500)] = (byte)random.Next(256);
            }

            bytes = i % 7 == 3 ? bytes[..^random.Next(70_000)] : bytes;
            inputs.Add(new LogInput(i.ToString(CultureInfo.InvariantCulture), () => new MemoryStream(bytes), Format: LogFormat.Evtx));
        }

        var slow = Hunt(inputs, rules, new HuntOptions { Threads = 1, IsFast = false });
        Hunt(inputs, rules, new HuntOptions { Threads = 1 }).Lines.ShouldBe(slow.Lines);
        Hunt(inputs, rules, new HuntOptions { Threads = 4 }).Lines.ShouldBe(slow.Lines);
        slow.Matches.ShouldBeGreaterThan(300);
    }

    static Told Hunt(IReadOnlyList<LogInput> inputs, RuleSet rules, HuntOptions options)
    {
        var told = new Told();
        LogHunt.Run(inputs, rules, options, told, CancellationToken.None);
        return told;
    }

    /// <summary>Everything that a hunt says, as lines.</summary>
    sealed class Told : IHuntSink
    {
        public List<string> Lines { get; } = [];

        public long Records { get; private set; }

        public long Matches { get; private set; }

        public void OnMatch(in RecordMatch match)
        {
            Matches += match.RuleIndexes.Length;
            Lines.Add($"{match.Document} {match.Record.Number} {match.Record.Offset} {string.Join(',', match.RuleIndexes.ToArray())} {string.Join('/', match.Route.SelectorValues)} {EvtxCorpus.TextOf(match.Record)}");
        }

        public void OnFile(FileTally file)
        {
            Records += file.Records;
            Lines.Add($"{file.Document} {file.Format} {file.Records} {file.Failed} {file.Unrouted} {file.Bytes} {string.Join(' ', file.Pipelines)} {string.Join(' ', file.Diagnostics)}");
        }

        public void OnProfile(RuleProfile profile)
        {
        }
    }
}
