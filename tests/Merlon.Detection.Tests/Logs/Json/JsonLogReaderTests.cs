using System.Globalization;
using System.Text;
using Merlon.Logs;
using Merlon.Logs.Json;

namespace Merlon.Detection.Tests.Logs.Json;

/// <summary>What the general reader makes of JSON logs, good and bad.</summary>
public sealed class JsonLogReaderTests
{
    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", "a=1|a=2")]
    [InlineData("{\"a\":1}\r\n\r\n \n{\"a\":2}", "a=1|a=2")]
    [InlineData("[{\"a\":1},{\"a\":2}]", "a=1|a=2")]
    [InlineData("[\n  {\"a\":1},\n  {\"a\":2}\n]\n[{\"a\":3}]", "a=1|a=2|a=3")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    [InlineData("{\"a\":1}{\"a\":2} {\"a\":3}", "a=1|a=2|a=3")]
    [InlineData("{\"a\":1},\n{\"a\":2},\n", "a=1|a=2")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": [1, {\"c\": null}]\n}\n{\n  \"a\": 2\n}\n", "a=1 b:[1,{\"c\":null}] b*1 b*:{\"c\":null} b.c*1null|a=2")]
    [InlineData("{\"Records\":[{\"a\":1},{\"a\":2}]}{\"Records\":[{\"a\":3}]}", "a=1|a=2|a=3")]
    [InlineData("{\"@odata.context\":\"x\",\"value\":[{\"a\":1}],\"@odata.nextLink\":\"[{\"}\n{\"a\":2}", "a=1|a=2")]
    [InlineData("{\"took\":3,\"_shards\":{\"total\":1},\"hits\":{\"total\":{\"value\":2},\"max_score\":null,\"hits\":[{\"_index\":\"i\",\"_source\":{\"a\":1}},{\"_id\":\"i\",\"_source\":{\"a\":2}}]}}", "a=1|a=2")]
    [InlineData("{\"preview\":false,\"offset\":0,\"result\":{\"a\":\"x\"}}", "a=x")]
    [InlineData("{\"host\":\"h\",\"Records\":[{\"a\":1}]}", "host=h Records:[{\"a\":1}] Records*:{\"a\":1} Records.a*11")]
    [InlineData("\u001e{\"a\":1}\n\u001e{\"a\":2}\n", "a=1|a=2")]
    public void Records_are_found_however_they_are_laid_out(string json, string expected) => Read(json).ShouldBe((expected, 0));

    [Theory]
    [InlineData("{\"a\":{\"b\":{\"c\":\"x\"}},\"a.b\":true}", "a:{\"b\":{\"c\":\"x\"}} a.b:1{\"c\":\"x\"} a.b.c=2x a.b=true")]
    [InlineData("{\"a\":[[1,2],[]]}", "a:[[1,2],[]] a*:[1,2] a*1 a*2 a*:[]")]
    [InlineData("{\"a\":[{\"b\":1},{\"b\":2}]}", "a:[{\"b\":1},{\"b\":2}] a*:{\"b\":1} a.b*11 a*:{\"b\":2} a.b*12")]
    [InlineData("{\"\":\"\",\"a\":{\"\":null},\"n\":-0.5e+7,\"f\":false}", "= a:{\"\":null} a.=1null n=-0.5e+7 f=false")]
    [InlineData("{\"a\" : { \"b c\" : [ 1 , \"x y\\\" \" ] } }", "a:{\"b c\":[1,\"x y\\\" \"]} a.b c:1[1,\"x y\\\" \"] a.b c*11 a.b c*1x y\" ")]
    [InlineData("{\"a\":1,\"a\":2}", "a=1 a=2")]
    [InlineData("{\"\\u0061\\n\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\\u0000\"}", "a\n=\"\\/\b\f\n\r\té😀\0")]
    [InlineData("{\"a\":\"\\ud83d\",\"b\":\"\\ude00\\ud83d\",\"c\":\"\\ud83d\\u0041\"}", "a=\ufffd b=\ufffd\ufffd c=\ufffdA")]
    [InlineData("{\"a\":\"tab\there\"}", "a=tab\there")]
    public void Fields_are_flattened_in_the_order_of_the_record(string json, string expected) => Read(json).ShouldBe((expected, 0));

    [Theory]
    [InlineData("{\"a\":1\n{\"a\":2}\n", "a=2", 1)]
    [InlineData("{\"a\":\n{\"a\":2}\n{\"a\":3}\n", "a=2|a=3", 1)]
    [InlineData("{\"a\":[\n{\"a\":2}", "a=2", 1)]
    [InlineData("{\"a\":\"x\n{\"a\":2}\n", "a=2", 1)]
    [InlineData("{\"a\":}\n{\"a\":2}\n", "a=2", 1)]
    [InlineData("{\"a\":}{\"a\":2}\n", "a=2", 1)]
    [InlineData("{\"a\":[1}\n{\"a\":2}\n", "a=2", 1)]
    [InlineData("{\"a\":1,}\n{,\"a\":1}\n{\"a\" 1}\n{\"a\":01}\n{\"a\":tru}\n{\"a\":\"\\x\"}\n{\"a\":\"\\u12g4\"}\n{\"a\":.5}\n{\"a\":1.}\n{\"a\":2}", "a=2", 9)]
    [InlineData("[{\"a\":1},{\"a\":x,\"b\":[{}]},{\"a\":2}]\n", "a=1|a=2", 1)]
    [InlineData("[{\"a\":1},7,\"x,]\",[{\"a\":3}],{\"a\":2}]\n", "a=1|a=2", 3)]
    [InlineData("[{\"a\":1},\n{\"a\":2}", "a=1|a=2", 1)]
    [InlineData("[{\"a\":1}\n{\"a\":2}\n", "a=1|a=2", 1)]
    [InlineData("2026-01-01 host app: {\"a\":1}\nplain\n{\"a\":2}\n", "a=1|a=2", 2)]
    [InlineData("17\n\"x\"\n[1,2]\nnull\n{\"a\":2}\n", "a=2", 4)]
    [InlineData("{\"a\":1}}\n{\"a\":2}", "a=1|a=2", 1)]
    [InlineData("{\"Records\":[{\"a\":1},{\"a\"", "a=1", 2)]
    [InlineData("{\"a\":1", "", 1)]
    [InlineData("\0\0\0\0", "", 1)]
    public void What_is_no_record_is_counted_and_the_rest_is_read(string json, string expected, int failed) => Read(json).ShouldBe((expected, failed));

    [Fact]
    public void A_fault_is_said_with_its_line_its_column_and_its_byte()
    {
        using var reader = new JsonLogReader(new MemoryStream("{\"a\":1}\n\n  {\"a\":x}\n"u8.ToArray()), "log.json");
        var record = new LogEvent();
        while (reader.Read(record))
        {
            record.Format.ShouldBe(LogFormat.Json);
        }

        reader.Diagnostics.ShouldHaveSingleItem().ToString().ShouldBe("log.json:3:3: LOG100: a record is not JSON and was left out, byte 16: x} ");
        reader.Position.ShouldBe(19);
    }

    [Fact]
    public void Number_and_offset_say_where_a_record_stands()
    {
        using var reader = new JsonLogReader(new MemoryStream("\ufeff{\"a\":1}\nx\n {\"a\":2}"u8.ToArray()), "log.json");
        var record = new LogEvent();
        reader.Read(record).ShouldBeTrue();
        (record.Number, record.Offset).ShouldBe((1, 3));
        reader.Read(record).ShouldBeTrue();
        (record.Number, record.Offset).ShouldBe((2, 14));
        (reader.Records, reader.Failed).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-8", true)]
    public void Other_encodings_are_read(string encoding, bool isMarked)
    {
        var codec = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. isMarked ? codec.GetPreamble() : [], .. codec.GetBytes("{\"a\":\"é😀\"}\n{\"a\":2}")];
        Read(bytes, int.MaxValue).ShouldBe(("a=é😀|a=2", 0));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters_and_are_said()
    {
        byte[] json = [.. "{\"a\xff\":\"x"u8[..3], 0xFF, .. "\":\"x"u8, 0xC3, .. "y\\n\",\"b\":{\"c\":\""u8, 0xE2, 0x82, .. "\"}}"u8];
        using var reader = new JsonLogReader(new MemoryStream(json), "log.json");
        var record = new LogEvent();
        reader.Read(record).ShouldBeTrue();
        Show(record).ShouldBe("a\ufffd=x\ufffdy\n b:{\"c\":\"\ufffd\"} b.c=1\ufffd");
        reader.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LOG105");
    }

    static (string Records, int Failed) Read(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var whole = Read(bytes, int.MaxValue);
        for (var step = 1; step < Math.Min(bytes.Length, 40); step++)
        {
            Read(bytes, step).ShouldBe(whole, string.Create(CultureInfo.InvariantCulture, $"in pieces of {step} bytes"));
        }

        return whole;
    }

    static (string Records, int Failed) Read(byte[] bytes, int step)
    {
        using var reader = new JsonLogReader(new PiecesStream(bytes, step), "log.json");
        var record = new LogEvent();
        List<string> records = [];
        while (reader.Read(record))
        {
            records.Add(Show(record));
        }

        return (string.Join('|', records), (int)reader.Failed);
    }

    internal static string Show(LogEvent record)
        => string.Join(' ', Enumerable.Range(0, record.Count).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{record.NameText(i)}{(record.IsElement(i) ? "*" : "")}{(record.KindOf(i) is LogValueKind.Structure ? ":" : record.IsElement(i) ? "" : "=")}{(record.DepthOf(i) == 0 ? "" : record.DepthOf(i))}{(record.KindOf(i) is LogValueKind.Null ? "null" : record.ValueText(i))}")));
}
