using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Tests;

/// <summary>A small organisation with one rule in a folder of its own, on a clock that stands where a test puts it.</summary>
sealed class SmallBank : IDisposable
{
    public const string Text = """
        merlon: 1
        name: Harbor Bank
        sectors: [finance]
        platforms: [Windows]
        log_sources:
          - source: sysmon
            devices: 80%
        mitigations:
          - mitigation: M1032
            degree: partial
            since: 2026-01-01
        rules:
          - path: rules
            state: deployed
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14
        """;

    public const string Rule = """
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

    public SmallBank()
    {
        Write(Text);
        Sandbox.Write("bank/rules/example.yml", Rule);
    }

    public Sandbox Sandbox { get; } = new();

    public SettableClock Clock { get; } = new();

    public string Folder => Sandbox.PathOf("bank");

    public string WorkspaceFolder => Sandbox.PathOf("ws");

    public string JournalPath => Path.Combine(WorkspaceFolder, "journal.db");

    public AssessRequest Request => new(Folder, ReleasePath: null, ReleaseVersion: null, RulePaths: [], AsOf: null);

    public void Write(string text) => Sandbox.Write("bank/organisation.yaml", text);

    public Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(WorkspaceFolder, access, Clock));

    public GapAssessment Assess()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var read = workspace.AssessAsync(Request, null, CancellationToken.None).GetAwaiter().GetResult();
        return read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
    }

    public T Read<T>(Func<Workspace, Task<T>> verb)
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return verb(workspace).GetAwaiter().GetResult();
    }

    /// <summary>Changes the journal's file behind its back, as somebody who may write to the folder can.</summary>
    public void Tamper(params string[] statements)
    {
        using var connection = SqliteDialect.OpenForWriting(JournalPath);
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }

    public void Dispose() => Sandbox.Dispose();

    public static string Errors(IReadOnlyList<Diagnostic> diagnostics) => string.Join('\n', diagnostics);
}
