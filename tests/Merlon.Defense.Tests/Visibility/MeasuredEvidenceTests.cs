using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Visibility;
using static Merlon.Defense.Tests.Visibility.Telemetry;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>What measured log sources state, beside and instead of declared ones.</summary>
public sealed class MeasuredEvidenceTests
{
    const string Monday = "2026-10-05T08:00:00Z";

    const string TwoScopes = "scopes:\n  - name: a\n    platforms: [Windows, Linux]\n    hosts: [ws-*, lx-*]\n    devices: 7\n  - name: b\n    platforms: [Windows, IaaS]\n    hosts: [srv-*]\n";

    [Fact]
    public void Strengths_of_one_technique_and_scope_add_up_to_its_visibility()
    {
        var random = new Random(18_1);
        for (var round = 0; round < 6; round++)
        {
            var records = RandomRecords(random);
            var report = ReportOf(TwoScopes, records);
            var sums = report.Evidence.GroupBy(static e => e.Technique).ToDictionary(static g => g.Key, static g => g.ToArray());
            report.Techniques.ShouldNotBeEmpty();
            foreach (var technique in report.Techniques)
            {
                var own = sums.GetValueOrDefault(technique.Technique.TechniqueId, []);
                own.Where(e => e.Scope.Length == 0 || string.Equals(e.Scope, technique.Scope, StringComparison.Ordinal)).Sum(static e => e.Strength)
                    .ShouldBe(technique.Value, 1e-4, $"{technique.Technique} in {technique.Scope}, round {round}");
                technique.Value.ShouldBeInRange(0, 1);
            }
        }
    }

    [Fact]
    public void More_records_never_show_less_where_fields_are_alike()
    {
        var random = new Random(7);
        var records = RandomRecords(random).Where(static r => r.Format != Merlon.Logs.LogFormat.Auditd).ToArray();
        var one = ReportOf("platforms: [Windows, IaaS]", [.. records.Take(records.Length / 2)]);
        var all = ReportOf("platforms: [Windows, IaaS]", records);
        all.Scopes[0].References.Count(static r => r.Sight.Verdict == ReferenceVerdict.Met)
            .ShouldBeGreaterThanOrEqualTo(one.Scopes[0].References.Count(static r => r.Sight.Verdict == ReferenceVerdict.Met));
        foreach (var (before, after) in one.Scopes[0].References.Join(
            all.Scopes[0].References, static r => (r.Sight.Need, r.Sight.Platform, r.Sight.Component), static r => (r.Sight.Need, r.Sight.Platform, r.Sight.Component), static (a, b) => (a, b)))
        {
            after.Sight.VerdictFactor.ShouldBeGreaterThanOrEqualTo(before.Sight.VerdictFactor == 0.75 ? 0.75 : Math.Min(before.Sight.VerdictFactor, 0.5));
        }
    }

    [Fact]
    public void What_was_measured_replaces_what_is_declared_in_its_scope_only()
    {
        const string yaml = "scopes:\n  - name: a\n    platforms: [Windows]\n    hosts: [ws-*]\n    devices: 10\n  - name: b\n    platforms: [Windows]\nlog_sources:\n  - source: sysmon\n    devices: 90%";
        var evidence = CollectedOf(yaml, Windows(Sysmon, 1, "ws-1", Monday, "Image=a", "CommandLine=b", "ParentImage=c", "User=d")).Evidence;
        evidence.Where(static e => e.Scope == "a").ShouldAllBe(static e => e.Source == "telemetry:sysmon" && e.Kind == EvidenceKind.Inventory && e.Strength <= 0.1);
        evidence.Where(static e => e.Scope == "b").ShouldAllBe(static e => e.Source == "log-source:sysmon" && e.Kind == EvidenceKind.LogSource);
        evidence.ShouldNotContain(static e => e.Scope == "");
        evidence.First(static e => e.Scope == "a").Statement.ShouldContain("1 records of 1 of 10 devices");
        evidence.First(static e => e.Scope == "a").Date.ShouldBe(new DateOnly(2026, 10, 5));
    }

    [Fact]
    public void A_measurement_that_is_years_old_does_not_outrank_a_declaration()
    {
        const string yaml = "platforms: [Windows]\nlog_sources:\n  - source: sysmon";
        var evidence = CollectedOf(yaml, Windows(Sysmon, 1, "ws-1", "2019-05-01T00:00:00Z")).Evidence;
        evidence.ShouldNotBeEmpty();
        evidence.ShouldAllBe(static e => e.Source == "log-source:sysmon");
        CollectedOf("platforms: [Windows]", Windows(Sysmon, 1, "ws-1", "2019-05-01T00:00:00Z")).Evidence
            .ShouldAllBe(static e => e.Source == "telemetry:sysmon" && e.Date == new DateOnly(2019, 5, 1));
    }

    [Fact]
    public void What_is_declared_and_silent_is_found()
    {
        var report = ReportOf("platforms: [Windows]\nlog_sources:\n  - source: sysmon\n  - source: edr", Windows(Sysmon, 1, "ws-1", Monday));
        report.Scopes.ShouldHaveSingleItem().DeclaredNotSeen.ShouldHaveSingleItem().Source.ShouldBe("edr");
        report.Scopes[0].Sources.ShouldHaveSingleItem().IsDeclared.ShouldBeTrue();
    }

    [Fact]
    public void The_fold_hears_the_best_voice_of_a_log_source()
    {
        var release = AssessmentWorld.Release("T1059 Windows");
        var organisation = AssessmentWorld.Whole("Windows");
        var declared = AssessmentWorld.LogSource("T1059", 0.8, "sysmon");
        var recorded = Voice("inventory:sysmon", 0.3, AssessmentWorld.Today.AddDays(-730));
        var telemetry = Voice("telemetry:sysmon", 0.5, AssessmentWorld.Today);
        Visible(declared).ShouldBe(0.8, 1e-9);
        Visible(declared, recorded).ShouldBe(0.15, 1e-9); // two years: it counts half, and still outranks
        Visible(declared, recorded, telemetry).ShouldBe(0.5, 1e-9);
        Visible(declared, Voice("inventory:sysmon", 0.3, AssessmentWorld.Today.AddDays(-731))).ShouldBe(0.8, 1e-9);
        Visible(declared, Voice("inventory:zeek", 0.1, AssessmentWorld.Today)).ShouldBe(0.9, 1e-9);
        Visible(declared, Voice("inventory:sysmon", 0.3, AssessmentWorld.Today.AddDays(1))).ShouldBe(0.8, 1e-9);

        double Visible(params Evidence[] evidence) => CoverageFold.Of(evidence, organisation, release, AssessmentWorld.Today, CoverageParameters.Default).Units[0].Mean.Visibility;

        Evidence Voice(string source, double strength, DateOnly date)
        {
            var statement = declared with { Id = "", Kind = EvidenceKind.Inventory, Source = source, Strength = strength, Date = date };
            return statement with { Id = EvidenceId.Of(statement) };
        }
    }

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    public void Before_v18_data_components_are_asked_for(string version)
    {
        var bundle = SharedData.PathOf($"attack/enterprise-attack-{version}.json");
        var release = StixReader.Read([new StixBundle(bundle, File.ReadAllBytes(bundle))], version, ReadLimits.Default).Value.ShouldNotBeNull();
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With("platforms: [Windows]"));
        var sight = SightOf(organisation, Windows(Sysmon, 1, "ws-1", Monday, "Image=a", "CommandLine=b", "ParentImage=c", "User=d"), Windows("Security", 4688, "ws-1", Monday));
        var report = VisibilityReport.Of(organisation, OrganisationTexts.Context with { Release = release, Sight = sight });
        report.Techniques.Count(static t => t.Value > 0).ShouldBeGreaterThan(200);
        report.Techniques.ShouldAllBe(static t => t.Value <= 0.5);
        var references = report.Scopes.ShouldHaveSingleItem().References;
        references.Single(static r => r.Sight.Component == "Process Creation").Sight.Verdict.ShouldBe(ReferenceVerdict.MetByComponent);
        references.Single(static r => r.Sight.Component == "Process Access").Sight.Verdict.ShouldBe(ReferenceVerdict.NotSeen);
    }

    static Merlon.Logs.LogEvent[] RandomRecords(Random random)
    {
        string[] hosts = ["ws-1", "ws-2", "srv-1", "srv-2", "lx-1"];
        return
        [
            .. Enumerable.Range(0, 60).Select(_ => random.Next(5) switch
            {
                0 => CloudTrail(((string[])["CreateUser", "GetObject", "ConsoleLogin", "RunInstances"])[random.Next(4)]),
                1 => Auditd("SYSCALL", "arch=c000003e", $"syscall={((int[])[59, 257, 42, 101])[random.Next(4)]}", "exe=/bin/sh"),
                2 => Windows("Security", ((int[])[4624, 4688, 4663, 4720, 4769, 5145, 7045])[random.Next(7)], hosts[random.Next(4)], Monday, "SubjectUserName=a", $"CommandLine={(random.Next(2) == 0 ? "" : "x")}"),
                3 => Windows(PowerShell, 4103 + random.Next(2), hosts[random.Next(4)], Monday, "ScriptBlockText=a"),
                _ => Windows(Sysmon, 1 + random.Next(25), hosts[random.Next(4)], Monday, "Image=a", "TargetFilename=b"),
            }),
        ];
    }
}
