using Merlon.Defense.Tests.Assessment;
using Merlon.Logs;
using Merlon.Sigma;
using Merlon.Visibility;
using static Merlon.Defense.Tests.Visibility.Telemetry;

namespace Merlon.Defense.Tests.Visibility;

/// <summary>What small telemetry shows of single references: the examples of docs/design/visibility.md.</summary>
public sealed class ScopeSightTests
{
    const string Monday = "2026-10-05T08:00:00Z";
    const string Windows1 = "platforms: [Windows]";

    [Fact]
    public void Records_that_are_asked_for_meet_a_reference()
    {
        var sight = ScopeOf(Windows1, Windows(Sysmon, 1, "ws-1", Monday, "Image=a", "CommandLine=b", "ParentImage=c", "User=d"));
        var met = sight.Meet("WinEventLog:Sysmon", "EventCode=1", "Process Creation", "Windows");
        (met.Verdict, met.Source, met.Records, met.Value).ShouldBe((ReferenceVerdict.Met, "sysmon", 1, met.QualityFactor));
    }

    [Fact]
    public void A_field_that_nobody_fills_takes_its_share()
    {
        var sight = ScopeOf(Windows1, Windows("Security", 4688, "ws-1", Monday, "NewProcessName=a", "CommandLine=", "ParentProcessName=c", "SubjectUserName=d"));
        var met = sight.Meet("WinEventLog:Security", "EventCode=4688", "Process Creation", "Windows");
        met.Verdict.ShouldBe(ReferenceVerdict.Met);
        met.Fields.ShouldNotBeNull().Share.ShouldBe(0.75);
        met.Fields.Lacking.ShouldBe([new FieldLack("Security 4688 CommandLine", 0, 1)]);
        met.Value.ShouldBe(0.75 * met.QualityFactor, 1e-12);
    }

    [Fact]
    public void Events_that_are_switched_on_together_vouch_for_each_other()
    {
        var sight = ScopeOf(Windows1, Windows("Security", 4722, "dc-1", Monday, "TargetUserName=a"));
        var met = sight.Meet("WinEventLog:Security", "EventCode=4720", "User Account Creation", "Windows");
        (met.Verdict, met.VerdictFactor).ShouldBe((ReferenceVerdict.MetByGroup, 0.75));
        met.Reason.ShouldContain("User account management");
        sight.Meet("WinEventLog:Security", "EventCode=5145", "Network Share Access", "Windows").Verdict.ShouldBe(ReferenceVerdict.NotMet);
        sight.Meet("WinEventLog:Security", "EventCode=1102", "Host Status", "Windows").Verdict.ShouldBe(ReferenceVerdict.MetByGroup);
    }

    [Fact]
    public void What_is_not_there_is_told_from_a_log_source_that_is_not_there()
    {
        var sight = ScopeOf(Windows1, Windows(Sysmon, 1, "ws-1", Monday));
        sight.Meet("WinEventLog:Sysmon", "EventCode=8", "", "Windows").Verdict.ShouldBe(ReferenceVerdict.NotMet);
        var none = sight.Meet("WinEventLog:WMI", "EventCode=5857, 5858, 5860, 5861", "WMI Creation", "Windows");
        (none.Verdict, none.Value, none.Source).ShouldBe((ReferenceVerdict.NotSeen, 0, ""));
    }

    [Fact]
    public void A_data_component_counts_half()
    {
        var sight = ScopeOf(Windows1, Windows(Sysmon, 1, "ws-1", Monday, "Image=a", "CommandLine=b", "ParentImage=c", "User=d"));
        var met = sight.Meet("WinEventLog:Security", "EventCode=4688", "Process Creation", "Windows");
        (met.Verdict, met.Source, met.Value).ShouldBe((ReferenceVerdict.MetByComponent, "sysmon", 0.5 * met.QualityFactor));
    }

    [Fact]
    public void Text_that_nobody_reads_cannot_be_told_where_the_log_source_is_there()
    {
        var sight = ScopeOf(Windows1, Windows("System", 7036, "ws-1", Monday));
        sight.Meet("WinEventLog:System", "Unexpected modification to lsass.exe or cryptdll.dll", "", "Windows").Verdict.ShouldBe(ReferenceVerdict.CannotTell);
        sight.Meet("macos:unifiedlog", "anything", "", "macOS").Verdict.ShouldBe(ReferenceVerdict.NotSeen);
    }

    [Fact]
    public void One_windows_channel_says_nothing_of_another_of_the_same_entry()
    {
        var sight = ScopeOf(Windows1, Windows("Microsoft-Windows-Shell-Core/Operational", 9705, "ws-1", Monday));
        sight.Meet("WinEventLog:Microsoft-Windows-COM/Operational", "None", "", "Windows").Verdict.ShouldBe(ReferenceVerdict.NotSeen);
        sight.Meet("WinEventLog:Microsoft-Windows-Shell-Core", "None", "", "Windows").Verdict.ShouldBe(ReferenceVerdict.Met);
    }

    [Fact]
    public void Names_of_cloud_events_are_matched()
    {
        var sight = ScopeOf("platforms: [IaaS]", CloudTrail("CreateUser"));
        sight.Meet("AWS:CloudTrail", "CreateUser", "", "IaaS").Verdict.ShouldBe(ReferenceVerdict.Met);
        sight.Meet("AWS:CloudTrail", "StopLogging, DeleteTrail", "", "IaaS").Verdict.ShouldBe(ReferenceVerdict.MetByGroup);
        sight.Meet("AWS:CloudTrail", "GetObject, CopyObject", "", "IaaS").Verdict.ShouldBe(ReferenceVerdict.NotMet);
        sight.Sources.ShouldHaveSingleItem().Parts.ShouldHaveSingleItem().Hosts.ShouldBeEmpty(); // an account is no device
    }

    [Fact]
    public void System_calls_are_known_by_number()
    {
        var sight = ScopeOf("platforms: [Linux]", Auditd("SYSCALL", "arch=c000003e", "syscall=59", "exe=/bin/sh", "auid=0"));
        sight.Meet("auditd:SYSCALL", "execve", "", "Linux").Verdict.ShouldBe(ReferenceVerdict.Met);
        sight.Meet("auditd:SYSCALL", "ptrace attach", "", "Linux").Verdict.ShouldBe(ReferenceVerdict.NotMet);
        sight.Meet("auditd:EXECVE", "None", "", "Linux").Verdict.ShouldBe(ReferenceVerdict.Met);
    }

    [Fact]
    public void The_worked_example_of_the_design_page()
    {
        string[] process = ["Image=a", "CommandLine=b", "ParentImage=c", "User=d"];
        var sight = ScopeOf(
            "scopes:\n  - name: workstations\n    platforms: [Windows]\n    devices: 4",
            Windows(Sysmon, 1, "ws-1", Monday, process), Windows(Sysmon, 1, "ws-2", Monday, process),
            Windows("Security", 4688, "ws-1", Monday, "NewProcessName=a", "CommandLine=", "ParentProcessName=c", "SubjectUserName=d"), Windows("Security", 4722, "ws-1", Monday),
            Windows("System", 7036, "ws-1", Monday));
        ReferenceSight[] met =
        [
            sight.Meet("WinEventLog:Sysmon", "EventCode=1", "", "Windows"), sight.Meet("WinEventLog:Security", "EventCode=4688", "", "Windows"),
            sight.Meet("WinEventLog:Security", "EventCode=4720", "", "Windows"), sight.Meet("WinEventLog:System", "Unexpected modification to lsass.exe or cryptdll.dll", "", "Windows"),
        ];
        double[] values = [.. met.Select(static m => m.Value / m.QualityFactor)];
        values.ShouldBe([0.5, 0.1875, 0.1875, 0.125], 1e-12);
        values.Average().ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void Devices_are_counted_against_those_declared()
    {
        var sight = ScopeOf("scopes:\n  - name: a\n    platforms: [Windows]\n    devices: 4", Windows(Sysmon, 1, "ws-1", Monday), Windows(Sysmon, 1, "ws-1.corp.example", Monday), Windows(Sysmon, 3, "WS-2", Monday));
        var source = sight.Sources.ShouldHaveSingleItem();
        sight.DevicesOf(source).ShouldBe(new DeviceSight(2, 4, IsDeclared: true));
        var device = sight.QualityOf(source).Of(QualityDimension.Device);
        (device.Level, device.Basis, device.Says).ShouldBe((2, QualityBasis.Measured, "2 of 4 devices were seen"));
    }

    [Fact]
    public void Devices_that_nobody_declared_are_at_least_those_that_sent_anything()
    {
        var sight = ScopeOf(Windows1, Windows(Sysmon, 1, "ws-1", Monday), Windows("Security", 4688, "ws-2", Monday), Windows("Security", 4688, "ws-1", Monday));
        var sysmon = sight.Sources.Single(static s => s.Key == "sysmon");
        sight.DevicesOf(sysmon).ShouldBe(new DeviceSight(1, 2, IsDeclared: false));
        sight.QualityOf(sysmon).Of(QualityDimension.Device).Basis.ShouldBe(QualityBasis.Asked);
    }

    [Fact]
    public void Hosts_decide_the_scope()
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(
            "scopes:\n  - name: servers\n    platforms: [Windows]\n    hosts: [srv-*, dc-1]\n  - name: rest\n    platforms: [Windows]"));
        var sight = SightOf(organisation, Windows(Sysmon, 1, "srv-7.corp.example", Monday), Windows(Sysmon, 1, "DC-1", Monday), Windows(Sysmon, 1, "ws-1", Monday));
        var process = new SigmaLogSource("windows", "process_creation", "");
        sight.SightOf(process, "servers").ShouldNotBeNull().Devices.ShouldBe(new DeviceSight(2, 2, IsDeclared: false));
        sight.SightOf(process, "rest").ShouldNotBeNull().Records.ShouldBe(1);
        sight.Homeless.ShouldBeEmpty();
    }

    [Fact]
    public void A_host_that_no_pattern_fits_is_of_no_scope_and_named()
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With("scopes:\n  - name: servers\n    platforms: [Windows]\n    hosts: [srv-*]"));
        var sight = SightOf(organisation, Windows(Sysmon, 1, "ws-1", Monday));
        sight.Homeless.ShouldBe(["ws-1"]);
        sight.SightOf(new SigmaLogSource("windows", "process_creation", ""), "servers").ShouldBeNull();
    }

    [Fact]
    public void A_rules_field_is_found_under_the_records_own_name()
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(Windows1));
        var sight = SightOf(organisation, Windows("Security", 4688, "ws-1", Monday, "NewProcessName=a", "CommandLine=-"), Windows("Security", 4688, "ws-1", Monday, "NewProcessName=a"))
            .SightOf(new SigmaLogSource("windows", "process_creation", ""), "organisation").ShouldNotBeNull();
        var image = sight.FieldOf("Image");
        (image.RecordNames.ShouldHaveSingleItem(), image.FilledShare).ShouldBe(("NewProcessName", 1));
        var line = sight.FieldOf("CommandLine");
        (line.PresentShare, line.FilledShare).ShouldBe((0.5, 0));
        sight.FieldOf("OriginalFileName").RecordNames.ShouldBeEmpty();
    }

    [Fact]
    public void Timeliness_is_measured_from_two_times_of_one_record()
    {
        var sight = ScopeOf(
            Windows1, Windows(Sysmon, 1, "ws-1", "", "EventTime=2026-10-05 08:00:00", "EventReceivedTime=2026-10-05 08:00:02"), Windows(Sysmon, 1, "ws-1", "", "EventTime=2026-10-05 08:00:00", "EventReceivedTime=2026-10-05 08:30:00"));
        var timeliness = sight.QualityOf(sight.Sources[0]).Of(QualityDimension.Timeliness);
        (timeliness.Level, timeliness.Basis).ShouldBe((3, QualityBasis.Measured));
        timeliness.Says.ShouldStartWith("1 of 2 records arrived within a minute, 2 within an hour, 0 before");
    }

    [Fact]
    public void A_time_that_was_copied_measures_nothing()
    {
        var sight = ScopeOf(Windows1, Windows(Sysmon, 1, "ws-1", Monday, $"@timestamp={Monday}"));
        sight.QualityOf(sight.Sources[0]).Of(QualityDimension.Timeliness).Basis.ShouldBe(QualityBasis.Asked);
    }

    [Fact]
    public void Retention_is_measured_against_a_declared_need()
    {
        LogEvent[] records = [Windows(Sysmon, 1, "ws-1", "2026-09-01T00:00:00Z"), Windows(Sysmon, 1, "ws-1", "2026-10-01T00:00:00Z")];
        var sight = ScopeOf(Windows1 + "\nretention_days: 90", records);
        var retention = sight.QualityOf(sight.Sources[0]).Of(QualityDimension.Retention);
        (retention.Level, retention.Says).ShouldBe((2, "30 days lie between the first and the last record, 90 are needed"));
        var own = ScopeOf(Windows1 + "\nretention_days: 90\nlog_sources:\n  - source: sysmon\n    retention_days: 30", records);
        own.QualityOf(own.Sources[0]).Of(QualityDimension.Retention).Level.ShouldBe(5);
        var asked = ScopeOf(Windows1, records);
        asked.QualityOf(asked.Sources[0]).Of(QualityDimension.Retention).Basis.ShouldBe(QualityBasis.Asked);
    }

    [Fact]
    public void What_cannot_be_measured_is_taken_as_stated()
    {
        var sight = ScopeOf(Windows1 + "\nlog_sources:\n  - source: sysmon\n    quality: {device: 4, timeliness: 3, consistency: 1, retention: 0}", Windows(Sysmon, 1, "ws-1", Monday));
        var quality = sight.QualityOf(sight.Sources[0]);
        (quality.Of(QualityDimension.Device).Level, quality.Of(QualityDimension.Device).Basis, quality.Of(QualityDimension.Device).Place)
            .ShouldBe((4, QualityBasis.Declared, "organisation.yaml:7:14 (log_sources[0].quality)"));
        quality.Of(QualityDimension.Timeliness).Level.ShouldBe(3);
        quality.Of(QualityDimension.Consistency).Basis.ShouldBe(QualityBasis.Measured); // what is measured outranks what is stated
        quality.Of(QualityDimension.Retention).Basis.ShouldBe(QualityBasis.Asked);
    }
}
