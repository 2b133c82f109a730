using System.Globalization;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class OwnSourceTests
{
    [Fact]
    public void A_file_with_every_kind_becomes_a_collection()
    {
        var own = Own.Collection(MiniBundle.Small().Release());
        Golden.Verify(string.Join('\n', own.Entries.Select(static e => e.Json)) + "\n", "tests/Merlon.Knowledge.Tests/golden/own-collection.txt");
        own.Head.Prefix.Text.ShouldBe("HB");
        own.Entries.Count(static e => e.Type is "relationship").ShouldBe(7);
    }

    [Fact]
    public void The_same_file_twice_changes_nothing_and_the_same_input_gives_the_same_ids()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        Own.Apply(Own.Source, own, release, Own.Later).Value.ShouldNotBeNull().IsSameAs(own).ShouldBeTrue();
        Own.Collection(MiniBundle.Small().Release()).IsSameAs(own).ShouldBeTrue();
    }

    [Fact]
    public void Only_what_is_said_is_set_and_null_takes_a_field_out()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        var read = Own.Apply("techniques: [{ id: HBT0001, platforms: ~, fields: { x_harbour_owner: SOC, x_n: 3, x_b: true, x_t: '3' } }]", own, release, Own.Later);
        read.Diagnostics.ShouldBeEmpty();
        var entry = Own.Entry(read.Value.ShouldNotBeNull(), "HBT0001");
        entry.Name.ShouldBe("Ask the night shift");
        entry.Version.ShouldBe("1.1");
        entry.Modified.ShouldBe("2026-11-23T12:00:00.000Z");
        entry.Fields.Find("x_mitre_platforms").ShouldBeNull();
        entry.Fields.Find("x_n").ShouldBeOfType<StixValue.Number>().Raw.ShouldBe("3");
        entry.Fields.FlagOf("x_b").ShouldBeTrue();
        entry.Fields.TextOf("x_t").ShouldBe("3");
        read.Value.Head.Version.ShouldBe("1.1");
        Own.Apply("techniques: [{ id: HBT0001, description: New. }]", own, release, Own.Later, VersionStep.Major).Value.ShouldNotBeNull().TryFind("HBT0001", out var major).ShouldBeTrue();
        major.ShouldNotBeNull().Version.ShouldBe("2.0");
    }

    [Fact]
    public void A_change_of_a_published_object_keeps_what_was_published()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Apply("changes: [{ id: G0001, aliases: [Small Feet, Grey Coats], fields: { x_harbour_owner: SOC } }]", Own.Collection(release), release, Own.Later).Value.ShouldNotBeNull();
        var entry = Own.Entry(own, "G0001");
        entry.IsChange.ShouldBeTrue();
        entry.StixId.ShouldBe("intrusion-set--g1");
        entry.Version.ShouldBe("1.1");
        entry.ChangedFields.ShouldBe(["aliases", "x_harbour_owner"]);
        entry.Fields.TextsOf("aliases").ShouldBe(["Door Mice", "Small Feet", "Grey Coats"]);
        entry.Base.ShouldNotBeNull().Release.ShouldBe("1.0");
        entry.Base.Fields.TextsOf("aliases").ShouldBe(["Door Mice", "Small Feet"]);
    }

    [Theory]
    [InlineData("techniques: [{ id: T1001, name: Mine }]", "OWN003", "1:20 (techniques[0].id)")]
    [InlineData("techniques: [{ id: X1, name: Mine }]", "OWN008", "1:20 (techniques[0].id)")]
    [InlineData("techniques: [{ id: HBT0009 }]", "OWN009", "1:14 (techniques[0])")]
    [InlineData("techniques: [{ id: HBT0009, name: Mine, tactics: [enter-here] }]", "OWN011", "1:50 (techniques[0].tactics)")]
    [InlineData("techniques: [{ id: HBT0009, name: Mine, tactic: enter }]", "OWN004", "1:41 (techniques[0].tactic)")]
    [InlineData("techniqes: []", "OWN004", "1:1 (techniqes)")]
    [InlineData("techniques: { id: HBT0009 }", "OWN005", "1:13 (techniques)")]
    [InlineData("techniques: [HBT0009]", "OWN005", "1:14 (techniques[0])")]
    [InlineData("techniques: [{ id: HBT0009, name: Mine, description: [a] }]", "OWN005", "1:54 (techniques[0].description)")]
    [InlineData("techniques: [{ id: HBT0009, name: Mine, domains: [other-attack] }]", "OWN013", "1:50 (techniques[0].domains)")]
    [InlineData("techniques: [{ id: HBT0009, name: A }, { id: HBT0009, name: B }]", "OWN010", "1:46 (techniques[1].id)")]
    [InlineData("groups: [{ id: HBT0001, name: Mine }]", "OWN008", "1:16 (groups[0].id)")]
    [InlineData("groups: [{ id: HBG0009, name: Mine, references: [{ name: mitre-attack }] }]", "OWN008", "1:58 (groups[0].references[0].name)")]
    [InlineData("campaigns: [{ id: HBC0009, name: Mine, first_seen: soon }]", "OWN005", "1:52 (campaigns[0].first_seen)")]
    [InlineData("analytics: [{ id: HBAN0009, name: Mine, log_sources: [{ component: G0001, name: n, channel: c }] }]", "OWN006", "1:68 (analytics[0].log_sources[0].component)")]
    [InlineData("changes: [{ id: T4711, name: Mine }]", "OWN012", "1:17 (changes[0].id)")]
    [InlineData("changes: [{ name: Mine }]", "OWN009", "1:11 (changes[0])")]
    [InlineData("relationships: [HBG0001 mitigates T1001]", "OWN019", "1:17 (relationships[0])")]
    [InlineData("relationships: [HBG0001 uses T4711]", "OWN006", "1:17 (relationships[0])")]
    [InlineData("relationships: [HBG0001 likes]", "OWN005", "1:17 (relationships[0])")]
    [InlineData("notes: [{ on: T1001 }]", "OWN009", "1:9 (notes[0])")]
    [InlineData("remove: [HBT0815]", "OWN006", "1:10 (remove[0])")]
    [InlineData("collection: { prefix: XY }", "OWN008", "1:23 (collection.prefix)")]
    [InlineData("techniques: [{ id: HBT0001, fields: { created: x } }]", "OWN004", "1:39 (techniques[0].fields.created)")]
    public void What_cannot_be_taken_is_said_with_its_place(string yaml, string code, string place)
    {
        var release = MiniBundle.Small().Release();
        var read = Own.Apply(yaml, Own.Collection(release), release, Own.Later);
        read.Value.ShouldNotBeNull();
        var found = read.Diagnostics.ShouldHaveSingleItem();
        found.Code.ShouldBe(code);
        found.Location.ToString().ShouldBe(place);
    }

    [Fact]
    public void A_clash_with_a_published_id_proposes_a_free_one()
    {
        var release = MiniBundle.Small().Release();
        var read = Own.Apply("techniques: [{ id: T1001, name: Mine }]", Own.Collection(release), release);
        read.Diagnostics.Single().Advice.ShouldNotBeNull().ShouldContain("HBT0002 is free");
    }

    [Fact]
    public void Without_texts_nothing_published_can_be_changed()
    {
        var release = BuiltInRelease.Open();
        var own = OwnCollection.Begin("Harbour", Prefix("HB"), "Harbour Ltd", Own.Begun);
        var read = Own.Apply("changes: [{ id: T1059, name: Mine }]\ntechniques: [{ name: Ours, tactics: [execution], parent: T1059 }]", own, release);
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("OWN007");
        Own.Entry(read.Value.ShouldNotBeNull(), "HBT1059.001").Fields.TextsOf("x_mitre_domains").ShouldBe(["enterprise-attack"]);
    }

    [Fact]
    public void A_file_for_no_collection_has_to_describe_one()
        => Own.Apply("techniques: []", to: null, MiniBundle.Small().Release()).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("OWN002");

    [Fact]
    public void What_an_object_is_removed_with_is_what_was_said_about_it()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Apply("remove: [HBG0001]", Own.Collection(release), release, Own.Later).Value.ShouldNotBeNull();
        own.TryFind("HBG0001", out _).ShouldBeFalse();
        own.Entries.Count(static e => e.Type is "relationship").ShouldBe(4);
    }

    [Theory]
    [InlineData("HB", "HBT0001")]
    [InlineData("hb-", "HB-T0001")]
    [InlineData("ABCDE-", "ABCDE-T0001")]
    public void A_prefix_makes_ids_that_are_techniques(string prefix, string id)
    {
        Prefix(prefix).IdOf(OwnKind.Find("technique").ShouldNotBeNull(), 1).ShouldBe(id);
        TechniqueId.TryParse(id, out var parsed).ShouldBeTrue();
        parsed.ToString().ShouldBe(id);
        parsed.IsOwn.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("H")]
    [InlineData("ABCDEF")]
    [InlineData("H1")]
    [InlineData("HÖ")]
    [InlineData("ABDE")] // ABDET0001 would be a detection strategy
    [InlineData("-")]
    public void What_is_no_prefix_is_refused(string prefix) => OwnPrefix.TryParse(prefix, out _).ShouldBeFalse();

    [Fact]
    public void Names_make_the_uuids_that_the_standard_says()
        => NameUuid.Of(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com").ShouldBe(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"));

    [Fact]
    public void Texts_and_entries_past_their_limits_are_left_out_and_said()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        Own.Apply($"techniques: [{{ id: HBT0001, description: {new string('x', OwnSource.TextCharsMax)} }}]", own, release).Diagnostics.ShouldBeEmpty();
        Own.Apply($"techniques: [{{ id: HBT0001, description: {new string('x', OwnSource.TextCharsMax + 1)} }}]", own, release).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("OWN016");

        var lines = string.Concat(Enumerable.Range(0, OwnSource.EntriesMax + 1).Select(static i => string.Create(CultureInfo.InvariantCulture, $"  - X{i}\n")));
        var all = Own.Apply("remove:\n" + lines, own, release);
        all.Diagnostics.ShouldContain(static d => d.Code == "OWN016");
        all.Diagnostics.Count(static d => d.Code == "OWN006").ShouldBe(ReadLimits.Default.DiagnosticsMax - 1);
    }

    [Fact]
    public void Nesting_past_its_limit_is_left_out_and_at_it_is_kept_for_good()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        Nested(OwnCollection.ObjectDepthMax - 1).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("OWN016");
        var deepest = Nested(OwnCollection.ObjectDepthMax - 2);
        deepest.Diagnostics.ShouldBeEmpty();
        var kept = deepest.Value.ShouldNotBeNull();
        OwnCollectionFile.Read(OwnCollectionFile.TextOf(kept), "own", ReadLimits.Default).Value.ShouldNotBeNull().IsSameAs(kept).ShouldBeTrue();
        OwnBundleReader.Read(OwnBundle.Of(kept), "own.json", into: null, release, Own.Later, ReadLimits.Default).Value.ShouldNotBeNull().IsSameAs(kept).ShouldBeTrue();
        ReleaseOverlay.Lay(release, new StixBundle("own", OwnBundle.Of(kept)), ReadLimits.Default).Value.ShouldNotBeNull();

        Parsed<OwnCollection> Nested(int levels)
            => Own.Apply($"techniques: [{{ id: HBT0001, fields: {{ x_deep: {new string('[', levels)}1{new string(']', levels)} }} }}]", own, release, Own.Later);
    }

    [Fact]
    public void Half_characters_and_control_characters_are_survived()
    {
        var release = MiniBundle.Small().Release();
        var raw = Map(("x\udc00", Text("\ud800\u0007")));
        var tree = Map(("groups", new YamlNode.Sequence([Map(("id", Text("HBG0009")), ("name", Text("a\ud800b\u001b[31m")), ("fields", raw))], default)));
        var read = OwnSource.Apply(tree, "command line", new OwnSourceContext(Own.Collection(release), release, Own.Later), ReadLimits.Default);
        read.Value.ShouldNotBeNull();
        OwnCollectionFile.Read(OwnCollectionFile.TextOf(read.Value), "own", ReadLimits.Default).Value.ShouldNotBeNull().IsSameAs(read.Value).ShouldBeTrue();
    }

    [Fact]
    public void The_template_is_yaml_that_says_nothing_yet_and_its_examples_hold()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        var template = OwnTemplate.Of(Prefix("HB"));
        Own.Apply(template, own, release).Value.ShouldNotBeNull().IsSameAs(own).ShouldBeTrue();
        var filled = string.Join('\n', template.Split('\n').Select(static line => line.StartsWith("# ", StringComparison.Ordinal) && !line.Contains("Take it in", StringComparison.Ordinal) && !line.StartsWith("# What an", StringComparison.Ordinal) && !line.StartsWith("# Published", StringComparison.Ordinal) ? line[2..] : line));
        var real = BuiltInRelease.Open();
        var read = Own.Apply(filled, OwnCollection.Begin("H", Prefix("HB"), "H", Own.Begun), real);
        read.Diagnostics.Select(static d => d.ToString()).ShouldAllBe(static d => d.Contains("OWN007", StringComparison.Ordinal)); // the built-in release has no texts to change
        read.Value.ShouldNotBeNull().Entries.Count.ShouldBeGreaterThan(10);
    }

    static YamlNode.Scalar Text(string text) => new(text, IsPlain: false, default);

    static YamlNode.Mapping Map(params (string Key, YamlNode Value)[] entries) => new([.. entries.Select(static e => KeyValuePair.Create(Text(e.Key), e.Value))], default);

    static OwnPrefix Prefix(string text) => OwnPrefix.TryParse(text, out var prefix) ? prefix : throw new ArgumentException("no prefix", nameof(text));
}
