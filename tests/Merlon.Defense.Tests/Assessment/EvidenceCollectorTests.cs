using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

public sealed class EvidenceCollectorTests
{
    const string Sysmon = "platforms: [Windows]\nlog_sources:\n  - source: sysmon\n    devices: 85%";
    const string TwoScopes = "scopes:\n  - name: desk\n    platforms: [Windows]\n  - name: rack\n    platforms: [Windows, Linux]\n";

    static IEnumerable<Evidence> Of(CollectedEvidence collected, EvidenceKind kind, string technique) => collected.Evidence
        .Where(e => e.Kind == kind && e.Technique == Parse(technique));

    // the test rule rests on a field that no table knows (level 2), in records made in user mode
    const double UnknownField = 0.6 * 0.95;

    static TechniqueId Parse(string id) => TechniqueId.Parse(id, CultureInfo.InvariantCulture);

    static double Visibility(CollectedEvidence collected, string technique, string scope = "") => Of(collected, EvidenceKind.LogSource, technique)
        .Where(e => string.Equals(e.Scope, scope, StringComparison.Ordinal)).Sum(static e => e.Strength);

    [Fact]
    public void A_rule_counts_its_status_its_level_and_the_share_of_devices_that_feed_it()
    {
        var collected = OrganisationTexts.Collect(Sysmon, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1003.001, attack.credential-access]")));
        var said = Of(collected, EvidenceKind.Rule, "T1003.001").ShouldHaveSingleItem();
        said.Strength.ShouldBe(0.8 * 0.4 * 0.85 * UnknownField, 1e-6);
        said.Axis.ShouldBe(Axis.Detection);
        said.Source.ShouldBe("rule:windows/process_creation:11111111-2222-3333-4444-555555555555");
        said.Date.ShouldBeNull();
        said.Scope.ShouldBe("");
        said.Place.ShouldStartWith("rules/a.yml:");
        said.Statement.ShouldContain("sysmon on 85% of devices");
        collected.Rules.ShouldBe(new RuleCensus(1, 1, 1, 1, 0, 0));
        collected.Unresolved.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("stable", "critical", 0.5)]
    [InlineData("experimental", "medium", 0.15)]
    [InlineData("unheard-of", "low", 0.045)]
    [InlineData("deprecated", "critical", 0)]
    [InlineData("unsupported", "critical", 0)]
    [InlineData("test", "informational", 0.04)]
    [InlineData("", "", 0.06)]
    public void The_strength_of_a_rule_is_its_status_times_its_level(string status, string level, double strength)
        => ClaimStrength.OfRule(status, level, 1).ShouldBe(strength, 1e-9);

    [Fact]
    public void A_rule_whose_log_source_nobody_collects_is_dormant_and_says_nothing()
    {
        var collected = OrganisationTexts.Collect(Sysmon, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, service: bits-client}", "[attack.t1197]")));
        Of(collected, EvidenceKind.Rule, "T1197").ShouldBeEmpty();
        collected.Rules.ShouldBe(new RuleCensus(1, 1, 1, 0, 1, 0));
    }

    [Fact]
    public void A_rule_whose_event_is_not_collected_is_dormant()
        => OrganisationTexts.Collect(Sysmon + "\n    event_ids: [3]", OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1003]")))
            .Rules.Dormant.ShouldBe(1);

    [Fact]
    public void A_rule_for_windows_says_nothing_of_a_scope_without_windows()
    {
        var yaml = "scopes:\n  - name: desk\n    platforms: [Windows]\n  - name: lab\n    platforms: [Linux]\nlog_sources:\n  - source: edr";
        var collected = OrganisationTexts.Collect(yaml, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1059]")));
        Of(collected, EvidenceKind.Rule, "T1059").ShouldHaveSingleItem().Scope.ShouldBe("desk");
    }

    [Fact]
    public void A_log_source_that_nobody_knows_is_counted_and_listed()
    {
        var collected = OrganisationTexts.Collect(Sysmon, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: toaster}", "[attack.t1003]")));
        collected.Rules.UnknownLogSource.ShouldBe(1);
        var unresolved = collected.Unresolved.ShouldHaveSingleItem();
        (unresolved.Reference, unresolved.What, unresolved.Resolution).ShouldBe(("toaster", "log source", "unknown"));
        unresolved.Examples.ShouldBe(["rules/a.yml"]);
    }

    [Fact]
    public void An_available_rule_says_nothing_but_its_unresolved_tags_are_listed()
    {
        var rule = OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t9998, attack.t1003]");
        var collected = OrganisationTexts.Collect(Sysmon, new UsedRule(rule, IsDeployed: false, []));
        Of(collected, EvidenceKind.Rule, "T1003").ShouldBeEmpty();
        collected.Rules.ShouldBe(new RuleCensus(1, 0, 0, 0, 0, 0));
        collected.Unresolved.ShouldHaveSingleItem().Reference.ShouldBe("T9998");
    }

    [Fact]
    public void A_tag_of_a_later_release_counts_for_what_it_was_before_and_is_listed_as_moved()
    {
        var collected = OrganisationTexts.Collect(Sysmon, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1685.001, attack.stealth]")));
        var said = Of(collected, EvidenceKind.Rule, "T1562.002").ShouldHaveSingleItem();
        said.TechniqueAsWritten.ShouldBe("T1685.001");
        said.Strength.ShouldBe(0.8 * 0.4 * 0.85 * UnknownField, 1e-6);
        collected.Unresolved.Select(static u => (u.Reference, u.What, u.Resolution)).ShouldBe([("stealth", "tactic tag", "moved"), ("T1685.001", "technique tag", "moved")]);
        collected.Unresolved[1].MovedTo.ShouldBe(["T1562.002"]);
    }

    [Fact]
    public void A_tag_that_several_techniques_share_counts_its_share_for_each()
    {
        var collected = OrganisationTexts.Collect(Sysmon, OrganisationTexts.Deployed(OrganisationTexts.Rule("{product: windows, category: process_creation}", "[attack.t1685]")));
        var said = collected.Evidence.Where(static e => e.Kind == EvidenceKind.Rule).ToArray();
        said.Length.ShouldBeGreaterThan(1);
        said.Sum(static e => e.Strength).ShouldBe(0.8 * 0.4 * 0.85 * UnknownField, 1e-5);
    }

    [Fact]
    public void Shares_of_log_sources_never_add_up_to_more_than_one_and_all_sources_together_come_near_it()
    {
        var everything = "platforms: [Windows]\nlog_sources:\n" + string.Concat(OrganisationTexts.Context.LogSources.Kinds
            .Where(static k => k.Platforms.Contains("Windows", StringComparer.Ordinal)).Select(static k => $"  - source: {k.Id}\n"));
        var collected = OrganisationTexts.Collect(everything);
        var sums = collected.Evidence.GroupBy(static e => e.Technique).Select(static g => g.Sum(static e => e.Strength)).ToArray();
        sums.ShouldAllBe(static s => s > 0 && s <= 1.00001);
        sums.Average().ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void The_device_share_scales_visibility()
    {
        var half = Visibility(OrganisationTexts.Collect(Sysmon.Replace("85%", "50%", StringComparison.Ordinal)), "T1003.001");
        var full = Visibility(OrganisationTexts.Collect(Sysmon.Replace("85%", "100%", StringComparison.Ordinal)), "T1003.001");
        full.ShouldBeGreaterThan(0);
        half.ShouldBe(full / 2, 1e-5);
    }

    [Fact]
    public void A_restricted_list_of_event_ids_shows_less()
    {
        var all = Visibility(OrganisationTexts.Collect(Sysmon), "T1055.001");
        var some = Visibility(OrganisationTexts.Collect(Sysmon + "\n    event_ids: [22]"), "T1055.001");
        some.ShouldBeLessThan(all);
    }

    [Fact]
    public void A_platform_where_nothing_is_collected_lowers_the_scope()
    {
        var windows = Visibility(OrganisationTexts.Collect(Sysmon), "T1059");
        var mixed = Visibility(OrganisationTexts.Collect(Sysmon.Replace("[Windows]", "[Windows, Linux]", StringComparison.Ordinal)), "T1059");
        mixed.ShouldBeGreaterThan(0);
        mixed.ShouldBe(windows / 2, 1e-5);
    }

    [Fact]
    public void A_source_that_carries_the_data_component_counts_half_for_one_that_is_named()
    {
        // EDR telemetry is no log source of ATT&CK's analytics for Windows by name, yet it carries process creation.
        var edr = OrganisationTexts.Collect("platforms: [Windows]\nlog_sources:\n  - source: edr");
        Visibility(edr, "T1059.001").ShouldBeInRange(0.05, 0.6);
    }

    [Fact]
    public void The_statement_says_what_is_missing()
        => OrganisationTexts.Collect(Sysmon).Evidence.ShouldContain(static e => e.Statement.Contains("nobody collects WinEventLog:Security", StringComparison.Ordinal));

    [Fact]
    public void A_mitigation_counts_its_grade_on_every_technique_that_it_mitigates()
    {
        var collected = OrganisationTexts.Collect("mitigations:\n  - mitigation: M1032\n    degree: partial\n    since: 2026-01-15");
        var release = OrganisationTexts.Context.Release;
        release.TryFind("M1032", out var mitigation).ShouldBeTrue();
        collected.Evidence.Count.ShouldBe(release.From(mitigation).Count(static r => r.IsLive && r.Target is Technique));
        collected.Evidence.ShouldAllBe(static e => e.Axis == Axis.Prevention && e.Strength == 0.25 && e.Scope.Length == 0 && e.Date == new DateOnly(2026, 1, 15));
    }

    [Fact]
    public void A_mitigation_of_a_scope_overrides_the_one_for_all()
    {
        var collected = OrganisationTexts.Collect(TwoScopes + "mitigations:\n  - mitigation: M1026\n    degree: partial\n  - mitigation: M1026\n    degree: none\n    scopes: [rack]");
        Of(collected, EvidenceKind.Mitigation, "T1003.001").Select(static e => (e.Scope, e.Strength)).ShouldBe([("desk", 0.25)]);
    }

    [Fact]
    public void A_degree_of_none_and_the_advice_not_to_mitigate_say_nothing()
        => OrganisationTexts.Collect("mitigations:\n  - mitigation: M1032\n    degree: none\n  - mitigation: Do Not Mitigate\n    degree: significant").Evidence.ShouldBeEmpty();

    [Fact]
    public void A_control_counts_less_than_a_mitigation_and_a_chain_half_of_that()
    {
        var direct = OrganisationTexts.Collect("controls:\n  - framework: nist-800-53-r5\n    control: AC-2\n    degree: significant").Evidence;
        direct.ShouldNotBeEmpty();
        direct.ShouldAllBe(static e => e.Strength == 0.27 && e.Source == "control:nist-800-53-r5:AC-2");
        var chained = OrganisationTexts.Collect("controls:\n  - framework: hipaa\n    control: 164.312(a)(1)\n    degree: significant").Evidence;
        chained.ShouldNotBeEmpty();
        chained.ShouldAllBe(static e => e.Strength == 0.135 && e.Source.StartsWith("control:hipaa:164.312(a)>nist-800-53-r5:", StringComparison.Ordinal));
    }

    [Fact]
    public void Ids_of_mappings_that_moved_are_resolved_and_counted()
    {
        var yaml = "controls:\n" + string.Concat(OrganisationTexts.Context.Controls.Frameworks.SelectMany(
            static f => f.Controls.Select(c => $"  - framework: {f.Id}\n    control: \"{c}\"\n    degree: partial\n")));
        var collected = OrganisationTexts.Collect(yaml);
        var live = OrganisationTexts.Context.Release.Techniques.Where(static t => t.IsLive).Select(static t => t.TechniqueId).ToHashSet();
        collected.Evidence.ShouldAllBe(e => live.Contains(e.Technique));
        collected.Unresolved.ShouldAllBe(static u => u.What == "control mapping" && u.Count > 0 && u.Examples.Count > 0);
        collected.Unresolved.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("none", Axis.Detection)]
    [InlineData("logged", Axis.Detection)]
    [InlineData("alerted", Axis.Detection)]
    [InlineData("blocked", Axis.Prevention)]
    public void A_test_is_one_statement_per_scope_with_its_outcome_and_day(string outcome, Axis axis)
    {
        var collected = OrganisationTexts.Collect(TwoScopes + $"tests:\n  - technique: T1003.001\n    outcome: {outcome}\n    date: 2026-09-14\n    scopes: [desk, rack]\n    name: LSASS dump");
        collected.Evidence.Select(static e => e.Scope).ShouldBe(["desk", "rack"]);
        collected.Evidence.ShouldAllBe(e => e.Axis == axis && e.Strength == 1 && e.Source == "test:T1003.001" && e.Date == new DateOnly(2026, 9, 14));
        string.Equals(collected.Evidence[0].Outcome.ToString(), outcome, StringComparison.OrdinalIgnoreCase).ShouldBeTrue();
    }

    [Fact]
    public void Identity_is_content_and_a_line_inserted_above_changes_nothing()
    {
        var before = OrganisationTexts.Collect(Sysmon);
        var after = OrganisationTexts.Collect("# a comment\n" + Sysmon);
        after.Evidence.Select(static e => e.Id).ShouldBe(before.Evidence.Select(static e => e.Id));
        string.Equals(after.Evidence[0].Place, before.Evidence[0].Place, StringComparison.Ordinal).ShouldBeFalse();
        before.Evidence.Select(static e => e.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(before.Evidence.Count);
        before.Evidence.ShouldAllBe(static e => e.Id.Length == 18 && e.Id.StartsWith("E-", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_field_but_the_place_enters_the_id()
    {
        var one = OrganisationTexts.Collect(Sysmon).Evidence[0];
        Evidence[] others =
        [
            one with { Kind = EvidenceKind.Rule }, one with { Axis = Axis.Prevention }, one with { Technique = Parse("T1000") },
            one with { TechniqueAsWritten = "x" }, one with { Scope = "x" }, one with { Date = OrganisationTexts.Today },
            one with { Strength = one.Strength / 2 }, one with { Outcome = Outcome.None }, one with { Source = "x" }, one with { Statement = "x" },
            one with { Release = "x" },
        ];
        others.Select(EvidenceId.Of).Append(EvidenceId.Of(one)).Distinct(StringComparer.Ordinal).Count().ShouldBe(others.Length + 1);
        EvidenceId.Of(one with { Place = "elsewhere", Id = "" }).ShouldBe(one.Id);
    }

    [Fact]
    public void All_published_rules_are_read_counted_and_resolved()
    {
        var rules = Directory.EnumerateFiles(SharedData.PathOf("sigma/rules"), "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(static f => SigmaReader.Read(File.ReadAllBytes(f), f, ReadLimits.Default).Value ?? []).Select(OrganisationTexts.Deployed).ToArray();
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(TwoScopes + "log_sources:\n  - source: sysmon\n  - source: windows-security\n    devices: 60%\n  - source: auditd\n"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var collected = CollectedEvidence.Of(organisation, rules, OrganisationTexts.Context, OrganisationTexts.Today);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms, {collected.Evidence.Count} statements, {collected.Rules}");
        foreach (var unresolved in collected.Unresolved)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{unresolved.What} {unresolved.Reference} {unresolved.Count} {unresolved.Resolution} {string.Join(' ', unresolved.MovedTo)}");
        }

        var census = collected.Rules;
        census.Read.ShouldBe(rules.Length);
        (census.Fed + census.Dormant + census.UnknownLogSource).ShouldBe(census.Tagged);
        ((double)census.UnknownLogSource / census.Tagged).ShouldBeLessThan(0.01);
        collected.Unresolved.Where(static u => string.Equals(u.Resolution, "unknown", StringComparison.Ordinal)).Sum(static u => u.Count).ShouldBeLessThan(400);
        clock.Restart();
        var again = CollectedEvidence.Of(organisation, rules, OrganisationTexts.Context, OrganisationTexts.Today);
        TestContext.Current.TestOutputHelper?.WriteLine($"again {clock.ElapsedMilliseconds} ms");
        again.Evidence.Select(static e => e.ToString()).ShouldBe(collected.Evidence.Select(static e => e.ToString()));
    }
}
