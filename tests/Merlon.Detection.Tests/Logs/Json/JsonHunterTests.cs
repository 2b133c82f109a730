using System.Globalization;
using System.IO.Compression;
using System.Text;
using Merlon.Pipelines;

namespace Merlon.Detection.Tests.Logs.Json;

/// <summary>The tokeniser against the general reader, on all that is known of real logs and on what mutations make of it.</summary>
public sealed class JsonHunterTests
{
    // Shapes that meet every branch of the walk, the routes and the bindings.
    static readonly string[] Shapes =
    [
        """{"Channel":"Security","EventID":4688,"Image":"C:\\Windows\\x.exe","CommandLine":"\"a\" é\t\u00e9","Message":null}""",
        """{"EventID":"1","channel":"x","Channel":"Microsoft-Windows-Sysmon/Operational","image":"loose","IMAGE":"looser","User":["a","b",["c",{"d":"e"}]],"User":{"x":1}}""",
        """{ "Channel" : "System" , "EventID" : 7045 , "Data" : [ "x" , 1 , true , null , { "e" : "f g" } ] , "Image" : true }""",
        """{"log_name":"System","event_id":7045,"event_data":{"Image":"nested","Image":"last"},"Image":"own","user_data":{"x":{"Data":"deep"}}}""",
        """{"winlog":{"channel":"Security","event_id":4688,"event_data":{"Image":"i","Target Object":"spaced"}},"winlog.event_data.Image":"dotted","event":{"code":"1"}}""",
        """{"Event":{"#attributes":{"xmlns":"x"},"System":{"Channel":"System","EventID":{"#attributes":{"Qualifiers":0},"#text":7},"Provider":{"#attributes":{"Name":"p"}}},"EventData":{"Data":[{"#text":["a","b"]}],"Image":"x"},"UserData":{"Any":{"Data":"u"}}}}""",
        """{"eventVersion":"1.05","userIdentity":{"type":"Root","arn":"a"},"eventTime":"2020","eventSource":"s3.amazonaws.com","eventName":"e","awsRegion":"r","requestParameters":{"a": {"b" :[1, "x y"]}},"responseElements":null,"eventID":"i","eventType":"t","recipientAccountId":"1"}""",
        """{"Channel":{"x":1},"EventID":[4688],"Nested":{"Name":"n"},"Nested.Name":"literal"}""",
        """{"Channel":null,"EventID":"","Image":""}""",
        """{"\u0043hannel":"Syst\u0065m","EventID":1e3,"Image":"\ud83d\ude00 \ud83d"}""",
        """{"preview":false,"offset":1,"result":{"Channel":"System","EventID":"1","Image":"r"}}""",
        """{"a":1}""",
        """{}""",
        "{\n  \"Channel\": \"System\",\n  \"EventID\": 1,\n  \"Data\": [\n    \"x\"\n  ]\n}",
    ];

    static readonly string[] Layouts = [string.Join('\n', Shapes) + "\n", "[" + string.Join(",\n", Shapes) + "]", string.Join("", Shapes), "{\"Records\":[" + string.Join(" , ", Shapes) + "]}\n{\"a\":1}\r\n"];

    [Fact]
    public void The_tokeniser_sees_what_the_general_reader_sees_at_every_boundary_of_windows()
    {
        foreach (var layout in Layouts)
        {
            var json = Encoding.UTF8.GetBytes(layout);
            var twins = new JsonTwins(JsonTwins.FieldRules);
            for (var step = 1; step < json.Length; step += step < 70 ? 1 : 97)
            {
                twins.Compare(json, step, string.Create(CultureInfo.InvariantCulture, $"in windows of {step}: {layout[..20]}"));
            }
        }
    }

    [Fact]
    public void Few_records_are_left_to_the_general_reader()
    {
        var twins = new JsonTwins(JsonTwins.FieldRules);
        twins.Compare(Encoding.UTF8.GetBytes(Layouts[0]), int.MaxValue / 2, "lines");
        twins.Compared.ShouldBe(Shapes.Length);
        twins.Odd.ShouldBe(2); // the envelope, and the channel that is an object
    }

    [Theory]
    [InlineData("windows")]
    [InlineData("winlogbeat")]
    [InlineData("cloudtrail")]
    public void A_pipeline_that_was_asked_for_reads_every_record(string name)
        => new JsonTwins(JsonTwins.FieldRules, PipelineSet.BuiltIn.Find(name).ShouldNotBeNull()).Compare(Encoding.UTF8.GetBytes(Layouts[0]), int.MaxValue / 2, name);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_happens_to_bytes_both_see_the_same(int seed)
    {
        var random = new Random(seed);
        var twins = new JsonTwins(JsonTwins.FieldRules);
        for (var round = 0; round < 400; round++)
        {
            var json = Mutated(Encoding.UTF8.GetBytes(Layouts[random.Next(Layouts.Length)]), random);
            twins.Compare(json, random.Next(3) == 0 ? random.Next(1, json.Length + 2) : int.MaxValue / 2, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {round}:\n{Encoding.Latin1.GetString(json)}"));
        }
    }

    [Fact]
    public void Recorded_logs_are_seen_alike()
    {
        var twins = new JsonTwins(JsonTwins.FieldRules);
        foreach (var zip in Directory.EnumerateFiles(SharedData.PathOf("logs/security-datasets"), "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var archive = ZipFile.OpenRead(zip);
            foreach (var entry in archive.Entries.Where(static e => e.FullName.EndsWith(".json", StringComparison.Ordinal) && !e.FullName.StartsWith("__MACOSX", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                var head = new byte[128 * 1024];
                var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                twins.Compare(head[..length], int.MaxValue / 2, entry.FullName);
            }
        }

        twins.Compared.ShouldBeGreaterThan(3_000);
        twins.Evaluated.ShouldBeGreaterThan(3_000);
        twins.Odd.ShouldBe(0);
    }

    [Fact]
    public void The_events_that_SigmaHQ_tests_its_rules_with_are_seen_alike()
    {
        var twins = new JsonTwins(JsonTwins.FieldRules);
        foreach (var file in Directory.EnumerateFiles(SharedData.PathOf("sigma/regression_data"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            twins.Compare(File.ReadAllBytes(file), int.MaxValue / 2, file);
        }

        twins.Compared.ShouldBe(238);
        twins.Evaluated.ShouldBe(238);
        twins.Odd.ShouldBe(0);
    }

    static byte[] Mutated(byte[] json, Random random)
    {
        List<byte> bytes = [.. json];
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = "{}[]\",:\\\n u0eé\0"u8[random.Next(15)];
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, random.Next(1, 40)));
                    break;
                case 3:
                    bytes.InsertRange(at, "{}[]\",:\\\n u0eé\0"u8.Slice(random.Next(14), 1).ToArray());
                    break;
                case 4:
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(bytes.Count - from, random.Next(1, 60))));
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(4) == 0 ? bytes.Count - at - 1 : 0);
                    break;
            }
        }

        return [.. bytes];
    }
}
