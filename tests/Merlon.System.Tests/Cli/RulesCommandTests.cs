using System.Text.Json;

namespace Merlon.System.Tests.Cli;

public sealed class RulesCommandTests
{
    const string Rule = """
        title: Shadow Copies Deleted
        id: 929a690e-bef0-4204-a928-ef5e620d6fcc
        status: test
        description: Ransomware does this first
        author: A
        date: 2024-01-31
        tags:
            - attack.impact
            - attack.t1490
        logsource:
            product: windows
            category: process_creation
        detection:
            tool:
                Image|endswith: '\vssadmin.exe'
            words:
                CommandLine|contains|all:
                    - delete
                    - shadows
            filter_main_backup:
                ParentImage|endswith: '\backup.exe'
            condition: tool and words and not 1 of filter_main_*
        falsepositives:
            - Backups
        level: high

        """;

    const string Fires = """{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\vssadmin.exe","CommandLine":"vssadmin delete shadows /all"}""";

    const string Near = """{"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\vssadmin.exe.bak","CommandLine":"vssadmin list shadows"}""";

    [Fact]
    public void Check_of_a_good_rule_has_nothing_to_say()
    {
        using var folder = new ScratchFolder();
        folder.Write("rules/a.yml", Rule);

        var run = CommandRun.Of("rules", "check", folder.File("rules"), "--workspace", folder.File("none"));

        run.ShouldBe(new CommandRun(0, "1 file, 1 rule, tags against ATT&CK 18.1: no findings.\n", ""));
    }

    [Fact]
    public void Check_names_place_code_and_remedy_and_fails()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule.Replace("attack.t1490", "attack.t1150", StringComparison.Ordinal).Replace("level: high\n", "", StringComparison.Ordinal));

        var run = CommandRun.Of("rules", "check", folder.File("a.yml"), "--notes", "--workspace", folder.File("none"));

        run.ExitCode.ShouldBe(1);
        Golden.Verify(Unwrapped(run, folder), "tests/Merlon.System.Tests/Cli/golden/rules-check.txt");
    }

    [Fact]
    public void Fail_on_and_ignore_decide_the_exit_code()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule.Replace("level: high\n", "", StringComparison.Ordinal));
        string[] check = ["rules", "check", folder.File("a.yml"), "--workspace", folder.File("none")];

        CommandRun.Of([.. check]).ExitCode.ShouldBe(1);
        CommandRun.Of([.. check, "--fail-on", "error"]).ExitCode.ShouldBe(0);
        CommandRun.Of([.. check, "--fail-on", "never"]).ExitCode.ShouldBe(0);
        CommandRun.Of([.. check, "--ignore", "sigma102"]).ExitCode.ShouldBe(0);
        CommandRun.Of([.. check, "--fail-on", "often"]).ExitCode.ShouldBe(2);
        CommandRun.Of("rules", "check", folder.File("missing.yml"), "--workspace", folder.File("none")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Check_writes_sarif_and_json_with_the_same_findings()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule.Replace("level: high\n", "", StringComparison.Ordinal));

        var run = CommandRun.Of("rules", "check", folder.File("a.yml"), "--json", "--sarif", folder.File("out/rules.sarif"), "--workspace", folder.File("none"));

        var finding = run.Json().GetProperty("findings").EnumerateArray().ShouldHaveSingleItem();
        finding.GetProperty("code").GetString().ShouldBe("SIGMA102");
        using var sarif = JsonDocument.Parse(File.ReadAllText(folder.File("out/rules.sarif")));
        sarif.RootElement.GetProperty("version").GetString().ShouldBe("2.1.0");
        var result = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ShouldHaveSingleItem();
        result.GetProperty("ruleId").GetString().ShouldBe("SIGMA102");
        result.GetProperty("level").GetString().ShouldBe("warning");
        result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32().ShouldBe(1);
    }

    [Fact]
    public void Our_own_rules_pass_the_check_and_their_tests()
    {
        using var folder = new ScratchFolder();
        CommandRun.Of("rules", "check", Repository.PathOf("rules"), "--ignore", "SIGMA170", "--fail-on", "note", "--workspace", folder.File("none")).ExitCode.ShouldBe(0);

        var tests = CommandRun.Of("rules", "test", Repository.PathOf("rules"), "--json").Json();
        tests.GetProperty("untested").GetInt32().ShouldBe(0);
        tests.GetProperty("tests").GetInt32().ShouldBeGreaterThan(200);
        tests.GetProperty("passed").GetInt32().ShouldBe(tests.GetProperty("tests").GetInt32());
    }

    [Fact]
    public void Every_recording_of_SigmaHQ_passes_from_EVTX_and_from_JSON()
    {
        var run = CommandRun.Of("rules", "test", SharedData.PathOf("sigma"), "--json");

        run.ExitCode.ShouldBe(0);
        var json = run.Json();
        json.GetProperty("tests").GetInt32().ShouldBe(202);
        json.GetProperty("passed").GetInt32().ShouldBe(202);
        var results = json.GetProperty("results").EnumerateArray().ToList();
        results.Count.ShouldBe(404);
        results.Sum(static result => result.GetProperty("records").GetInt32()).ShouldBe(2 * 238);
        results.Count(static result => result.GetProperty("outcome").GetString() == "fired more").ShouldBe(2 * 4);
    }

    [Fact]
    public void A_test_that_fails_says_which_selection_did()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule);
        folder.Write("a.test.json", $$"""{"rule":"x","fires":[{"name":"deletes","event":{{Near}}}],"silent":[{"name":"lists","event":{{Fires}}}]}""");

        var run = CommandRun.Of("rules", "test", folder.File("a.yml"));

        run.ExitCode.ShouldBe(1);
        Golden.Verify(Unwrapped(run, folder), "tests/Merlon.System.Tests/Cli/golden/rules-test.txt");
    }

    [Fact]
    public void A_folder_without_tests_is_no_success()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule);
        CommandRun.Of("rules", "test", folder.File("a.yml")).ExitCode.ShouldBe(2);
        folder.Write("a.test.json", "[1]");
        CommandRun.Of("rules", "test", folder.File("a.yml")).Error.ShouldContain("SIGMA191");
    }

    [Fact]
    public void Explain_says_why_a_rule_fires_and_what_is_missing()
    {
        using var folder = new ScratchFolder();
        folder.Write("a.yml", Rule);
        folder.Write("fires.json", Fires);
        folder.Write("near.json", Near);
        folder.Write("other.json", """{"Channel":"Security","EventID":4624}""");

        var fires = CommandRun.Of("rules", "explain", folder.File("a.yml"), folder.File("fires.json"));
        var near = CommandRun.Of("rules", "explain", folder.File("a.yml"), folder.File("near.json"));
        var other = CommandRun.Of("rules", "explain", folder.File("a.yml"), folder.File("other.json"));

        (fires.ExitCode, near.ExitCode, other.ExitCode).ShouldBe((0, 1, 1));
        Golden.Verify(string.Concat(Unwrapped(fires, folder), Unwrapped(near, folder), Unwrapped(other, folder)), "tests/Merlon.System.Tests/Cli/golden/rules-explain.txt");
    }

    [Fact]
    public void Explain_finds_a_rule_by_id_and_a_record_by_number()
    {
        using var folder = new ScratchFolder();
        folder.Write("rules/a.yml", Rule);
        folder.Write("log.json", $"{Near}\n{Fires}\n{Near}\n");
        string[] explain = ["rules", "explain", "929A690E-bef0-4204-a928-ef5e620d6fcc", folder.File("log.json"), "--rules", folder.File("rules"), "--json"];

        var first = CommandRun.Of(explain).Json().GetProperty("explanations")[0];
        (first.GetProperty("record").GetInt32(), first.GetProperty("fires").GetBoolean()).ShouldBe((2, true));
        var third = CommandRun.Of([.. explain, "--record", "3"]).Json().GetProperty("explanations")[0];
        (third.GetProperty("record").GetInt32(), third.GetProperty("fires").GetBoolean()).ShouldBe((3, false));
        CommandRun.Of([.. explain, "--record", "4"]).ExitCode.ShouldBe(2);
        CommandRun.Of("rules", "explain", "unknown", folder.File("log.json"), "--rules", folder.File("rules")).ExitCode.ShouldBe(2);
    }

    // Where lines are wrapped depends on the length of the folder's path: what goes on is joined to what it belongs to.
    static string Unwrapped(CommandRun run, ScratchFolder folder)
    {
        List<string> lines = [];
        foreach (var line in run.Output.Split('\n'))
        {
            var text = line.Trim();
            if (lines.Count > 0 && lines[^1].Length > 0 && text.Length > 0 && !IsBeginning(text))
            {
                lines[^1] += " " + text;
            }
            else
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines).Replace(folder.Path, "FOLDER", StringComparison.Ordinal);
    }

    static bool IsBeginning(string text)
        => text.StartsWith('[') || text.StartsWith("SIGMA", StringComparison.Ordinal) || text.StartsWith("code ", StringComparison.Ordinal)
            || Array.Exists(["warning:", "note:", "error:", "failed:", "Read as:", "As ", "The rule ", "Not looked", "1 file", "0 of", "/"], word => text.StartsWith(word, StringComparison.Ordinal));
}
