using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;

namespace Merlon.Defense.Tests.Controls;

public sealed class ControlStandingTests
{
    const string Yaml = """
        platforms: [Windows, Linux, Office Suite, Identity Provider]
        scopes:
          - {name: desks, weight: 3, platforms: [Windows]}
          - {name: rest, weight: 1, platforms: [Linux, Office Suite, Identity Provider]}
        mitigations:
          - {mitigation: M1032, degree: partial}
        controls:
          - {framework: nist-800-53-r5, controls: [AC-2, CM-6], degree: partial, since: 2025-11-01, owner: IT}
          - {framework: nist-800-53-r5, control: SI-4, degree: minimal, scopes: [desks]}
          - {framework: nist-800-53-r5, control: AU-2, degree: significant}
          - {framework: hipaa, control: "164.312(d)", degree: significant}
        tests:
          - {technique: T1078, outcome: logged, date: 2026-09-01, scopes: [desks]}
          - {technique: T1110, outcome: blocked, date: 2026-09-01}
        """;

    [Theory]
    [InlineData("nist-800-53-r5")]
    [InlineData("hipaa")]
    public void What_a_control_buys_is_what_judging_everything_again_gives(string framework)
    {
        var assessment = MappingTexts.Assess(Yaml);
        var standings = ControlStandings.Of(assessment, assessment.Framework(framework));

        foreach (var standing in standings.Where(static (one, i) => one.Declared.Count > 0 || i % 12 == 0))
        {
            var isOwn = ControlStandings.IsOf(standing.FrameworkId, standing.ControlId);
            var others = assessment.Input.Evidence.Where(statement => !isOwn(statement)).ToArray();
            standing.Keeps.ShouldBe(assessment.Summary.Covered - Judge(assessment, others).Summary.Covered, tolerance: 1e-9, standing.ControlId);

            var organisation = assessment.Organisation with
            {
                Controls = [.. assessment.Organisation.Controls.Where(c => c.FrameworkId != standing.FrameworkId || c.ControlId != standing.ControlId),
                    new DeclaredControl(standing.FrameworkId, standing.ControlId, Degree.Significant, [], null, "", default)],
            };
            var raised = Judge(assessment with { Organisation = organisation }, CollectedEvidence.Of(organisation, [], assessment.Context, assessment.AsOf).Evidence);
            standing.Gains.ShouldBe(raised.Summary.Covered - assessment.Summary.Covered, tolerance: 1e-9, standing.ControlId);
        }
    }

    [Fact]
    public void Every_number_is_in_its_range_and_raising_never_costs()
    {
        var assessment = MappingTexts.Assess(Yaml);
        foreach (var standing in ControlStandings.Of(assessment, assessment.Framework("NIST")))
        {
            standing.Keeps.ShouldBeInRange(-1e-12, 1, standing.ControlId);
            standing.Gains.ShouldBeInRange(-1e-12, 1, standing.ControlId);
            standing.Techniques.ShouldAllBe(static t => t.Without <= t.Covered + 1e-12 && t.Raised >= t.Covered - 1e-12 && t.Raised <= 1);
            standing.Techniques.Select(static t => t.Technique.TechniqueId).ShouldBeUnique();
        }
    }

    [Fact]
    public void A_test_that_ended_otherwise_contradicts_where_the_control_is_declared()
    {
        var assessment = MappingTexts.Assess(Yaml);
        var standings = ControlStandings.Of(assessment, assessment.Framework("NIST")).ToDictionary(static s => s.ControlId, StringComparer.Ordinal);

        standings["AC-2"].Contradictions.ShouldHaveSingleItem().Technique.ToString().ShouldBe("T1078");
        standings["AC-3"].Contradictions.ShouldBeEmpty(); // not declared
        standings["AU-2"].Contradictions.ShouldBeEmpty();
    }

    [Fact]
    public void Audit_controls_say_what_they_could_show_and_count_on_no_axis()
    {
        var assessment = MappingTexts.Assess(Yaml);
        var au = ControlStandings.Of(assessment, assessment.Framework("NIST"), "AU-2").ShouldNotBeNull();

        au.Techniques.ShouldBeEmpty();
        au.Keeps.ShouldBe(0);
        var sight = au.Sight.ShouldNotBeNull();
        sight.Through.ShouldBeEmpty();
        sight.Techniques.Count.ShouldBeGreaterThan(50);
        sight.Weight.ShouldBeInRange(0.05, 1);
        assessment.Input.Evidence.ShouldNotContain(static e => e.Source.Contains(":AU-2", StringComparison.Ordinal));

        var citation = ControlStandings.Of(assessment, assessment.Framework("hipaa"), "164.312(b)").ShouldNotBeNull();
        citation.Sight.ShouldNotBeNull().Through.ShouldContain("nist-800-53-r5:AU-2", StringComparer.Ordinal);
    }

    [Fact]
    public void Every_data_component_of_the_product_made_table_is_one_of_the_release()
    {
        var names = BuiltInRelease.Open().All<DataComponent>().Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        var table = Merlon.Facts.FactsTable.OpenBuiltIn("control-data-components.tsv", columns: 3);

        table.Rows.SelectMany(static row => Merlon.Facts.FactsTable.Split(row[2], ';')).Where(name => !names.Contains(name)).ShouldBeEmpty();
        table.Rows.Select(static row => ControlMappings.OpenBuiltIn().Canonical("nist-800-53-r5", row[0])).ShouldBe(table.Rows.Select(static string? (row) => row[0]));
    }

    [Fact]
    public void The_gaps_of_a_framework_end_where_everything_of_it_is_in_place()
    {
        var assessment = MappingTexts.Assess(Yaml);
        var framework = assessment.Framework("NIST");
        var gaps = ControlGaps.Of(assessment, framework, stepsMax: 500);

        var organisation = assessment.Organisation with
        {
            Controls = [.. assessment.Organisation.Controls.Where(static c => c.FrameworkId != "nist-800-53-r5"),
                .. framework.Controls.Select(static c => new DeclaredControl("nist-800-53-r5", c, Degree.Significant, [], null, "", default))],
        };
        var all = Judge(assessment with { Organisation = organisation }, CollectedEvidence.Of(organisation, [], assessment.Context, assessment.AsOf).Evidence);
        gaps.Potential.ShouldBe(all.Summary.Covered, tolerance: 1e-9);
        gaps.Steps[^1].Covered.ShouldBe(gaps.Potential, tolerance: 1e-9);
        gaps.Steps.Zip(gaps.Steps.Skip(1)).ShouldAllBe(static pair => pair.First.Gain >= pair.Second.Gain - 1e-9);
        gaps.Steps[0].Gain.ShouldBe(gaps.Steps[0].Alone, tolerance: 1e-12);
        gaps.Open.Select(static o => o.Gap.Rank).ShouldBeInOrder();
    }

    [Fact]
    public void The_lazy_order_is_the_order_of_trying_every_control_each_time()
    {
        var assessment = MappingTexts.Assess(Yaml);
        var framework = assessment.Framework("hipaa");
        var steps = ControlGaps.Of(assessment, framework, stepsMax: 4).Steps;

        var evidence = assessment.Input.Evidence.ToList();
        foreach (var step in steps)
        {
            var before = Judge(assessment, evidence).Summary.Covered;
            var best = framework.Controls.Select(control => (control, Evidence: ControlStandings.RaisedEvidence(assessment, framework.Id, control)))
                .Select(one => (one.control, one.Evidence, Gain: Judge(assessment, [.. evidence, .. one.Evidence]).Summary.Covered - before)).MaxBy(static one => one.Gain);
            best.control.ShouldBe(step.ControlId);
            best.Gain.ShouldBe(step.Gain, tolerance: 1e-9);
            evidence.AddRange(best.Evidence);
        }
    }

    static GapAssessment Judge(GapAssessment assessment, IReadOnlyList<Evidence> evidence)
    {
        var coverage = Coverage.Of(evidence, assessment.Organisation, assessment.Context.Release, assessment.AsOf, assessment.Coverage.Parameters);
        return assessment with { Coverage = coverage, Summary = CoverageSummary.Of(assessment.Profile, coverage) };
    }
}
