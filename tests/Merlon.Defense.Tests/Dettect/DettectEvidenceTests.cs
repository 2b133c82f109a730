using System.Text;
using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Dettect;

public sealed class DettectEvidenceTests
{
    const string Techniques = """
        version: 1.2
        file_type: technique-administration
        name: endpoints
        domain: enterprise-attack
        platform: [Windows, Linux]
        techniques:
          - technique_id: T1003.001
            technique_name: LSASS Memory
            custom: kept
            detection:
              - applicable_to: [Windows workstations]
                location: [EDR]
                comment: ''
                score_logbook:
                  - {date: 2026-01-01, score: 4, comment: ''}
            visibility:
              - applicable_to: [all]
                comment: ''
                score_logbook:
                  - {date: 2026-01-01, score: 3, comment: '', auto_generated: false}
          - technique_id: T1059
            technique_name: x
            detection:
              - applicable_to: [Windows workstations]
                location: []
                comment: ''
                score_logbook:
                  - {date: null, score: -1, comment: ''}
            visibility:
              - applicable_to: [Moon base]
                comment: ''
                score_logbook:
                  - {date: 2026-01-01, score: 0, comment: '', auto_generated: true}
                  - {date: 2026-02-01, score: 2, comment: '', auto_generated: true}
          - technique_id: T9999
            detection: []
            visibility: []
        """;

    const string Head = """
        platforms: [Windows, Linux]
        scopes:
          - {name: clients, platforms: [Windows]}
          - {name: servers, platforms: [Linux]}
        """;

    [Fact]
    public void Scores_are_weak_dated_statements_with_their_place()
    {
        var collected = Collect(Head, Techniques);
        var detection = collected.Evidence.Single(static e => e is { Kind: EvidenceKind.Score, Axis: Axis.Detection });
        detection.Technique.ToString().ShouldBe("T1003.001");
        (detection.Scope, detection.Strength, detection.Date).ShouldBe(("", 0.2, new DateOnly(2026, 1, 1))); // no other scope has the technique's platform
        detection.Place.ShouldStartWith("techniques.yaml:15:");
        detection.Statement.ShouldBe("detection score 4 of 5 (EDR), given by a person");
        var visibility = collected.Evidence.Single(static e => e is { Kind: EvidenceKind.Score, Axis: Axis.Visibility });
        (visibility.Scope, visibility.Strength).ShouldBe(("", 0.3));
        collected.Unresolved.Select(static u => (u.What, u.Reference, u.Resolution)).ShouldBe([("DeTT&CT system", "Moon base", "unknown"), ("DeTT&CT technique", "T9999", "unknown")]);
    }

    [Fact]
    public void An_opinion_of_visibility_never_counts_on_top_of_what_is_collected()
    {
        var without = Collect(Head, Techniques);
        var with = Collect(Head + "\nlog_sources: [{source: sysmon, scopes: [clients]}]", Techniques);
        double Sum(CollectedEvidence collected) => collected.Evidence.Where(static e => e.Axis == Axis.Visibility && e.Technique.ToString() == "T1003.001").Sum(static e => e.Strength);
        Sum(without).ShouldBe(0.3, 1e-9);
        Sum(with).ShouldBe(with.Evidence.Where(static e => e is { Kind: EvidenceKind.LogSource, Technique: var t } && t.ToString() == "T1003.001").Sum(static e => e.Strength) is var shares && shares >= 0.3 ? shares : 0.3, 1e-9);
    }

    [Fact]
    public void Data_sources_become_log_sources_of_the_scopes_that_are_stated()
    {
        var organisation = Read(Head, DettectTexts.DataSources, "data.yaml");
        organisation.LogSources.Select(static s => (s.Kind?.Id, string.Join(",", s.Scopes), Math.Round(s.DeviceShare, 6), s.Document)).ShouldBe(
        [
            ("dettect:Process Creation", "clients", 0.55125, "data.yaml"), // 0.875 of the devices × 0.63 of the fields
            ("dettect:File Modification", "clients", 0.0169, "data.yaml"), // only consistency is known: the lowest step of both
            ("dettect:File Modification", "servers", 0.0169, "data.yaml"), // the server's own entry cannot be analysed
        ]);
        var collected = CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today);
        var statement = collected.Evidence.First(static e => e.Source == "log-source:dettect:Process Creation");
        statement.Kind.ShouldBe(EvidenceKind.LogSource);
        statement.Place.ShouldStartWith("data.yaml:13:");
        statement.Date.ShouldBe(new DateOnly(2026, 1, 11));
    }

    [Fact]
    public void Groups_that_ATTCK_knows_are_named_and_others_are_counted()
    {
        var organisation = Read(Head, """
            version: 1
            file_type: group-administration
            platform: [all]
            groups:
              - {group_name: fin7, campaign: 2026, technique_id: [T1059], enabled: true}
              - {group_name: Our red team, technique_id: [T1059, T9998], enabled: true}
              - {group_name: APT29, technique_id: [T1059], enabled: false}
            """, "groups.yaml");
        var named = organisation.Groups.ShouldHaveSingleItem();
        (named.Group.Id, named.Reason).ShouldBe(("G0046", "fin7 (2026) in groups.yaml"));
        CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today).Unresolved.ShouldHaveSingleItem().Reference.ShouldBe("T9998");
    }

    [Fact]
    public void An_export_keeps_what_was_imported_and_adds_what_a_later_test_says()
    {
        var organisation = Read(Head + "\ntests: [{technique: T1003.001, outcome: none, date: 2026-09-14, scopes: [clients]}]\nlog_sources: [{source: sysmon, scopes: [clients], devices: 60%}]", Techniques, "techniques.yaml");
        var files = DettectExport.Of(Assess(organisation));
        files.Select(static f => f.Name).ShouldBe(["data-sources-enterprise-attack.yaml", "techniques-enterprise-attack.yaml", "groups-enterprise-attack.yaml"]);
        var texts = files.Select(static f => DettectYaml.Write(f.Root)).ToList();
        foreach (var text in texts)
        {
            DettectTexts.Read(text).Diagnostics.Where(static d => d.Severity != Severity.Note).Select(static d => d.ToString()).ShouldBeEmpty();
        }

        var techniques = DettectTexts.ReadAs<DettectTechniques>(texts[1]);
        techniques.Techniques.Take(3).Select(static t => t.Id).ShouldBe(["T1003.001", "T1059", "T9999"]);
        texts[1].ShouldContain("custom: kept");
        var lsass = techniques.Techniques[0].Detection.ShouldHaveSingleItem();
        lsass.Logbook.Select(static s => s.Score).ShouldBe([-1, 4]);
        lsass.Latest.ShouldNotBeNull().Date.ShouldBe(new DateOnly(2026, 9, 14));
        techniques.Techniques[1].Detection[0].Logbook.Count.ShouldBe(1);
        var sources = DettectTexts.ReadAs<DettectDataSources>(texts[0]);
        sources.Systems.Select(static s => s.Name).ShouldBe(["clients", "servers"]);
        sources.Sources.Single(static s => s.Name == "Process Creation").Details.ShouldHaveSingleItem().Quality.DeviceCompleteness.ShouldBe(3); // 60 %
        files[1].ShouldSatisfyAllConditions(f => f.Kept.ShouldBe(3), f => f.Added.ShouldBeGreaterThan(10));
    }

    [Theory]
    [InlineData("version: 1.0\nfile_type: technique-administration\nname: x\nplatform: windows\ntechniques:\n- technique_id: T1055\n  note: mine\n  detection: {date_registered: 2019-01-10, date_implemented: 2019-02-01, score: 3, location: [EDR], comment: c}\n  visibility: {score: 2, comment: ''}\n")]
    [InlineData("version: 1.0\nfile_type: data-source-administration\nname: x\nplatform: [Windows, Linux]\nnotes: mine\ndata_sources:\n- data_source_name: Process Creation\n  date_registered: 2019-01-10\n  date_connected:\n  products: [a]\n  available_for_data_analytics: true\n  comment: ''\n  data_quality: {device_completeness: 1, data_field_completeness: 2, timeliness: 3, consistency: 4, retention: 5}\n")]
    public void Old_versions_are_brought_to_the_newest_without_loss(string yaml)
    {
        var old = DettectTexts.Read(yaml).Value.ShouldNotBeNull();
        var text = DettectYaml.Write(DettectUpgrade.Of(old));
        text.ShouldContain("mine");
        text.ShouldContain("2019-01-10");
        var parsed = DettectTexts.Read(text);
        parsed.Diagnostics.Where(static d => d.Severity != Severity.Note && d.Code != "DETT013").Select(static d => d.ToString()).ShouldBeEmpty(text);
        switch (old, parsed.Value)
        {
            case (DettectTechniques before, DettectTechniques after):
                after.Version.ShouldBe("1.2");
                DettectScoring.Of(after).Select(static s => (s.Id, s.Visibility, s.Detection)).ShouldBe(DettectScoring.Of(before).Select(static s => (s.Id, s.Visibility, s.Detection)));
                after.Techniques[0].Detection[0].Latest.ShouldNotBeNull().Date.ShouldBe(new DateOnly(2019, 2, 1));
                break;
            case (DettectDataSources before, DettectDataSources after):
                after.Version.ShouldBe("1.1");
                after.Systems.ShouldHaveSingleItem().Platforms.ShouldBe(["Windows", "Linux"]);
                after.Sources[0].Details[0].Quality.ShouldBe(before.Sources[0].Details[0].Quality);
                break;
            default:
                Assert.Fail("another kind of file");
                break;
        }
    }

    [Fact]
    public void A_comparison_says_why_scores_differ()
    {
        var organisation = Read(Head + "\ntests: [{technique: T1003.001, outcome: none, date: 2026-09-14, scopes: [clients]}]", Techniques, "techniques.yaml");
        var differences = DettectComparison.Of(Assess(organisation), DettectTables.None);
        var detection = differences.Single(static d => d.Technique.Id == "T1003.001" && d.Axis == Axis.Detection);
        (detection.Score, detection.Share).ShouldBe((4, 0.8));
        detection.Merlon.ShouldBeLessThan(0.05);
        detection.Reasons[0].ShouldContain("a test outranks scores");
        detection.Reasons.ShouldContain(static r => r.Contains("2026-01-01", StringComparison.Ordinal));
        differences.Where(static d => Math.Abs(d.Difference) >= DettectComparison.SameWithin).ShouldAllBe(static d => d.Reasons.Count > 0);
    }

    static GapAssessment Assess(Organisation organisation)
    {
        var collected = CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today);
        return GapAssessment.Of(new AssessmentInput(organisation, OrganisationTexts.Context, collected.Evidence, collected, [], OrganisationTexts.Today, []));
    }

    static CollectedEvidence Collect(string yaml, string file) => CollectedEvidence.Of(Read(yaml, file, "techniques.yaml"), [], OrganisationTexts.Context, OrganisationTexts.Today);

    static Organisation Read(string yaml, string file, string path)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With($"{yaml}\ndettect: [{{path: {path}, scopes: {{windows WORKSTATIONS: clients, Linux servers: [servers]}}}}]"));
        var read = DettectReader.Read(Encoding.UTF8.GetBytes(file), path, ReadLimits.Default).Value.ShouldNotBeNull();
        return DettectImport.Apply(organisation, [new ImportedDettect(organisation.DettectReferences.ShouldHaveSingleItem(), read)], OrganisationTexts.Context);
    }
}
