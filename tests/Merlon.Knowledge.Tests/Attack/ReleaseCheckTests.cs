using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class ReleaseCheckTests
{
    [Fact]
    public void A_sound_release_has_no_findings() => ReleaseCheck.Of(MiniBundle.Small().Release()).ShouldBeEmpty();

    public static TheoryData<string, Action<object>> Contradictions => new()
    {
        { "CHECK001", b => Of(b).Set("x-mitre-detection-strategy--s1", "x_mitre_analytic_refs", MiniBundle.Refs("x-mitre-analytic--none")) },
        { "CHECK002", b => Of(b).Technique("a3", "T1001.002", "Alone", "knock") },
        { "CHECK003", b => Of(b).Technique("a4", "T1004", "Other", "knock").Relate("subtechnique-of", "attack-pattern--a2", "attack-pattern--a4") },
        { "CHECK004", b => Of(b).Set("attack-pattern--a2", "x_mitre_is_subtechnique", false) },
        { "CHECK005", b => Of(b).Add("x-mitre-tactic", "t3", "TA0003", "Leave", ("x_mitre_shortname", "leave")) },
        { "CHECK006", b => Of(b).Technique("a5", "T1005", "Nowhere") },
        { "CHECK007", b => Of(b).Technique("a6", "T1006", "Wrong", "knok") },
        { "CHECK008", b => Of(b).Set("course-of-action--k1", "x_mitre_deprecated", true) },
        { "CHECK009", b => Of(b).Technique("a7", "T1007", "Gone", "knock").Revoke("attack-pattern--a7") },
        { "CHECK010", b => Of(b).Relate("subtechnique-of", "attack-pattern--a1", "attack-pattern--a2").Set("attack-pattern--a1", "x_mitre_is_subtechnique", true) },
        { "CHECK011", b => Of(b).Set("x-mitre-analytic--n1", "x_mitre_log_source_references", MiniBundle.LogRefs("x-mitre-data-component--d1", "microphone", "quiet")) },
        { "CHECK012", b => Of(b).Set("intrusion-set--g1", "description", "Said (Citation: Some (other) book).") },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Each_contradiction_is_found_alone(string code, Action<object> cause)
    {
        var bundle = MiniBundle.Small();
        cause(bundle);

        ReleaseCheck.Of(bundle.Release()).ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public void Enterprise_18_1_has_the_findings_that_are_known()
    {
        var findings = ReleaseCheck.Of(RealBundles.Release("enterprise-attack-18.1.json"));

        findings.Where(f => f.Code.Equals("CHECK008", StringComparison.Ordinal)).Select(f => f.About.Id).ShouldBe(["T1053.004", "T1574.002"]);
        findings.Where(f => f.Code.Equals("CHECK011", StringComparison.Ordinal)).Select(f => f.About.Id).ShouldBe(["AN0580", "AN0861", "AN1331"]);
        findings.Where(f => f.Code.Equals("CHECK012", StringComparison.Ordinal)).ShouldHaveSingleItem().About.Id.ShouldBe("M1024");
        findings.Count.ShouldBe(6);
    }

    static MiniBundle Of(object bundle) => (MiniBundle)bundle;
}
