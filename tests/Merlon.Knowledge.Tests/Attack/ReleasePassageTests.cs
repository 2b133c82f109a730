using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class ReleasePassageTests
{
    [Fact]
    public void Between_a_release_and_itself_no_reference_changes()
    {
        var release = BuiltInRelease.Open();
        var passage = new ReleasePassage(release, release);
        foreach (var technique in release.Techniques)
        {
            passage.ResolveObject(technique).IsTouched.ShouldBeFalse(technique.ToString());
        }

        foreach (var tactic in release.All<Tactic>().Where(static t => t.IsLive))
        {
            passage.ResolveTactic(tactic.Shortname, null, []).IsTouched.ShouldBeFalse(tactic.ToString());
        }

        foreach (var other in release.Objects.Where(static o => o is not (Technique or Tactic or Matrix) && o.Id.Length > 0))
        {
            passage.ResolveObject(other).IsTouched.ShouldBeFalse(other.ToString());
        }
    }

    /// <summary>Every live technique of the old release is somewhere in the new one, or said to be gone; and what it became is live there.</summary>
    [Theory]
    [InlineData("12.1", "18.1")]
    [InlineData("17.1", "18.1")]
    [InlineData("18.1", "12.1")]
    public void Every_technique_is_followed_or_said_to_be_gone(string from, string to)
    {
        var passage = new ReleasePassage(RealBundles.Release(RealBundles.All(from)), RealBundles.Release(RealBundles.All(to)));
        foreach (var technique in passage.From.Techniques.Where(static t => t.IsLive))
        {
            var change = passage.ResolveObject(technique);
            change.New.ShouldAllBe(static n => n.IsLive);
            (change.New.Count > 0).ShouldBe(!change.IsDeadEnd, technique.ToString());
            if (!change.IsBroken)
            {
                change.New.Single().Id.ShouldBe(technique.Id);
            }

            var naive = Naive(technique, passage.To);
            if (naive is not null)
            {
                change.New.ShouldContain(n => string.Equals(n.StixId, naive.StixId, StringComparison.Ordinal), technique.ToString());
            }
        }
    }

    [Fact]
    public void What_was_revoked_between_two_releases_leads_to_its_successor_and_back()
    {
        var (old, now) = (RealBundles.Release("enterprise-attack-17.1.json"), RealBundles.Release("enterprise-attack-18.1.json"));
        var revoked = old.Techniques.Where(t => t.IsLive && now.TryFindStix(t.StixId, out var there) && there.IsRevoked).ToList();
        foreach (var technique in revoked)
        {
            var change = new ReleasePassage(old, now).ResolveTechnique(technique.Id);
            change.Effects.HasFlag(ReferenceEffects.Revoked).ShouldBeTrue();
            change.Proposed.ShouldNotBeEmpty();
            new ReleasePassage(now, old).ResolveTechnique(change.Proposed[0]).New.Select(static n => n.Id).ShouldContain(id => id == technique.Id || id == change.Proposed[0]);
        }
    }

    [Fact]
    public void An_object_keeps_its_reference_when_its_id_changes()
    {
        var change = Change("T1001", MiniBundle.Small(), Renumbered());
        change.Proposed.ShouldBe(["T1777"]);
        change.Effects.HasFlag(ReferenceEffects.Renumbered).ShouldBeTrue();
        change.Steps.ShouldBe(["T1001 is T1777 now"]);
        change.IsBroken.ShouldBeTrue();
        Change("T1777", Renumbered(), MiniBundle.Small()).Proposed.ShouldBe(["T1001"]);
    }

    [Fact]
    public void An_id_that_another_object_took_over_does_not_lead_astray()
        => Change("T1001", MiniBundle.Small(), Renumbered().Technique("thief", "T1001", "Somebody else", "knock")).Proposed.ShouldBe(["T1777"]);

    [Fact]
    public void A_revocation_in_favour_of_two_splits_and_the_way_back_joins()
    {
        var split = MiniBundle.Small().Technique("n1", "T1801", "One half", "knock").Technique("n2", "T1802", "Other half", "knock").Revoke("attack-pattern--a1")
            .Relate("revoked-by", "attack-pattern--a1", "attack-pattern--n1").Relate("revoked-by", "attack-pattern--a1", "attack-pattern--n2");
        var change = Change("T1001", MiniBundle.Small(), split);
        change.Proposed.ShouldBe(["T1801", "T1802"]);
        change.Effects.ShouldBe(ReferenceEffects.Revoked | ReferenceEffects.Split);
        var back = Change("T1802", split, MiniBundle.Small());
        back.Proposed.ShouldBe(["T1001"]);
        back.Steps.ShouldBe(["T1802 was T1001"]);
    }

    [Fact]
    public void A_chain_of_revocations_is_followed_to_its_end_and_a_circle_ends()
    {
        var chain = MiniBundle.Small().Technique("n1", "T1801", "Between", "knock").Technique("n2", "T1802", "End", "knock").Revoke("attack-pattern--a1").Revoke("attack-pattern--n1")
            .Relate("revoked-by", "attack-pattern--a1", "attack-pattern--n1").Relate("revoked-by", "attack-pattern--n1", "attack-pattern--n2");
        Change("T1001", MiniBundle.Small(), chain).Steps.ShouldBe(["T1001 revoked-by T1801", "T1801 revoked-by T1802"]);
        var circle = MiniBundle.Small().Technique("n1", "T1801", "Between", "knock").Revoke("attack-pattern--a1").Revoke("attack-pattern--n1")
            .Relate("revoked-by", "attack-pattern--a1", "attack-pattern--n1").Relate("revoked-by", "attack-pattern--n1", "attack-pattern--a1");
        var change = Change("T1001", MiniBundle.Small(), circle);
        change.IsDeadEnd.ShouldBeTrue();
        change.Effects.ShouldBe(ReferenceEffects.Revoked);
    }

    [Fact]
    public void A_tactic_that_is_renamed_keeps_its_techniques()
    {
        var renamed = MiniBundle.Small().Set("x-mitre-tactic--t1", "x_mitre_shortname", "tap").Set("x-mitre-tactic--t1", "name", "Tap");
        var passage = new ReleasePassage(MiniBundle.Small().Release(), renamed.Release());
        var change = passage.ResolveTactic("knock", null, []);
        change.Proposed.ShouldBe(["tap"]);
        change.Effects.ShouldBe(ReferenceEffects.TacticRenamed | ReferenceEffects.Renamed);
        passage.ResolveTactic("TA0001", null, []).Proposed.ShouldBe(["TA0001"]);
        passage.ResolveTactic("TA0001", null, []).IsBroken.ShouldBeFalse();
        passage.ResolveTactic("enter", null, []).IsTouched.ShouldBeFalse();
        passage.ResolveTactic("nowhere", null, []).IsUnknown.ShouldBeTrue();
    }

    [Fact]
    public void What_changed_of_the_content_is_said_in_words()
    {
        var now = MiniBundle.Small().Set("attack-pattern--a1", "x_mitre_version", "2.0").Set("attack-pattern--a1", "x_mitre_platforms", MiniBundle.Refs("Hallway", "Roof"))
            .Technique("a3", "T1001.002", "Ring thrice", "knock").Relate("subtechnique-of", "attack-pattern--a3", "attack-pattern--a1")
            .Set("course-of-action--k1", "x_mitre_deprecated", true);
        var change = Change("T1001", MiniBundle.Small(), now);
        change.Effects.ShouldBe(ReferenceEffects.MajorVersion | ReferenceEffects.PlatformsChanged | ReferenceEffects.SubTechniquesAdded | ReferenceEffects.MitigationsChanged);
        change.Details.ShouldBe(["version 1.0 → 2.0", "platforms: new Roof; gone Garden", "new sub-techniques T1001.002", "mitigations: gone M1001"]);
        change.IsBroken.ShouldBeFalse();
    }

    [Fact]
    public void A_release_without_the_domain_says_so_instead_of_calling_it_deleted()
    {
        var change = new ReleasePassage(RealBundles.Release("ics-attack-17.1.json", "mobile-attack-17.1.json"), RealBundles.Release("mobile-attack-18.1.json")).ResolveTechnique("T0800");
        change.Effects.ShouldBe(ReferenceEffects.OutOfDomain);
        change.IsDeadEnd.ShouldBeTrue();
    }

    [Fact]
    public void A_platform_that_is_gone_is_proposed_to_be_what_its_techniques_gained()
    {
        var passage = new ReleasePassage(RealBundles.Release("enterprise-attack-12.1.json"), RealBundles.Release("enterprise-attack-18.1.json"));
        passage.ResolvePlatform("Azure AD").Proposed.ShouldBe(["Identity Provider"]);
        passage.ResolvePlatform("Office 365").Proposed.ShouldBe(["Office Suite"]);
        passage.ResolvePlatform("Windows").IsTouched.ShouldBeFalse();
        passage.ResolvePlatform("Teapot").IsUnknown.ShouldBeTrue();
    }

    [Fact]
    public void The_known_renumbering_of_v19_is_followed_where_the_release_lacks_it()
    {
        var old = MiniBundle.Small().Technique("x1", "T1562", "Impair", "knock").Technique("x2", "T1562.001", "Disable", "knock").Technique("x6", "T1562.006", "Block", "knock");
        var now = MiniBundle.Small().Technique("y", "T1685", "Disable", "knock");
        var passage = new ReleasePassage(old.Release(), now.Release());
        passage.ResolveTechnique("T1562.001").Proposed.ShouldBe(["T1685"]);
        passage.ResolveTechnique("T1562.001").Effects.HasFlag(ReferenceEffects.Merged).ShouldBeTrue();
        passage.ResolveTechnique("T1685").ShouldSatisfyAllConditions(static c => c.Proposed.ShouldBe(["T1685"]), static c => c.IsBroken.ShouldBeFalse(), static c => c.Effects.ShouldBe(ReferenceEffects.Revived));
        new ReleasePassage(now.Release(), old.Release()).ResolveTechnique("T1685").Proposed.ShouldBe(["T1562", "T1562.001", "T1562.006"]);
    }

    static MiniBundle Renumbered()
    {
        var bundle = MiniBundle.Small();
        bundle.Objects.RemoveAll(static o => (string?)o?["id"] == "attack-pattern--a1");
        return bundle.Technique("a1", "T1777", "Ring the bell", "knock", "enter");
    }

    static ReferenceChange Change(string id, MiniBundle from, MiniBundle to) => new ReleasePassage(from.Release(), to.Release()).ResolveTechnique(id);

    /// <summary>By STIX id and the first revocation, step by step.</summary>
    static AttackObject? Naive(Technique technique, AttackRelease to)
        => to.TryFindStix(technique.StixId, out var there) ? to.Lineage.SuccessorOf(there) : null;
}
