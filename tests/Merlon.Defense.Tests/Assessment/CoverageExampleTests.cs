using Merlon.Assessment;
using Merlon.Attack;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The worked examples of docs/design/coverage-model.md, by their names there.</summary>
public sealed class CoverageExampleTests
{
    const double Tolerance = 1e-9;
    const string T = "T1059";

    static readonly AttackRelease Toy = Release(
        "T1059 Windows,Linux", "T1059.001 Windows", "T1059.003 Windows", "T1059.004 Linux", "T1078 Windows", "T1190 Network Devices");

    static TechniqueCoverage FoldOne(params Evidence[] evidence) => Fold(Toy, Whole("Windows", "Linux"), evidence).Of(T);

    [Fact]
    public void Covered_is_detected_or_prevented()
    {
        var uncapped = CoverageParameters.Default with { DetectionClaimMax = 1, PreventionClaimMax = 1 };
        var coverage = Coverage.Of([Rule(T, 0.5, "a"), Mitigation(T, 0.4, "M1026")], Whole("Windows"), Toy, Today, uncapped).Of(T);
        coverage.Covered.ShouldBe(0.7, Tolerance);
        coverage.Visibility.ShouldBe(0.5, Tolerance);
    }

    [Fact]
    public void Shares_of_log_sources_add_up()
    {
        FoldOne(LogSource(T, 0.6375, "sysmon"), LogSource(T, 0.25, "windows-security")).Visibility.ShouldBe(0.8875, Tolerance);
        FoldOne(LogSource(T, 0.31875, "sysmon"), LogSource(T, 0.125, "windows-security")).Visibility.ShouldBe(0.44375, Tolerance);
        FoldOne(LogSource(T, 0.9, "sysmon"), LogSource(T, 0.9, "edr")).Visibility.ShouldBe(1, Tolerance);
    }

    [Fact]
    public void One_rule_shows_one_procedure()
    {
        ClaimStrength.OfRule("test", "high", 0.85).ShouldBe(0.272, Tolerance);
        FoldOne(Rule(T, 0.272, "a")).Detection.ShouldBe(0.1632, Tolerance);
    }

    [Fact]
    public void A_rule_that_a_new_name_evades_counts_less()
    {
        ClaimStrength.OfRule("test", "high", 0.85, robustness: 0.4 * 0.95).ShouldBe(0.10336, Tolerance);
        FoldOne(Rule(T, 0.10336, "a")).Detection.ShouldBe(0.062016, Tolerance);
    }

    [Fact]
    public void A_rule_that_cries_counts_less()
    {
        QuietEvidence.FactorOf(1 / 20.0).ShouldBe(0.5, Tolerance);
        ClaimStrength.OfRule("test", "high", 0.85, robustness: 0.4 * 0.95, QuietEvidence.FactorOf(1 / 20.0)).ShouldBe(0.05168, Tolerance);
        QuietEvidence.FactorOf(0).ShouldBe(1);
        QuietEvidence.FactorOf(1_000).ShouldBe(QuietEvidence.FactorMin);
    }

    [Fact]
    public void Rules_of_one_log_source_add_less_and_less()
    {
        FoldOne(Rule(T, 0.32, "a"), Rule(T, 0.32, "b"), Rule(T, 0.24, "c")).Detection.ShouldBe(0.324, Tolerance);
        FoldOne(Rule(T, 0.16, "d"), Rule(T, 0.32, "a"), Rule(T, 0.32, "b"), Rule(T, 0.24, "c")).Detection.ShouldBe(0.336, Tolerance);
    }

    [Fact]
    public void Rules_of_two_log_sources_are_independent()
        => FoldOne(Rule(T, 0.32, "a"), Rule(T, 0.32, "b"), Rule(T, 0.24, "c"), Rule(T, 0.24, "d", "windows/image_load"))
            .Detection.ShouldBe(0.39024, Tolerance);

    [Fact]
    public void Claims_alone_stay_at_or_below_their_ceiling()
    {
        var everything = Enumerable.Range(0, 40).SelectMany(static i => new[] { Rule(T, 1, $"r{i}", $"source{i}"), Mitigation(T, 1, $"M{i}") });
        var coverage = FoldOne([.. everything]);
        coverage.Detection.ShouldBe(0.6, Tolerance);
        coverage.Prevention.ShouldBe(0.6, Tolerance);
    }

    [Fact]
    public void Mitigations_overlap()
    {
        FoldOne(Mitigation(T, 0.45, "M1032"), Mitigation(T, 0.25, "M1026")).Prevention.ShouldBe(0.345, Tolerance);
        FoldOne(Mitigation(T, 0.45, "M1032"), Mitigation(T, 0.25, "M1026"), Mitigation(T, 0.125, "M1018")).Prevention.ShouldBe(0.36375, Tolerance);
    }

    [Fact]
    public void Controls_of_one_family_are_one_voice()
    {
        Evidence[] access = [Control(T, 0.27, "nist-800-53-r5:AC-2"), Control(T, 0.27, "nist-800-53-r5:AC-3"), Control(T, 0.27, "nist-800-53-r5:AC-6")];
        FoldOne(access).Prevention.ShouldBe(0.162, Tolerance);
        FoldOne([.. access, Control(T, 0.27, "nist-800-53-r5:CM-6")]).Prevention.ShouldBe(0.2025, Tolerance);
        FoldOne([.. access, Control(T, 0.27, "nist-800-53-r5:CM-6"), Control(T, 0.27, "nist-800-53-r5:SI-4")]).Prevention.ShouldBe(0.212625, Tolerance);
    }

    [Fact]
    public void Safeguards_of_one_CIS_control_are_one_voice()
        => FoldOne(Control(T, 0.27, "cis-v8:3.3"), Control(T, 0.27, "cis-v8:3.12")).Prevention.ShouldBe(0.162, Tolerance);

    [Fact]
    public void Mitigations_and_controls_are_two_groups()
        => FoldOne(Mitigation(T, 0.25, "M1026"), Control(T, 0.27, "nist-800-53-r5:AC-2")).Prevention.ShouldBe(0.2715, Tolerance);

    [Fact]
    public void A_control_is_not_counted_twice_through_two_frameworks()
    {
        var hipaa = Control(T, ClaimStrength.OfControl(Degree.Partial, hops: 2), "hipaa:164.312(a)(1)>AC-2, AC-3");
        FoldOne(Control(T, ClaimStrength.OfControl(Degree.Partial, hops: 1), "nist-800-53-r5:AC-2"), hipaa).Prevention.ShouldBe(0.09, Tolerance);
        FoldOne(hipaa).Prevention.ShouldBe(0.045, Tolerance);
    }

    [Fact]
    public void Ten_broad_controls_cover_about_a_fifth()
    {
        string[] controls = ["AC-2", "AC-3", "AC-6", "CA-7", "CM-2", "CM-6", "CM-7", "SI-3", "SI-4", "SI-7"];
        var techniques = Toy.Techniques.Select(static technique => technique.Id).ToArray();
        var evidence = techniques.SelectMany(technique => controls.Select(control => Control(technique, 0.27, $"nist-800-53-r5:{control}")));
        var coverage = Fold(Toy, Whole("Windows", "Linux", "Network Devices"), evidence);
        coverage.Techniques.Count.ShouldBe(techniques.Length);
        coverage.Techniques.ShouldAllBe(static one => Math.Abs(one.Covered - 0.21515625) < Tolerance);
    }

    [Fact]
    public void What_alerts_is_visible()
    {
        FoldOne(Rule(T, 0.32, "a"), LogSource(T, 0.1, "sysmon")).Visibility.ShouldBe(0.192, Tolerance);
        FoldOne(Rule(T, 0.32, "a"), LogSource(T, 0.5, "sysmon")).Visibility.ShouldBe(0.5, Tolerance);
    }

    [Fact]
    public void A_claim_that_nobody_confirms_fades()
    {
        FoldOne(Mitigation(T, 0.25, "M1026").Since(daysAgo: 730)).Prevention.ShouldBe(0.075, Tolerance);
        FoldOne(Mitigation(T, 0.25, "M1026")).Prevention.ShouldBe(0.15, Tolerance);
    }

    [Fact]
    public void The_future_does_not_count()
    {
        FoldOne(Mitigation(T, 0.25, "M1026").Since(daysAgo: -1)).Prevention.ShouldBe(0);
        FoldOne(Rule(T, 0.3, "a"), Test(T, Outcome.None, daysAgo: -1)).Detection.ShouldBe(0.18, Tolerance);
        FoldOne(Mitigation(T, 0.25, "M1026").Since(daysAgo: 0)).Prevention.ShouldBe(0.15, Tolerance);
    }

    [Fact]
    public void A_miss_today_outranks_any_number_of_claims()
    {
        var claims = Enumerable.Range(0, 50).Select(static i => Rule(T, 0.4, $"r{i}", $"source{i}"));
        var coverage = FoldOne([.. claims, Mitigation(T, 0.45, "M1032"), LogSource(T, 1, "sysmon"), Test(T, Outcome.None)]);
        (coverage.Visibility, coverage.Detection, coverage.Prevention, coverage.Covered).ShouldBe((0, 0, 0, 0));
        coverage.IsRefuted.ShouldBeTrue();
    }

    [Fact]
    public void A_miss_of_a_year_ago_counts_half()
        => FoldOne(Rule(T, 0.5, "a"), Test(T, Outcome.None, daysAgo: 365)).Detection.ShouldBe(0.15, Tolerance);

    [Fact]
    public void A_pass_fades_to_what_is_claimed()
        => FoldOne(Rule(T, 0.5, "a"), Test(T, Outcome.Alerted, daysAgo: 365)).Detection.ShouldBe(0.6, Tolerance);

    [Fact]
    public void A_later_miss_outranks_an_earlier_alert()
    {
        FoldOne(Test(T, Outcome.Alerted, daysAgo: 30), Test(T, Outcome.None, daysAgo: 10)).Detection.ShouldBe(0);
        FoldOne(Test(T, Outcome.None, daysAgo: 30), Test(T, Outcome.Alerted, daysAgo: 0)).Detection.ShouldBe(0.9, Tolerance);
    }

    [Fact]
    public void On_one_day_the_worse_outcome_speaks()
    {
        foreach (var (worse, better) in new[] { (Outcome.None, Outcome.Logged), (Outcome.Logged, Outcome.Alerted), (Outcome.Alerted, Outcome.Blocked) })
        {
            FoldOne(Test(T, better), Test(T, worse)).ShouldSatisfyAllConditions(
                both => both.Covered.ShouldBe(FoldOne(Test(T, worse)).Covered),
                both => both.EvidenceIds.ShouldBe([Test(T, worse).Id]));
        }
    }

    [Fact]
    public void Each_outcome_speaks_of_each_axis()
    {
        Evidence[] claims = [Rule(T, 0.4, "a"), Mitigation(T, 0.3, "M1026"), LogSource(T, 0.5, "sysmon")];
        Axes(Outcome.None).ShouldBe((0, 0, 0));
        Axes(Outcome.Logged).ShouldBe((1, 0, 0));
        Axes(Outcome.Alerted).ShouldBe((1, 0.9, 0));
        Axes(Outcome.Blocked).ShouldBe((0.5, 0.24, 0.9));

        (double Visibility, double Detection, double Prevention) Axes(Outcome outcome)
        {
            var coverage = FoldOne([.. claims, Test(T, outcome)]);
            return (coverage.Visibility, coverage.Detection, coverage.Prevention);
        }
    }

    [Fact]
    public void A_scoped_test_speaks_for_its_scope_only()
    {
        var organisation = Scoped(new("workstations", 0.5, ["Windows"]), new("servers", 0.5, ["Windows"]));
        var coverage = Fold(Toy, organisation, Rule(T, 0.4, "a"), Test(T, Outcome.None, scope: "servers")).Of(T);
        coverage.Scopes.Select(static scope => (scope.Scope, scope.Detection)).ShouldBe([("workstations", 0.24), ("servers", 0)]);
        coverage.Detection.ShouldBe(0.12, Tolerance);

        var newer = Fold(Toy, organisation, Test(T, Outcome.None, daysAgo: 9, scope: "servers"), Test(T, Outcome.Alerted)).Of(T);
        newer.IsRefuted.ShouldBeFalse();
        newer.Detection.ShouldBe(0.9, Tolerance);
    }

    [Fact]
    public void A_miss_of_three_years_ago_no_longer_refutes()
    {
        FoldOne(Test(T, Outcome.None, daysAgo: 730)).IsRefuted.ShouldBeTrue();
        var old = FoldOne(Rule(T, 0.4, "a"), Test(T, Outcome.None, daysAgo: 3 * 365));
        old.IsRefuted.ShouldBeFalse();
        old.IsTested.ShouldBeFalse();
        old.Detection.ShouldBe(0.24 * 0.875, Tolerance);
    }

    [Fact]
    public void A_test_of_a_technique_that_was_split_speaks_with_a_share()
    {
        var half = FoldOne(Rule(T, 0.4, "a"), Test(T, Outcome.Alerted) with { Strength = 0.5 });
        half.Detection.ShouldBe(0.5 * 0.9 + 0.5 * 0.24, Tolerance);
        half.IsTested.ShouldBeTrue();
        FoldOne(Test(T, Outcome.None) with { Strength = 0.2 }).IsRefuted.ShouldBeFalse();
    }

    [Fact]
    public void A_test_goes_neither_down_to_sub_techniques_nor_up()
    {
        var coverage = Fold(Toy, Whole("Windows", "Linux"), Test(T, Outcome.Alerted), Test("T1059.001", Outcome.None));
        coverage.Of("T1059.003").IsTested.ShouldBeFalse();
        coverage.Of("T1059.001").Detection.ShouldBe(0);
        coverage.Of(T).Detection.ShouldBe(0.9, Tolerance);
    }

    [Fact]
    public void A_claim_on_a_technique_holds_half_for_its_sub_techniques()
    {
        var coverage = Fold(Toy, Whole("Windows", "Linux"), Rule(T, 0.32, "a"), LogSource(T, 0.8, "sysmon"));
        coverage.Of("T1059.001").Detection.ShouldBe(0.096, Tolerance);
        coverage.Of("T1059.001").Visibility.ShouldBe(0.096, Tolerance);
        coverage.Of("T1078").Detection.ShouldBe(0);
        Fold(Toy, Whole("Windows"), Rule(T, 0.32, "a"), Rule("T1059.001", 0.2, "a")).Of("T1059.001").Detection.ShouldBe(0.12, Tolerance);
    }

    [Fact]
    public void A_sub_technique_says_nothing_of_its_technique()
        => Fold(Toy, Whole("Windows", "Linux"), Rule("T1059.001", 0.4, "a"), Mitigation("T1059.004", 0.4, "M1026")).Of(T).Covered.ShouldBe(0);

    [Fact]
    public void A_folded_cell_shows_the_mean()
    {
        var coverage = Fold(Toy, Whole("Windows", "Linux"), Mitigation("T1059.001", 0.6, "M1"), Mitigation("T1059.003", 0.3, "M1"));
        coverage.Of(T).RolledUp.Prevention.ShouldBe(0.135, Tolerance);
        coverage.Of(T).RolledUp.Covered.ShouldBe(0.135, Tolerance);
        coverage.Of("T1059.001").RolledUp.Prevention.ShouldBe(0.36, Tolerance);
    }

    [Fact]
    public void Coverage_of_one_scope_is_not_coverage_of_the_company()
    {
        var organisation = Scoped(new("workstations", 0.4, ["Windows"]), new("servers", 0.4, ["Windows", "Linux"]), new("cloud", 0.2, ["IaaS"]));
        var coverage = Fold(Toy, organisation, Rule("T1078", 0.5, "a").In("workstations")).Of("T1078");
        coverage.Detection.ShouldBe(0.15, Tolerance);
        coverage.Scopes.Select(static scope => (scope.Scope, scope.Weight)).ShouldBe([("workstations", 0.5), ("servers", 0.5)]);
    }

    [Fact]
    public void A_technique_that_no_scope_has_is_folded_for_the_whole()
    {
        var organisation = Whole("Windows") with { Platforms = ["Windows", "Network Devices"] };
        var coverage = Fold(Toy, organisation, Mitigation("T1190", 0.45, "M1050"), Mitigation("T1190", 0.9, "M1051").In("organisation")).Of("T1190");
        coverage.Prevention.ShouldBe(0.27, Tolerance);
        coverage.Scopes.Single().Scope.ShouldBeEmpty();
    }

    [Fact]
    public void Techniques_of_other_platforms_are_left_out_and_nothing_is_known_of_them()
    {
        var coverage = Fold(Toy, Whole("Windows"), Mitigation("T1190", 0.45, "M1050"));
        coverage.Techniques.ShouldNotContain(static one => one.Technique.Id == "T1190");
        coverage.Of("T1190").Covered.ShouldBe(0);
        coverage.Of("T1190").Scopes.ShouldBeEmpty();
        Should.Throw<KeyNotFoundException>(() => coverage.Of("T9999"));
    }

    [Fact]
    public void Nothing_known_is_zero_and_says_so()
    {
        var coverage = FoldOne();
        (coverage.Covered, coverage.IsTested, coverage.IsRefuted, coverage.EvidenceIds.Count).ShouldBe((0, false, false, 0));
    }

    [Fact]
    public void Evidence_is_listed_with_the_test_first_and_the_strongest_claim_next()
    {
        Evidence[] evidence = [Rule(T, 0.1, "weak"), Rule(T, 0.4, "strong"), Test(T, Outcome.Alerted, daysAgo: 100), Mitigation(T, 0.2, "M1026")];
        FoldOne(evidence).EvidenceIds.ShouldBe([evidence[2].Id, evidence[1].Id, evidence[3].Id, evidence[0].Id]);
    }

    [Fact]
    public void A_strength_outside_its_range_is_bounded()
    {
        FoldOne(Mitigation(T, 7, "M1026")).Prevention.ShouldBe(0.6, Tolerance);
        FoldOne(Mitigation(T, double.NaN, "M1026"), Mitigation(T, -1, "M1027")).Prevention.ShouldBe(0);
    }
}
