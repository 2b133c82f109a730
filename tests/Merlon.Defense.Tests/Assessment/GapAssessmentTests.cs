using System.Text;
using Merlon.Assessment;
using Merlon.Defense.Tests.Intelligence;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The whole judgement on ATT&amp;CK 18.1 and published rules.</summary>
public sealed class GapAssessmentTests(PublishedAttack attack) : IClassFixture<PublishedAttack>
{
    const string Head = """
        merlon: 1
        name: Toy Bank
        sectors: [finance]
        platforms: [Windows, Linux, IaaS]
        scopes:
          - {name: workstations, weight: 0.6, platforms: [Windows]}
          - {name: servers, weight: 0.4, platforms: [Windows, Linux, IaaS]}
        groups:
          - {group: FIN7, weight: 1}
        budget: 100000

        """;

    const string InPlace = """
        log_sources:
          - {source: sysmon, scopes: [workstations], devices: 85%}
        mitigations:
          - {mitigation: M1032, degree: partial}
        rules:
          - {path: rules, state: deployed}

        """;

    static readonly DateOnly Today = new(2026, 11, 22);

    GapAssessment Assess(string yaml, bool isDeployed = true)
    {
        var context = new OrganisationContext(attack.Release, GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn());
        var parsed = OrganisationFile.Read(Encoding.UTF8.GetBytes(yaml), "organisation.yaml", context, ReadLimits.Default);
        var organisation = parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
        parsed.Diagnostics.ShouldBeEmpty();
        var rules = Rules().Select(rule => new UsedRule(rule, isDeployed, [])).ToList();
        var collected = CollectedEvidence.Of(organisation, rules, context, Today);
        return GapAssessment.Of(new(organisation, context, collected.Evidence, collected, rules, Today, []));
    }

    static IEnumerable<SigmaRule> Rules()
    {
        var folder = SharedData.PathOf("sigma/rules/windows/process_access");
        foreach (var file in Directory.EnumerateFiles(folder, "*.yml").Concat(Directory.EnumerateFiles(Path.Combine(folder, "..", "powershell", "powershell_script"), "*.yml"))
            .Order(StringComparer.Ordinal))
        {
            foreach (var rule in SigmaReader.Read(File.ReadAllBytes(file), Path.GetFileName(file), ReadLimits.Default).Value ?? [])
            {
                yield return rule;
            }
        }
    }

    [Fact]
    public void A_recorded_miss_moves_its_technique_to_the_top_of_its_weight_class()
    {
        var before = Assess(Head + InPlace);
        foreach (var weightClass in new[] { WeightClass.Low, WeightClass.Moderate, WeightClass.High })
        {
            var last = before.Gaps.Last(gap => gap.Class == weightClass);
            var after = Assess($"{Head}{InPlace}tests:\n  - {{technique: {last.Technique.Id}, outcome: none, date: 2026-09-14}}\n");
            var missed = after.Gaps.Single(gap => gap.Technique.TechniqueId == last.Technique.TechniqueId);
            missed.Class.ShouldBe(weightClass);
            missed.Rank.ShouldBeLessThan(last.Rank);
            after.Gaps.Where(gap => gap.Class == weightClass).MinBy(static gap => gap.Rank).ShouldBe(missed);
            missed.Reasons[0].ShouldStartWith("Missed in the test of 2026-09-14: nothing was seen (organisation.yaml:");
            after.Summary.Refuted.ShouldBe(1);
        }
    }

    [Fact]
    public void Ten_broad_controls_claimed_significant_cover_well_under_half_of_the_weight()
    {
        const string Controls = "controls:\n  - {framework: nist-800-53-r5, controls: [AC-2, AC-3, AC-6, CA-7, CM-2, CM-6, CM-7, SI-3, SI-4, SI-7], degree: significant}\n";
        var assessment = Assess(Head + Controls, isDeployed: false);
        assessment.Summary.Covered.ShouldBeInRange(0.1, 0.25);
        assessment.Gaps.Count(static gap => gap.Coverage.Covered > 0).ShouldBeGreaterThan(assessment.Gaps.Count * 8 / 10);
    }

    [Fact]
    public void Every_technique_with_a_weight_is_a_gap_with_reasons_and_known_measures()
    {
        var assessment = Assess(Head + InPlace);
        assessment.Gaps.Select(static gap => gap.Technique.Id).Order(StringComparer.Ordinal)
            .ShouldBe(assessment.Profile.Techniques.Select(static one => one.Technique.Id).Order(StringComparer.Ordinal));
        var known = assessment.Plan.Steps.Select(static step => step.Measure.Id).Concat(assessment.Plan.NotChosen.Select(static measure => measure.Id)).ToHashSet(StringComparer.Ordinal);
        assessment.Gaps.ShouldAllBe(gap => gap.Reasons.Count > 0 && gap.Measures.Count <= Gap.MeasuresMax && gap.Measures.All(known.Contains));
        assessment.Gaps.SelectMany(static gap => gap.Reasons).ShouldAllBe(static reason => reason.Length > 0 && !reason.EndsWith('.'));
        assessment.Gaps.SelectMany(static gap => gap.Coverage.EvidenceIds).ShouldAllBe(id => assessment.Evidence.ContainsKey(id));
    }

    [Fact]
    public void The_plan_is_a_mix_within_the_budget_and_promises_what_the_next_assessment_finds()
    {
        var assessment = Assess(Head + InPlace);
        var plan = assessment.Plan;
        plan.CoveredBefore.ShouldBe(assessment.Summary.Covered, 1e-6);
        plan.Steps.Count.ShouldBeInRange(3, 12);
        plan.Steps[^1].CostSoFar.ShouldBeLessThanOrEqualTo(100_000);
        plan.Steps.Select(static step => step.Measure.Kind).Distinct().Count().ShouldBeGreaterThan(1);

        var sysmon = plan.Steps.Select(static step => step.Measure).Concat(plan.NotChosen).Single(static measure => string.Equals(measure.Id, "log-source:sysmon", StringComparison.Ordinal));
        var done = Assess(Head + InPlace.Replace("scopes: [workstations], devices: 85%", "devices: 100%", StringComparison.Ordinal));
        var promised = sysmon.Effects.Sum(static effect => effect.Gain);
        var found = assessment.Profile.Techniques.Sum(weight => weight.Weight * (done.Coverage.Of(weight.Technique).Covered - assessment.Coverage.Of(weight.Technique).Covered));
        promised.ShouldBeGreaterThan(0);
        found.ShouldBe(promised, 1e-3);
    }

    [Fact]
    public void Rules_that_wait_for_a_log_source_are_named_as_dormant_and_rules_that_wait_to_be_deployed_are_a_measure()
    {
        var nothing = Assess(Head);
        nothing.Gaps.SelectMany(static gap => gap.Reasons).ShouldContain(static reason => reason.Contains("dormant", StringComparison.Ordinal)
            && reason.Contains("windows/ps_script (PowerShell", StringComparison.Ordinal));
        nothing.Plan.Steps.Select(static step => step.Measure).Concat(nothing.Plan.NotChosen).ShouldNotContain(static measure => measure.Kind == MeasureKind.Rules);

        var available = Assess(Head + "log_sources:\n  - {source: powershell}\n", isDeployed: false);
        var rules = available.Plan.Steps.Select(static step => step.Measure).Concat(available.Plan.NotChosen).Single(static measure => string.Equals(measure.Id, "rules:windows/ps_script", StringComparison.Ordinal));
        rules.Title.ShouldStartWith("Deploy the 20 most useful of ");
        rules.Cost.Days.ShouldBe(10);
    }

    [Fact]
    public void The_same_inputs_give_the_same_assessment()
    {
        Text(Assess(Head + InPlace)).ShouldBe(Text(Assess(Head + InPlace)));

        static string Text(GapAssessment assessment) => string.Join('\n', assessment.Gaps
            .Select(static gap => FormattableString.Invariant($"{gap.Rank} {gap.Technique} {gap.Priority:R} {string.Join('|', gap.Reasons)} {string.Join(' ', gap.Measures)}"))
            .Concat(assessment.Plan.Steps.Select(static step => FormattableString.Invariant($"{step.Measure.Id} {step.Gain:R} {step.Reason}"))));
    }
}
