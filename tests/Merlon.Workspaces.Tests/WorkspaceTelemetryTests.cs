using Merlon.Assessment;

namespace Merlon.Workspaces.Tests;

/// <summary>Telemetry in assessments, and visibility that is measured once and recorded.</summary>
public sealed class WorkspaceTelemetryTests : IDisposable
{
    const string Organisation = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        scopes:
          - name: workstations
            platforms: [Windows]
            devices: 4
            hosts: [ws-*]
          - name: servers
            platforms: [Windows]
            hosts: [srv-*]
        log_sources:
          - source: sysmon
        rules:
          - path: rules

        """;

    const string Telemetry = """
        telemetry:
          - path: logs
          - path: nowhere
        """;

    const string Rule = """
        title: Example
        id: 11111111-2222-3333-4444-555555555555
        status: stable
        level: high
        logsource: {product: windows, service: security}
        tags: [attack.t1059.001]
        detection:
          selection: {EventID: 4688}
          condition: selection
        """;

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public WorkspaceTelemetryTests()
    {
        sandbox.Write("bank/organisation.yaml", Organisation + Telemetry);
        sandbox.Write("bank/rules/example.yml", Rule);
        sandbox.Write("bank/logs/a.json", string.Concat(Record(1, "ws-1"), Record(1, "ws-2"), Record(1, "other-1"), Security("ws-1")));
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task An_assessment_counts_what_its_telemetry_shows()
    {
        var (assessment, codes) = await AssessAsync();
        codes.ShouldBe(["LOG300", "ORG040", "ORG042"], ignoreOrder: true);
        var evidence = assessment.Evidence.Values;
        evidence.Where(static e => e.Scope == "workstations" && e.Axis == Axis.Visibility).Select(static e => e.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(["telemetry:sysmon", "telemetry:windows-security"]);
        evidence.Where(static e => e.Scope == "servers" && e.Axis == Axis.Visibility).ShouldAllBe(static e => e.Source == "log-source:sysmon");
        evidence.ShouldContain(static e => e.Kind == EvidenceKind.Rule && e.Scope == "workstations"); // nobody declared the security log: it was seen
        assessment.Organisation.LogSources.Where(static s => s.IsMeasured).Select(static s => (s.Source, s.DeviceShare)).ShouldBe([("sysmon", 0.5), ("windows-security", 0.25)]);
        assessment.Context.Sight.Homeless.ShouldBe(["other-1"]);

        var again = await AssessAsync();
        again.Assessment.Evidence.Keys.ShouldBe(assessment.Evidence.Keys, ignoreOrder: true);
        Directory.GetFiles(sandbox.PathOf("ws/telemetry")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_telemetry_no_longer_shows_is_withdrawn()
    {
        await AssessAsync();
        sandbox.Write("bank/logs/a.json", Record(1, "ws-1"));
        var (assessment, _) = await AssessAsync();
        assessment.Evidence.Values.ShouldNotContain(static e => e.Source == "telemetry:windows-security");
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.EvidenceInForce().ShouldNotContain(static e => e.Source == "telemetry:windows-security");
    }

    [Fact]
    public async Task What_was_recorded_once_counts_until_telemetry_says_otherwise()
    {
        sandbox.Write("bank/organisation.yaml", Organisation);
        var declared = (await AssessAsync()).Assessment;
        using (var workspace = Open(WorkspaceAccess.Write))
        {
            var measured = workspace.MeasureVisibility(
                new VisibilityRequest(new InventoryRequest([sandbox.PathOf("bank/logs")], [])) { OrganisationPath = sandbox.PathOf("bank"), IsRecording = true }, null, TestContext.Current.CancellationToken);
            var report = measured.Value.ShouldNotBeNull();
            report.Recorded.ShouldNotBeNull().Stated.ShouldBe(report.Report.Evidence.Count);
            report.Report.Evidence.ShouldAllBe(static e => e.Source.StartsWith("inventory:", StringComparison.Ordinal));
        }

        var after = (await AssessAsync()).Assessment;
        var technique = declared.Coverage.Techniques.First(static t => t.Technique.Id == "T1059.001").Technique;
        Seen(declared).ShouldBe(Seen(declared), 1e-9);
        Seen(after).ShouldBeLessThan(Seen(declared)); // two of four devices instead of all
        Seen(after).ShouldBeGreaterThan(0);
        var settled = (await AssessAsync()).Assessment;
        settled.Evidence.Keys.ShouldBe(after.Evidence.Keys, ignoreOrder: true);
        settled.Evidence.Values.ShouldContain(static e => e.Source == "inventory:sysmon");

        double Seen(GapAssessment assessment) => assessment.Coverage.Of(technique).Scopes.Single(static s => s.Scope == "workstations").Visibility;
    }

    [Fact]
    public void Logs_of_nobody_have_the_platforms_of_what_is_seen()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        var measured = workspace.MeasureVisibility(new VisibilityRequest(new InventoryRequest([sandbox.PathOf("bank/logs")], [])), null, TestContext.Current.CancellationToken).Value.ShouldNotBeNull();
        measured.Organisation.Platforms.ShouldBe(["Windows"]);
        measured.Report.Scopes.ShouldHaveSingleItem().Sources.Select(static s => s.Key).ShouldBe(["sysmon", "windows-security"]);
        measured.Files.ShouldHaveSingleItem().Records.ShouldBe(4);
    }

    [Fact]
    public void A_scope_that_is_none_is_refused()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        var request = new VisibilityRequest(new InventoryRequest([sandbox.PathOf("bank/logs")], [])) { OrganisationPath = sandbox.PathOf("bank"), Scope = "cellar" };
        Should.Throw<InvalidDataException>(() => workspace.MeasureVisibility(request, null, TestContext.Current.CancellationToken)).Message.ShouldContain("workstations, servers");
    }

    [Fact]
    public void An_organisation_without_telemetry_and_no_logs_is_said()
    {
        sandbox.Write("bank/organisation.yaml", Organisation);
        using var workspace = Open(WorkspaceAccess.Read);
        var measured = workspace.MeasureVisibility(new VisibilityRequest(new InventoryRequest([], [])) { OrganisationPath = sandbox.PathOf("bank") }, null, TestContext.Current.CancellationToken);
        measured.Value.ShouldBeNull();
        measured.Diagnostics.ShouldContain(static d => d.Code == "ORG043");
    }

    async Task<(GapAssessment Assessment, string[] Codes)> AssessAsync()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var read = await workspace.AssessAsync(new AssessRequest(sandbox.PathOf("bank"), null, null, [], null), progress: null, TestContext.Current.CancellationToken);
        return (read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics)), [.. read.Diagnostics.Where(static d => d.Severity > Documents.Severity.Note).Select(static d => d.Code)]);
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), access, clock));

    static string Record(int eventId, string host)
        => $$"""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":{{eventId}},"Computer":"{{host}}","UtcTime":"2026-10-20 08:00:00.000","Image":"a","CommandLine":"b","ParentImage":"c","User":"d"}""" + "\n";

    static string Security(string host)
        => $$"""{"Channel":"Security","EventID":4688,"Computer":"{{host}}","TimeCreated":"2026-10-20T08:00:00Z","NewProcessName":"a","CommandLine":"b","ParentProcessName":"c","SubjectUserName":"d"}""" + "\n";
}
