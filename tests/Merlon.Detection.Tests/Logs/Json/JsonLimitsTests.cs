using System.Globalization;
using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Logs.Json;

namespace Merlon.Detection.Tests.Logs.Json;

/// <summary>Hostile and huge JSON: each limit at it and one past it, and what has to work within the limits of every command.</summary>
public sealed class JsonLimitsTests
{
    [Fact]
    public void A_record_of_the_largest_size_is_read_and_one_byte_more_is_not()
    {
        var limits = new JsonLimits { RecordBytesMax = 100 };
        string Record(int bytes) => "{\"a\":\"" + new string('x', bytes - 8) + "\"}";
        Read(Record(100) + "\n{\"b\":1}", limits).ShouldBe((2, 0, ""));
        Read(Record(101) + "\n{\"b\":1}", limits).ShouldBe((1, 1, "LOG103"));
        Read("[" + Record(101) + "," + Record(100) + "]", limits).ShouldBe((1, 1, "LOG103"));
    }

    [Fact]
    public void A_record_of_as_many_fields_as_allowed_is_read_and_one_of_more_is_not()
    {
        var limits = new JsonLimits { FieldsMax = 10 };
        string Record(int fields) => "{" + string.Join(',', Enumerable.Range(0, fields).Select(static i => $"\"f{i}\":1")) + "}";
        Read(Record(10) + Record(1), limits).ShouldBe((2, 0, ""));
        Read(Record(11) + Record(1), limits).ShouldBe((1, 1, "LOG104"));
    }

    [Fact]
    public void Leaves_at_the_deepest_level_are_fields_and_those_below_are_text()
    {
        var limits = new JsonLimits { DepthMax = 3 };
        Show("{\"a\":{\"b\":{\"c\":1}}}", limits).ShouldBe("a:{\"b\":{\"c\":1}} a.b:1{\"c\":1} a.b.c=21");
        Read("{\"a\":{\"b\":{\"c\":1}}}", limits).ShouldBe((1, 0, ""));
        Show("{\"a\":{\"b\":{\"c\":[1]}}}", limits).ShouldBe("a:{\"b\":{\"c\":[1]}} a.b:1{\"c\":[1]} a.b.c:2[1]");
        Read("{\"a\":{\"b\":{\"c\":[1]}}}", limits).ShouldBe((1, 0, "LOG106"));
    }

    [Fact]
    public void Names_values_and_texts_of_a_record_are_bounded_together()
    {
        // a: 1 + 9, a.b: 3 + 1.
        Read("{\"a\":{\"b\":\"c\"}}", new JsonLimits { RecordTextBytesMax = 14 }).ShouldBe((1, 0, ""));
        Read("{\"a\":{\"b\":\"c\"}}", new JsonLimits { RecordTextBytesMax = 13 }).ShouldBe((0, 1, "LOG104"));
    }

    [Fact]
    public void Of_too_many_diagnostics_the_rest_is_counted()
    {
        using var reader = new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x\n", 50)))), "log.json", new JsonLimits { DiagnosticsMax = 10 });
        reader.Read(new LogEvent()).ShouldBeFalse();
        reader.Failed.ShouldBe(50);
        reader.Diagnostics.Count.ShouldBe(11);
        reader.Diagnostics[^1].Message.ShouldBe("40 further diagnostics were counted but not kept: LOG102: 40");
    }

    [Fact]
    public void A_text_of_ten_million_bytes_is_read()
    {
        var json = "{\"a\":1}\n{\"a\":\"" + new string('é', 5_000_000) + "\\n\"}\n{\"a\":2}\n";
        Read(json, JsonLimits.Default).ShouldBe((3, 0, ""));
        Hunt(json).ShouldBe((3, 0));
    }

    [Fact]
    public void A_record_of_a_hundred_thousand_fields_is_read()
    {
        var json = "{" + string.Join(',', Enumerable.Range(0, JsonLimits.Default.FieldsMax).Select(static i => $"\"f{i}\":{i}")) + "}\n{\"a\":2}\n";
        Read(json, JsonLimits.Default).ShouldBe((2, 0, ""));
        Hunt(json).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Ten_thousand_levels_are_no_matter(int depth)
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "[]" + new string('}', depth) + "\n" + string.Concat(Enumerable.Repeat("{\"a\":[", depth)) + "\n{\"a\":2}\n";
        Read(json, JsonLimits.Default).ShouldBe((2, 1, "LOG106 LOG101"));
        Hunt(json).ShouldBe((2, 1));
    }

    [Fact]
    public void Lists_in_lists_to_any_depth_are_no_records()
        => Read(new string('[', 1_000_000) + "{\"a\":1}" + new string(']', 1_000_000) + "\n{\"a\":2}\n", JsonLimits.Default).ShouldBe((2, 2, "LOG102 LOG102"));

    [Fact]
    public void Unusual_records_are_left_to_the_general_reader_and_the_next_are_not()
    {
        string[] odd =
        [
            "{" + string.Join(',', Enumerable.Range(0, JsonTokens.TokensMax + 1).Select(static i => $"\"f{i}\":1")) + "}",
            string.Concat(Enumerable.Repeat("{\"a\":", JsonTokens.DepthMax + 1)) + "1" + new string('}', JsonTokens.DepthMax + 1),
            "{\"" + new string('n', JsonPaths.PathBytesMax + 1) + "\":1}",
        ];
        string[] usual =
        [
            "{" + string.Join(',', Enumerable.Range(0, JsonTokens.TokensMax).Select(static i => $"\"f{i}\":1")) + "}",
            string.Concat(Enumerable.Repeat("{\"a\":", JsonTokens.DepthMax)) + "1" + new string('}', JsonTokens.DepthMax),
            "{\"" + new string('n', JsonPaths.PathBytesMax) + "\":1}",
        ];
        var twins = new JsonTwins(JsonTwins.FieldRules);
        twins.Compare(Encoding.UTF8.GetBytes(string.Join('\n', usual)), int.MaxValue / 2, "usual");
        twins.Odd.ShouldBe(0);
        twins.Compare(Encoding.UTF8.GetBytes(string.Join('\n', odd)), int.MaxValue / 2, "odd");
        twins.Odd.ShouldBe(odd.Length);
    }

    [Fact]
    public void Names_that_never_come_again_are_forgotten()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 4 * JsonPaths.PathsMax / 8; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"Channel\":\"System\",\"EventID\":1,\"Image\":\"x\"");
            for (var j = 0; j < 8; j++)
            {
                text.Append(CultureInfo.InvariantCulture, $",\"n{i}_{j}\":{j}");
            }

            text.Append("}\n");
        }

        var twins = new JsonTwins(JsonTwins.FieldRules);
        twins.Compare(Encoding.UTF8.GetBytes(text.ToString()), int.MaxValue / 2, "names");
        twins.Odd.ShouldBeInRange(1, 8);
    }

    [Fact]
    public void Routes_that_never_come_again_are_forgotten()
    {
        var text = new StringBuilder();
        for (var i = 0; i < HuntRoutes.RoutesMax + 50; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{{\"Channel\":\"System\",\"EventID\":{i % (HuntRoutes.RoutesMax + 10)},\"Image\":\"x\"}}\n");
        }

        // Rules of its own: past so many routes a rule set compiles them in another way.
        new JsonTwins(JsonTwins.Compile(JsonTwins.FieldRulesText)).Compare(Encoding.UTF8.GetBytes(text.ToString()), int.MaxValue / 2, "routes");
    }

    static (long Records, long Failed, string Codes) Read(string json, JsonLimits limits)
    {
        using var reader = new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(json)), "log.json", limits);
        var record = new LogEvent();
        while (reader.Read(record))
        {
            record.Count.ShouldBeGreaterThanOrEqualTo(0);
        }

        return (reader.Records, reader.Failed, string.Join(' ', reader.Diagnostics.Select(static d => d.Code)));
    }

    static string Show(string json, JsonLimits limits)
    {
        using var reader = new JsonLogReader(new MemoryStream(Encoding.UTF8.GetBytes(json)), "log.json", limits);
        var record = new LogEvent();
        reader.Read(record).ShouldBeTrue();
        return JsonLogReaderTests.Show(record);
    }

    static (long Records, long Failed) Hunt(string json)
    {
        var sink = new Tally();
        var bytes = Encoding.UTF8.GetBytes(json);
        LogHunt.Run([new LogInput("log.json", () => new MemoryStream(bytes))], JsonTwins.FieldRules, new HuntOptions { Threads = 2 }, sink, CancellationToken.None);
        return (sink.File.ShouldNotBeNull().Records, sink.File.Failed);
    }

    sealed class Tally : IHuntSink
    {
        public FileTally? File { get; private set; }

        public void OnMatch(in RecordMatch match)
        {
        }

        public void OnFile(FileTally file) => File = file;
    }
}
