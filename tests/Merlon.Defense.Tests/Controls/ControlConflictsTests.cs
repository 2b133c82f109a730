using Merlon.Controls;

namespace Merlon.Defense.Tests.Controls;

public sealed class ControlConflictsTests
{
    [Fact]
    public void Degrees_of_controls_that_a_crosswalk_relates_may_not_differ()
    {
        var conflict = Only("""
            controls:
              - {framework: hipaa, control: "164.312(d)", degree: significant}
              - {framework: nist-800-53-r5, control: IA-2, degree: minimal}
            """);

        (conflict.Kind, conflict.Subject).ShouldBe((ControlConflictKind.DegreesDiffer, "hipaa:164.312(d)"));
        conflict.Says.ShouldBe("significant, and nist-800-53-r5:IA-2, which overlaps with it, minimal");
        conflict.Places.Count.ShouldBe(2);
        conflict.Places.ShouldAllBe(static place => place.StartsWith("organisation.yaml:", StringComparison.Ordinal));
    }

    [Fact]
    public void Different_degrees_in_different_scopes_are_no_conflict() => Conflicts("""
        platforms: [Windows]
        scopes: [{name: a}, {name: b}]
        controls:
          - {framework: hipaa, control: "164.312(d)", degree: significant, scopes: [a]}
          - {framework: nist-800-53-r5, control: IA-2, degree: minimal, scopes: [b]}
        """).ShouldBeEmpty();

    [Fact]
    public void A_significant_control_may_not_have_a_missed_test()
    {
        Only("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: significant}\ntests:\n  - {technique: T1078, outcome: none, date: 2026-10-01}")
            .Kind.ShouldBe(ControlConflictKind.TestMissed);
        Conflicts("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: partial}\ntests:\n  - {technique: T1078, outcome: none, date: 2026-10-01}").ShouldBeEmpty();
        Conflicts("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: significant}\ntests:\n  - {technique: T1078, outcome: blocked, date: 2026-10-01}").ShouldBeEmpty();
    }

    [Fact]
    public void A_declaration_is_out_of_date_one_day_after_a_claims_half_life()
    {
        Conflicts("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: partial, since: 2024-11-01}").ShouldBeEmpty(); // 730 days
        Only("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: partial, since: 2024-10-31}").Kind.ShouldBe(ControlConflictKind.OutOfDate);
    }

    [Fact]
    public void A_control_of_which_nothing_is_on_our_platforms_counts_for_nothing()
    {
        var mapping = MappingTexts.One("control,technique\nx,T1610\n", "ours.csv"); // Containers

        Only("platforms: [Windows]\ncontrols:\n  - {framework: ours, control: x, degree: partial}", mapping).Kind.ShouldBe(ControlConflictKind.NoPlatform);
        Conflicts("platforms: [Windows, Containers]\ncontrols:\n  - {framework: ours, control: x, degree: partial}", mapping).ShouldBeEmpty();
    }

    [Fact]
    public void A_mapping_far_behind_the_release_is_said()
    {
        Only("controls:\n  - {framework: cis-v8, control: \"5.1\", degree: partial}").Kind.ShouldBe(ControlConflictKind.MappingOld); // 14.1 and 18.1
        Conflicts("controls:\n  - {framework: nist-800-53-r5, control: AC-2, degree: partial}").ShouldBeEmpty(); // 16.1
    }

    [Fact]
    public void Products_that_grade_the_same_technique_far_apart_are_said()
    {
        ControlMapping Product(string name, string grade)
            => MappingTexts.One(MappingTexts.Explorer(MappingTexts.Row("A", "T1078", $"\"mapping_type\": \"technique_scores\", \"score_category\": \"protect\", \"score_value\": \"{grade}\""), name, "null"));

        const string yaml = "controls:\n  - {framework: one, control: A, degree: partial}\n  - {framework: two, control: A, degree: partial}";
        var conflict = Only(yaml, Product("one", "significant"), Product("two", "minimal"));
        (conflict.Kind, conflict.Subject).ShouldBe((ControlConflictKind.GradesDiffer, "one"));
        conflict.Says.ShouldContain("T1078");
        Conflicts(yaml, Product("one", "significant"), Product("two", "partial")).ShouldBeEmpty();
    }

    static IReadOnlyList<ControlConflict> Conflicts(string yaml, params ControlMapping[] mappings) => ControlConflicts.Of(MappingTexts.Assess(yaml, mappings));

    static ControlConflict Only(string yaml, params ControlMapping[] mappings) => Conflicts(yaml, mappings).ShouldHaveSingleItem();
}
