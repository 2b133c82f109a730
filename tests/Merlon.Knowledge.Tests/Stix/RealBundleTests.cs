using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Stix;

/// <summary>What is known of the published releases, counted by other programs.</summary>
public sealed class RealBundleTests(RealBundleTests.Enterprise enterprise) : IClassFixture<RealBundleTests.Enterprise>
{
    [Fact]
    public void Release_12_1_has_the_published_counts()
    {
        var statistics = ReleaseStatistics.Of(RealBundles.Release(RealBundles.All("12.1")));

        statistics.Version.ShouldBe("12.1");
        var counts = statistics.Domains.Single(d => d.Key is "enterprise-attack").Value;
        (counts.Tactics, counts.Techniques, counts.Subtechniques).ShouldBe((14, 193, 401));
        (statistics.Total.Groups, statistics.Total.Campaigns, statistics.Total.Software).ShouldBe((135, 14, 718));
    }

    [Fact]
    public void Enterprise_18_1_has_the_published_counts()
    {
        var release = enterprise.Release;
        var counts = ReleaseStatistics.Of(release).Total;

        (counts.Tactics, counts.Techniques, counts.Subtechniques).ShouldBe((14, 216, 475));
        (counts.Groups, counts.Software, counts.Malware, counts.Tools, counts.Campaigns).ShouldBe((172, 784, 693, 91, 52));
        (counts.Mitigations, counts.DetectionStrategies, counts.Analytics, counts.DataComponents).ShouldBe((44, 691, 1739, 106));
        (counts.LogSources, counts.Assets, counts.DataSources).ShouldBe((263, 0, 0));
        release.All<Analytic>().SelectMany(a => a.LogSources).Select(r => r.LogSource).Distinct().Count().ShouldBe(2421);
        release.All<Analytic>().Sum(a => a.LogSources.Count).ShouldBe(4126);
        release.All<Analytic>().Sum(a => a.MutableElements.Count).ShouldBe(4337);
    }

    [Fact]
    public void Release_18_1_has_the_published_totals_over_distinct_objects()
    {
        var total = ReleaseStatistics.Of(RealBundles.Release(RealBundles.All("18.1"))).Total;

        (total.Software, total.Groups, total.Campaigns).ShouldBe((910, 176, 55));
    }

    [Fact]
    public void Groups_of_Enterprise_18_1_use_4362_techniques_directly_and_4640_with_their_campaigns()
    {
        var release = enterprise.Release;
        var uses = release.All<Group>().Where(g => g.IsLive).SelectMany(release.TechniquesOf).ToList();

        uses.Count(u => u.IsDirect).ShouldBe(4362);
        uses.Count.ShouldBe(4640);
    }

    [Theory]
    [InlineData("uses", typeof(Group), typeof(Technique), 4362)]
    [InlineData("uses", typeof(Campaign), typeof(Technique), 1019)]
    [InlineData("uses", typeof(Software), typeof(Technique), 9836 + 800)]
    [InlineData("uses", typeof(Group), typeof(Software), 647 + 457)]
    [InlineData("uses", typeof(Campaign), typeof(Software), 84 + 65)]
    [InlineData("mitigates", typeof(Mitigation), typeof(Technique), 1445)]
    [InlineData("detects", typeof(DetectionStrategy), typeof(Technique), 691)]
    [InlineData("attributed-to", typeof(Campaign), typeof(Group), 25)]
    public void Enterprise_18_1_has_the_published_relationships(string type, Type source, Type target, int count)
        => enterprise.Release.Relationships
            .Count(r => r.Is(type) && r.IsLive && source.IsInstanceOfType(r.Source) && target.IsInstanceOfType(r.Target)).ShouldBe(count);

    [Fact]
    public void Enterprise_18_1_has_887_cells()
    {
        var release = enterprise.Release;

        release.Techniques.Where(t => t.IsLive).Sum(t => release.TacticsOf(t, "enterprise-attack").Count).ShouldBe(887);
        release.TacticsOf("enterprise-attack")[0].Name.ShouldBe("Reconnaissance");
    }

    [Fact]
    public void Every_live_technique_of_18_1_has_analytics_and_every_sub_technique_its_parent()
    {
        var release = enterprise.Release;

        release.Techniques.Where(t => t.IsLive).ShouldAllBe(t => release.AnalyticsOf(t).Count >= 1);
        release.Techniques.Where(t => t.IsLive && t.IsSubTechnique).ShouldAllBe(t => release.ParentOf(t)!.TechniqueId == t.TechniqueId.Parent);
    }

    [Fact]
    public void Before_v18_data_components_are_found_through_detects()
    {
        var release = RealBundles.Release("enterprise-attack-17.1.json");
        release.TryFind("T1059.001", out var found).ShouldBeTrue();
        var technique = found.ShouldBeOfType<Technique>();

        release.AnalyticsOf(technique).ShouldBeEmpty();
        release.DataComponentsOf(technique).ShouldContain(c => c.Name.Equals("Command Execution", StringComparison.Ordinal));
    }

    [Fact]
    public void Stix_2_0_and_2_1_of_one_release_agree()
    {
        var older = RealBundles.Release("ics-attack-18.1.json");
        var newer = RealBundles.Release("stix-2.1/ics-attack-18.1.json");

        ReleaseText.Of(newer, withTexts: true).ShouldBe(ReleaseText.Of(older, withTexts: true));
    }

    [Fact]
    public void The_version_of_a_collection_object_needs_no_file_name()
    {
        var bundle = RealBundles.Bundle("stix-2.1/ics-attack-18.1.json") with { Document = "-" };

        StixReader.Identify(bundle).Version.ShouldBe("18.1");
        StixReader.Read([bundle], version: null, ReadLimits.Default).Value.ShouldNotBeNull().Domains.ShouldBe(["ics-attack"]);
    }

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void The_reader_agrees_with_its_naive_twin(string version)
    {
        var names = RealBundles.All(version);
        var naive = NaiveStixReader.Read(version, [.. names.Select(n => (n[..n.IndexOf($"-{version}", StringComparison.Ordinal)], RealBundles.Bundle(n).Utf8.ToArray()))]);

        ReleaseText.Of(RealBundles.Release(names), withTexts: true).ShouldBe(ReleaseText.Of(naive, withTexts: true));
    }

    [Fact]
    public void Bundles_of_two_versions_are_refused_by_name()
    {
        var read = StixReader.Read(
            [RealBundles.Bundle("ics-attack-17.1.json"), RealBundles.Bundle("mobile-attack-18.1.json")], version: null, ReadLimits.Default);

        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("STIX009");
    }

    /// <summary>Enterprise 18.1, read once for all tests of the class: it is the slowest to read.</summary>
    public sealed class Enterprise
    {
        readonly Lazy<AttackRelease> release = new(static () => RealBundles.Release("enterprise-attack-18.1.json"));

        public AttackRelease Release => release.Value;
    }
}
