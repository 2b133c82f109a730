using System.Diagnostics;
using System.Text;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

/// <summary>Rule folders, workspaces and output folders that are not what they should be.</summary>
public sealed class FolderInputTests : IDisposable
{
    const string Rule = """
        title: R
        logsource: {product: windows, category: process_creation}
        detection:
          s: {A: b}
          condition: s
        tags: [attack.t1059.001]
        """;

    readonly ScratchFolder folder = new();

    public FolderInputTests() => folder.Write("org/organisation.yaml", "merlon: 1\nname: Tiny Ltd\nsectors: [finance]\nplatforms: [Windows]\nlog_sources:\n  - source: sysmon\n");

    public void Dispose() => folder.Dispose();

    /// <summary>A rule file's content and what is said of it.</summary>
    public static TheoryData<byte[], string> Rules => new()
    {
        { [], "bad.yml: YAML002" },
        { "a: ["u8.ToArray(), "bad.yml:1:5: YAML010" },
        { "%PDF-1.7\n"u8.ToArray(), "a PDF document" },
        { "hello"u8.ToArray(), "bad.yml:1:1: SIGMA001" },
        { Encoding.Unicode.GetBytes(Rule), "bad.yml: YAML003" },
        { Encoding.ASCII.GetBytes("a: " + new string('[', 10_000)), "YAML012" },
        { Encoding.ASCII.GetBytes("#" + new string('x', 4 * 1024 * 1024)), "bad.yml: FILE005" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_that_cannot_be_read_costs_only_itself(byte[] content, string said)
    {
        folder.Write("rules/good.yml", Rule);
        File.WriteAllBytes(folder.File("rules/bad.yml"), content);

        var run = Assess("--rules", folder.File("rules"), "--dry-run", "--json");

        run.ExitCode.ShouldBe(0, run.Error);
        run.ShouldSpeakPlainly();
        run.Error.ShouldContain(said);
        run.Output.ShouldContain("T1059.001");
        run.Output.ShouldContain("rules/good.yml");
    }

    [Fact]
    public void A_rule_and_a_folder_that_may_not_be_read_cost_only_themselves()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs a user whom file modes keep out");
            return; // which the platform analyzer does not know
        }

        folder.Write("rules/good.yml", Rule);
        File.SetUnixFileMode(folder.Write("rules/shut.yml", Rule), UnixFileMode.None);
        File.SetUnixFileMode(Path.GetDirectoryName(folder.Write("rules/shut/x.yml", Rule)) ?? "", UnixFileMode.None);

        var run = Assess("--rules", folder.File("rules"), "--dry-run");
        File.SetUnixFileMode(folder.File("rules/shut"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.Split('\n').Count(static line => line.Contains("RULE006", StringComparison.Ordinal)).ShouldBe(2, run.Error);
    }

    [Fact]
    public void A_pipe_in_a_rule_folder_or_a_bundle_folder_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no pipes in folders");
        folder.Write("rules/good.yml", Rule);
        Directory.CreateDirectory(folder.File("bundles"));
        foreach (var pipe in new[] { "rules/pipe.yml", "bundles/enterprise-attack-18.1.json" })
        {
            using var made = Process.Start("mkfifo", [folder.File(pipe)]);
            made.WaitForExit();
            made.ExitCode.ShouldBe(0);
        }

        Assess("--rules", folder.File("rules"), "--dry-run").ExitCode.ShouldBe(0);
        CommandRun.Of("release", "stats", "--from", folder.File("bundles")).ShouldBeRefused(2, "FILE012");
    }

    /// <summary>What stands in a workspace's file, and what is said.</summary>
    public static TheoryData<string, string, int, string> Damage => new()
    {
        { "journal.db", "hello, this is no database at all, and longer than its head would be, which has a hundred bytes or so", 3, "journal.db is damaged" },
        { "workspace.json", "", 3, "workspace.json is damaged" },
        { "workspace.json", "{", 3, "workspace.json is damaged" },
        { "workspace.json", "[]", 3, "workspace.json is damaged" },
        { "workspace.json", "{\"merlon_workspace\":2}", 3, "has format 2" },
        { "workspace.json", "{\"merlon_workspace\":1,\"pinned_release\":\"../../\\u001b[31mx\"}", 2, "WORK002" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void A_damaged_workspace_is_refused_and_left_as_it_is(string name, string content, int exitCode, string said)
    {
        var file = folder.Write("ws/" + name, content);

        Assess("--workspace", folder.File("ws"), "--out", folder.File("out")).ShouldBeRefused(exitCode, said);

        File.ReadAllText(file).ShouldBe(content);
        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public void A_cut_journal_is_refused_and_left_as_it_is()
    {
        Assess("--workspace", folder.File("ws"), "--json").ExitCode.ShouldBe(0);
        var journal = folder.File("ws/journal.db");
        File.WriteAllBytes(journal, File.ReadAllBytes(journal)[..6_000]);

        Assess("--workspace", folder.File("ws"), "--out", folder.File("out")).ShouldBeRefused(3, "journal.db");

        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public void Another_organisations_workspace_is_refused()
    {
        Assess("--workspace", folder.File("ws"), "--json").ExitCode.ShouldBe(0);
        var other = folder.Write("other/organisation.yaml", "merlon: 1\nname: Other Corp\nplatforms: [Windows]\n");

        CommandRun.Of("assess", other, "--workspace", folder.File("ws"), "--out", folder.File("out")).ShouldBeRefused(2, "WORK001", "Tiny Ltd");

        Directory.Exists(folder.File("out")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--workspace", "taken")]
    [InlineData("--out", "taken")]
    [InlineData("--out", "taken/below")]
    public void A_file_in_a_folders_place_is_the_environments_trouble(string option, string place)
    {
        var taken = folder.Write("taken", "mine");

        Assess(option, folder.File(place)).ShouldBeRefused(3, option + " DIR");

        File.ReadAllText(taken).ShouldBe("mine");
    }

    [Fact]
    public void A_folder_that_may_not_be_written_is_the_environments_trouble()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs a user whom file modes keep out");
            return; // which the platform analyzer does not know
        }

        Directory.CreateDirectory(folder.File("shut"));
        File.SetUnixFileMode(folder.File("shut"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assess("--out", folder.File("shut/out")).ShouldBeRefused(3, "not allowed", "--out DIR");
        Assess("--workspace", folder.File("shut/ws")).ShouldBeRefused(3, "not allowed", "--workspace DIR");
    }

    CommandRun Assess(params string[] more) => CommandRun.Of(["assess", folder.File("org"), "--as-of", "2026-11-22", .. more]);
}
