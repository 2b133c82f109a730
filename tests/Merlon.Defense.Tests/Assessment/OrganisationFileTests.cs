using System.Globalization;
using System.Text;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Assessment;

public sealed class OrganisationFileTests
{
    const string Full = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        regions: [Germany]
        platforms: [windows, Linux, IaaS]
        scopes:
          - name: workstations
            weight: 3
            platforms: [Windows]
          - name: servers
            weight: 1
            platforms: [Windows, Linux]
        groups:
          - group: fin7
            weight: 0.5
            reason: hit two peers
        log_sources:
          - source: sysmon
            event_ids: [1, 3, 11]
            scopes: [Workstations]
            devices: 85%
            since: 2025-03-01
            owner: SOC
          - source: WinEventLog:Security
        mitigations:
          - mitigation: M1032
            degree: partial
            owner: IAM team
        controls:
          - framework: nist-800-53-r5
            controls: [AC-2, ac-03]
            degree: minimal
        rules:
          - path: ../rules
            state: deployed
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14
            scopes: [workstations]
            name: LSASS dump
        budget: 120000
        costs:
          currency: eur
          day_rate: 850
          measures:
            M1032: {days: 25, money: 20000}
            sysmon: {days: 12}
            rule: {days: 0.25}
        """;

    [Fact]
    public void A_full_file_is_read_without_a_word()
    {
        var read = OrganisationTexts.ReadClean(Full);
        read.Name.ShouldBe("Harbor Bank");
        read.Domains.ShouldBe(["enterprise-attack"]);
        read.Platforms.ShouldBe(["Windows", "Linux", "IaaS"]);
        read.Scopes.Select(static s => s.Weight).ShouldBe([0.75, 0.25]);
        read.Groups.ShouldHaveSingleItem().Group.Id.ShouldBe("G0046");
        read.Groups[0].Weight.ShouldBe(0.5);
        var sysmon = read.LogSources[0];
        sysmon.Kind.ShouldNotBeNull().Id.ShouldBe("sysmon");
        sysmon.AttackNames.ShouldBe(["WinEventLog:Sysmon"]);
        sysmon.EventIds.ShouldBe([1, 3, 11]);
        sysmon.Scopes.ShouldBe(["workstations"]);
        sysmon.DeviceShare.ShouldBe(0.85);
        sysmon.Since.ShouldBe(new DateOnly(2025, 3, 1));
        sysmon.Owner.ShouldBe("SOC");
        sysmon.Location.Line.ShouldBe(18);
        read.LogSources[1].AttackNames.ShouldBe(["WinEventLog:Security"]);
        read.LogSources[1].DeviceShare.ShouldBe(1);
        read.Mitigations.ShouldHaveSingleItem().Degree.ShouldBe(Degree.Partial);
        read.Controls.Select(static c => c.ControlId).ShouldBe(["AC-2", "AC-3"]);
        read.Rules.ShouldHaveSingleItem().IsDeployed.ShouldBeTrue();
        read.Tests.ShouldHaveSingleItem().Techniques.ShouldHaveSingleItem().Id.ShouldBe("T1003.001");
        read.Tests[0].Outcome.ShouldBe(Outcome.None);
        read.Budget.ShouldBe(120000m);
        read.Costs.Currency.ShouldBe("EUR");
        read.Costs.DayRate.ShouldBe(850m);
        read.Costs.Measures["M1032"].ShouldBe(new MeasureCost(25, 20000));
        read.Costs.Measures["rule"].ShouldBe(new MeasureCost(0.25m, 0));
        read.Costs.Measures["test"].ShouldBe(CostTable.Default.Measures["test"]);
        read.Costs.SetByOrganisation.Order(StringComparer.Ordinal).ShouldBe(["M1032", "rule", "sysmon"]);
    }

    [Fact]
    public void A_file_with_only_a_name_and_a_sector_speaks_of_the_whole_enterprise()
    {
        var read = OrganisationTexts.ReadClean("merlon: 1\nname: Small\nsectors: [finance]\n");
        read.Scopes.ShouldHaveSingleItem().Name.ShouldBe("organisation");
        read.Scopes[0].Weight.ShouldBe(1);
        read.Platforms.Intersect(["Windows", "Android"], StringComparer.Ordinal).ShouldBe(["Windows"]);
        read.Budget.ShouldBeNull();
        read.Costs.ShouldBe(CostTable.Default);
    }

    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "sectorz: [finance]", "ORG004", "4:1 (sectorz)", "sectors" },
        { "log_sources:\n  - source: sysmon\n    device: 85%", "ORG004", "6:5 (log_sources[0].device)", "devices" },
        { "name2: [a]", "ORG004", "4:1 (name2)", "name" },
        { "regions: [Germny]", "ORG011", "4:11 (regions[0])", "Germany" },
        { "domains: [enterprise, mobil]", "ORG012", "4:23 (domains[1])", "mobile" },
        { "platforms: [Windows, Linus]", "ORG013", "4:22 (platforms[1])", "Linux" },
        { "log_sources:\n  - source: sysmon\n    scopes: [workstation]", "ORG014", "6:14 (log_sources[0].scopes[0])", "" },
        { "groups:\n  - group: FIN77", "ORG015", "5:12 (groups[0].group)", "FIN7" },
        { "log_sources:\n  - source: sysmn", "ORG016", "5:13 (log_sources[0].source)", "sysmon" },
        { "mitigations:\n  - mitigation: M1O32\n    degree: partial", "ORG017", "5:17 (mitigations[0].mitigation)", "M10" },
        { "controls:\n  - framework: nist-800-53-r6\n    control: AC-2\n    degree: partial", "ORG018", "5:16 (controls[0].framework)", "nist-800-53-r5" },
        { "controls:\n  - framework: nist-800-53-r5\n    control: AZ-2\n    degree: partial", "ORG019", "6:14 (controls[0].control)", "-2" },
        { "tests:\n  - technique: T9999\n    outcome: none\n    date: 2026-01-01", "ORG020", "5:16 (tests[0].technique)", "" },
        { "mitigations:\n  - mitigation: M1032\n    degree: partially", "ORG008", "6:13 (mitigations[0].degree)", "partial" },
        { "tests:\n  - technique: T1003\n    outcome: alert\n    date: 2026-01-01", "ORG008", "6:14 (tests[0].outcome)", "alerted" },
        { "tests:\n  - technique: T1003\n    outcome: none\n    date: 14.09.2026", "ORG007", "7:11 (tests[0].date)", "" },
        { "tests:\n  - technique: T1003\n    outcome: none\n    date: 2026-02-30", "ORG007", "7:11 (tests[0].date)", "" },
        { "log_sources:\n  - source: sysmon\n    devices: 0.85", "ORG006", "6:14 (log_sources[0].devices)", "per cent" },
        { "log_sources:\n  - source: sysmon\n    devices: 101%", "ORG006", "6:14 (log_sources[0].devices)", "" },
        { "log_sources:\n  - source: sysmon\n    event_ids: [one]", "ORG006", "6:17 (log_sources[0].event_ids[0])", "" },
        { "groups:\n  - group: FIN7\n    weight: 1.01", "ORG006", "6:13 (groups[0].weight)", "" },
        { "groups:\n  - group: FIN7\n    weight: -0.1", "ORG006", "6:13 (groups[0].weight)", "" },
        { "budget: -1", "ORG006", "4:9 (budget)", "" },
        { "budget: 120,000", "ORG006", "4:9 (budget)", "" },
        { "costs:\n  measures:\n    M1032: {days: -1}", "ORG006", "6:19 (costs.measures.M1032.days)", "" },
        { "costs:\n  measures:\n    M9999: {days: 1}", "ORG036", "6:5 (costs.measures.M9999)", "" },
        { "costs:\n  currency: Euros", "ORG008", "5:13 (costs.currency)", "" },
        { "mitigations:\n  - mitigation: M1032\n    degree: none\n  - mitigation: M1032\n    degree: partial", "ORG025", "7:5 (mitigations[1])", "" },
        { "scopes:\n  - name: a\n  - name: A", "ORG025", "6:11 (scopes[1].name)", "" },
        { "groups:\n  - group: FIN7\n  - group: G0046", "ORG025", "6:12 (groups[1].group)", "" },
        { "scopes:\n  - name: a\n    weight: 0", "ORG033", "5:3 (scopes)", "" },
        { "mitigations: M1032", "ORG005", "4:14 (mitigations)", "hyphen" },
        { "mitigations:\n  - M1032", "ORG005", "5:5 (mitigations[0])", "" },
        { "mitigations:\n  - degree: partial", "ORG030", "5:5 (mitigations[0])", "" },
        { "mitigations:\n  - mitigation: M1032", "ORG030", "5:5 (mitigations[0])", "" },
        { "domains: [enterprise-attack, ics-attack]\nplatforms: [Windows]", "ORG029", "5:12 (platforms)", "None" },
        { "scopes:\n  - name: cloud\n    platforms: [IaaS]\nlog_sources:\n  - source: sysmon", "ORG032", "8:5 (log_sources[0])", "" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_said_with_its_place_and_what_was_meant(string yaml, string code, string place, string meant)
    {
        var parsed = OrganisationTexts.Read(OrganisationTexts.With(yaml));
        parsed.Value.ShouldNotBeNull();
        parsed.HasErrors.ShouldBeFalse();
        var all = string.Join('\n', parsed.Diagnostics);
        var said = parsed.Diagnostics.FirstOrDefault(d => string.Equals(d.Code, code, StringComparison.Ordinal)).ShouldNotBeNull(all);
        said.Location.ToString().ShouldBe(place, all);
        said.Severity.ShouldBe(Severity.Warning);
        (said.Advice + said.Message).ShouldContain(meant, Case.Sensitive, all);
    }

    [Fact]
    public void An_unknown_sector_is_left_out_with_the_nearest_known_one()
    {
        var parsed = OrganisationTexts.Read("merlon: 1\nname: A\nsectors: [finanse]\n");
        parsed.Value.ShouldNotBeNull().Sectors.ShouldBeEmpty();
        var said = parsed.Diagnostics.First(static d => string.Equals(d.Code, "ORG010", StringComparison.Ordinal));
        said.Location.ToString().ShouldBe("3:11 (sectors[0])");
        said.Advice.ShouldBe("did you mean finance?");
    }

    [Theory]
    [InlineData("", "ORG001")]
    [InlineData("- a\n- b\n", "ORG001")]
    [InlineData("just text\n", "ORG001")]
    [InlineData("merlon: 1\nsectors: [finance]\n", "ORG002")]
    [InlineData("merlon: 1\nname: \"  \"\n", "ORG002")]
    [InlineData("merlon: 2\nname: A\n", "ORG003")]
    public void Without_a_name_in_a_known_format_there_is_no_organisation(string yaml, string code)
    {
        var parsed = OrganisationTexts.Read(yaml);
        parsed.Value.ShouldBeNull();
        parsed.Diagnostics.ShouldContain(
            d => d.Severity == Severity.Error && (string.Equals(d.Code, code, StringComparison.Ordinal) || d.Code.StartsWith("YAML", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_entry_whose_scopes_are_all_unknown_is_left_out_and_not_claimed_for_all()
    {
        var parsed = OrganisationTexts.Read(OrganisationTexts.With("mitigations:\n  - mitigation: M1032\n    degree: partial\n    scopes: [nowhere]"));
        parsed.Value.ShouldNotBeNull().Mitigations.ShouldBeEmpty();
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["ORG014", "ORG030"]);
    }

    [Fact]
    public void Event_ids_that_cannot_be_read_leave_the_log_source_out_and_do_not_claim_all_events()
        => OrganisationTexts.Read(OrganisationTexts.With("log_sources:\n  - source: sysmon\n    event_ids: [all]")).Value.ShouldNotBeNull().LogSources.ShouldBeEmpty();

    [Fact]
    public void A_mitigation_may_be_said_once_for_all_and_once_more_for_a_scope()
        => OrganisationTexts.ReadClean(OrganisationTexts.With(
            "scopes:\n  - name: a\n  - name: b\nmitigations:\n  - mitigation: M1032\n    degree: minimal\n  - mitigation: Multi-factor Authentication\n    degree: significant\n    scopes: [a]"))
            .Mitigations.Count.ShouldBe(2);

    [Fact]
    public void A_technique_that_moved_is_resolved_and_noted()
    {
        var parsed = OrganisationTexts.Read(OrganisationTexts.With("tests:\n  - technique: T1150\n    outcome: logged\n    date: 2026-01-01"));
        parsed.Value.ShouldNotBeNull().Tests.ShouldHaveSingleItem().Techniques.ShouldHaveSingleItem().Id.ShouldBe("T1647");
        var said = parsed.Diagnostics.ShouldHaveSingleItem();
        (said.Code, said.Severity).ShouldBe(("ORG022", Severity.Note));
    }

    [Fact]
    public void A_dead_technique_is_left_out_with_a_warning()
    {
        var dead = OrganisationTexts.Context.Release.Techniques.First(static t => t.IsDeprecated && !t.IsRevoked);
        var parsed = OrganisationTexts.Read(OrganisationTexts.With($"tests:\n  - technique: {dead.Id}\n    outcome: logged\n    date: 2026-01-01"));
        parsed.Value.ShouldNotBeNull().Tests.ShouldBeEmpty();
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG023");
    }

    [Fact]
    public void A_test_of_the_future_is_kept_and_said()
    {
        var parsed = OrganisationTexts.Read(OrganisationTexts.With("tests:\n  - technique: T1003\n    outcome: logged\n    date: 2027-01-01"));
        parsed.Value.ShouldNotBeNull().Tests.Count.ShouldBe(1);
        var said = parsed.Diagnostics.ShouldHaveSingleItem();
        (said.Code, said.Severity).ShouldBe(("ORG027", Severity.Warning));
    }

    [Theory]
    [InlineData("APT29", "G0016")]
    [InlineData("g0016", "G0016")]
    [InlineData("Cozy Bear", "G0016")]
    [InlineData("volt typhoon", "G1017")]
    public void A_group_is_found_by_id_name_and_alias(string word, string id)
        => OrganisationTexts.ReadClean(OrganisationTexts.With($"groups:\n  - group: {word}")).Groups.ShouldHaveSingleItem().Group.Id.ShouldBe(id);

    [Fact]
    public void A_revoked_group_is_followed_and_noted()
    {
        var release = OrganisationTexts.Context.Release;
        var revoked = release.All<Merlon.Attack.Group>().First(g => g.IsRevoked && release.Lineage.SuccessorOf(g) is not null);
        var parsed = OrganisationTexts.Read(OrganisationTexts.With($"groups:\n  - group: {revoked.Id}"));
        parsed.Value.ShouldNotBeNull().Groups.ShouldHaveSingleItem().Group.IsLive.ShouldBeTrue();
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG021");
    }

    [Fact]
    public void One_scope_more_than_the_limit_is_left_out_and_said()
    {
        static string Scopes(int count) => "scopes:\n" + string.Concat(Enumerable.Range(0, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"  - name: s{i}\n")));
        OrganisationTexts.ReadClean(OrganisationTexts.With(Scopes(OrganisationLimits.ScopesMax))).Scopes.Count.ShouldBe(OrganisationLimits.ScopesMax);
        var parsed = OrganisationTexts.Read(OrganisationTexts.With(Scopes(OrganisationLimits.ScopesMax + 1)));
        parsed.Value.ShouldNotBeNull().Scopes.Count.ShouldBe(OrganisationLimits.ScopesMax);
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG026");
    }

    /// <summary>A list's key, one of its entries, its limit, and how many the reader took.</summary>
    public static TheoryData<string, string, int, Func<Organisation, int>> Lists => new()
    {
        { "groups", "group: FIN7", OrganisationLimits.GroupsMax, static o => o.Groups.Count },
        { "log_sources", "source: sysmon", OrganisationLimits.EntriesMax, static o => o.LogSources.Count },
        { "mitigations", "{mitigation: M1032, degree: partial}", OrganisationLimits.EntriesMax, static o => o.Mitigations.Count },
        { "controls", "{framework: cis-v8, control: '5.3', degree: partial}", OrganisationLimits.EntriesMax, static o => o.Controls.Count },
        { "rules", "{path: rules, state: deployed}", OrganisationLimits.EntriesMax, static o => o.Rules.Count },
        { "tests", "{technique: T1059, outcome: none, date: 2026-01-01}", OrganisationLimits.TestsMax, static o => o.Tests.Count },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void One_entry_more_than_the_limit_is_left_out_and_said(string key, string entry, int most, Func<Organisation, int> count)
    {
        string List(int entries) => OrganisationTexts.With($"{key}:\n" + string.Concat(Enumerable.Repeat($"  - {entry}\n", entries)));
        Parsed<Organisation> Read(int entries) => OrganisationFile.Read(
            Encoding.UTF8.GetBytes(List(entries)), "organisation.yaml", OrganisationTexts.Context, ReadLimits.Default with { DiagnosticsMax = 100_000 }); // each repeat is noted
        var atLimit = Read(most);
        var past = Read(most + 1);

        atLimit.Diagnostics.ShouldNotContain(static d => d.Code == "ORG026");
        past.Diagnostics.Count(static d => d.Code == "ORG026").ShouldBe(1);
        count(past.Value.ShouldNotBeNull()).ShouldBe(count(atLimit.Value.ShouldNotBeNull()));
        count(past.Value).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void One_word_more_than_the_limit_is_left_out_and_said()
    {
        static string Ids(int count) => $"log_sources:\n  - source: sysmon\n    event_ids: [{string.Join(", ", Enumerable.Range(1, count))}]";
        OrganisationTexts.ReadClean(OrganisationTexts.With(Ids(OrganisationLimits.WordsMax))).LogSources[0].EventIds.Count.ShouldBe(OrganisationLimits.WordsMax);
        var parsed = OrganisationTexts.Read(OrganisationTexts.With(Ids(OrganisationLimits.WordsMax + 1)));
        parsed.Value.ShouldNotBeNull().LogSources[0].EventIds.Count.ShouldBe(OrganisationLimits.WordsMax);
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG026");
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_and_said()
    {
        OrganisationTexts.ReadClean($"merlon: 1\nname: {new string('x', OrganisationLimits.TextCharsMax)}\nsectors: [finance]\n");
        var parsed = OrganisationTexts.Read($"merlon: 1\nname: {new string('x', OrganisationLimits.TextCharsMax + 1)}\nsectors: [finance]\n");
        parsed.Value.ShouldNotBeNull().Name.Length.ShouldBe(OrganisationLimits.TextCharsMax);
        parsed.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("ORG026");
    }

    [Fact]
    public void Cut_off_anywhere_a_file_is_read_or_refused_but_never_throws()
    {
        var bytes = Encoding.UTF8.GetBytes(Full);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var parsed = OrganisationFile.Read(bytes.AsMemory(0, length), "cut.yaml", OrganisationTexts.Context, ReadLimits.Default);
            (parsed.Value is not null || parsed.HasErrors).ShouldBeTrue($"cut after {length} bytes");
        }
    }
}
