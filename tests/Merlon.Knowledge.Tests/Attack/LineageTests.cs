using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class LineageTests
{
    [Theory]
    [InlineData("T1059.001", "T1059.001")]
    [InlineData("t1059", "T1059")]
    [InlineData("T1150", "T1647")]
    [InlineData("T1162", "T1647")]
    [InlineData("T1073", "T1574.001")]
    [InlineData("T1685", "T1562 T1562.001 T1562.006")]
    [InlineData("T1684.001", "T1656")]
    [InlineData("T1686.001", "T1562.007")]
    [InlineData("T9999", "")]
    [InlineData("nonsense", "")]
    public void A_reference_finds_what_lives_of_it_in_18_1(string reference, string ids)
    {
        var resolved = BuiltInRelease.Open().Lineage.Resolve(reference) switch
        {
            TechniqueResolution.Live live => live.Technique.Id,
            TechniqueResolution.Moved moved => string.Join(' ', moved.Techniques.Select(t => t.Id)),
            _ => "",
        };

        resolved.ShouldBe(ids);
    }

    [Fact]
    public void The_way_is_told_step_by_step()
        => BuiltInRelease.Open().Lineage.Resolve("T1150").ShouldBeOfType<TechniqueResolution.Moved>()
            .Steps.ShouldBe(["T1150 revoked-by T1547.011", "T1547.011 revoked-by T1647"]);

    [Fact]
    public void An_unknown_sub_technique_suggests_its_parent()
        => BuiltInRelease.Open().Lineage.Resolve("T1059.999").ShouldBeOfType<TechniqueResolution.Unknown>().Nearest.ShouldBe("T1059");

    [Theory]
    [InlineData("stealth", "TA0005")]
    [InlineData("defense_impairment", "TA0005")]
    public void A_tactic_of_v19_is_defense_evasion_in_18_1(string shortname, string id)
    {
        var moved = BuiltInRelease.Open().Lineage.ResolveTactic(shortname).ShouldBeOfType<TacticResolution.Moved>();

        moved.Tactics.ShouldContain(t => t.Id.Equals(id, StringComparison.Ordinal));
        moved.Tactics.ShouldAllBe(t => t.Shortname.Equals("defense-evasion", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("credential_access")]
    [InlineData("Credential-Access")]
    [InlineData("TA0006")]
    public void A_live_tactic_is_found_by_shortname_or_id(string reference)
        => BuiltInRelease.Open().Lineage.ResolveTactic(reference).ShouldBeOfType<TacticResolution.Live>().Tactics.ShouldContain(t => t.Id.Equals("TA0006", StringComparison.Ordinal));

    [Fact]
    public void A_known_renumbering_leads_forwards_where_the_old_id_is_gone()
    {
        var newer = MiniBundle.Small().Technique("x", "T1685", "Merged", "knock").Release();

        newer.Lineage.Resolve("T1562.006").ShouldBeOfType<TechniqueResolution.Moved>().Techniques.Select(t => t.Id).ShouldBe(["T1685"]);
    }

    [Fact]
    public void A_deprecated_technique_without_successor_is_dead()
        => MiniBundle.Small().Set("attack-pattern--a2", "x_mitre_deprecated", true).Release()
            .Lineage.Resolve("T1001.001").ShouldBeOfType<TechniqueResolution.Dead>();

    [Fact]
    public void Software_follows_revoked_by_into_another_kind()
    {
        var release = MiniBundle.Small().Add("malware", "w1", "S0001", "Broom").Add("tool", "w2", "S0002", "Brush").Revoke("malware--w1")
            .Relate("revoked-by", "malware--w1", "tool--w2").Release();
        release.TryFindStix("malware--w1", out var dead).ShouldBeTrue();

        release.Lineage.SuccessorOf(dead)!.Id.ShouldBe("S0002");
    }
}
