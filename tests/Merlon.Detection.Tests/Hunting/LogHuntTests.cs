using System.Globalization;
using System.Text;
using Merlon.Detection.Tests.Logs.Json;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Hunting;

/// <summary>Hunts over files of every layout, by any number of threads, with files that fail.</summary>
public sealed class LogHuntTests
{
    static readonly RuleSet Rules = JsonTwins.Compile(
        """
        title: rare
        logsource: {product: windows, category: process_creation}
        detection:
            selection:
                Image|endswith: \rare.exe
            condition: selection
        ---
        title: not there
        logsource: {product: windows, service: sysmon}
        detection:
            selection:
                EventID: 1
            filter:
                Image|contains: '\usual'
            condition: selection and not filter
        ---
        title: word
        logsource: {product: windows}
        detection:
            keywords: [needle]
            condition: keywords
        """);

    [Theory]
    [InlineData("lines")]
    [InlineData("array")]
    [InlineData("pretty")]
    [InlineData("records")]
    [InlineData("broken")]
    [InlineData("long")]
    public void What_is_found_is_the_same_for_any_number_of_threads_and_the_slow_way(string layout)
    {
        LogInput[] inputs = [InputOf("one.json", Generate(layout, seed: 1, 1_300_000)), InputOf("empty.json", []), InputOf("two.json", Generate(layout, seed: 2, 600_000)), InputOf("small.json", Generate(layout, 3, 2_000))];
        var expected = Hunt(inputs, new HuntOptions { Threads = 1 });
        expected.Split('\n').Length.ShouldBeGreaterThan(10);
        foreach (var threads in (int[])[2, 3, 7])
        {
            Hunt(inputs, new HuntOptions { Threads = threads }).ShouldBe(expected, string.Create(CultureInfo.InvariantCulture, $"{threads} threads"));
        }

        Hunt(inputs, new HuntOptions { Threads = 2, IsRemembering = false }).ShouldBe(expected);
        Hunt(inputs, new HuntOptions { Threads = 2, IsFast = false }).ShouldBe(expected);
    }

    [Fact]
    public void Records_are_tallied_by_what_reads_them()
    {
        var json = "{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"Image\":\"x\"}\n{\"a\":1}\n{\"a\":\n{\"eventSource\":\"x\",\"eventName\":\"y\",\"awsRegion\":\"z\"}\n"u8.ToArray();
        foreach (var isFast in (bool[])[true, false])
        {
            var sink = new Sink();
            LogHunt.Run([InputOf("log.json", json)], Rules, new HuntOptions { Threads = 1, IsFast = isFast }, sink, CancellationToken.None);
            var file = sink.Files.ShouldHaveSingleItem();
            (file.Records, file.Failed, file.Unrouted, file.Bytes).ShouldBe((3, 1, 2, json.Length));
            string.Join(' ', file.Pipelines).ShouldBe("[, 1] [cloudtrail, 1] [windows, 1]");
            file.Diagnostics.ShouldHaveSingleItem().Place.ShouldBe("log.json:3:1");
        }
    }

    [Fact]
    public void A_pipeline_that_was_asked_for_reads_what_none_would_know()
    {
        var json = "{\"Image\":\"c:\\\\needle\"}\n"u8.ToArray();
        foreach (var isFast in (bool[])[true, false])
        {
            Hunt([InputOf("log.json", json)], new HuntOptions { Threads = 1, IsFast = isFast }).ShouldNotContain(" at 0 ");
            Hunt([InputOf("log.json", json)], new HuntOptions { Threads = 1, IsFast = isFast, Pipeline = PipelineSet.BuiltIn.Find("windows") }).ShouldContain("log.json 1 at 0 windows// 2:");
        }
    }

    [Fact]
    public void A_file_that_cannot_be_opened_or_read_on_is_said_and_the_next_is_read()
    {
        var lines = Generate("lines", 1, 1_200_000);
        LogInput[] inputs =
        [
            new("gone.json", static () => throw new FileNotFoundException("no such file")),
            new("cut.json", () => new FailingStream(lines, 1_000_000)),
            new("cut.csv", () => new FailingStream("Channel,EventID\n1,2\n"u8.ToArray(), 20), Format: LogFormat.Json),
            InputOf("good.json", lines),
        ];
        foreach (var threads in (int[])[1, 3])
        {
            var sink = new Sink();
            LogHunt.Run(inputs, Rules, new HuntOptions { Threads = threads }, sink, CancellationToken.None);
            sink.Files.Select(static f => f.Document).ShouldBe(["gone.json", "cut.json", "cut.csv", "good.json"]);
            sink.Files[0].Diagnostics.ShouldHaveSingleItem().ToString().ShouldBe("gone.json: HUNT001: reading failed, what was read before it was evaluated: no such file (read the file once more, or a copy of it)");
            sink.Files[1].Records.ShouldBeInRange(1, sink.Files[3].Records - 1);
            sink.Files[1].Diagnostics.ShouldContain(static d => d.Code == "HUNT001");
            sink.Files[3].Diagnostics.ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_file_that_shrinks_is_said()
    {
        var sink = new Sink();
        LogHunt.Run([new LogInput("log.json", static () => new ShrinkingStream(Generate("lines", 1, 10_000)))], Rules, new HuntOptions { Threads = 1 }, sink, CancellationToken.None);
        sink.Files.ShouldHaveSingleItem().Diagnostics.ShouldContain(static d => d.Code == "HUNT002");
        sink.Files[0].Records.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_sink_throws_comes_out_and_all_files_are_closed(int threads)
    {
        var open = 0;
        var json = Generate("lines", 1, 2_000_000);
        LogInput[] inputs = [.. Enumerable.Range(0, 5).Select(i => new LogInput($"{i}.json", () =>
        {
            Interlocked.Increment(ref open);
            return new ClosingStream(json, () => Interlocked.Decrement(ref open));
        }))];
        Should.Throw<IOException>(() => LogHunt.Run(inputs, Rules, new HuntOptions { Threads = threads }, new Sink { ThrowAt = 20 }, CancellationToken.None)).Message.ShouldBe("disk full");
        open.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_sink_throws_is_no_trouble_of_the_file_and_nothing_is_handed_over_after_it(int threads)
    {
        var csv = Encoding.UTF8.GetBytes("Channel,EventID,Image\n" + string.Concat(Enumerable.Repeat("Microsoft-Windows-Sysmon/Operational,1,needle\n", 20_000)));
        LogInput[] inputs = [.. Enumerable.Range(0, 6).Select(i => InputOf($"{i}.csv", csv))];
        var sink = new Sink { ThrowAt = 20 };
        Should.Throw<IOException>(() => LogHunt.Run(inputs, Rules, new HuntOptions { Threads = threads }, sink, CancellationToken.None)).Message.ShouldBe("disk full");
        sink.Matches.ShouldBe(20);
        sink.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_hunt_can_be_cancelled(int threads)
    {
        using var source = new CancellationTokenSource();
        var sink = new Sink { OnRecord = source.Cancel };
        var json = Generate("lines", 1, 2_000_000);
        Should.Throw<OperationCanceledException>(() => LogHunt.Run(Enumerable.Repeat(InputOf("log.json", json), 1_000_000), Rules, new HuntOptions { Threads = threads }, sink, source.Token));
    }

    [Fact]
    public void Progress_never_goes_back_and_ends_with_everything()
    {
        List<HuntProgress> progress = [];
        LogInput[] inputs = [InputOf("one.json", Generate("lines", 1, 2_000_000)), InputOf("two.json", Generate("array", 2, 900_000))];
        var sink = new Sink();
        LogHunt.Run(inputs, Rules, new HuntOptions { Threads = 3, OnProgress = progress.Add }, sink, CancellationToken.None);
        progress.Count.ShouldBeGreaterThan(4);
        progress.Zip(progress.Skip(1)).ShouldAllBe(static pair => pair.First.Bytes <= pair.Second.Bytes && pair.First.Records <= pair.Second.Records);
        progress[^1].Bytes.ShouldBe(sink.Files.Sum(static f => f.Bytes));
        progress[^1].Records.ShouldBe(sink.Files.Sum(static f => f.Records));
    }

    [Fact]
    public void A_profile_counts_the_matches_of_all_threads()
    {
        LogInput[] inputs = [InputOf("one.json", Generate("lines", 1, 1_500_000))];
        var one = new Sink();
        var three = new Sink();
        LogHunt.Run(inputs, Rules, new HuntOptions { Threads = 1, ProfilingClock = TimeProvider.System }, one, CancellationToken.None);
        LogHunt.Run(inputs, Rules, new HuntOptions { Threads = 3, ProfilingClock = TimeProvider.System }, three, CancellationToken.None);
        one.Profile.ShouldNotBeNull().MatchesOf(0).ShouldBeGreaterThan(0);
        Enumerable.Range(0, 3).Select(three.Profile.ShouldNotBeNull().MatchesOf).ShouldBe(Enumerable.Range(0, 3).Select(one.Profile.MatchesOf));
    }

    static LogInput InputOf(string name, byte[] json) => new(name, () => new MemoryStream(json), json.Length);

    static string Hunt(IEnumerable<LogInput> inputs, HuntOptions options)
    {
        var sink = new Sink();
        LogHunt.Run(inputs, Rules, options, sink, CancellationToken.None);
        return sink.Text.ToString();
    }

    static byte[] Generate(string layout, int seed, int bytes)
    {
        var random = new Random(seed);
        var text = new StringBuilder(layout is "array" ? "[\n" : layout is "records" ? "{\"Records\":[" : "");
        var isFirst = true;
        while (text.Length < bytes)
        {
            if (!isFirst)
            {
                text.Append(layout is "array" or "records" ? "," : "").Append(layout is "records" ? "" : "\n");
            }

            isFirst = false;
            Append(text, random, layout);
        }

        text.Append(layout switch { "array" => "\n]\n", "records" => "]}", "lines" => "\n", _ => "" });
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Append(StringBuilder text, Random random, string layout)
    {
        if (layout is "broken" && random.Next(300) == 0)
        {
            text.Append((string[])["{\"Channel\":", "{\"a\":\"x", "plain text", "{\"a\":1}}", "[{\"a\":1},", "{\"a\":{\"b\":[1,2", "17", "{\"a\":tru}"] is var bad ? bad[random.Next(bad.Length)] : "");
            return;
        }

        var image = random.Next(2_000) == 0 ? "rare.exe" : random.Next(500) == 0 ? "odd.exe" : "usual\\\\x.exe";
        var message = layout is "long" && random.Next(400) == 0 ? new string('m', random.Next(700_000)) : random.Next(3_000) == 0 ? "a needle" : "é " + new string('x', random.Next(50));
        var (newLine, space) = layout is "pretty" ? ("\n  ", " ") : ("", "");
        text.Append(CultureInfo.InvariantCulture, $"{{{newLine}\"Channel\":{space}\"Microsoft-Windows-Sysmon/Operational\",{newLine}\"EventID\":{space}{random.Next(1, 4)},");
        text.Append(CultureInfo.InvariantCulture, $"{newLine}\"Image\":{space}\"C:\\\\{image}\",{newLine}\"Message\":{space}\"{message}\",{newLine}\"List\":{space}[1,{{\"a\":{random.Next(9)}}}]{(layout is "pretty" ? "\n" : "")}}}");
    }

    sealed class Sink : IHuntSink
    {
        public StringBuilder Text { get; } = new("\n");

        public List<FileTally> Files { get; } = [];

        public RuleProfile? Profile { get; private set; }

        public int ThrowAt { get; init; } = int.MaxValue;

        public Action? OnRecord { get; init; }

        int matches;

        public int Matches => matches;

        public void OnMatch(in RecordMatch match)
        {
            OnRecord?.Invoke();
            if (++matches == ThrowAt)
            {
                throw new IOException("disk full");
            }

            var shown = JsonLogReaderTests.Show(match.Record);
            Text.Append(CultureInfo.InvariantCulture, $"{match.Document} {match.Record.Number} at {match.Record.Offset} {match.Route.Pipeline.Name}/{string.Join('/', match.Route.SelectorValues)} {string.Join(',', match.RuleIndexes.ToArray())}: {shown.Length} {shown[^Math.Min(80, shown.Length)..]}\n");
        }

        public void OnFile(FileTally file)
        {
            Files.Add(file);
            Text.Append(CultureInfo.InvariantCulture, $"{file.Document} {file.Records} {file.Failed} {file.Unrouted} {file.Bytes} {string.Join(' ', file.Pipelines)}\n{string.Join('\n', file.Diagnostics)}\n");
        }

        public void OnProfile(RuleProfile profile) => Profile = profile;
    }

    sealed class FailingStream(byte[] bytes, int failAt) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
            => Position >= failAt ? throw new IOException("the device is gone") : base.Read(buffer, offset, (int)Math.Min(count, failAt - Position));
    }

    sealed class ShrinkingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Length => base.Length + 1;
    }

    sealed class ClosingStream(byte[] bytes, Action close) : MemoryStream(bytes)
    {
        protected override void Dispose(bool disposing)
        {
            close();
            base.Dispose(disposing);
        }
    }
}
