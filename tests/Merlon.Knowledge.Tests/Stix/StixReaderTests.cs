using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Stix;

public sealed class StixReaderTests
{
    [Fact]
    public void A_clean_bundle_is_read_without_a_word()
    {
        var read = MiniBundle.Small().Read();

        read.Diagnostics.ShouldBeEmpty();
        var release = read.Value.ShouldNotBeNull();
        (release.Version, release.HasTexts).ShouldBe(("1.0", true));
        release.Domains.ShouldBe(["demo-attack"]);
        release.TryFind("g0001", out var group).ShouldBeTrue();
        group.Aliases.ShouldBe(["Small Feet"]);
        group.Description.ShouldBe("About Door Mice \"quoted\" é (Citation: A book).");
        group.Citations.ShouldBe([new Citation("A book", "Printed.", "https://example.org/book")]);
        group.Modified.ShouldBe(new DateTimeOffset(2024, 5, 6, 7, 8, 9, 10, TimeSpan.Zero));
    }

    [Fact]
    public void The_reader_agrees_with_its_naive_twin_on_a_small_bundle()
    {
        var bundle = MiniBundle.Small();
        var naive = NaiveStixReader.Read("1.0", ("demo-attack", Encoding.UTF8.GetBytes(bundle.Json)));

        ReleaseText.Of(bundle.Release(), withTexts: true).ShouldBe(ReleaseText.Of(naive, withTexts: true));
    }

    [Theory]
    [InlineData("", "STIX001")]
    [InlineData("  \n ", "STIX001")]
    [InlineData("[]", "STIX006")]
    [InlineData("7", "STIX006")]
    [InlineData("{}", "STIX006")]
    [InlineData("{\"type\":\"bundle\"}", "STIX006")]
    [InlineData("{\"type\":\"attack-pattern\",\"id\":\"attack-pattern--1\"}", "STIX006")]
    [InlineData("{\"name\":\"l\",\"techniques\":[]}", "STIX006")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[]}", "STIX007")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\"}]}", "STIX007")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[}", "STIX004")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[{\"type\":\"ind", "STIX004")]
    [InlineData("{\"type\":\"bundle\",\"objects\":[]} and more", "STIX004")]
    public void What_is_no_bundle_is_refused_by_name(string json, string code)
    {
        var read = MiniBundle.ReadJson(json);

        read.Value.ShouldBeNull();
        read.Diagnostics.Where(d => d.Severity == Severity.Error).ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void A_layer_given_by_mistake_is_recognised()
        => MiniBundle.ReadJson("{\"name\":\"l\",\"techniques\":[]}").Diagnostics[0].Advice.ShouldBe("it looks like a Navigator layer");

    [Fact]
    public void A_syntax_error_has_its_line_and_column()
    {
        var broken = MiniBundle.ReadJson("{\"type\": \"bundle\",\n  \"é\": !}").Diagnostics.ShouldHaveSingleItem();

        (broken.Code, broken.Location.Line, broken.Location.Column).ShouldBe(("STIX004", 2, 8));
    }

    [Fact]
    public void A_cut_bundle_says_that_it_was_cut()
    {
        var json = MiniBundle.Small().Json;
        var cut = MiniBundle.ReadJson(json[..(json.Length / 2)]).Diagnostics.ShouldHaveSingleItem();

        cut.Message.ShouldContain("ends in the middle");
        cut.Location.Line.ShouldBe(json[..(json.Length / 2)].Count(c => c == '\n') + 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Utf_16_is_refused_by_name(bool withMark)
    {
        var bytes = Encoding.Unicode.GetBytes(MiniBundle.Small().Json);

        MiniBundle.ReadBytes(withMark ? [.. Encoding.Unicode.GetPreamble(), .. bytes] : bytes)
            .Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX002");
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
        => MiniBundle.ReadBytes([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(MiniBundle.Small().Json)]).Diagnostics.ShouldBeEmpty();

    [Fact]
    public void Bytes_that_are_not_utf_8_are_named_and_shown_as_replacement()
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        var at = bytes.AsSpan().IndexOf("Door"u8);
        bytes[at] = 0xFF;
        var read = MiniBundle.ReadBytes(bytes);

        var diagnostic = read.Diagnostics.ShouldHaveSingleItem();
        (diagnostic.Code, diagnostic.Message.Contains($"offset {at} ", StringComparison.Ordinal)).ShouldBe(("STIX012", true));
        read.Value.ShouldNotBeNull().All<Group>()[0].Name.ShouldBe("\uFFFDoor Mice");
    }

    [Fact]
    public void A_lone_surrogate_is_shown_as_replacement()
    {
        var json = MiniBundle.Small().Json.Replace("Door Mice", "Door \\ud800Mice", StringComparison.Ordinal);

        MiniBundle.ReadJson(json).Value.ShouldNotBeNull().All<Group>()[0].Name.ShouldBe("Door \uFFFDMice");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void The_size_limit_holds_at_the_limit_and_one_past(int slack, bool taken)
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        var limits = new ReadLimits { JsonBytesMax = bytes.Length + slack };
        var read = StixReader.Read([new StixBundle("demo-attack-1.0.json", bytes)], version: null, limits);

        (read.Value is not null).ShouldBe(taken);
        read.Diagnostics.Select(d => d.Code).ShouldBe(taken ? [] : ["STIX003"]);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void The_depth_limit_holds_at_the_limit_and_one_past(int depth, bool taken)
    {
        // The bundle, its objects and the object are three levels.
        var value = JsonNode.Parse(new string('[', depth - 3) + new string(']', depth - 3));
        var json = MiniBundle.Small().Set("intrusion-set--g1", "x_acme", value).Json;
        var read = StixReader.Read([new StixBundle("demo-attack-1.0.json", Encoding.UTF8.GetBytes(json))], version: null, new ReadLimits { JsonDepthMax = 10 });

        read.Diagnostics.Select(d => d.Code).ShouldBe(taken ? [] : ["STIX005"]);
    }

    [Theory]
    [InlineData(StixReader.BundlesMax, "STIX009")]
    [InlineData(StixReader.BundlesMax + 1, "STIX010")]
    public void The_bundle_limit_holds_at_the_limit_and_one_past(int count, string code)
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        StixBundle[] bundles = [.. Enumerable.Range(0, count).Select(i => new StixBundle($"demo-attack-{i}.json", bytes))];

        StixReader.Read(bundles, version: null, ReadLimits.Default).Diagnostics.ShouldContain(d => d.Code.Equals(code, StringComparison.Ordinal));
    }

    public static TheoryData<string, Action<object>, string, string> Flaws => new()
    {
        { "number as name", b => Of(b).Set("intrusion-set--g1", "name", 7), "STIX014", "$.objects[6].name" },
        { "text as flag", b => Of(b).Set("intrusion-set--g1", "revoked", "yes"), "STIX014", "$.objects[6].revoked" },
        { "text as list", b => Of(b).Set("intrusion-set--g1", "aliases", "one"), "STIX014", "$.objects[6].aliases" },
        { "number in list", b => Of(b).Set("intrusion-set--g1", "aliases", new JsonArray("Door Mice", 7)), "STIX014", "$.objects[6].aliases[1]" },
        { "text in list of objects", b => Of(b).Set("attack-pattern--a1", "kill_chain_phases", new JsonArray("knock")), "STIX014", "$.objects[3].kill_chain_phases[0]" },
        { "number in entry", b => Of(b).Set("attack-pattern--a1", "kill_chain_phases", new JsonArray(new JsonObject { ["phase_name"] = 1 })), "STIX014", "$.objects[3].kill_chain_phases[0].phase_name" },
        { "no object", b => Of(b).Objects[6] = JsonValue.Create("group"), "STIX013", "$.objects[6]" },
        { "no id", b => Of(b).Without("intrusion-set--g1", "id"), "STIX013", "$.objects[6]" },
        { "no type", b => Of(b).Without("intrusion-set--g1", "type"), "STIX013", "$.objects[6]" },
        { "no name", b => Of(b).Without("intrusion-set--g1", "name"), "STIX015", "$.objects[6].name" },
        { "no modified", b => Of(b).Without("intrusion-set--g1", "modified"), "STIX015", "$.objects[6].modified" },
        { "no shortname", b => Of(b).Without("x-mitre-tactic--t1", "x_mitre_shortname"), "STIX015", "$.objects[1].x_mitre_shortname" },
        { "no source", b => Of(b).Without("relationship--5", "source_ref"), "STIX015", "$.objects[5].source_ref" },
        { "no time", b => Of(b).Set("intrusion-set--g1", "created", "yesterday"), "STIX016", "$.objects[6].created" },
        { "a 30th of February", b => Of(b).Set("campaign--c1", "first_seen", "2023-02-30T00:00:00Z"), "STIX016", "$.objects[7].first_seen" },
        { "a technique without id", b => Of(b).Without("attack-pattern--a2", "external_references"), "STIX017", "$.objects[4].external_references" },
        { "twice", b => Of(b).Objects.Add(Of(b).Objects[6]!.DeepClone()), "STIX018", "$.objects[18]" },
        { "dangling source", b => Of(b).Relate("uses", "intrusion-set--none", "attack-pattern--a1"), "STIX019", "$.objects[18].source_ref" },
        { "dangling target", b => Of(b).Relate("uses", "intrusion-set--g1", "attack-pattern--none"), "STIX019", "$.objects[18].target_ref" },
        { "other STIX", b => Of(b).Add("indicator", "i", "I1", "Bell"), "STIX021", "" },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_flaw_is_reported_where_it_stands_and_costs_only_itself(string flaw, Action<object> cause, string code, string path)
    {
        _ = flaw;
        var bundle = MiniBundle.Small();
        cause(bundle);
        var read = bundle.Read();

        var reported = read.Diagnostics.First(d => d.Code.Equals(code, StringComparison.Ordinal));
        (reported.Location.Path ?? "").ShouldBe(path);
        reported.Severity.ShouldNotBe(Severity.Error);
        read.Value.ShouldNotBeNull().All<Mitigation>().ShouldHaveSingleItem();
    }

    [Fact]
    public void Null_is_absence()
    {
        var read = MiniBundle.Small().Set("intrusion-set--g1", "aliases", null).Set("campaign--c1", "last_seen", null).Read();

        read.Diagnostics.ShouldBeEmpty();
        read.Value.ShouldNotBeNull().All<Campaign>()[0].LastSeen.ShouldBeNull();
    }

    [Theory]
    [InlineData("revoked-by")]
    [InlineData("subtechnique-of")]
    public void A_circle_is_reported_once_and_nothing_hangs(string type)
    {
        var read = MiniBundle.Small()
            .Technique("b1", "T1002", "One", "knock").Technique("b2", "T1003", "Two", "knock").Technique("b3", "T1004", "Three", "knock")
            .Revoke("attack-pattern--b1").Revoke("attack-pattern--b2").Revoke("attack-pattern--b3")
            .Relate(type, "attack-pattern--b2", "attack-pattern--b3").Relate(type, "attack-pattern--b3", "attack-pattern--b1")
            .Relate(type, "attack-pattern--b1", "attack-pattern--b2").Read();

        read.Diagnostics.ShouldHaveSingleItem().Excerpt.ShouldBe("T1002 → T1003 → T1004 → T1002");
        read.Value.ShouldNotBeNull().Lineage.Resolve("T1002").ShouldBeOfType<TechniqueResolution.Dead>();
    }

    [Fact]
    public void A_bundle_without_a_version_asks_for_it_and_takes_the_one_that_is_given()
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);

        MiniBundle.ReadBytes(bytes, "mine.json").Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX008");
        StixReader.Read([new StixBundle("mine.json", bytes)], "7.2", ReadLimits.Default).Value.ShouldNotBeNull().Version.ShouldBe("7.2");
    }

    [Fact]
    public void A_version_that_contradicts_the_bundle_is_taken_and_mentioned()
    {
        var read = StixReader.Read(
            [new StixBundle("demo-attack-1.0.json", Encoding.UTF8.GetBytes(MiniBundle.Small().Json))], "2.0", ReadLimits.Default);

        read.Value.ShouldNotBeNull().Version.ShouldBe("2.0");
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX022");
    }

    [Fact]
    public void One_domain_in_two_bundles_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        var read = StixReader.Read([new StixBundle("demo-attack-1.0.json", bytes), new StixBundle("copy-1.0.json", bytes)], version: null, ReadLimits.Default);

        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX010");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_object_of_two_domains_is_one_object_in_its_newest_version(bool swapped)
    {
        var other = MiniBundle.Small();
        foreach (var each in other.Objects.OfType<JsonObject>().Where(o => o.ContainsKey("x_mitre_domains")))
        {
            each["x_mitre_domains"] = MiniBundle.Refs("other-attack");
        }

        other.Set("intrusion-set--g1", "modified", "2025-01-01T00:00:00.000Z").Set("intrusion-set--g1", "name", "Newer Mice");
        StixBundle[] bundles =
        [
            new("demo-attack-1.0.json", Encoding.UTF8.GetBytes(MiniBundle.Small().Json)),
            new("other-attack-1.0.json", Encoding.UTF8.GetBytes(other.Json)),
        ];
        var read = StixReader.Read(swapped ? [bundles[1], bundles[0]] : bundles, version: null, ReadLimits.Default);

        var group = read.Value.ShouldNotBeNull().All<Group>().ShouldHaveSingleItem();
        group.Name.ShouldBe("Newer Mice");
        group.Domains.ShouldBe(["demo-attack", "other-attack"]);
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX023");
    }

    [Theory]
    [InlineData("enterprise-attack-18.1.json", "enterprise-attack", "18.1")]
    [InlineData("/data/v18/ics-attack.json", "ics-attack", null)]
    [InlineData("all.zip!mobile-attack-17.1.json", "mobile-attack", "17.1")]
    [InlineData("Enterprise-Attack-v12.json.gz", "enterprise-attack", "12")]
    [InlineData("my_enterprise-attack-12.1.json", "enterprise-attack", "12.1")]
    [InlineData("bundle.json", null, null)]
    [InlineData("-attack-1.0.json", null, "1.0")]
    public void A_file_name_tells_domain_and_version(string document, string? domain, string? version)
        => StixReader.Identify(new StixBundle(document, "{}"u8.ToArray())).ShouldBe(new BundleIdentity(domain, version));

    [Theory]
    [InlineData(0, "7.5")]
    [InlineData(1, null)]
    public void A_bundle_is_identified_by_what_stands_in_its_head(int beyond, string? version)
    {
        const string Before = "{\"objects\":[{\"type\":\"x-mitre-collection\",";
        const string Version = "\"x_mitre_version\":\"7.5\"";
        var padding = new string(' ', BundleHead.HeadBytesMax - Before.Length - Version.Length + beyond);

        StixReader.Identify(new StixBundle("bundle.json", Encoding.ASCII.GetBytes($"{Before}{padding}{Version}}}]}}"))).Version.ShouldBe(version);
    }

    [Fact]
    public void A_bundle_of_no_domain_is_refused()
    {
        var json = new MiniBundle().Technique("a1", "T1001", "Ring the bell", "knock").Without("attack-pattern--a1", "x_mitre_domains").Json;

        MiniBundle.ReadJson(json, "bundle-1.0.json").Diagnostics.ShouldContain(static d => d.Code == "STIX011");
    }

    [Theory]
    [InlineData("1234.1234.1234", "1234.1234.1234")]
    [InlineData("1234.1234.12345", "1.0")]
    [InlineData("banana", "1.0")]
    [InlineData("18.1\u001b[31m", "1.0")]
    [InlineData("", "1.0")]
    public void A_collections_version_counts_where_it_is_one(string said, string taken)
    {
        var bundle = MiniBundle.Small();
        bundle.Objects.Insert(0, new global::System.Text.Json.Nodes.JsonObject
        {
            ["type"] = "x-mitre-collection", ["id"] = "x-mitre-collection--1", ["name"] = "Demo",
            ["created"] = MiniBundle.Created, ["modified"] = MiniBundle.Modified, ["x_mitre_version"] = said,
        });

        bundle.Release().Version.ShouldBe(taken);
    }

    [Fact]
    public void Flipped_bytes_and_cuts_never_throw()
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        Prop.ForAll(
            ArbMap.Default.ArbFor<(NonNegativeInt At, byte Value, NonNegativeInt Cut)[]>(),
            mutations =>
            {
                byte[] mutated = [.. bytes];
                foreach (var (at, value, cut) in mutations)
                {
                    mutated[at.Get * 7919L % mutated.Length] = value;
                    mutated = cut.Get % 5 == 0 && mutated.Length > 20 ? mutated[..^(cut.Get % 10)] : mutated;
                }

                var read = MiniBundle.ReadBytes(mutated);
                if (read.Value is not null)
                {
                    ReleaseText.Of(read.Value, withTexts: true).ShouldNotBeEmpty();
                    ReleaseCheck.Of(read.Value);
                }
                else
                {
                    read.HasErrors.ShouldBeTrue();
                }
            }).Check(Cases.Quick.WithMaxTest(1000));
    }

    [Fact]
    public void Any_single_byte_may_change_or_be_the_last()
    {
        var bytes = Encoding.UTF8.GetBytes(MiniBundle.Small().Json);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var value in "\"{}[]:,0\\t"u8.ToArray().Append((byte)0xC3).Append((byte)0))
            {
                byte[] mutated = [.. bytes];
                mutated[i] = value;
                _ = MiniBundle.ReadBytes(mutated);
            }

            MiniBundle.ReadBytes(bytes[..i]).HasErrors.ShouldBeTrue();
        }
    }

    static MiniBundle Of(object bundle) => (MiniBundle)bundle;
}
