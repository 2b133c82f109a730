using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class ReleaseOverlayTests
{
    [Fact]
    public void Own_and_changed_objects_lie_over_the_release_and_say_so()
    {
        var release = MiniBundle.Small().Release();
        var laid = Lay(release, Own.Apply("changes: [{ id: G0001, description: Ours., aliases: [Grey Coats] }]", Own.Collection(release), release).Value.ShouldNotBeNull());
        laid.IsOverlaid.ShouldBeTrue();
        (laid.Version, laid.HasTexts).ShouldBe((release.Version, true));
        laid.Domains.ShouldBe(release.Domains);
        laid.TryFind("G0001", out var changed).ShouldBeTrue();
        changed!.Origin.ShouldBe(ObjectOrigin.Changed);
        changed.Description.ShouldBe("Ours.");
        laid.TryFind("HBT0001", out var found).ShouldBeTrue();
        var own = found.ShouldBeOfType<Technique>();
        own.Origin.ShouldBe(ObjectOrigin.Own);
        laid.TryFind(own.TechniqueId, out var byId).ShouldBeTrue();
        byId.ShouldBeSameAs(own);
        laid.SubTechniquesOf(own).ShouldHaveSingleItem().Id.ShouldBe("HBT0001.001");
        laid.TacticsOf(own, "demo-attack").Select(static t => t.Shortname).ShouldBe(["knock", "small-talk"]);
        laid.MitigationsOf(own).ShouldHaveSingleItem().Origin.ShouldBe(ObjectOrigin.Own);
        laid.DataComponentsOf(own).ShouldHaveSingleItem().Id.ShouldBe("HBDC0001");
        laid.OtherObjects.ShouldContain(static o => o.Type == "note");

        // The release itself is as it was.
        release.TryFind("G0001", out var published).ShouldBeTrue();
        published!.Origin.ShouldBe(ObjectOrigin.Published);
        release.TryFind("HBT0001", out _).ShouldBeFalse();
        release.From(published).Count.ShouldBe(1);
        laid.From(published).Count.ShouldBe(1);
        release.Relationships.ShouldAllBe(r => release.Objects.Contains(r.Source) && release.Objects.Contains(r.Target));
        laid.Relationships.ShouldAllBe(r => laid.Objects.Contains(r.Source) && laid.Objects.Contains(r.Target));
    }

    [Fact]
    public void Nothing_laid_over_a_release_is_the_release()
    {
        var release = MiniBundle.Small().Release();
        var empty = OwnCollection.Begin("H", OwnPrefix.TryParse("HB", out var prefix) ? prefix : throw new InvalidOperationException(), "H", Own.Begun);
        ReleaseText.Of(Lay(release, empty), withTexts: true).ShouldBe(ReleaseText.Of(release, withTexts: true));
    }

    [Fact]
    public void It_lies_over_the_built_in_release_too()
    {
        var release = BuiltInRelease.Open();
        var own = OwnCollection.Begin("H", OwnPrefix.TryParse("HB-", out var prefix) ? prefix : throw new InvalidOperationException(), "H", Own.Begun);
        own = Own.Apply("techniques: [{ name: Ours, parent: T1059, platforms: [Windows] }]\ngroups: [{ name: Owls }]\nrelationships: [HB-G0001 uses HB-T1059.001, HB-G0001 uses T1566]", own, release).Value.ShouldNotBeNull();
        var laid = Lay(release, own);
        laid.Objects.Count.ShouldBe(release.Objects.Count + 2);
        laid.Relationships.Count.ShouldBe(release.Relationships.Count + 3);
        laid.TryFind("hb-g0001", out var group).ShouldBeTrue();
        laid.TechniquesOf((Group)group!).Select(static use => use.Technique.Id).ShouldBe(["HB-T1059.001", "T1566"]);
        laid.TryFind("T1059", out var parent).ShouldBeTrue();
        laid.SubTechniquesOf((Technique)parent!).Count.ShouldBe(release.SubTechniquesOf((Technique)parent).Count + 1);
    }

    [Fact]
    public void What_has_no_place_in_the_release_is_left_out_and_said()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Collection(release);
        var other = new MiniBundle().Technique("z", "T1009", "Elsewhere", "knock").Set("attack-pattern--z", "x_mitre_domains", MiniBundle.Refs("demo-attack")).Release();
        own = Own.Apply("groups: [{ id: HBG0009, name: Far, domains: [moon-attack] }]\nrelationships: [HBG0001 uses T1009]", own, other).Value.ShouldNotBeNull();
        var laid = ReleaseOverlay.Lay(release, new StixBundle("own", OwnBundle.Of(own)), ReadLimits.Default);
        laid.Diagnostics.Select(static d => d.Code).ShouldBe(["STIX024", "STIX019"], ignoreOrder: true);
        laid.Value.ShouldNotBeNull().TryFind("HBG0009", out _).ShouldBeFalse();
    }

    [Fact]
    public void What_is_no_bundle_is_an_error()
    {
        var laid = ReleaseOverlay.Lay(MiniBundle.Small().Release(), new StixBundle("own", "{"u8.ToArray()), ReadLimits.Default);
        laid.Value.ShouldBeNull();
        laid.HasErrors.ShouldBeTrue();
    }

    static AttackRelease Lay(AttackRelease release, OwnCollection own)
    {
        var laid = ReleaseOverlay.Lay(release, new StixBundle("own", OwnBundle.Of(own)), ReadLimits.Default);
        laid.Diagnostics.ShouldBeEmpty();
        return laid.Value.ShouldNotBeNull();
    }
}
