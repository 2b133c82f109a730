using System.Text;
using System.Text.Json.Nodes;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class BundleValidationTests
{
    const string Technique = "attack-pattern", Group = "intrusion-set", Relationship = "relationship", Collection = "x-mitre-collection";

    public static TheoryData<string> PublishedBundles =>
    [
        .. new[] { "12.1", "17.1", "18.1" }.SelectMany(static v => new[] { "enterprise", "mobile", "ics" }.Select(d => $"attack/{d}-attack-{v}.json")),
        "attack/stix-2.1/ics-attack-17.1.json", "attack/stix-2.1/ics-attack-18.1.json", "attack/stix-2.1/mobile-attack-17.1.json",
    ];

    [Theory]
    [MemberData(nameof(PublishedBundles))]
    public void What_MITRE_publishes_passes_relaxed(string path)
    {
        var bundle = new StixBundle(path, File.ReadAllBytes(SharedData.PathOf(path)));
        BundleValidation.Of(bundle, BundleStrictness.Relaxed, published: null, ReadLimits.Default).Where(static d => d.Severity == Severity.Error).ShouldBeEmpty();
    }

    [Fact]
    public void A_clean_collection_has_no_findings()
        => Findings(static _ => { }).ShouldBeEmpty();

    public static TheoryData<string, string, Action<JsonArray>> Faults { get; } = new()
    {
        { "BUNDLE002", "", static o => o.Add(7) },
        { "BUNDLE002", "", static o => Of(o, Group).Remove("type") },
        { "BUNDLE004", ".id", static o => Of(o, Group)["id"] = "intrusion-set--7" },
        { "BUNDLE005", ".id", static o => o.Add(Of(o, Group).DeepClone()) },
        { "BUNDLE006", ".name", static o => Of(o, Group).Remove("name") },
        { "BUNDLE006", ".source_ref", static o => Of(o, Relationship).Remove("source_ref") },
        { "BUNDLE007", ".name", static o => Of(o, Group)["name"] = 7 },
        { "BUNDLE008", ".created", static o => Of(o, Group)["created"] = "yesterday" },
        { "BUNDLE009", ".modified", static o => Of(o, Group)["modified"] = "2001-01-01T00:00:00.000Z" },
        { "BUNDLE010", "", static o => Of(o, Group).Remove("spec_version") },
        { "BUNDLE011", ".external_references", static o => Of(o, Technique)["external_references"] = new JsonArray() },
        { "BUNDLE012", ".external_references[0].external_id", static o => Of(o, Group)["external_references"]![0]!["external_id"] = "HBT1" },
        { "BUNDLE013", ".external_references[0].external_id", static o => o.Add(Copy(o, Group)) },
        { "BUNDLE014", ".external_references[0].external_id", static o => Of(o, Group)["external_references"]![0]!["external_id"] = "G0001" },
        { "BUNDLE015", ".external_references[0]", static o => ((JsonArray)Of(o, Technique)["external_references"]!).Insert(0, new JsonObject { ["source_name"] = "capec", ["external_id"] = "CAPEC-1" }) },
        { "BUNDLE016", ".aliases[0]", static o => Of(o, Group)["aliases"] = new JsonArray("Other") },
        { "BUNDLE017", ".aliases", static o => Of(o, Group)["aliases"] = new JsonArray("Night Owls", "A", "A") },
        { "BUNDLE018", ".description", static o => Of(o, Group)["description"] = "(Citation: Nobody (2))" },
        { "BUNDLE020", ".external_references[2]", static o => ((JsonArray)Of(o, Technique)["external_references"]!).Add(Of(o, Technique)["external_references"]![1]!.DeepClone()) },
        { "BUNDLE021", ".external_references[1].url", static o => Of(o, Technique)["external_references"]![1]!["url"] = "javascript:alert(1)" },
        { "BUNDLE021", ".description", static o => Of(o, Group)["description"] = "[x](java\u0001script:alert(1))" },
        { "BUNDLE022", ".relationship_type", static o => Of(o, Relationship)["relationship_type"] = "eats" },
        { "BUNDLE023", ".target_ref", static o => Of(o, Relationship)["target_ref"] = "attack-pattern--00000000-0000-4000-8000-000000000099" },
        { "BUNDLE024", "", static o => Of(o, Relationship)["target_ref"] = Of(o, Relationship)["source_ref"]!.DeepClone() },
        { "BUNDLE025", "", static o => o.Add(Copy(o, Relationship)) },
        { "BUNDLE026", "", static o => o.Remove(o.First(static r => (string?)r!["relationship_type"] is "subtechnique-of")) },
        { "BUNDLE027", ".external_references[0].external_id", static o => Sub(o)["external_references"]![0]!["external_id"] = "HBT0009.001" },
        { "BUNDLE028", ".kill_chain_phases", static o => ((JsonArray)Sub(o)["kill_chain_phases"]!).RemoveAt(0) },
        { "BUNDLE029", ".x_mitre_is_subtechnique", static o => Sub(o)["x_mitre_is_subtechnique"] = false },
        { "BUNDLE031", ".revoked", static o => Of(o, Group)["revoked"] = true },
        { "BUNDLE033", ".x_mitre_version", static o => Of(o, Group)["x_mitre_version"] = "one" },
        { "BUNDLE034", ".kill_chain_phases[0].kill_chain_name", static o => Of(o, Technique)["kill_chain_phases"]![0]!["kill_chain_name"] = "their-chain" },
        { "BUNDLE035", ".kill_chain_phases[0].phase_name", static o => Of(o, Technique)["kill_chain_phases"]![0]!["phase_name"] = "knok" },
        { "BUNDLE036", ".x_mitre_platforms", static o => Of(o, Technique)["x_mitre_platforms"] = new JsonArray("Halway") },
        { "BUNDLE037", ".x_mitre_domains", static o => Of(o, Group)["x_mitre_domains"] = new JsonArray("demo-attack", "moon-attack") },
        { "BUNDLE038", ".created_by_ref", static o => Of(o, Group)["created_by_ref"] = "identity--00000000-0000-4000-8000-000000000099" },
        { "BUNDLE039", ".x_mitre_contents[0].object_ref", static o => Of(o, Collection)["x_mitre_contents"]![0]!["object_ref"] = "intrusion-set--00000000-0000-4000-8000-000000000099" },
        { "BUNDLE040", "", static o => ((JsonArray)Of(o, Collection)["x_mitre_contents"]!).RemoveAt(0) },
        { "BUNDLE041", ".x_mitre_contents[0].object_modified", static o => Of(o, Collection)["x_mitre_contents"]![0]!["object_modified"] = "2001-01-01T00:00:00.000Z" },
        { "BUNDLE042", "", static o => o.Remove(Of(o, Collection)) },
        { "BUNDLE043", ".x_mitre_log_source_references[0]", static o => Of(o, "x-mitre-analytic")["x_mitre_log_source_references"]![0]!["channel"] = "other" },
        { "BUNDLE044", ".x_mitre_analytic_refs[0]", static o => Of(o, "x-mitre-detection-strategy")["x_mitre_analytic_refs"]![0] = (string?)Of(o, Group)["id"] },
        { "BUNDLE045", "", static o => Of(o, "x-mitre-detection-strategy")["x_mitre_analytic_refs"] = new JsonArray() },
        { "BUNDLE046", ".description", static o => Of(o, Group)["description"] = "(LinkById: T1001)" },
        { "BUNDLE048", ".x_mitre_attack_spec_version", static o => Of(o, Group).Remove("x_mitre_attack_spec_version") },
        { "BUNDLE049", ".kill_chain_phases", static o => Of(o, Technique).Remove("kill_chain_phases") },
        { "BUNDLE052", ".x_mitre_platforms", static o => Of(o, Technique)["x_mitre_platforms"] = "Hallway" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_is_found_where_it_is(string code, string place, Action<JsonArray> spoil)
    {
        var found = Findings(spoil).Where(d => d.Code == code).ToList();
        found.ShouldNotBeEmpty();
        found.Select(static d => d.Location.Path!).ShouldContain(path => path.EndsWith(place, StringComparison.Ordinal) && path.StartsWith("$.objects", StringComparison.Ordinal));
        found[0].Severity.ShouldBeOneOf(Severity.Error, Severity.Warning);
    }

    [Fact]
    public void The_page_says_of_every_rule_how_grave_it_is()
    {
        var page = File.ReadAllText(Repository.PathOf("docs/diagnostics.md"));
        foreach (var rule in File.ReadLines(Repository.PathOf("src/Merlon.Knowledge/Facts/bundle-rules.tsv")).Select(static line => line.Split('\t')).Where(static cells => cells[0] == "rule"))
        {
            page.ShouldContain($"| `{rule[1]}` | {rule[2]} | {rule[3]} |");
        }
    }

    [Fact]
    public void A_finding_has_line_and_column()
    {
        var text = Bundle(static o => Of(o, Group)["name"] = "Other");
        var finding = Find(text).Single(static d => d.Code == "BUNDLE016");
        var line = text.Split('\n')[finding.Location.Line - 1];
        line[(finding.Location.Column - 1)..].ShouldStartWith("[");
        line.ShouldContain("aliases");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"bundle"}""")]
    [InlineData("""{"type":"bundle","objects":[{"type":"tool","id":"tool--1","name":"cut""")]
    [InlineData("""{"type":"layer","objects":[]}""")]
    public void What_is_no_bundle_is_one_error(string json)
        => Find(json).ShouldHaveSingleItem().Code.ShouldBe("BUNDLE001");

    [Fact]
    public void A_key_that_stands_twice_is_found()
    {
        const string Json = """{"type":"bundle","spec_version":"2.0","objects":[{"type":"note","id":"note--1","id":"note--2"}]}""";
        Find(Json).ShouldContain(static d => d.Code == "BUNDLE003" && d.Location.Column == Json.LastIndexOf("\"id\"", StringComparison.Ordinal) + 1);
    }

    [Fact]
    public void Nesting_past_the_limit_is_refused()
    {
        var limits = ReadLimits.Default with { JsonDepthMax = 16 };
        BundleValidation.Of(Nested(11), BundleStrictness.Strict, null, limits).ShouldNotContain(static d => d.Code == "BUNDLE001");
        BundleValidation.Of(Nested(14), BundleStrictness.Strict, null, limits).ShouldHaveSingleItem().Code.ShouldBe("BUNDLE001");

        static StixBundle Nested(int levels) => new("x.json", Encoding.UTF8.GetBytes(
            $$"""{"type":"bundle","objects":[{"type":"note","id":"note--1","x":{{new string('[', levels)}}{{new string(']', levels)}}}]}"""));
    }

    [Fact]
    public void Findings_past_their_limit_are_counted()
    {
        var entries = string.Join(',', Enumerable.Repeat("7", BundleFindings.FindingsMax + 5));
        var found = Find($$"""{"type":"bundle","spec_version":"2.0","objects":[{{entries}}]}""");
        found.Count.ShouldBe(BundleFindings.FindingsMax + 1);
        found[^1].Message.ShouldContain("5 further findings");
        Find($$"""{"type":"bundle","spec_version":"2.0","objects":[{{string.Join(',', Enumerable.Repeat("7", BundleFindings.FindingsMax))}}]}""").Count.ShouldBe(BundleFindings.FindingsMax);
    }

    [Fact]
    public void Any_mutilation_of_a_bundle_is_survived()
    {
        var random = new Random(4);
        var bytes = Encoding.UTF8.GetBytes(Bundle(static _ => { }));
        for (var i = 0; i < 200; i++)
        {
            var broken = bytes.AsSpan(0, random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length).ToArray();
            for (var j = random.Next(4); j > 0 && broken.Length > 0; j--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            Should.NotThrow(() => BundleValidation.Of(new StixBundle("x.json", broken), BundleStrictness.Strict, null, ReadLimits.Default));
        }
    }

    static IReadOnlyList<Diagnostic> Findings(Action<JsonArray> spoil) => Find(Bundle(spoil));

    static IReadOnlyList<Diagnostic> Find(string json)
        => BundleValidation.Of(new StixBundle("x.json", Encoding.UTF8.GetBytes(json)), BundleStrictness.Strict, MiniBundle.Small().Release(), ReadLimits.Default);

    static string Bundle(Action<JsonArray> spoil)
    {
        var bundle = JsonNode.Parse(OwnBundle.Of(Own.Collection(MiniBundle.Small().Release())))!;
        spoil((JsonArray)bundle["objects"]!);
        return bundle.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }

    static JsonObject Of(JsonArray objects, string type) => (JsonObject)objects.First(o => (string?)o?["type"] == type)!;

    static JsonObject Sub(JsonArray objects) => (JsonObject)objects.First(static o => (string?)o?["name"] is "Ask by phone")!;

    static JsonNode Copy(JsonArray objects, string type)
    {
        var copy = Of(objects, type).DeepClone();
        copy["id"] = $"{type}--00000000-0000-4000-8000-000000000001";
        return copy;
    }
}
