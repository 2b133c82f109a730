using System.Text;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Stix;

public sealed class StixWriterTests
{
    /// <summary>MITRE publishes these in both versions: ours has to have the same objects with the same fields.</summary>
    [Theory]
    [InlineData("ics-attack", "18.1")]
    [InlineData("ics-attack", "17.1")]
    [InlineData("mobile-attack", "17.1")]
    public void A_bundle_of_2_0_becomes_the_bundle_of_2_1_that_mitre_publishes(string domain, string version)
    {
        var published = Objects(File.ReadAllBytes(SharedData.PathOf($"attack/stix-2.1/{domain}-{version}.json")));
        var written = Objects(Written(RealBundles.Release($"{domain}-{version}.json"), domain, StixFlavour.Stix21));
        var own = written.Keys.Single(static id => id.StartsWith("x-mitre-collection--", StringComparison.Ordinal));
        var theirs = published.Keys.Single(static id => id.StartsWith("x-mitre-collection--", StringComparison.Ordinal));

        Contents(written[own]).ShouldBe(Contents(published[theirs]));
        written[own].GetProperty("x_mitre_version").GetString().ShouldBe(version);
        written.Remove(own);
        published.Remove(theirs);
        Differences(written, published).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ics-attack", "18.1")]
    [InlineData("mobile-attack", "17.1")]
    public void A_bundle_of_2_1_becomes_the_bundle_of_2_0_that_mitre_publishes(string domain, string version)
    {
        var published = Objects(File.ReadAllBytes(SharedData.PathOf($"attack/{domain}-{version}.json")));
        var written = Objects(Written(RealBundles.Release($"stix-2.1/{domain}-{version}.json"), domain, StixFlavour.Stix20));

        Differences(written, published).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("stix-2.1/ics-attack-18.1.json", StixFlavour.Stix21)]
    [InlineData("ics-attack-18.1.json", StixFlavour.Stix20)]
    [InlineData("mobile-attack-12.1.json", StixFlavour.Stix20)]
    public void What_is_published_in_the_same_version_is_copied_byte_for_byte(string name, StixFlavour flavour)
    {
        var release = RealBundles.Release(name);
        var domain = release.Domains[0];

        var objects = Encoding.UTF8.GetString(Written(release, domain, flavour));

        // One search for each object would take minutes: the texts of all are sought line by line.
        var lines = objects.Split('\n').Select(static line => line.TrimEnd(',')).ToHashSet(StringComparer.Ordinal);
        foreach (var raw in release.Objects.Select(static found => found.Published).Concat(release.Relationships.Select(static relation => relation.Published)).Concat(release.OtherObjects.Select(static other => other.Published)))
        {
            var text = Encoding.UTF8.GetString(raw.Json.Span);
            (text.Contains('\n', StringComparison.Ordinal) || lines.Contains(text)).ShouldBeTrue(text);
        }
    }

    [Theory]
    [InlineData("enterprise-attack-18.1.json", StixFlavour.Stix21)]
    [InlineData("enterprise-attack-12.1.json", StixFlavour.Stix20)]
    [InlineData("stix-2.1/mobile-attack-17.1.json", StixFlavour.Stix20)]
    public void Reading_what_was_written_gives_an_equal_release(string name, StixFlavour flavour)
    {
        var release = RealBundles.Release(name);
        var bytes = Written(release, release.Domains[0], flavour);

        var read = StixReader.Read([new StixBundle(Path.GetFileName(name), bytes)], version: null, ReadLimits.Default);

        read.Diagnostics.ShouldBeEmpty();
        ReleaseText.Of(read.Value.ShouldNotBeNull(), withTexts: true).ShouldBe(ReleaseText.Of(release, withTexts: true));
        Written(read.Value, release.Domains[0], flavour).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public void Objects_shared_by_domains_stand_in_the_bundle_of_each()
    {
        var release = RealBundles.Release(RealBundles.All("18.1"));

        foreach (var domain in release.Domains)
        {
            var published = Objects(RealBundles.Bundle($"{domain}-18.1.json").Utf8.ToArray());
            Objects(Written(release, domain, StixFlavour.Stix20)).Keys.Order(StringComparer.Ordinal).ShouldBe(published.Keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Live_only_leaves_out_dead_objects_and_dead_statements()
    {
        var release = RealBundles.Release("ics-attack-18.1.json");
        var written = Objects(Written(release, "ics-attack", StixFlavour.Stix21, static export => export with { IsLiveOnly = true }));

        written.Values.Count(static one => IsDead(one)).ShouldBe(0);
        written.Values.Count(static one => one.GetProperty("type").GetString() == "relationship").ShouldBe(release.Relationships.Count(static relation => relation.IsLive));
        written.Values.Count(static one => one.GetProperty("type").GetString() is "identity" or "marking-definition").ShouldBe(2);
        Contents(written.Values.Single(static one => one.GetProperty("type").GetString() == "x-mitre-collection")).Split('\n').Length.ShouldBe(written.Count - 2);
    }

    [Fact]
    public void A_part_of_a_domain_has_the_statements_between_its_objects_only()
    {
        var release = RealBundles.Release("ics-attack-18.1.json");
        var written = Objects(Written(release, "ics-attack", StixFlavour.Stix21, static export => export with { Keeps = static found => found is Group or Technique }));

        var ends = written.Values.Where(static one => one.GetProperty("type").GetString() == "relationship").SelectMany(static one => new[] { one.GetProperty("source_ref").GetString(), one.GetProperty("target_ref").GetString() });
        ends.ShouldAllBe(id => written.ContainsKey(id ?? ""));
    }

    [Fact]
    public void Facts_without_published_fields_cannot_be_written()
    {
        using var output = new MemoryStream();
        var diagnostic = StixWriter.Write(BuiltInRelease.Open(), new StixExport("ics-attack", StixFlavour.Stix21), output, "out.json").ShouldHaveSingleItem();

        (diagnostic.Code, diagnostic.Severity, output.Length).ShouldBe(("STIX030", Severity.Error, 0L));
    }

    [Fact]
    public void A_bundle_without_publisher_says_so_and_has_a_collection_that_follows_from_its_contents()
    {
        var bundle = MiniBundle.Small();
        foreach (var one in bundle.Objects)
        {
            one!["created_by_ref"] = "identity--nobody"; // every object of this list is there
        }

        var release = bundle.Read().Value.ShouldNotBeNull();
        using var output = new MemoryStream();
        var domain = release.Domains[0];
        var diagnostic = StixWriter.Write(release, new StixExport(domain, StixFlavour.Stix21), output, "out.json").ShouldHaveSingleItem();

        (diagnostic.Code, diagnostic.Severity).ShouldBe(("STIX031", Severity.Note));
        var collection = Objects(output.ToArray()).Values.Single(static one => one.GetProperty("type").GetString() == "x-mitre-collection");
        collection.GetProperty("name").GetString().ShouldBe("Demo");
        collection.GetProperty("created_by_ref").GetString().ShouldBe("identity--nobody");
        Guid.Parse(collection.GetProperty("id").GetString()!.Split("--")[1]).Version.ShouldBe(4); // an id has two parts
    }

    static byte[] Written(AttackRelease release, string domain, StixFlavour flavour, Func<StixExport, StixExport>? change = null)
    {
        using var output = new MemoryStream();
        var export = new StixExport(domain, flavour);
        StixWriter.Write(release, change?.Invoke(export) ?? export, output, "out.json").ShouldBeEmpty();
        return output.ToArray();
    }

    static Dictionary<string, JsonElement> Objects(byte[] bundle)
        => JsonDocument.Parse(bundle).RootElement.GetProperty("objects").EnumerateArray().ToDictionary(static one => one.GetProperty("id").GetString() ?? "", StringComparer.Ordinal);

    static string Contents(JsonElement collection) => string.Join('\n', collection.GetProperty("x_mitre_contents").EnumerateArray()
        .Select(static entry => $"{entry.GetProperty("object_ref")} {entry.GetProperty("object_modified")}").Order(StringComparer.Ordinal));

    static bool IsDead(JsonElement one)
        => one.TryGetProperty("revoked", out var revoked) && revoked.GetBoolean() || one.TryGetProperty("x_mitre_deprecated", out var deprecated) && deprecated.GetBoolean();

    static IEnumerable<string> Differences(Dictionary<string, JsonElement> written, Dictionary<string, JsonElement> published)
        => written.Keys.Union(published.Keys, StringComparer.Ordinal)
            .Where(id => !written.TryGetValue(id, out var mine) || !published.TryGetValue(id, out var theirs) || !JsonElement.DeepEquals(mine, theirs));
}
