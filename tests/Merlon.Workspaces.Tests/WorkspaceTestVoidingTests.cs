using Merlon.Assessment;
using Merlon.Hunting;

namespace Merlon.Workspaces.Tests;

/// <summary>What tests rest on is kept when they are first recorded; and noise is kept until a later hunt says otherwise.</summary>
public sealed class WorkspaceTestVoidingTests : IDisposable
{
    const string Bank = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - {source: sysmon, devices: 85%}
        mitigations:
          - {mitigation: M1038, degree: partial}
        rules:
          - path: rules
        tests:
          - {technique: T1033, outcome: alerted, date: 2026-09-14}
          - {technique: T1003.001, outcome: none, date: 2026-09-14}
        """;

    const string Rule = """
        title: Who am I
        id: 11111111-1111-1111-1111-111111111111
        status: stable
        level: high
        tags: [attack.t1033]
        logsource: { product: windows, category: process_creation }
        detection:
          selection:
            Image|endswith: \whoami.exe
          condition: selection
        """;

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public WorkspaceTestVoidingTests()
    {
        sandbox.Write("bank/organisation.yaml", Bank);
        sandbox.Write("bank/rules/r.yml", Rule);
        sandbox.Write("logs/a.json", string.Concat(Enumerable.Repeat("""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Computer":"pc","Image":"C:\\whoami.exe"}""" + "\n", 3)));
        sandbox.Write("silent/a.json", """{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Computer":"pc","Image":"C:\\other.exe"}""" + "\n");
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task A_changed_rule_voids_the_alert_names_the_change_and_putting_it_back_restores_the_test()
    {
        var first = await AssessAsync();
        first.Input.Tests.ShouldAllBe(static standing => standing.Stamped == null && !standing.IsVoid);
        (await AssessAsync()).Input.Tests.ShouldAllBe(static standing => standing.Stamped != null && !standing.IsVoid);
        first.Coverage.Of(Technique(first)).IsTested.ShouldBeTrue();

        sandbox.Write("bank/rules/r.yml", Rule.Replace("whoami.exe", "who.exe", StringComparison.Ordinal));
        var changed = await AssessAsync();
        changed.Diagnostics.Single(static d => d.Code is "TEST001").Message.ShouldBe("the test of T1033 of 2026-09-14 is void: the rule \"Who am I\" detects something else than then; repeat it");
        changed.Coverage.Of(Technique(changed)).IsTested.ShouldBeFalse();
        changed.Gaps.Single(static gap => gap.Technique.Id is "T1033").Reasons[0].ShouldStartWith("The test of T1033 of 2026-09-14 is void");
        InForce().Count(VoidEvidence.Is).ShouldBe(1);

        sandbox.Write("bank/rules/r.yml", Rule);
        var restored = await AssessAsync();
        restored.Input.Tests.ShouldAllBe(static standing => !standing.IsVoid);
        InForce().Count(VoidEvidence.Is).ShouldBe(0, "the statement is withdrawn like any other");
        restored.Summary.ShouldBe(first.Summary);
    }

    [Fact]
    public async Task Looking_without_recording_keeps_no_basis()
    {
        await AssessAsync(record: false);
        sandbox.Write("bank/rules/r.yml", Rule.Replace("whoami.exe", "who.exe", StringComparison.Ordinal));
        (await AssessAsync()).Input.Tests.ShouldAllBe(static standing => !standing.IsVoid);
    }

    [Fact]
    public async Task A_noisy_rule_counts_less_until_it_is_recorded_as_silent()
    {
        var before = RuleStrength(await AssessAsync());
        Hunt("logs", hostDays: 60); // three alerts in sixty host-days: one in twenty
        RuleStrength(await AssessAsync()).ShouldBe(before / 2, 1e-9);
        Hunt("silent", hostDays: 10);
        RuleStrength(await AssessAsync()).ShouldBe(before, 1e-9);
    }

    static double RuleStrength(GapAssessment assessment) => assessment.Evidence.Values.Single(static e => e.Kind == EvidenceKind.Rule).Strength;

    static Attack.Technique Technique(GapAssessment assessment) => assessment.Context.Release.Techniques.Single(static t => t.IsLive && t.Id is "T1033");

    void Hunt(string logs, double hostDays)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var plan = workspace.PlanHunt(
            new HuntRequest { Logs = [sandbox.PathOf(logs)], RulePaths = [sandbox.PathOf("bank", "rules")], Options = new HuntOptions { Threads = 1 }, QuietHostDays = hostDays, Zone = TimeZoneInfo.Utc },
            progress: null, CancellationToken.None);
        workspace.Hunt(plan.Value.ShouldNotBeNull(string.Join('\n', plan.Diagnostics)), onFinding: null, progress: null, CancellationToken.None).Recorded.ShouldNotBeNull().Stated.ShouldBe(1);
    }

    IReadOnlyList<Evidence> InForce()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return workspace.EvidenceInForce();
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), access, clock));

    async Task<GapAssessment> AssessAsync(bool record = true)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var read = await workspace.AssessAsync(new AssessRequest(sandbox.PathOf("bank"), null, null, [], null, record), progress: null, CancellationToken.None);
        return read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
    }
}
