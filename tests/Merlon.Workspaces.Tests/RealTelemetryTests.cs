using Merlon.Visibility;

namespace Merlon.Workspaces.Tests;

/// <summary>Visibility measured on recorded attacks; the numbers were counted beside the product with scripts over the same files.</summary>
public sealed class RealTelemetryTests
{
    [Fact]
    public void The_security_datasets_show_what_was_counted_in_them()
    {
        var scope = Measure("logs/security-datasets").Report.Scopes.ShouldHaveSingleItem();
        var sysmon = scope.Sources.Single(static s => s.Key == "sysmon");
        sysmon.Records.ShouldBe(250_865 + 4_930); // in the zip archives, in the tar archives
        sysmon.Devices.ShouldBe(new DeviceSight(12, 12, IsDeclared: false)); // ACCT001 and ACCT001.theshire.local are one
        sysmon.Quality.Of(QualityDimension.Timeliness).Says.ShouldStartWith("50,872 of "); // EventTime to EventReceivedTime; @timestamp is hours off
        sysmon.Quality.Of(QualityDimension.Timeliness).Level.ShouldBe(1);
        scope.Sources.Single(static s => s.Key == "windows-security").Fields.ShouldNotBeNull().Lacking.ShouldContain(static l => l.Field == "Security 4688 CommandLine" && l.Filled < l.Records);

        // Sysmon's events there: 1, 2, 3, 5, 7 to 13, 17, 18, 22 to 26, 28
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=1").ShouldBe(ReferenceVerdict.Met);
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=25").ShouldBe(ReferenceVerdict.Met);
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=15").ShouldBe(ReferenceVerdict.NotMet);
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=6").ShouldBe(ReferenceVerdict.MetByComponent); // other logs tell of drivers
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=4").ShouldBe(ReferenceVerdict.MetByGroup); // the service's own state
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=13, 14").ShouldBe(ReferenceVerdict.Met);
        Verdict(scope, "WinEventLog:PowerShell", "EventCode=400, 403").ShouldBe(ReferenceVerdict.Met);
        scope.Sources.Single(static s => s.Key == "aws-cloudtrail").Devices.Of.ShouldBe(0);
    }

    [Fact]
    public void The_event_logs_of_recorded_attacks_show_most_of_windows()
    {
        var measured = Measure("evtx");
        var scope = measured.Report.Scopes.ShouldHaveSingleItem();
        measured.Files.Sum(static f => f.Records).ShouldBe(measured.Report.Sight.Telemetry.Sum(static t => t.Inventory.Records));
        scope.Sources.Select(static s => s.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(scope.Sources.Count);
        scope.Sources.Sum(static s => s.Records).ShouldBeGreaterThanOrEqualTo(7_800);
        Verdict(scope, "WinEventLog:Sysmon", "EventCode=10").ShouldBe(ReferenceVerdict.Met);
        Verdict(scope, "WinEventLog:Security", "EventCode=4688").ShouldBe(ReferenceVerdict.Met);
        var process = scope.References.First(static r => r.Sight.Need is { Name: "WinEventLog:Security", Channel: "EventCode=4688" }).Sight;
        process.Fields.ShouldNotBeNull().Lacking.ShouldContain(static l => l.Field == "Security 4688 CommandLine" && l.Filled == 0); // nobody had switched it on
        process.Value.ShouldBeLessThan(0.8);
        measured.Report.Techniques.ShouldAllBe(static t => t.Value >= 0 && t.Value <= 1);
    }

    static ReferenceVerdict Verdict(ScopeVisibility scope, string name, string channel)
        => scope.References.Where(r => (r.Sight.Need.Name, r.Sight.Need.Channel, r.Sight.Platform) == (name, channel, "Windows")).Select(static r => r.Sight.Verdict).Distinct().ShouldHaveSingleItem();

    static MeasuredVisibility Measure(string data)
    {
        var path = SharedData.PathOf(data);
        using var sandbox = new Sandbox();
        using var workspace = Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), WorkspaceAccess.Read, new SettableClock()));
        return workspace.MeasureVisibility(new VisibilityRequest(new InventoryRequest([path], [])), progress: null, TestContext.Current.CancellationToken).Value.ShouldNotBeNull();
    }
}
