using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Defense.Tests.Controls;

public sealed class ControlEvidenceTests
{
    static readonly ControlMapping Product = MappingTexts.One(MappingTexts.Explorer(string.Join(',',
    [
        Scored("EDR-1", "T1078", "protect", "significant"), Scored("EDR-1", "T1078", "detect", "partial"), Scored("EDR-1", "T1110", "respond", "significant"),
        Scored("EDR-1", "T1003", "protect", "minimal"), Scored("EDR-1", "T1003", "protect", "partial"), Scored("EDR-2", "T1078", "protect", "partial"),
    ]), "shield", "\"01/02/2026\""), "shield.json");

    static readonly ControlMapping Weaknesses = MappingTexts.One(MappingTexts.Explorer(
        MappingTexts.Row("CVE-2026-0001", "T1190", "\"mapping_type\": \"exploitation_technique\", \"status\": \"complete\""), "kev", "\"01/02/2026\""));

    [Fact]
    public void Grades_and_categories_become_claims_on_their_axes()
    {
        var assessment = MappingTexts.Assess("controls:\n  - {framework: shield, control: EDR-1, degree: partial}", Product);

        assessment.Input.Evidence.Select(static e => (e.Technique.ToString(), e.Axis, Math.Round(e.Strength, 6))).ShouldBe(
        [
            ("T1003", Axis.Prevention, 0.25), // .5 in place × .5 (the better of two grades)
            ("T1078", Axis.Detection, 0.125), // .5 × .5 × half for detection
            ("T1078", Axis.Prevention, 0.45), // .5 × .9
        ]);
        assessment.Input.Evidence[2].Statement.ShouldBe("shield EDR-1 is in place to a partial degree and mapped to the technique (protect significant) by shield.json for ATT&CK 16.1");
    }

    [Fact]
    public void Capabilities_of_one_family_are_one_voice_and_claims_keep_their_ceiling()
    {
        var one = MappingTexts.Assess("controls:\n  - {framework: shield, control: EDR-1, degree: significant}", Product);
        var both = MappingTexts.Assess("controls:\n  - {framework: shield, controls: [EDR-1, EDR-2], degree: significant}", Product);
        var id = Merlon.Attack.TechniqueId.Parse("T1078", provider: null);

        both.Coverage.Of(id).Prevention.ShouldBe(one.Coverage.Of(id).Prevention, tolerance: 1e-12);
        both.Coverage.Of(id).Prevention.ShouldBe(0.6 * 0.81, tolerance: 1e-12);
    }

    [Fact]
    public void A_weakness_is_no_prevention_and_declaring_it_is_a_conflict()
    {
        Weaknesses.Kind.ShouldBe(MappingKind.Weaknesses);
        var assessment = MappingTexts.Assess("controls:\n  - {framework: kev, control: CVE-2026-0001, degree: significant}", Weaknesses);

        assessment.Input.Evidence.ShouldBeEmpty();
        ControlConflicts.Of(assessment).ShouldHaveSingleItem().Kind.ShouldBe(ControlConflictKind.NoControl);
    }

    static string Scored(string control, string technique, string category, string value)
        => MappingTexts.Row(control, technique, $"\"mapping_type\": \"technique_scores\", \"status\": \"complete\", \"score_category\": \"{category}\", \"score_value\": \"{value}\"");
}
