using System.Text;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class OwnBundleTests
{
    [Fact]
    public void What_is_exported_reads_back_as_the_same_collection_and_passes_strict()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Apply("changes: [{ id: T1001, platforms: [Hallway, Cellar], fields: { x_mitre_attack_spec_version: '3.3.0' } }]", Own.Collection(release), release, Own.Later).Value.ShouldNotBeNull();
        var bundle = OwnBundle.Of(own);
        var back = OwnBundleReader.Read(bundle, "harbour.json", into: null, release, Own.Later, ReadLimits.Default);
        back.Diagnostics.ShouldBeEmpty();
        back.Value.ShouldNotBeNull().IsSameAs(own).ShouldBeTrue();
        OwnBundle.Of(back.Value).ShouldBe(bundle);

        // The small release's own objects lack what the specification asks of everybody: that is all that is found.
        var findings = BundleValidation.Of(new StixBundle("harbour.json", bundle), BundleStrictness.Strict, release, ReadLimits.Default);
        findings.Where(static d => d.Severity != Severity.Note).Select(static d => (d.Code, d.Location.Path?[(d.Location.Path.IndexOf(']', StringComparison.Ordinal) + 1)..])).Distinct()
            .ShouldBe([("BUNDLE004", ".id"), ("BUNDLE048", ".created_by_ref"), ("BUNDLE036", ".x_mitre_platforms")], ignoreOrder: true);
    }

    [Fact]
    public void A_collection_reads_back_from_its_stored_form_with_bases_and_conflicts()
    {
        var old = MiniBundle.Small().Release();
        var own = Own.Apply("changes: [{ id: T1001, description: Ours. }]", Own.Collection(old), old, Own.Later).Value.ShouldNotBeNull();
        var merged = OwnMerge.Of(own, MiniBundle.Small().Set("attack-pattern--a1", "description", "Theirs.").Release(), Own.Later).Collection;
        merged.ConflictCount.ShouldBe(1);
        var back = OwnCollectionFile.Read(OwnCollectionFile.TextOf(merged), "own", ReadLimits.Default);
        back.Diagnostics.ShouldBeEmpty();
        back.Value.ShouldNotBeNull().IsSameAs(merged).ShouldBeTrue();
        back.Value.Entries.SelectMany(static e => e.Conflicts).ShouldBe(merged.Entries.SelectMany(static e => e.Conflicts));
        OwnBundleReader.Read(OwnBundle.Of(merged), "harbour.json", into: null, old, Own.Later, ReadLimits.Default).Value.ShouldNotBeNull().IsSameAs(merged).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"merlon_own":2}""")]
    [InlineData("""{"merlon_own":1}""")]
    [InlineData("""{"merlon_own":1,"collection":{"prefix":"HB","id":"x"}}""")]
    public void A_damaged_collection_is_an_error(string json)
    {
        var read = OwnCollectionFile.Read(Encoding.UTF8.GetBytes(json), "own", ReadLimits.Default);
        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("OWN001");
    }

    [Fact]
    public void A_whole_domain_has_what_Navigator_asks_of_it()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        var bytes = OwnBundle.With(own, release, "demo-attack");
        var laid = StixReader.Read([new StixBundle("demo-attack-1.0.json", bytes)], version: null, ReadLimits.Default);
        laid.Diagnostics.Where(static d => d.Severity == Severity.Error).ShouldBeEmpty();
        var whole = laid.Value.ShouldNotBeNull();
        whole.Version.ShouldBe("1.0");
        whole.All<Matrix>().ShouldHaveSingleItem().TacticRefs.Count.ShouldBe(3);
        whole.TryFind("HBT0001.001", out var sub).ShouldBeTrue();
        whole.ParentOf((Technique)sub!)!.Id.ShouldBe("HBT0001");
        whole.Relationships.Count.ShouldBe(release.Relationships.Count + 7);

        using var json = JsonDocument.Parse(bytes);
        foreach (var each in json.RootElement.GetProperty("objects").EnumerateArray())
        {
            each.GetProperty("spec_version").GetString().ShouldBe("2.1");
            if (each.GetProperty("type").GetString() is "attack-pattern" or "intrusion-set" or "malware" or "tool" or "course-of-action" or "campaign" or "x-mitre-tactic" or "x-mitre-matrix")
            {
                each.GetProperty("external_references")[0].GetProperty("external_id").GetString().ShouldNotBeNullOrEmpty();
            }

            if (each.GetProperty("type").GetString() is "attack-pattern")
            {
                each.GetProperty("kill_chain_phases").GetArrayLength().ShouldBeGreaterThan(0);
            }
        }
    }

    [Fact]
    public void A_bundle_of_others_gives_changes_and_own_objects_and_passes_over_what_is_published()
    {
        var release = MiniBundle.Small().Release();
        var other = OwnCollection.Begin("Other", OwnPrefix.TryParse("HB", out var prefix) ? prefix : throw new InvalidOperationException(), "Other", Own.Begun);
        const string Uuid = "00000000-0000-4000-8000-00000000000";
        var bundle = $$"""
            {"type":"bundle","id":"bundle--1","objects":[
              {"type":"intrusion-set","id":"intrusion-set--{{Uuid}}1","name":"Ours","external_references":[{"source_name":"mitre-attack","external_id":"HB-G0001"}]},
              {"type":"intrusion-set","id":"intrusion-set--{{Uuid}}2","name":"Clash","external_references":[{"source_name":"mitre-attack","external_id":"G0001"}]},
              {"type":"indicator","id":"indicator--{{Uuid}}3"}, {"type":"tool"}, 7 ]}
            """;
        var read = OwnBundleReader.Read(Encoding.UTF8.GetBytes(bundle), "other.json", other, release, Own.Later, ReadLimits.Default);
        read.Diagnostics.Select(static d => (d.Code, d.Location.Path)).ShouldBe(
            [("OWN003", "$.objects[1].external_references[0].external_id"), ("OWN015", "$.objects[2]"), ("OWN005", "$.objects[3]"), ("OWN005", "$.objects[4]")]);
        read.Value.ShouldNotBeNull().Entries.ShouldHaveSingleItem().Id.ShouldBe("HB-G0001");
    }

    [Theory]
    [InlineData("[]", "OWN002")]
    [InlineData("nonsense", "OWN002")]
    [InlineData("""{"type":"bundle","objects":[]}""", "OWN002")]
    public void A_bundle_that_describes_no_collection_begins_none(string json, string code)
    {
        var read = OwnBundleReader.Read(Encoding.UTF8.GetBytes(json), "x.json", into: null, MiniBundle.Small().Release(), Own.Begun, ReadLimits.Default);
        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(code);
    }
}
