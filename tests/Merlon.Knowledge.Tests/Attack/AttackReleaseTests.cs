using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class AttackReleaseTests
{
    readonly AttackRelease release = MiniBundle.Small().Release();

    Technique Technique(string id) => release.TryFind(TechniqueId.Parse(id, provider: null), out var found) ? found : throw new InvalidOperationException(id);

    [Fact]
    public void Tactics_come_in_matrix_order()
    {
        release.TacticsOf("demo-attack").Select(t => t.Id).ShouldBe(["TA0002", "TA0001"]);
        release.TacticsOf(Technique("T1001"), "demo-attack").Select(t => t.Id).ShouldBe(["TA0002", "TA0001"]);
        release.TacticsOf(Technique("T1001"), "other-attack").ShouldBeEmpty();
        release.TacticsOf("other-attack").ShouldBeEmpty();
    }

    [Fact]
    public void A_sub_technique_has_its_parent_and_the_parent_its_sub_techniques()
    {
        release.ParentOf(Technique("T1001.001")).ShouldBe(Technique("T1001"));
        release.ParentOf(Technique("T1001")).ShouldBeNull();
        release.SubTechniquesOf(Technique("T1001")).ShouldBe([Technique("T1001.001")]);
    }

    [Fact]
    public void A_group_inherits_from_its_campaigns_and_a_use_that_is_both_stands_once()
    {
        var uses = release.TechniquesOf(release.All<Group>()[0]);

        uses.Select(u => (u.Technique.Id, u.IsDirect, u.Inherited.Count)).ShouldBe([("T1001", true, 1), ("T1001.001", false, 1)]);
    }

    [Fact]
    public void What_is_dead_is_neither_used_nor_mitigated_nor_a_child()
    {
        var dead = MiniBundle.Small().Revoke("attack-pattern--a2").Revoke("course-of-action--k1").Release();
        dead.TryFind("T1001", out var parent).ShouldBeTrue();

        dead.SubTechniquesOf((Technique)parent).ShouldBeEmpty();
        dead.MitigationsOf((Technique)parent).ShouldBeEmpty();
        dead.TechniquesOf(dead.All<Group>()[0]).Select(u => u.Technique.Id).ShouldBe(["T1001"]);
    }

    [Fact]
    public void Detection_leads_from_technique_to_analytic_to_data_component()
    {
        release.AnalyticsOf(Technique("T1001")).Select(a => a.Id).ShouldBe(["AN0001"]);
        release.DataComponentsOf(Technique("T1001")).Select(c => c.Id).ShouldBe(["DC0001"]);
        release.AnalyticsOf(Technique("T1001.001")).ShouldBeEmpty();
    }

    [Fact]
    public void A_shared_id_finds_the_live_object_first_then_the_kind_that_its_letters_name()
    {
        var liveMitigation = MiniBundle.Small().Add("course-of-action", "k2", "T1001", "Old").Release();
        liveMitigation.TryFind("T1001", out var found).ShouldBeTrue();
        found.ShouldBeOfType<Technique>();

        var deadTechnique = MiniBundle.Small().Add("course-of-action", "k2", "T1001", "Old").Revoke("attack-pattern--a1").Release();
        deadTechnique.TryFind("t1001", out found).ShouldBeTrue();
        found.ShouldBeOfType<Mitigation>();
    }

    [Fact]
    public void An_object_of_another_reading_is_found_by_its_stix_id()
        => release.From(MiniBundle.Small().Release().All<Group>()[0]).Count.ShouldBe(1);
}
