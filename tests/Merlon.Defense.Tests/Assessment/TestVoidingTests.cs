using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>What voids a test, and what it counts for until it is repeated (docs/design/test-voiding.md).</summary>
public sealed class TestVoidingTests
{
    const string Head = """
        platforms: [Windows]
        scopes:
          - {name: desk, weight: 1, platforms: [Windows]}
        """;

    const string Sources = "\nlog_sources:\n  - {source: sysmon, devices: 85%}\n  - {source: proxy, devices: 100%}\n";
    const string Mitigations = "mitigations:\n  - {mitigation: M1038, degree: partial}\n  - {mitigation: M1026, degree: minimal}\n";

    static string Test(string outcome, string more = "") => $"tests:\n  - {{technique: T1059.001, outcome: {outcome}, date: 2026-09-14, name: cradle{more}}}\n";

    static UsedRule Rule(string value = "x", string id = "00000000-0000-4000-8000-000000000001", string title = "Odd shell")
    {
        var yaml = $"title: {title}\nid: {id}\nstatus: stable\nlevel: high\ntags: [attack.t1059.001]\nlogsource: {{product: windows, category: process_creation}}\ndetection: {{s: {{CommandLine|contains: {value}}}, condition: s}}\n";
        return new(SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), "odd.yml", ReadLimits.Default).Value!.Single(), IsDeployed: true, []);
    }

    static IReadOnlyList<TestStanding> Standings(string yaml, UsedRule[] rules, IReadOnlyList<TestStanding>? before = null)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(Head + yaml));
        var collected = CollectedEvidence.Of(organisation, rules, OrganisationTexts.Context, OrganisationTexts.Today);
        return TestStanding.Of(organisation, collected, rules, OrganisationTexts.Context, Stamped(before ?? []), OrganisationTexts.Today);
    }

    static Dictionary<string, TestBasis> Stamped(IReadOnlyList<TestStanding> before)
        => before.ToDictionary(static one => one.Key, static one => TestBasis.Parse(one.Basis.ToText()), StringComparer.Ordinal);

    static TestStanding After(string test, string sources, UsedRule[] rules, string mitigations = Mitigations)
        => Standings(sources + mitigations + test, rules, Standings(Sources + Mitigations + test, [Rule()])).ShouldHaveSingleItem();

    [Theory]
    [InlineData("none")]
    [InlineData("logged")]
    [InlineData("alerted")]
    [InlineData("blocked")]
    public void A_test_holds_while_nothing_changes_and_a_basis_reads_back_as_written(string outcome)
    {
        var first = Standings(Sources + Mitigations + Test(outcome), [Rule()]).ShouldHaveSingleItem();
        first.Stamped.ShouldBeNull();
        first.Basis.Lines.ShouldNotBeEmpty();
        TestBasis.Parse(first.Basis.ToText()).ShouldBe(first.Basis);
        var again = After(Test(outcome), Sources, [Rule()]);
        again.IsVoid.ShouldBeFalse();
        again.PreventionChanges.ShouldBeEmpty();
    }

    [Fact]
    public void A_pass_is_void_once_a_rule_that_spoke_detects_something_else_or_is_gone()
    {
        After(Test("alerted"), Sources, [Rule("y")]).Changes.ShouldBe(["the rule \"Odd shell\" detects something else than then"]);
        After(Test("alerted"), Sources, []).Changes[0].ShouldBe("the rule \"Odd shell\" is gone");
    }

    [Fact]
    public void A_rule_whose_words_were_edited_is_the_same_rule()
        => After(Test("alerted"), Sources, [Rule(title: "Odd shell, again")]).IsVoid.ShouldBeFalse();

    [Fact]
    public void A_further_rule_voids_no_pass_but_a_miss()
    {
        var more = Rule("z", "00000000-0000-4000-8000-000000000002", "Another");
        After(Test("alerted"), Sources, [Rule(), more]).IsVoid.ShouldBeFalse();
        After(Test("none"), Sources, [Rule(), more]).Changes.ShouldBe(["the rule \"Another\" is new"]);
        After(Test("none"), Sources, []).IsVoid.ShouldBeFalse("less than what missed does not prove otherwise");
    }

    [Fact]
    public void A_test_that_names_its_rule_hangs_on_that_one_alone()
    {
        var other = Rule("z", "00000000-0000-4000-8000-000000000002", "Another");
        var changed = Rule("zz", "00000000-0000-4000-8000-000000000002", "Another");
        var test = Test("alerted", ", rule: Odd shell");
        var before = Standings(Sources + Mitigations + test, [Rule(), other]);
        Standings(Sources + Mitigations + test, [Rule(), changed], before).Single().IsVoid.ShouldBeFalse();
        Standings(Sources + Mitigations + test, [Rule("y"), other], before).Single().IsVoid.ShouldBeTrue();
        Standings(Sources + Mitigations + Test("alerted"), [Rule(), other], []).Single().Basis.Lines.Count(static line => line.Kind == BasisKind.Rule).ShouldBe(2);
    }

    [Theory]
    [InlineData("40%", true)]
    [InlineData("80%", false)]
    [InlineData("100%", false)]
    public void A_sensor_that_fell_by_a_step_voids_a_pass(string devices, bool isVoid)
    {
        var after = After(Test("alerted"), Sources.Replace("85%", devices, StringComparison.Ordinal), [Rule()]);
        after.IsVoid.ShouldBe(isVoid);
        if (isVoid)
        {
            after.Changes.ShouldBe(["Microsoft Sysmon on desk went from 85 % to 40 % of the devices"]);
            after.Sentence.ShouldBe("the test of T1059.001 of 2026-09-14 is void: Microsoft Sysmon on desk went from 85 % to 40 % of the devices; repeat it");
        }
    }

    [Fact]
    public void A_sensor_that_is_gone_or_lost_events_voids_a_pass_and_one_that_gained_voids_a_miss()
    {
        var without = Sources.Replace("  - {source: sysmon, devices: 85%}\n", "", StringComparison.Ordinal);
        After(Test("alerted"), without, [Rule()]).Changes.Count(static change => change is "Microsoft Sysmon on desk is gone").ShouldBe(1);
        After(Test("none"), without, [Rule()]).IsVoid.ShouldBeFalse();
        var fewer = Sources.Replace("devices: 85%", "devices: 85%, event_ids: [1]", StringComparison.Ordinal);
        After(Test("alerted"), fewer, [Rule()]).Changes.ShouldBe(["Microsoft Sysmon on desk no longer has the events other than 1"]);
        After(Test("none"), Sources.Replace("85%", "100%", StringComparison.Ordinal), [Rule()]).Changes.ShouldBe(["Microsoft Sysmon on desk went from 85 % to 100 % of the devices"]);
    }

    [Fact]
    public void A_block_hangs_on_what_stops_and_an_alert_does_not()
    {
        var less = Mitigations.Replace("partial", "minimal", StringComparison.Ordinal);
        After(Test("blocked"), Sources, [Rule()], less).Changes.ShouldBe(["M1038 Execution Prevention on desk went from partial to minimal"]);
        After(Test("alerted"), Sources, [Rule()], less).IsVoid.ShouldBeFalse();
        After(Test("blocked"), Sources, [], Mitigations).IsVoid.ShouldBeFalse("what alerts did not stop it");
        After(Test("blocked", ", mitigation: M1026"), Sources, [Rule()], less).IsVoid.ShouldBeFalse("another one stopped it");
    }

    [Fact]
    public void More_prevention_voids_what_a_miss_says_of_prevention_and_not_the_miss()
    {
        var more = Mitigations.Replace("partial", "significant", StringComparison.Ordinal);
        var after = After(Test("none"), Sources, [Rule()], more);
        after.IsVoid.ShouldBeFalse("ticking a box does not undo that nothing was seen");
        after.PreventionChanges.ShouldBe(["M1038 Execution Prevention on desk went from partial to significant"]);
    }

    [Fact]
    public void A_technique_that_was_redefined_voids_every_test_of_it()
    {
        var before = Standings(Sources + Mitigations + Test("none"), [Rule()]).Single();
        var older = new TestBasis(before.Basis.Lines.Select(static line => line.Kind == BasisKind.Technique ? line with { Value = "T1059.001 0" } : line));
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(Head + Sources + Mitigations + Test("none")));
        var collected = CollectedEvidence.Of(organisation, [Rule()], OrganisationTexts.Context, OrganisationTexts.Today);
        var after = TestStanding.Of(organisation, collected, [Rule()], OrganisationTexts.Context, new Dictionary<string, TestBasis>(StringComparer.Ordinal) { [before.Key] = older }, OrganisationTexts.Today).Single();
        after.Changes.ShouldHaveSingleItem().ShouldStartWith("T1059.001 PowerShell was redefined (its version went from 0 to ");
        var moved = new TestBasis(before.Basis.Lines.Select(static line => line.Kind == BasisKind.Technique ? line with { Value = "T1086 0" } : line));
        TestStanding.Of(organisation, collected, [Rule()], OrganisationTexts.Context, new Dictionary<string, TestBasis>(StringComparer.Ordinal) { [before.Key] = moved }, OrganisationTexts.Today)
            .Single().IsVoid.ShouldBeFalse("a technique that got another id is the same");
    }

    [Fact]
    public void What_is_broken_in_a_kept_basis_is_left_out()
        => TestBasis.Parse("rule\ta\tb\tc\nnonsense\nrule\ttoo\tfew\nmagic\ta\tb\tc\n").Lines.ShouldBe([new BasisLine(BasisKind.Rule, "a", "b", "c")]);

    [Fact]
    public void A_basis_keeps_no_more_lines_than_its_limit()
    {
        var lines = Enumerable.Range(0, TestBasis.LinesMax + 1).Select(static i => new BasisLine(BasisKind.Rule, $"r{i:D6}", "v", "n")).ToList();
        new TestBasis(lines.Take(TestBasis.LinesMax)).Lines.Count.ShouldBe(TestBasis.LinesMax);
        new TestBasis(lines).Lines.Count.ShouldBe(TestBasis.LinesMax);
    }
}
