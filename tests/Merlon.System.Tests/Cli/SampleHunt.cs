using System.Text.Json;

namespace Merlon.System.Tests.Cli;

/// <summary>A folder with rules and logs of our own making: an intrusion on two hosts, and much that is usual.</summary>
sealed class SampleHunt : IDisposable
{
    const string ProcessCreation = "logsource: { product: windows, category: process_creation }";

    readonly ScratchFolder folder = new();

    public SampleHunt()
    {
        Rule("dump.yml", "Memory of LSASS dumped", "aaaaaaaa-0000-0000-0000-000000000001", "critical", "[attack.credential-access, attack.t1003.001, attack.s0002]", "CommandLine|contains|all: [comsvcs, MiniDump]");
        Rule("encoded.yml", "Encoded PowerShell", "aaaaaaaa-0000-0000-0000-000000000002", "high", "[attack.execution, attack.t1059.001]", "Image|endswith: \\powershell.exe\n    CommandLine|contains: ' -enc '");
        Rule("whoami.yml", "Who am I", "aaaaaaaa-0000-0000-0000-000000000003", "medium", "[attack.discovery, attack.t1033]", "Image|endswith: \\whoami.exe", "name: whoami");
        Rule("psexec.yml", "Service of PsExec", "aaaaaaaa-0000-0000-0000-000000000004", "low", "[attack.execution, attack.t1569.002]", "Image|endswith: \\PsExec.exe");
        Rule("old.yml", "Tagged for a newer release", "aaaaaaaa-0000-0000-0000-000000000005", "informational", "[attack.stealth, attack.t1685.005]", "CommandLine|contains: wevtutil cl");
        folder.Write("rules/placeholder.yml", $"title: Needs values\nid: aaaaaaaa-0000-0000-0000-000000000006\nlevel: low\n{ProcessCreation}\ndetection:\n  selection:\n    User|expand: '%Admins%'\n  condition: selection\n");
        folder.Write("rules/many.yml", """
            title: Asked often who it is
            id: aaaaaaaa-0000-0000-0000-000000000007
            level: high
            tags: [attack.discovery, attack.t1033]
            correlation:
              type: event_count
              rules: [whoami]
              generate: true
              group-by: [Computer]
              timespan: 10m
              condition: { gte: 3 }
            """);
        folder.Write("logs/pc1.json", string.Join('\n',
            Process("2026-03-29T00:30:00Z", "PC1", @"C:\Windows\explorer.exe", "explorer", session: 7),
            Process("2026-03-29T00:59:59.25Z", "PC1", @"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell -enc SQBFAFgA\u001b[31m", session: 7),
            Process("2026-03-29T01:00:30Z", "PC1", @"C:\Windows\System32\whoami.exe", "whoami /all", session: 7),
            Process("2026-03-29T01:01:00Z", "PC1", @"C:\Windows\System32\whoami.exe", "whoami", session: 7),
            Process("2026-03-29T01:02:00Z", "PC1", @"C:\Windows\System32\whoami.exe", "whoami", session: 8),
            Process("2026-03-29T01:05:00Z", "PC1", @"C:\Windows\System32\rundll32.exe", "rundll32 comsvcs.dll, MiniDump 624 <img src=x onerror=alert(1)>.dmp full", session: 7),
            "{ this is no JSON") + "\n");
        folder.Write("logs/pc2.json", string.Join('\n',
            Process("2026-03-29T02:00:00Z", "PC2", @"C:\Tools\PsExec.exe", "=PsExec -s", "EVIL\u202E\\mallory", session: 9),
            Process("not a time", "PC2", @"C:\Windows\System32\wevtutil.exe", "wevtutil cl Security", session: 9)) + "\n");
    }

    public string Rules => folder.File("rules");

    public string Logs => folder.File("logs");

    public string File(string name) => folder.File(name);

    public string Write(string name, string content) => folder.Write(name, content);

    public string Read(string name) => global::System.IO.File.ReadAllText(folder.File(name)).Replace(folder.Path, "DIR", StringComparison.Ordinal);

    /// <summary>Runs <c>merlon hunt</c> over the sample, times in a zone whose summer begins in the middle of it.</summary>
    public CommandRun Run(params string[] more)
        => CommandRun.Of(["hunt", Logs, "--rules", Rules, "--timezone", "Europe/Vienna", "--threads", "1", "--workspace", folder.File("ws"), .. more]);

    public string Transcript(CommandRun run) => run.Transcript((folder.Path, "DIR"));

    public void Dispose() => folder.Dispose();

    /// <summary>A start of a process as Sysmon and a shipper write it.</summary>
    public static string Process(string time, string host, string image, string commandLine, string user = "CORP\\bob", int session = 1)
        => JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["@timestamp"] = time,
            ["Channel"] = "Microsoft-Windows-Sysmon/Operational",
            ["EventID"] = 1,
            ["Computer"] = host,
            ["Hostname"] = host,
            ["User"] = user,
            ["LogonId"] = $"0x{session:x}",
            ["Image"] = image,
            ["CommandLine"] = commandLine,
            ["ParentImage"] = @"C:\Windows\System32\cmd.exe",
        });

    void Rule(string file, string title, string id, string level, string tags, string selection, string more = "status: test")
        => folder.Write($"rules/{file}", $"title: {title}\nid: {id}\n{more}\ndescription: A rule of a test.\nlevel: {level}\ntags: {tags}\nfalsepositives: [Administrators <b>]\n{ProcessCreation}\ndetection:\n  selection:\n    {selection}\n  condition: selection\n");
}
