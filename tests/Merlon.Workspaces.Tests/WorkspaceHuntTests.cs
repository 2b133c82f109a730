using System.Text;
using Merlon.Hunting;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceHuntTests : IDisposable
{
    const string Rule = """
        title: Who am I
        id: 11111111-1111-1111-1111-111111111111
        name: whoami
        level: medium
        tags: [attack.t1033]
        logsource: { product: windows, category: process_creation }
        detection:
          selection:
            Image|endswith: \whoami.exe
          condition: selection
        ---
        title: Many
        id: 22222222-2222-2222-2222-222222222222
        level: high
        correlation:
          type: event_count
          rules: [whoami]
          generate: true
          group-by: [Computer]
          timespan: 1h
          condition: { gte: 4 }
        """;

    readonly Sandbox sandbox = new();

    public WorkspaceHuntTests()
    {
        sandbox.Write("rules/r.yml", Rule);
        for (var file = 0; file < 4; file++)
        {
            var at = file;
            sandbox.Write($"logs/{file}.json", string.Concat(Enumerable.Range(0, 3).Select(i => Line(at, i))));
        }
    }

    public void Dispose() => sandbox.Dispose();

    static string Line(int file, int record)
        => $$"""{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"@timestamp":"2026-01-02T0{{file}}:0{{record}}:00Z","Computer":"pc{{file % 2}}","Hostname":"pc{{file % 2}}","Image":"C:\\{{record}}\\whoami.exe","Note":"\ud83d\ude00 \u0000 {{file}}"}""" + "\n";

    HuntRequest Request(string? state = null) => new()
    {
        Logs = [sandbox.PathOf("logs")],
        RulePaths = [sandbox.PathOf("rules")],
        Options = new HuntOptions { Threads = 1 },
        Query = new FindingQuery { RepetitionSpan = TimeSpan.FromHours(3) },
        ResumePath = state,
        Zone = TimeZoneInfo.Utc,
    };

    HuntReport Hunt(HuntRequest request, Action<Finding>? onFinding = null, CancellationTokenSource? stopping = null)
    {
        using var workspace = Workspace.Open(new WorkspaceOptions(sandbox.PathOf("ws"), WorkspaceAccess.Read, TimeProvider.System));
        var plan = workspace.PlanHunt(request, progress: null, CancellationToken.None);
        return workspace.Hunt(plan.Value.ShouldNotBeNull(string.Join('\n', plan.Diagnostics)), onFinding, progress: null, stopping?.Token ?? CancellationToken.None);
    }

    static string Told(HuntReport report)
    {
        var text = new StringBuilder();
        foreach (var finding in report.Summary.Findings)
        {
            text.AppendLine(null, $"{finding.Rule.Key} {finding.Time:O} {finding.Host} {finding.Document} {finding.Record} {finding.Offset} ×{finding.Count} {finding.LastTime:O} {string.Join(';', finding.Fields)} {string.Join(';', finding.Events)}");
        }

        text.AppendLine(null, $"{report.Summary.Totals} {string.Join(';', report.Summary.Rules)}");
        text.AppendJoin('\n', report.Summary.Files.Select(static file => $"{file.Document} {file.Format} {file.Records} {file.Failed} {file.Unrouted} {file.Bytes} {string.Join(';', file.Pipelines)}"));
        return text.ToString();
    }

    /// <summary>Stopped behind each file in turn, and in the middle of its line: what comes out in the end is the same.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 7)]
    [InlineData(2, 100_000)]
    public void A_hunt_that_was_stopped_gives_what_one_in_one_go_gives(int filesDone, int bytesTorn)
    {
        var whole = Told(Hunt(Request()));
        var state = sandbox.PathOf("state");
        Hunt(Request(state));
        var lines = File.ReadAllText(state).Split('\n');
        var kept = lines.TakeWhile((line, i) => lines.Take(i).Count(static one => one.StartsWith("{\"file\"", StringComparison.Ordinal)) < filesDone).ToList();
        var next = string.Join('\n', lines.Skip(kept.Count));
        File.WriteAllText(state, string.Concat(kept.Select(static line => line + "\n")) + next[..Math.Min(next.Length, bytesTorn)]);

        Told(Hunt(Request(state))).ShouldBe(whole);
        Told(Hunt(Request(state))).ShouldBe(whole);
    }

    [Fact]
    public void Cancelling_keeps_the_files_that_were_done()
    {
        var state = sandbox.PathOf("state");
        using var cancellation = new CancellationTokenSource();
        var request = Request(state) with { Query = new FindingQuery { RepetitionSpan = null, IsImmediate = true } };

        Should.Throw<OperationCanceledException>(() => Hunt(
            request,
            finding =>
            {
                if (finding.Document.EndsWith("2.json", StringComparison.Ordinal))
                {
                    cancellation.Cancel();
                }
            },
            cancellation));

        File.ReadLines(state).Count(static line => line.StartsWith("{\"file\"", StringComparison.Ordinal)).ShouldBeInRange(2, 3);
        Told(Hunt(request)).ShouldBe(Told(Hunt(request with { ResumePath = null })));
    }

    [Theory]
    [InlineData("{\"match\":[99],\"document\":\"x\",\"as\":\"Json\",\"number\":1,\"offset\":0,\"pipeline\":\"windows\",\"selectors\":[],\"fields\":[]}")]
    [InlineData("{\"match\":[0],\"document\":\"x\"}")]
    [InlineData("{\"match\":0}")]
    public void A_line_of_another_hand_is_said(string line)
    {
        var state = sandbox.PathOf("state");
        Hunt(Request(state));
        var lines = File.ReadAllLines(state);
        File.WriteAllText(state, lines[0] + "\n" + line + "\n" + string.Join('\n', lines.Skip(1)) + "\n");

        Should.Throw<InvalidDataException>(() => Hunt(Request(state))).Message.ShouldContain("is damaged");
    }

    [Fact]
    public void Nothing_is_written_where_nothing_is_asked_for()
    {
        Hunt(Request());

        sandbox.Content.ShouldBe(["logs", "logs/0.json", "logs/1.json", "logs/2.json", "logs/3.json", "rules", "rules/r.yml"]);
    }
}
