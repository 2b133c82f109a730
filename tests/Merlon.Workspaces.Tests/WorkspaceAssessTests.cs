using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceAssessTests : IDisposable
{
    const string Bank = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - source: sysmon
        mitigations:
          - mitigation: M1032
            degree: partial
        rules:
          - path: rules
            state: deployed
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14
        """;

    const string Rule = """
        title: Example
        id: 11111111-2222-3333-4444-555555555555
        status: stable
        level: high
        logsource: {product: windows, category: process_creation}
        tags: [attack.t1059.001]
        detection:
          selection: {Image|endswith: '\powershell.exe'}
          condition: selection
        """;

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public WorkspaceAssessTests()
    {
        sandbox.Write("bank/organisation.yaml", Bank);
        sandbox.Write("bank/rules/example.yml", Rule);
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task What_is_judged_is_in_force_in_the_journal()
    {
        var read = await AssessAsync(Request());
        var assessment = read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
        assessment.AsOf.ShouldBe(new DateOnly(2026, 11, 1));
        assessment.Rules.Read.ShouldBe(1);
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.EvidenceInForce().ShouldBe(assessment.Evidence.Values.OrderBy(static e => e.Id, StringComparer.Ordinal));
        workspace.SummariseJournal().Organisation.ShouldBe("Harbor Bank");
        workspace.EvidenceInForce().Select(static e => e.Kind).Distinct().ShouldContain(EvidenceKind.Test);
    }

    [Fact]
    public async Task A_second_run_appends_nothing()
    {
        await AssessAsync(Request());
        var before = Entries();
        clock.Now = clock.Now.AddDays(1);
        await AssessAsync(Request());
        Entries().ShouldBe(before);
    }

    [Fact]
    public async Task A_test_that_is_taken_out_of_the_file_is_withdrawn_and_stays_in_history()
    {
        await AssessAsync(Request());
        sandbox.Write("bank/organisation.yaml", Bank[..Bank.IndexOf("tests:", StringComparison.Ordinal)]);
        clock.Now = clock.Now.AddDays(1);
        var assessment = (await AssessAsync(Request())).Value.ShouldNotBeNull();
        assessment.Evidence.Values.ShouldNotContain(static e => e.Kind == EvidenceKind.Test);
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.ListJournal(new JournalFilter("T1003.001", EvidenceKind.Test, 10)).Select(static e => e.IsWithdrawn).ShouldBe([true, false]);
        workspace.EvidenceInForceAt(SettableClock.Start).ShouldContain(static e => e.Kind == EvidenceKind.Test);
    }

    [Fact]
    public async Task A_run_that_does_not_record_judges_the_same_and_leaves_no_trace()
    {
        GapAssessment dry;
        using (var workspace = Open(WorkspaceAccess.Read))
        {
            dry = (await workspace.AssessAsync(Request() with { Record = false }, null, CancellationToken.None)).Value.ShouldNotBeNull();
        }

        Directory.Exists(WorkspaceFolder).ShouldBeFalse();
        var recorded = (await AssessAsync(Request())).Value.ShouldNotBeNull();
        dry.Evidence.Keys.ShouldBe(recorded.Evidence.Keys);
        dry.Gaps.Select(static g => (g.Technique.Id, g.Priority)).ShouldBe(recorded.Gaps.Select(static g => (g.Technique.Id, g.Priority)));
    }

    [Fact]
    public async Task Another_organisation_does_not_withdraw_what_the_first_one_said()
    {
        await AssessAsync(Request());
        var before = Entries();
        sandbox.Write("clinic/organisation.yaml", "merlon: 1\nname: City Clinic\nsectors: [finance]\n");
        var read = await AssessAsync(Request() with { OrganisationPath = sandbox.PathOf("clinic") });
        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldContain(static d => d.Code == "WORK001" && d.Message.Contains("Harbor Bank", StringComparison.Ordinal));
        Entries().ShouldBe(before);
    }

    [Fact]
    public async Task An_organisation_may_be_renamed_in_its_own_file()
    {
        await AssessAsync(Request());
        sandbox.Write("bank/organisation.yaml", Bank.Replace("Harbor Bank", "Harbour Bank plc", StringComparison.Ordinal));
        (await AssessAsync(Request())).Value.ShouldNotBeNull();
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.SummariseJournal().Organisation.ShouldBe("Harbour Bank plc");
    }

    [Fact]
    public async Task A_cancelled_run_records_nothing()
    {
        using CancellationTokenSource source = new();
        var progress = new CancelWhen(source, "Recording");
        using var workspace = Open(WorkspaceAccess.Write);
        await Should.ThrowAsync<OperationCanceledException>(() => workspace.AssessAsync(Request(), progress, source.Token));
        workspace.SummariseJournal().Entries.ShouldBe(0);
    }

    [Fact]
    public async Task Evidence_is_the_same_from_whatever_folder_and_path_it_is_called()
    {
        var one = (await AssessAsync(Request())).Value.ShouldNotBeNull();
        var other = (await AssessAsync(Request() with { OrganisationPath = sandbox.PathOf("bank", "..", "bank", "organisation.yaml") })).Value.ShouldNotBeNull();
        other.Evidence.Keys.ShouldBe(one.Evidence.Keys);
        one.Evidence.Values.Select(static e => e.Place).ShouldAllBe(static place => !place.StartsWith('/'));
    }

    [Fact]
    public async Task A_missing_rule_folder_of_the_organisation_is_a_warning_at_its_line()
    {
        sandbox.Write("bank/organisation.yaml", Bank.Replace("path: rules", "path: ruels", StringComparison.Ordinal));
        var read = await AssessAsync(Request());
        read.Value.ShouldNotBeNull().Rules.Read.ShouldBe(0);
        var warning = read.Diagnostics.Single(static d => d.Code == "RULE001");
        warning.Severity.ShouldBe(Severity.Warning);
        warning.Place.ShouldStartWith(sandbox.PathOf("bank", "organisation.yaml") + ":11:");
    }

    [Fact]
    public async Task A_missing_rule_path_of_the_command_line_throws()
        => (await Should.ThrowAsync<FileNotFoundException>(() => AssessAsync(Request() with { RulePaths = [sandbox.PathOf("nowhere")] }))).Message.ShouldContain("nowhere");

    [Fact]
    public async Task A_missing_organisation_throws()
        => (await Should.ThrowAsync<FileNotFoundException>(() => AssessAsync(Request() with { OrganisationPath = sandbox.PathOf("nobody") }))).Message.ShouldContain("merlon init");

    [Fact]
    public async Task A_rule_found_twice_counts_once()
    {
        var read = await AssessAsync(Request() with { RulePaths = [sandbox.PathOf("bank", "rules"), sandbox.PathOf("bank", "rules", "example.yml")] });
        read.Value.ShouldNotBeNull().Rules.Read.ShouldBe(1);
    }

    [Fact]
    public async Task An_organisation_file_past_the_limit_is_refused()
    {
        sandbox.Write("bank/organisation.yaml", Bank + new string('#', ReadLimits.Default.YamlBytesMax));
        var read = await AssessAsync(Request());
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("FILE005");
    }

    string WorkspaceFolder => sandbox.PathOf("ws");

    AssessRequest Request() => new(sandbox.PathOf("bank"), ReleasePath: null, ReleaseVersion: null, RulePaths: [], AsOf: null);

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(WorkspaceFolder, access, clock));

    async Task<Parsed<GapAssessment>> AssessAsync(AssessRequest request)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        return await workspace.AssessAsync(request, progress: null, CancellationToken.None);
    }

    long Entries()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return workspace.SummariseJournal().Entries;
    }

    sealed class CancelWhen(CancellationTokenSource source, string stage) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (string.Equals(value.Stage, stage, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }
}
