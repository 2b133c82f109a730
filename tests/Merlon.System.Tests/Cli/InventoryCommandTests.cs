using System.Text;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon inventory</c>: what it says of logs, of rules and of logs that cannot be read.</summary>
public sealed class InventoryCommandTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_counts_sources_hosts_fields_and_gaps()
    {
        var json = Run("--json", "--first-seen", "Image").Json();
        json.GetProperty("records").GetInt32().ShouldBe(4);
        var source = json.GetProperty("sources")[0];
        source.GetProperty("label").GetString().ShouldBe("Microsoft-Windows-Sysmon/Operational 1");
        source.GetProperty("log_sources").EnumerateArray().Select(static s => s.GetString()).ShouldContain("windows/process_creation/sysmon", StringComparer.Ordinal);
        source.GetProperty("gaps")[0].GetProperty("from").GetString().ShouldBe("2026-01-02T11:00:00.000Z");
        source.GetProperty("fields").EnumerateArray().Single(static f => f.GetProperty("name").GetString() == "CommandLine").GetProperty("filled").GetInt32().ShouldBe(2);
        json.GetProperty("hosts").EnumerateArray().Select(static h => h.GetProperty("name").GetString()).ShouldBe(["HOST1"]);
        json.GetProperty("first_seen")[0].GetProperty("value").GetString().ShouldBe(@"C:\a.exe");
        json.GetProperty("not_recognised").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void It_says_which_rules_could_fire_and_what_the_others_lack()
    {
        var rules = Rules();
        var run = Run("--rules", rules);
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("Rules: 1 of 3 could fire on these logs");
        var reach = Run("--json", "--rules", rules).Json().GetProperty("rules").EnumerateArray()
            .ToDictionary(static r => r.GetProperty("title").GetString()!, static r => (r.GetProperty("reach").GetString(), string.Join(',', r.GetProperty("missing").EnumerateArray())), StringComparer.Ordinal);
        reach["there"].ShouldBe(("can_fire", ""));
        reach["field"].ShouldBe(("no_field", "Hashes"));
        reach["source"].ShouldBe(("no_log_source", "Microsoft-Windows-TaskScheduler/Operational"));
    }

    [Fact]
    public void The_answer_is_the_same_for_any_number_of_threads()
    {
        folder.Write("logs/b.json", Logs());
        Run("--json", "--threads", "1").Output.ShouldBe(Run("--json", "--threads", "3").Output);
    }

    [Fact]
    public void What_the_logs_show_of_techniques_goes_into_the_journal_once()
    {
        var workspace = folder.File("workspace");
        Run("--record", "--workspace", workspace).Output.ShouldContain("went into the journal");
        var entries = CommandRun.Of("journal", "list", "--kind", "inventory", "--workspace", workspace, "--json", "--max", "1000").Json().GetProperty("entries");
        entries.GetArrayLength().ShouldBeGreaterThan(50);
        Run("--record", "--workspace", workspace).Output.ReplaceLineEndings(" ")
            .ShouldContain($"0 statements about techniques went into the journal, 0 older ones were withdrawn, {entries.GetArrayLength()} stood there already");
    }

    [Fact]
    public void Looking_at_logs_leaves_no_workspace_behind()
    {
        Run("--workspace", folder.File("none"));
        Directory.Exists(folder.File("none")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("missing.json")]
    [InlineData("empty")]
    public void A_path_that_has_no_logs_is_bad_input_and_named(string path)
    {
        Directory.CreateDirectory(folder.File("empty"));
        var run = CommandRun.Of("inventory", folder.File(path));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(path);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Files_that_are_no_logs_are_said_and_the_others_still_read()
    {
        Directory.CreateDirectory(folder.File("logs"));
        File.WriteAllBytes(folder.File("logs/junk.bin"), [0, 1, 2, 3, 250, 251, 7, 7, 7, 0, 0, 9]);
        folder.Write("logs/broken.json", "{\"Channel\": \"Security\", \"EventID\": 1}\n{\"Channel\": \n{\"Channel\": \"Security\", \"EventID\": 2}\n");
        var run = Run();
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("Not read");
        run.Output.ShouldContain("broken.json");
    }

    [Theory]
    [InlineData("--pipeline", "nonsense", "neither a file nor a pipeline")]
    [InlineData("--logsource", "a/b/c/d", "is no log source")]
    [InlineData("--rules", "nowhere", "nowhere does not exist")]
    public void A_wrong_word_is_refused_with_what_would_be_right(string option, string value, string message)
    {
        var run = Run(option, value);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(message);
    }

    CommandRun Run(params string[] options)
    {
        folder.Write("logs/a.json", Logs());
        return CommandRun.Of(["inventory", folder.File("logs"), .. options]);
    }

    string Rules()
    {
        folder.Write("rules/a.yml", Rule("there", "category: process_creation", "CommandLine: x"));
        folder.Write("rules/b.yml", Rule("field", "category: process_creation", "Hashes: x"));
        folder.Write("rules/c.yml", Rule("source", "service: taskscheduler", "TaskName: x"));
        return folder.File("rules");

        static string Rule(string title, string source, string selection)
            => $"title: {title}\nlogsource:\n  product: windows\n  {source}\ndetection:\n  s:\n    {selection}\n  condition: s\n";
    }

    static string Logs()
    {
        var text = new StringBuilder();
        foreach (var time in (string[])["2026-01-02T10:00:00Z", "2026-01-02T10:30:00Z", "2026-01-02T20:00:00Z"])
        {
            var line = time.Contains("20:00", StringComparison.Ordinal) ? "" : "whoami";
            text.Append("{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"Hostname\":\"HOST1\",\"UtcTime\":\"").Append(time)
                .Append("\",\"Image\":\"C:\\\\a.exe\",\"CommandLine\":\"").Append(line).Append("\"}\n");
        }

        return text.Append("{\"unheard\":\"of\"}\n").ToString();
    }
}
