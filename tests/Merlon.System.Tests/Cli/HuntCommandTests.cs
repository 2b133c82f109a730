namespace Merlon.System.Tests.Cli;

public sealed class HuntCommandTests : IDisposable
{
    const string Goldens = "tests/Merlon.System.Tests/Cli/golden/hunt";

    readonly SampleHunt hunt = new();

    public void Dispose() => hunt.Dispose();

    [Theory]
    [InlineData("rule")]
    [InlineData("host")]
    [InlineData("technique")]
    [InlineData("time")]
    public void The_table_is_as_reviewed(string group) => Golden.Verify(hunt.Transcript(hunt.Run("--group", group)), $"{Goldens}/table-{group}.txt");

    [Fact]
    public void The_timeline_is_as_reviewed() => Golden.Verify(hunt.Transcript(hunt.Run("--to", "timeline")), $"{Goldens}/timeline.txt");

    [Fact]
    public void The_story_is_as_reviewed() => Golden.Verify(hunt.Transcript(hunt.Run("--story")), $"{Goldens}/story.txt");

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("timesketch")]
    [InlineData("sarif")]
    [InlineData("stix")]
    [InlineData("layer")]
    public void A_format_is_as_reviewed(string format)
    {
        var run = hunt.Run("--to", format, "--out", hunt.File("out"));

        run.ExitCode.ShouldBe(1);
        Golden.Verify(hunt.Read("out"), $"{Goldens}/{format}.txt");
    }

    [Fact]
    public void Every_format_at_once_is_the_same_as_each_alone_and_the_name_says_the_format()
    {
        string[] files = ["a.ndjson", "a.csv", "a.jsonl", "a.sarif", "a.stix.json", "a.layer.json", "a.json", "a.html", "a.txt"];

        var run = hunt.Run([.. files.SelectMany(file => new[] { "--out", hunt.File(file) })]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("Written: ");
        foreach (var (file, format) in files.Zip(["ndjson", "csv", "timesketch", "sarif", "stix", "layer", "json"]))
        {
            Golden.Verify(hunt.Read(file), $"{Goldens}/{format}.txt");
        }

        hunt.Read("a.html").ShouldContain("<!DOCTYPE html>");
    }

    [Fact]
    public void Json_is_one_document_with_exact_hits_per_rule()
    {
        var json = hunt.Run("--json").Json();

        json.GetProperty("rules").EnumerateArray().ToDictionary(static rule => rule.GetProperty("title").GetString() ?? "", static rule => rule.GetProperty("hits").GetInt64(), StringComparer.Ordinal)
            .ShouldBe(new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["Memory of LSASS dumped"] = 1,
                ["Encoded PowerShell"] = 1,
                ["Asked often who it is"] = 1,
                ["Who am I"] = 3,
                ["Service of PsExec"] = 1,
                ["Tagged for a newer release"] = 1,
            });
        var summary = json.GetProperty("summary");
        (summary.GetProperty("records").GetInt64(), summary.GetProperty("failed").GetInt64(), summary.GetProperty("files").GetInt64()).ShouldBe((8, 1, 2));
        json.GetProperty("refused").EnumerateArray().ShouldHaveSingleItem().GetProperty("title").GetString().ShouldBe("Needs values");
        json.GetProperty("files").EnumerateArray().Select(static file => file.GetProperty("records").GetInt64()).ShouldBe([6, 2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_same_bytes(int threads)
        => CommandRun.Of("hunt", hunt.Logs, "--rules", hunt.Rules, "--timezone", "UTC", "--threads", $"{threads}", "--json").Output
            .ShouldBe(CommandRun.Of("hunt", hunt.Logs, "--rules", hunt.Rules, "--timezone", "UTC", "--threads", "3", "--json").Output);

    [Fact]
    public void Without_a_finding_it_says_so_and_ends_with_0()
    {
        var run = hunt.Run("--rule", "aaaaaaaa-0000-0000-0000-000000000004", "--until", "2026-01-01");

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Nothing found");
        run.Output.ShouldContain("1 outside the time asked for");
    }

    [Fact]
    public void That_nothing_was_found_in_what_could_not_be_read_is_bad_input()
    {
        var junk = hunt.Write("junk.txt", "neither\nfish\nnor fowl\n");

        var run = CommandRun.Of("hunt", junk, "--rules", hunt.Rules);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("LOG001");
    }

    [Fact]
    public void Starts_of_processes_that_the_audit_daemon_tells_in_lines_are_joined_where_asked_for()
    {
        var rule = hunt.Write("linux/r.yml", "title: L\nlogsource: {product: linux, category: process_creation}\ndetection: {s: {CommandLine|contains: arp -a}, condition: s}\n");
        var log = hunt.Write("audit.log", """
            type=SYSCALL msg=audit(1604994496.155:7): arch=c000003e syscall=59 success=yes exit=0 ppid=2 pid=3 uid=1000 comm="arp" exe="/usr/sbin/arp" key=(null)
            type=EXECVE msg=audit(1604994496.155:7): argc=2 a0="arp" a1="-a"
            type=CWD msg=audit(1604994496.155:7): cwd="/home"
            type=PROCTITLE msg=audit(1604994496.155:7): proctitle=617270002D61

            """);

        CommandRun.Of("hunt", log, "--rules", rule).ExitCode.ShouldBe(0);
        CommandRun.Of("hunt", log, "--rules", rule, "--join-auditd").ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("2026-03-29T01:00:30Z", 7)]
    [InlineData("2026-03-29T03:00:30", 7)] // Vienna, summer time
    [InlineData("2026-03-29T01:59:59", 7)] // Vienna, a second before summer time: 00:59:59 UTC, and a finding a quarter of a second later
    [InlineData("2026-03-29", 7)]
    public void Times_without_a_zone_are_of_the_zone_asked_for(string from, int hitsAtMost)
        => hunt.Run("--from", from, "--json").Json().GetProperty("summary").GetProperty("hits").GetInt64().ShouldBeInRange(1, hitsAtMost);

    [Fact]
    public void Placeholders_let_a_refused_rule_run()
    {
        var values = hunt.Write("values.yml", "Admins: ['CORP\\\\*']\n");

        hunt.Run("--placeholders", values, "--rule", "aaaaaaaa-0000-0000-0000-000000000006", "--json").Json().GetProperty("rules").EnumerateArray().ShouldHaveSingleItem().GetProperty("hits").GetInt64().ShouldBe(7);
    }

    [Fact]
    public void What_was_learnt_is_not_shown_again()
    {
        var baseline = hunt.File("normal.json");

        hunt.Run("--baseline", baseline, "--learn").Output.ShouldContain("The baseline now has 6 entries");
        var run = hunt.Run("--baseline", baseline);

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("Nothing found");
        run.Output.ShouldContain("normal by the baseline");
        Golden.Verify(hunt.Read("normal.json"), $"{Goldens}/baseline.txt");
    }

    [Fact]
    public void A_hunt_that_was_done_with_a_state_gives_the_same_again_without_reading_the_logs()
    {
        var first = hunt.Run("--resume", hunt.File("state"), "--json");
        File.WriteAllText(Path.Combine(hunt.Logs, "pc1.json"), new string(' ', (int)new FileInfo(Path.Combine(hunt.Logs, "pc1.json")).Length));

        hunt.Run("--resume", hunt.File("state"), "--json").Output.ShouldBe(first.Output);
    }

    [Fact]
    public void A_rule_that_fires_on_telemetry_of_its_technique_is_recorded_once()
    {
        var run = hunt.Run("--record", "T1003.001");

        run.Output.ShouldContain("The journal took 1 statement");
        CommandRun.Of("journal", "list", "--workspace", hunt.File("ws"), "--json").Output.ShouldContain("fired 1 times on telemetry recorded for T1003.001");
        hunt.Run("--record", "T1003.001").Output.ShouldContain("The journal took 0 statements (1 it had)");
    }

    [Fact]
    public void What_rules_cost_is_listed()
        => hunt.Run("--profile").Output.ShouldContain("What rules cost, slowest first");

    [Fact]
    public void Colour_marks_and_control_characters_do_not_reach_the_terminal()
    {
        var run = CommandRun.On(static terminal => terminal with { UsesColour = true }, "hunt", hunt.Logs, "--rules", hunt.Rules, "--timezone", "UTC", "--to", "timeline");

        run.Output.ShouldNotContain("\u001b[31mmm");
        run.Output.ShouldNotContain("\u202E");
        run.Output.ShouldContain("powershell -enc SQBFAFgA");
    }

    [Fact]
    public void Progress_is_shown_on_a_terminal_only()
    {
        CommandRun.On(static terminal => terminal with { IsErrorTerminal = true }, "hunt", hunt.Logs, "--rules", hunt.Rules).Error.ShouldContain("Reading rules");
        hunt.Run().Error.ShouldNotContain("Reading rules");
    }

    [Fact]
    public void What_is_added_to_a_followed_file_is_found_at_once_and_stopping_sums_up()
    {
        using var cancellation = new CancellationTokenSource();
        using var error = new StringWriter();
        var log = Path.Combine(hunt.Logs, "pc2.json");
        using var output = new WatchedWriter(text =>
        {
            if (text.Contains("Service of PsExec", StringComparison.Ordinal))
            {
                File.AppendAllText(log, SampleHunt.Process("2026-03-29T03:00:00Z", "PC3", @"C:\whoami.exe", "x") + "\n");
            }
            else if (text.Contains("PC3", StringComparison.Ordinal))
            {
                cancellation.Cancel();
            }
        });

        var exitCode = Merlon.Cli.MerlonCommand.Run(
            ["hunt", log, "--rules", hunt.Rules, "--timezone", "UTC", "--follow", "--to", "ndjson"], new Merlon.Cli.Terminal { Out = output, Error = error }, cancellation.Token);

        exitCode.ShouldBe(1, error.ToString());
        output.Lines.Count(static line => line.StartsWith('{')).ShouldBe(3);
    }

    /// <summary>Tells of each line that is written.</summary>
    sealed class WatchedWriter(Action<string> onLine) : TextWriter
    {
        readonly global::System.Text.StringBuilder line = new();

        public List<string> Lines { get; } = [];

        public override global::System.Text.Encoding Encoding => global::System.Text.Encoding.UTF8;

        public override void Write(char value)
        {
            if (value != '\n')
            {
                line.Append(value);
                return;
            }

            Lines.Add(line.ToString());
            line.Clear();
            onLine(Lines[^1]);
        }
    }

    /// <summary>SigmaHQ's recorded events: each of its own rules fires as often as its publisher says.</summary>
    [Fact]
    public void Recorded_events_are_found_by_their_rules()
    {
        var data = SharedData.PathOf("sigma/regression_data");
        var rules = Path.Combine(data, "..");
        var run = CommandRun.Of(
            "hunt", Path.Combine(data, "**/*.evtx"), "--rules", Path.Combine(rules, "rules"), "--rules", Path.Combine(rules, "rules-emerging-threats"), "--rules", Path.Combine(rules, "rules-threat-hunting"), "--all", "--limit", "0", "--json");

        var hits = run.Json().GetProperty("rules").EnumerateArray().ToDictionary(static rule => rule.GetProperty("id").GetString() ?? "", static rule => rule.GetProperty("hits").GetInt64(), StringComparer.Ordinal);
        var recorded = Directory.EnumerateFiles(data, "*.evtx", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToList();
        recorded.Count.ShouldBeGreaterThanOrEqualTo(202);
        recorded.Where(id => !hits.ContainsKey(id ?? "")).ShouldBeEmpty();
    }
}
