using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

/// <summary>Members that read their field on demand, on releases that have the field.</summary>
public sealed class PublishedMembersTests
{
    [Fact]
    public void A_technique_of_12_1_tells_what_was_published_of_it()
    {
        var release = RealBundles.Release("enterprise-attack-12.1.json");
        var techniques = release.Techniques.Where(t => t.IsLive).ToList();

        techniques.Count(t => t.Detection.Length > 0).ShouldBeGreaterThan(500);
        techniques.Count(t => t.ImpactTypes.Contains("Availability", StringComparer.Ordinal)).ShouldBeGreaterThan(10);
        techniques.Count(t => t.SupportsRemote).ShouldBeGreaterThan(10);
        techniques.Count(t => t.PermissionsRequired.Contains("User", StringComparer.Ordinal)).ShouldBeGreaterThan(100);
        techniques.Count(t => t.EffectivePermissions.Count > 0).ShouldBeGreaterThan(10);
        techniques.Count(t => t.SystemRequirements.Count > 0).ShouldBeGreaterThan(10);
        techniques.Count(t => t.DefensesBypassed.Count > 0).ShouldBeGreaterThan(10);
        techniques.SelectMany(t => t.DataSources).Contains("Process: Process Creation", StringComparer.Ordinal).ShouldBeTrue();
        techniques.SelectMany(t => t.CapecIds).Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(20);
        techniques.SelectMany(t => t.CapecIds).ShouldAllBe(id => id.StartsWith("CAPEC-", StringComparison.Ordinal));
    }

    [Fact]
    public void Campaigns_assets_sources_and_publishers_tell_their_fields()
    {
        var release = RealBundles.Release(RealBundles.All("17.1"));

        release.All<Campaign>().Count(c => c.FirstSeenCitation.StartsWith("(Citation: ", StringComparison.Ordinal)).ShouldBeGreaterThan(30);
        release.All<Campaign>().Count(c => c.LastSeenCitation.StartsWith("(Citation: ", StringComparison.Ordinal)).ShouldBeGreaterThan(30);
        release.All<DataSource>().SelectMany(s => s.CollectionLayers).Contains("Host", StringComparer.Ordinal).ShouldBeTrue();
        release.Techniques.SelectMany(t => t.TacticTypes).Contains("Post-Adversary Device Access", StringComparer.Ordinal).ShouldBeTrue();
        var related = release.All<Asset>().SelectMany(a => a.RelatedAssets).ToList();
        related.ShouldContain(a => a.Name.Length > 0 && a.Sectors.Count > 0 && a.Description.Length > 0);
        release.TryFindOther(release.Techniques[0].CreatedByRef, out var publisher).ShouldBeTrue();
        publisher.Published.Text("name").ShouldBe("The MITRE Corporation");
        release.Techniques[0].ModifiedByRef.ShouldBe(publisher.StixId);
    }

    [Fact]
    public void Aliases_come_with_their_citation()
    {
        var release = RealBundles.Release("enterprise-attack-18.1.json");
        var all = release.Objects.SelectMany(o => o.AliasCitations).ToList();

        all.Count.ShouldBe(624); // counted by another program
        release.TryFind("G0016", out var group).ShouldBeTrue();
        group.AliasCitations.ShouldAllBe(a => group.Aliases.Contains(a.Alias, StringComparer.Ordinal));
        group.AliasCitations.ShouldContain(a => a.Alias.Equals("Cozy Bear", StringComparison.Ordinal) && a.Text.StartsWith("(Citation: ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_built_in_release_has_none_of_them()
    {
        var release = BuiltInRelease.Open();
        var technique = release.Techniques[0];

        (technique.Detection, technique.CreatedByRef, release.All<Campaign>()[0].FirstSeenCitation).ShouldBe(("", "", ""));
        technique.CapecIds.ShouldBeEmpty();
        release.All<Group>().SelectMany(g => g.AliasCitations).ShouldBeEmpty();
        release.TryFindOther(technique.StixId, out _).ShouldBeFalse();
    }
}
