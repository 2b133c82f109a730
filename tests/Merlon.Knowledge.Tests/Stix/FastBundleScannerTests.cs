using System.Text;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Stix;

/// <summary>The fast way over a bundle against the slow one, which is the specification: same release, same diagnostics.</summary>
public sealed class FastBundleScannerTests
{
    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void Published_bundles_are_read_the_fast_way_with_the_same_result(string version)
    {
        List<StixBundle> bundles = [.. RealBundles.All(version).Select(RealBundles.Bundle)];

        bundles.ShouldAllBe(bundle => FastBundleScanner.Scan(bundle.Document, bundle.Utf8, new StixStrings(0), ReadLimits.Default) != null);
        ShouldAgree(bundles, withTexts: true);
    }

    [Fact]
    public void Bundles_of_stix_2_1_are_read_the_fast_way_with_the_same_result()
    {
        var bundle = RealBundles.Bundle("stix-2.1/ics-attack-18.1.json");

        FastBundleScanner.Scan(bundle.Document, bundle.Utf8, new StixStrings(0), ReadLimits.Default).ShouldNotBeNull();
        ShouldAgree([bundle], withTexts: true);
    }

    [Theory]
    [InlineData("""{"type":"bundle","objects":[]}""")]
    [InlineData("""{"type":"bundle","objects":[],}""")]
    [InlineData("""{"type":"bundle" "objects":[]}""")]
    [InlineData("""{"objects":[],"type":"bundle"} x""")]
    [InlineData("""{"type":"bundle","objects":[1]}""")]
    [InlineData("""{"type":"bundle","objects":[{}]}""")]
    [InlineData("""{"type":"bundle","objects":[{"type":"identity","id":"identity--1"}]}""")]
    [InlineData("""{"ty\u0070e":"bundle","objects":[{"type":"identity","id":"identity--1"}]}""")]
    [InlineData("""{"type":"bund\u006ce","objects":[{"type":"identity","id":"identity--1"}]}""")]
    [InlineData("""{"type":"bundle","objects":null}""")]
    [InlineData("""{"type":"bundle","objects":[],"objects":[]}""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{""")]
    [InlineData("\"")]
    [InlineData("""{"type":"bundle","n":[0,-0,1.5,1e3,1E+3,1e-3,-1.25e10],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[01],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[1.],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[.5],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[+1],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[1e],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[-],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[1 2],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":[truefalse],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":["\x"],"objects":[]}""")]
    [InlineData("""{"type":"bundle","n":["\u12G4"],"objects":[]}""")]
    [InlineData("{\"type\":\"bundle\",\"n\":[\"a\tb\"],\"objects\":[]}")]
    [InlineData("{\"type\":\"bundle\",\"n\":[\"\u007f\"],\"objects\":[]}")]
    [InlineData("""{"type":"bundle",/* no */"objects":[]}""")]
    [InlineData("""{"type":"bundle","":1,"objects":[]}""")]
    public void Odd_and_broken_json_is_seen_alike(string json) => ShouldAgree([Bundle(json)], withTexts: true);

    [Fact]
    public void Deep_nesting_is_seen_alike()
    {
        for (var depth = 40; depth < 70; depth++)
        {
            var nested = new string('[', depth) + new string(']', depth);
            ShouldAgree([Bundle(MiniBundle.Small().Json.Replace("\"spec_version\"", $"\"deep\": {nested}, \"spec_version\"", StringComparison.Ordinal))], withTexts: false);
            ShouldAgree([Bundle(MiniBundle.Small().Json.Replace("\"x_mitre_shortname\"", $"\"deep\": {nested}, \"x_mitre_shortname\"", StringComparison.Ordinal))], withTexts: false);
        }
    }

    [Fact]
    public void Mutated_bundles_are_seen_alike()
    {
        var random = new Random(20_261_122);
        var small = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        for (var i = 0; i < 1_500; i++)
        {
            ShouldAgree([new StixBundle("demo-attack-1.0.json", Mutated(small, random, 1 + i % 3))], withTexts: true);
        }
    }

    [Fact]
    public void Mutated_published_bundles_are_seen_alike()
    {
        var random = new Random(18);
        var bundle = RealBundles.Bundle("ics-attack-12.1.json");
        for (var i = 0; i < 15; i++)
        {
            ShouldAgree([bundle with { Utf8 = Mutated(bundle.Utf8.ToArray(), random, 1 + i % 2) }], withTexts: false);
        }
    }

    [Fact]
    public void Every_field_of_another_type_is_seen_alike()
    {
        string[] values = ["null", "1", "true", "\"x\"", "[]", "{}", "[null]", "[1]", "[{}]", "[[]]", "[\"x\",{}]", "[{\"name\":1,\"source_name\":null,\"field\":[]}]"];
        for (var field = 0; field < StixFieldNames.Count; field++)
        {
            foreach (var value in values)
            {
                var json = MiniBundle.Small().Json.Replace("\"spec_version\": \"2.0\"", "\"spec_version\": \"2.1\"", StringComparison.Ordinal);
                var changed = json.Replace("\"x_mitre_version\": \"1.0\"", $"\"{StixFieldNames.Of((StixField)field)}\": {value}", StringComparison.Ordinal);
                changed.Equals(json, StringComparison.Ordinal).ShouldBeFalse();
                ShouldAgree([Bundle(changed)], withTexts: true);
            }
        }
    }

    [Fact]
    public void A_lower_limit_of_depth_is_left_to_the_slow_way()
    {
        var limits = ReadLimits.Default with { JsonDepthMax = 5 };
        var bundle = Bundle(MiniBundle.Small().Json);

        StixReader.Read([bundle], version: null, limits).Diagnostics.ShouldBe(StixReader.Read([bundle], version: null, limits, isSlow: true).Diagnostics);
        FastBundleScanner.Scan("-", bundle.Utf8, new StixStrings(0), limits).ShouldBeNull();
    }

    static byte[] Mutated(byte[] original, Random random, int times)
    {
        List<byte> bytes = [.. original];
        for (var i = 0; i < times; i++)
        {
            var at = random.Next(bytes.Count);
            var token = Tokens[random.Next(Tokens.Length)];
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)); break;
                case 2: bytes.InsertRange(at, token); break;
                default:
                    var end = Math.Min(bytes.Count, at + token.Length);
                    bytes.RemoveRange(at, end - at);
                    bytes.InsertRange(at, token);
                    break;
            }
        }

        return [.. bytes];
    }

    static readonly byte[][] Tokens =
    [
        .. new[] { "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "0", "-", "\\u00e9", "\\ud800", "\n", "\t", "\0", " ", "\"\"", "[]", "{}", "1e9", "\u00e9", "," + "\"id\":\"x\"" }
            .Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3],
    ];

    static StixBundle Bundle(string json) => new("demo-attack-1.0.json", Encoding.UTF8.GetBytes(json));

    static void ShouldAgree(IReadOnlyList<StixBundle> bundles, bool withTexts)
    {
        var fast = StixReader.Read(bundles, version: null, ReadLimits.Default);
        var slow = StixReader.Read(bundles, version: null, ReadLimits.Default, isSlow: true);

        fast.Diagnostics.ShouldBe(slow.Diagnostics);
        (fast.Value is null).ShouldBe(slow.Value is null);
        if (fast.Value is { } left && slow.Value is { } right)
        {
            ReleaseText.Of(left, withTexts).ShouldBe(ReleaseText.Of(right, withTexts));
            left.Objects.Select(o => o.Published.Json).ShouldBe(right.Objects.Select(o => o.Published.Json));
            left.OtherObjects.ShouldBe(right.OtherObjects);
        }
    }
}
