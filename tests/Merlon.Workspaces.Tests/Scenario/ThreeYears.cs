using System.Globalization;
using Merlon.Documents;
using Merlon.Trend;

namespace Merlon.Workspaces.Tests.Scenario;

/// <summary>
/// An invented organisation over three years, run by the real workspace on a clock that stands where the story is: three releases of ATT&amp;CK,
/// tests, decay, a sensor lost and found, a plan carried out, a rule changed. Made once; tests look at it.
/// </summary>
public sealed class ThreeYears : IDisposable
{
    static readonly string[] Releases = ["12.1", "17.1", "18.1"];

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new(At("2023-01-16"));

    readonly DatabaseAddress? address;

    public ThreeYears() : this(address: null) { }

    internal ThreeYears(DatabaseAddress? address)
    {
        this.address = address;
        foreach (var version in Releases)
        {
            var path = SharedData.PathOf($"attack/enterprise-attack-{version}.json");
            using var workspace = Open(WorkspaceAccess.Write);
            workspace.AddReleaseAsync(path, null, null, CancellationToken.None).GetAwaiter().GetResult().Value.ShouldNotBeNull();
        }

        foreach (var chapter in Chapters)
        {
            clock.Now = At(chapter.Day);
            chapter.Happens(this);
            sandbox.Write("bank/organisation.yaml", Text());
            Assess();
        }

        clock.Now = At("2025-12-31");
    }

    public string OrganisationFolder => sandbox.PathOf("bank");

    /// <summary>The trend with a point at each assessment, computed once.</summary>
    public CoverageTrend Trend => trend ??= TrendOf(TrendStep.Assessment, TrendKnowledge.Then);

    public CoverageTrend TrendOf(TrendStep step, TrendKnowledge known)
    {
        using var workspace = Open(WorkspaceAccess.Read);
        var read = workspace.TrendAsync(new TrendRequest(null, null, step, known), null, CancellationToken.None).GetAwaiter().GetResult();
        read.Diagnostics.ShouldBeEmpty();
        return read.Value.ShouldNotBeNull();
    }

    CoverageTrend? trend;

    public static IReadOnlyList<string> Days => [.. Chapters.Select(static c => c.Day)];

    public void Dispose() => sandbox.Dispose();

    public Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), access, clock) { Database = address });

    // What the organisation says at the moment: the story changes these.
    string rules = RuleSet(isSecond: false, level: "high");
    string sysmon = "  - {source: sysmon, scopes: [workstations], devices: 85%, since: 2023-01-10}";
    string edr = "";
    string mitigations = "  - {mitigation: M1032, degree: partial, since: 2023-01-10}\n  - {mitigation: M1049, degree: significant}";
    string controls = "";
    string scopes = "  - {name: workstations, weight: 60, platforms: [Windows]}\n  - {name: servers, weight: 40, platforms: [Windows, Linux]}";
    string groups = "";
    readonly List<string> tests = [];

    static readonly Chapter[] Chapters =
    [
        new("2023-01-16", static s => s.Use("12.1")),
        new("2023-04-10", static s =>
        {
            s.Tests("T1003.001", "none", "2023-04-05");
            s.Tests("T1059.001", "alerted", "2023-04-05");
        }),
        new("2023-07-03", static s => s.mitigations += "\n  - {mitigation: M1026, degree: partial, since: 2023-06-30}\n  - {mitigation: M1017, degree: partial}"),
        new("2023-10-02", static _ => { }), // nothing but time passes
        new("2024-01-15", static s =>
        {
            s.rules = RuleSet(isSecond: true, level: "high");
            s.Tests("T1003.001", "alerted", "2024-01-12");
        }),
        new("2024-06-10", static s => s.sysmon = ""), // the sensor is lost
        new("2024-09-02", static s => s.sysmon = "  - {source: sysmon, scopes: [workstations], devices: 60%, since: 2024-08-30}"),
        new("2024-12-02", static s => s.rules = RuleSet(isSecond: true, level: "low")), // somebody lowers a rule
        new("2025-02-03", static s => s.scopes += "\n  - {name: cloud, weight: 30, platforms: [IaaS]}"),
        new("2025-05-19", static s => s.Use("17.1")),
        new("2025-06-02", static s =>
        {
            s.Tests("T1486", "none", "2025-05-28");
            s.Tests("T1566.001", "blocked", "2025-05-28");
            s.Tests("T1059.001", "logged", "2025-05-28");
        }),
        new("2025-09-01", static s => s.groups = "groups:\n  - {group: FIN7, weight: 1}\n"),
        new("2025-11-24", static s => s.Use("18.1")),
        new("2025-12-15", static s =>
        {
            s.edr = "\n  - {source: edr, devices: 90%, since: 2025-12-10}"; // the plan is carried out
            s.mitigations += "\n  - {mitigation: M1038, degree: significant, since: 2025-12-10}";
            s.controls = "controls:\n  - {framework: nist-800-53-r5, controls: [AC-2, AC-6, SI-4], degree: partial, since: 2025-12-01}\n";
        }),
    ];

    void Use(string version)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.TryUseRelease(version).ShouldBeTrue(version);
    }

    void Tests(string technique, string outcome, string day) => tests.Add($"  - {{technique: {technique}, outcome: {outcome}, date: {day}, name: a day of tests}}");

    void Assess()
    {
        sandbox.Write("bank/rules/rules.yml", rules);
        using var workspace = Open(WorkspaceAccess.Write);
        var read = workspace.AssessAsync(new AssessRequest(OrganisationFolder, null, null, [], null), null, CancellationToken.None).GetAwaiter().GetResult();
        read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
        read.Diagnostics.ShouldNotContain(static d => d.Severity == Severity.Error);
    }

    string Text() => $"""
        merlon: 1
        name: Three Years Bank
        sectors: [finance]
        domains: [enterprise]
        scopes:
        {scopes}
        {groups}log_sources:
          - {"{source: windows-security, devices: 95%}"}
          - {"{source: powershell, scopes: [workstations], devices: 80%}"}
        {sysmon}{edr}
        mitigations:
        {mitigations}
        {controls}rules:
          - {"{path: rules, state: deployed}"}
        {(tests.Count == 0 ? "" : $"tests:\n{string.Join('\n', tests)}\n")}
        """;

    static string RuleSet(bool isSecond, string level) => Rule("1", "Encoded command", "process_creation", "attack.t1059.001", level)
        + (isSecond ? "---\n" + Rule("2", "Memory of LSASS read", "process_access", "attack.t1003.001", "critical") : "");

    static string Rule(string number, string title, string category, string tag, string level) => $$"""
        title: {{title}}
        id: {{number}}1111111-2222-3333-4444-555555555555
        status: stable
        level: {{level}}
        logsource: {product: windows, category: {{category}}}
        tags: [{{tag}}]
        detection:
          selection: {Image|endswith: '\powershell.exe'}
          condition: selection

        """;

    static DateTimeOffset At(string day) => new(DateOnly.Parse(day, CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero);

    sealed record Chapter(string Day, Action<ThreeYears> Happens);
}
