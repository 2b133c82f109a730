using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Costs;
using Merlon.Defense.Tests.Assessment;
using Merlon.Documents;
using Merlon.Priorities;

namespace Merlon.Defense.Tests.Costs;

public sealed class BenefitTests
{
    const string Defence = """
        platforms: [Windows]
        log_sources: [{source: sysmon}]
        mitigations: [{mitigation: M1049, degree: significant}]
        budget: 60000
        """;

    const string Scenarios = """
        scenarios:
          - name: Ransomware
            frequency: {low: 0.2, likely: 0.5, high: 1.5}
            magnitude: {low: 100000, likely: 300000, high: 900000}
            path: [T1566 | T1190, T1059.001, T1486]
          - name: Fraud
            frequency: {low: 1, high: 6}
            magnitude: {low: 5000, high: 50000}
            distribution: lognormal
            groups: FIN7
        """;

    static GapAssessment Assess(string yaml)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        var collected = CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today);
        return GapAssessment.Of(new AssessmentInput(organisation, OrganisationTexts.Context, collected.Evidence, collected, [], OrganisationTexts.Today, []));
    }

    static readonly Lazy<GapAssessment> Assessed = new(static () => Assess($"{Defence}\n{Scenarios}"));

    static BenefitQuestion Question(int trials = 4_000, ulong seed = 1, params string[] measures) => new(3, 0.05m, trials, seed, measures);

    static BenefitReport Report(BenefitQuestion? question = null) => BenefitReport.Of(Assessed.Value, Assessed.Value.Organisation.Worth.Scenarios, question ?? Question());

    [Fact]
    public void The_same_seed_gives_the_same_report_and_another_seed_another()
    {
        var (one, same, other) = (Report(), Report(), Report(Question(seed: 2)));
        (same.LossBefore, same.LossAfter, same.Benefit, same.Rosi).ShouldBe((one.LossBefore, one.LossAfter, one.Benefit, one.Rosi));
        same.Curve.ShouldBe(one.Curve);
        other.LossBefore.ShouldNotBe(one.LossBefore);
    }

    [Fact]
    public void Simulated_losses_agree_with_the_closed_form()
    {
        var report = Report(Question(trials: 40_000));
        report.LossBefore.Mean.ShouldBe(report.Scenarios.Sum(static one => one.LossBefore), 5 * report.LossBefore.StandardError);
        report.LossAfter.Mean.ShouldBe(report.Scenarios.Sum(static one => one.LossAfter), 5 * report.LossAfter.StandardError);
        (report.Benefit.Mean - (double)report.Cost).ShouldBe(report.ExpectedNet, 5 * report.Benefit.StandardError);
        foreach (var scenario in report.Scenarios)
        {
            scenario.SimulatedBefore.ShouldBe(scenario.LossBefore, 0.05 * scenario.LossBefore);
            scenario.SimulatedAfter.ShouldBe(scenario.LossAfter, 0.05 * scenario.LossBefore);
        }
    }

    [Fact]
    public void A_further_scenario_leaves_the_others_as_they_are()
    {
        var scenarios = Assessed.Value.Organisation.Worth.Scenarios;
        var alone = BenefitReport.Of(Assessed.Value, [scenarios[0]], Question());
        Report().Scenarios[0].SimulatedBefore.ShouldBe(alone.Scenarios[0].SimulatedBefore);
    }

    [Fact]
    public void Measures_only_ever_lower_losses_and_nothing_done_is_worth_nothing()
    {
        var report = Report();
        report.Curve.ShouldAllBe(static point => point.After <= point.Before);
        report.Curve.Select(static point => point.Before).ShouldBeInOrder(SortDirection.Ascending);
        report.Benefit.P10.ShouldBeGreaterThanOrEqualTo(0);
        report.ChanceOfGain.ShouldBeInRange(0, 1);
        var test = Assessed.Value.Plan.Steps.Select(static step => step.Measure).Concat(Assessed.Value.Plan.NotChosen).First(static one => one.Kind == MeasureKind.Test);
        Report(Question(500, 1, test.Id)).Benefit.Mean.ShouldBe(0);
    }

    [Fact]
    public void Return_is_benefit_less_cost_by_cost()
    {
        var report = Report();
        var cost = (double)report.Cost;
        cost.ShouldBeGreaterThan(0);
        report.Rosi!.Mean.ShouldBe((report.Benefit.Mean - cost) / cost, 1e-9);
        report.Rosi.P90.ShouldBe((report.Benefit.P90 - cost) / cost, 1e-9);
    }

    [Fact]
    public void Swings_are_sorted_and_enclose_what_is_expected()
    {
        var report = Report();
        report.Swings.Select(static one => one.Width).ShouldBeInOrder(SortDirection.Descending);
        foreach (var swing in report.Swings.Where(static one => one.IsOwn))
        {
            swing.AtLow.ShouldBeLessThanOrEqualTo(report.ExpectedNet + 1e-6);
            swing.AtHigh.ShouldBeGreaterThanOrEqualTo(report.ExpectedNet - 1e-6);
        }

        report.Correlations.ShouldAllBe(static one => one.Value >= -1 && one.Value <= 1);
        report.Correlations[0].Value.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Ranks_of_equals_are_shared()
    {
        Trials.RanksOf([3, 1, 3, 2]).ShouldBe([2.5, 0, 2.5, 1]);
        Trials.Correlation([0, 1, 2], [0, 1, 2]).ShouldBe(1, 1e-12);
        Trials.Correlation([0, 1, 2], [2, 1, 0]).ShouldBe(-1, 1e-12);
        Trials.Correlation([1, 1, 1], [2, 1, 0]).ShouldBe(0);
    }

    static LossScenario Path(bool takesBest, double dependence, params string[][] steps) => new()
    {
        Name = "x", Frequency = new(1, 1, 1), Magnitude = new(1, 1, 1), Distribution = LossDistribution.Pert, Location = default, Document = "",
        TakesBestAlternative = takesBest, Dependence = dependence,
        Steps = [.. steps.Select(static step => new LossStep([.. step.Select(Technique)], string.Join('|', step)))],
    };

    static Technique Technique(string id) => OrganisationTexts.Context.Release.TryFind(id, out var found) && found is Technique technique ? technique : throw new KeyNotFoundException(id);

    static double Covered(TechniqueId id) => id.ToString() switch { "T1566" => 0.4, "T1190" => 0.8, "T1486" => 0.5, _ => 0 };

    static double Weight(TechniqueId id) => id.ToString() switch { "T1566" => 3, "T1190" => 1, _ => 0 };

    [Theory]
    [InlineData(false, 0, 0.5 * 0.5)]
    [InlineData(false, 1, 0.5)]
    [InlineData(false, 0.5, 0.375)]
    [InlineData(true, 0, 0.6 * 0.5)]
    public void A_path_is_passed_by_what_is_not_covered_at_each_step(bool takesBest, double dependence, double chance)
        => PathChance.Of(Path(takesBest, dependence, ["T1566", "T1190"], ["T1486"]), Covered, Weight, dependence).Value.ShouldBe(chance, 1e-12);

    [Fact]
    public void Alternatives_without_a_weight_are_as_likely_and_a_path_without_steps_is_passed()
    {
        PathChance.Of(Path(false, 0, ["T1566", "T1190"]), Covered, static _ => 0, 0).Value.ShouldBe(0.4, 1e-12);
        PathChance.Of(Path(false, 0), Covered, Weight, 0).Value.ShouldBe(1);
    }

    [Fact]
    public void Scenarios_are_read_with_their_steps()
    {
        var (ransom, fraud) = (Assessed.Value.Organisation.Worth.Scenarios[0], Assessed.Value.Organisation.Worth.Scenarios[1]);
        ransom.Steps.Select(static step => string.Join('|', step.Techniques.Select(static one => one.Id))).ShouldBe(["T1566|T1190", "T1059.001", "T1486"]);
        fraud.Steps.Count.ShouldBeGreaterThan(8);
        fraud.Steps.Any(static step => step.Label == "Execution").ShouldBeTrue();
        fraud.Steps.SelectMany(static step => step.Techniques).Select(static one => one.TechniqueId).ShouldBeUnique();
        fraud.Frequency.Likely.ShouldBe(Math.Sqrt(6), 1e-12);
        ransom.Dependence.ShouldBe(0.5);
    }

    [Theory]
    [InlineData("{name: A, magnitude: {low: 1, high: 2}, path: T1486}", "ORG030")]
    [InlineData("{name: A, frequency: {low: 1, high: 400}, magnitude: {low: 1, high: 2}, path: T1486}", "ORG006")]
    [InlineData("{name: A, frequency: {low: 2, likely: 1, high: 3}, magnitude: {low: 1, high: 2}, path: T1486}", "ORG006")]
    [InlineData("{name: A, frequency: {low: 0, high: 3}, magnitude: {low: 1, high: 2}, distribution: lognormal, path: T1486}", "ORG006")]
    [InlineData("{name: A, frequency: {low: 1, high: 3}, magnitude: {low: 1, high: 2}, path: T9999}", "ORG030")]
    [InlineData("{name: A, frequency: {low: 1, high: 3}, magnitude: {low: 1, high: 2}, path: T1486, dependence: 2}", "ORG006")]
    [InlineData("{name: A, frequency: often, magnitude: {low: 1, high: 2}, path: T1486}", "ORG005")]
    public void What_is_not_certain_of_a_scenario_is_said(string scenario, string code)
        => OrganisationTexts.Read(OrganisationTexts.With($"scenarios:\n  - {scenario}")).Diagnostics.ShouldContain(one => one.Code == code);

    [Fact]
    public void Scenarios_are_bounded_and_named_once()
    {
        string Many(int count) => "scenarios:\n" + string.Concat(Enumerable.Range(0, count).Select(static i => $"  - {{name: S{i}, frequency: {{low: 1, high: 2}}, magnitude: {{low: 1, high: 2}}, path: T1486}}\n"));
        OrganisationTexts.ReadClean(OrganisationTexts.With(Many(OrganisationLimits.ScenariosMax))).Worth.Scenarios.Count.ShouldBe(OrganisationLimits.ScenariosMax);
        OrganisationTexts.Read(OrganisationTexts.With(Many(OrganisationLimits.ScenariosMax + 1))).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG026");
        OrganisationTexts.Read(OrganisationTexts.With("scenarios:\n" + Many(1)[11..] + Many(1)[11..])).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG025");
    }

    [Fact]
    public void A_file_of_scenarios_reads_like_the_organisation_file()
    {
        var read = LossScenarioFile.Read(Encoding.UTF8.GetBytes(Scenarios), "losses.yaml", OrganisationTexts.Context, ["enterprise-attack"], ReadLimits.Default);
        read.Diagnostics.ShouldBeEmpty();
        read.Value!.Select(static one => one.Name).ShouldBe(["Ransomware", "Fraud"]);
        read.Value![0].Document.ShouldBe("losses.yaml");
        LossScenarioFile.Read("[]"u8.ToArray(), "losses.yaml", OrganisationTexts.Context, [], ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("BENE001");
    }

    [Fact]
    public void Broken_scenarios_never_throw()
    {
        var source = Encoding.UTF8.GetBytes(Scenarios);
        var random = new Random(21);
        for (var round = 0; round < 3_000; round++)
        {
            var broken = (byte[])source.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)"09-.:{}[],|\"\n Te"[random.Next(16)];
            }

            LossScenarioFile.Read(broken, "x", OrganisationTexts.Context, ["enterprise-attack"], ReadLimits.Default);
        }
    }

    [Fact]
    public void A_flow_becomes_steps_by_how_far_its_actions_are_from_the_beginning()
    {
        var flow = new AttackFlow
        {
            Document = "a.afb", Name = "", Actions = [new("", "T1566", ""), new("", "T1190", ""), new("", "T1059.001", ""), new("", "", ""), new("", "T1486", "")],
            Edges = [new(0, 2), new(1, 2), new(2, 3), new(3, 4), new(4, 3)],
        };
        LossPaths.OfFlow(flow, OrganisationTexts.Context.Release, ["enterprise-attack"]).Select(static step => step.Label).ShouldBe(["T1190 | T1566", "T1059.001", "T1486"]);
    }

    [Fact]
    public void Too_many_losses_to_draw_are_refused()
    {
        var often = Assess($"{Defence}\nscenarios: [{{name: A, frequency: {{low: 300, high: 365}}, magnitude: {{low: 1, high: 2}}, path: T1486}}]");
        BenefitReport.Of(often, often.Organisation.Worth.Scenarios, new(3, 0, 1_000, 1, [])).LossBefore.Mean.ShouldBeGreaterThan(300);
        Should.Throw<InvalidDataException>(() => BenefitReport.Of(often, often.Organisation.Worth.Scenarios, new(3, 0, 100_000, 1, [])));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(31, 100)]
    [InlineData(3, BenefitQuestion.TrialsLeast - 1)]
    [InlineData(3, BenefitQuestion.TrialsMax + 1)]
    public void A_question_out_of_range_is_a_bug_of_the_caller(int years, int trials)
        => Should.Throw<ArgumentException>(() => BenefitReport.Of(Assessed.Value, Assessed.Value.Organisation.Worth.Scenarios, new(years, 0, trials, 1, [])));

    [Fact]
    public void Costs_are_shared_out_to_techniques_to_the_cent()
    {
        var entries = LedgerFile.Read(Encoding.UTF8.GetBytes("""
            id,category,date,amount,measure,log_source,technique,course,control
            av,tools,2026-12-01,1000.01,M1049,,,,
            both,tools,2026-12-01,777.77,M1049,sysmon,,,
            named,people,2026-12-01,50,,,T1486,,
            course,training,2026-12-01,12.34,,,,SEC1,
            absent,tools,2026-12-01,20,M1032,,,,
            """), "l.csv", new LedgerTerms("EUR", DayRates.Flat(800)), ReadLimits.Default).Value!;
        var report = LedgerReport.Of(entries, new LedgerQuestion(OrganisationTexts.Today, "EUR", 1, 0));
        var shares = CostShares.Of(Assessed.Value, report);
        shares.Total.ShouldBe(report.PresentCost);
        shares.Total.ShouldBe(1860.12m);
        shares.Unshared.Select(static one => one.What).ShouldBe(["mitigation:M1032", "course"]);
        shares.Targets.Single(static one => one.Key == "mitigation:M1049").Money.ShouldBe(1388.90m);
        shares.Techniques.Count.ShouldBeGreaterThan(5);
        shares.Techniques.Select(static one => one.Money).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void What_is_paid_for_adds_up_to_what_all_of_it_adds()
    {
        var players = new[] { "mitigation:M1049", "mitigation:M1032", "mitigation:M1026" };
        var assessment = Assess("platforms: [Windows]\nmitigations: [{mitigation: M1049, degree: significant}, {mitigation: M1032, degree: partial}, {mitigation: M1026, degree: partial}]");
        var game = CoverageGame.Of(assessment, players);
        var bare = Assess("platforms: [Windows]");
        var covered = assessment.Coverage.Techniques.Sum(one => assessment.Profile.WeightOf(one.Technique.TechniqueId) * (one.Covered - bare.Coverage.Of(one.Technique).Covered));
        players.Sum(player => game.AddedBy(player).Sum(static one => one.Gain)).ShouldBe(covered, 1e-9);
        players.ShouldAllBe(player => game.IsKnown(player));
    }
}
