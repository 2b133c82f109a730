using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class HuntInputTests : IDisposable
{
    readonly SampleHunt hunt = new();

    public void Dispose() => hunt.Dispose();

    static void ShouldRefuse(CommandRun run, string message, int exitCode = 2)
    {
        run.ExitCode.ShouldBe(exitCode, run.Error);
        run.Error.ShouldContain(message);
        run.Error.ShouldNotContain("bug");
        run.Error.ShouldNotContain("   at ");
    }

    [Fact]
    public void Logs_that_are_not_there_are_named() => ShouldRefuse(CommandRun.Of("hunt", hunt.File("nothing"), "--rules", hunt.Rules), "nothing");

    [Fact]
    public void An_empty_folder_is_no_log()
    {
        Directory.CreateDirectory(hunt.File("empty"));

        ShouldRefuse(CommandRun.Of("hunt", hunt.File("empty"), "--rules", hunt.Rules), "there is no log file to read");
    }

    [Fact]
    public void Rules_that_are_not_there_are_named() => ShouldRefuse(CommandRun.Of("hunt", hunt.Logs, "--rules", hunt.File("norules")), "norules");

    [Fact]
    public void A_folder_without_rules_is_said()
    {
        Directory.CreateDirectory(hunt.File("empty"));

        ShouldRefuse(CommandRun.Of("hunt", hunt.Logs, "--rules", hunt.File("empty")), "there is no rule to hunt with");
    }

    [Fact]
    public void A_rule_that_does_not_parse_is_named_and_the_others_run()
    {
        hunt.Write("rules/broken.yml", "title: [\n");
        hunt.Write("rules/junk.yml", "\0\u0001\uFFFD");

        var run = hunt.Run();

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("broken.yml");
        run.Output.ShouldContain("Memory of LSASS dumped");
    }

    [Fact]
    public void Binary_junk_among_the_logs_is_said_and_the_others_are_read()
    {
        File.WriteAllBytes(Path.Combine(hunt.Logs, "junk.bin"), [.. Enumerable.Range(0, 5000).Select(static i => (byte)(i * 7919 % 251))]);
        File.WriteAllBytes(Path.Combine(hunt.Logs, "cut.evtx"), [.. "ElfFile\0"u8, 1, 2, 3]);
        File.WriteAllBytes(Path.Combine(hunt.Logs, "empty.json"), []);

        var run = hunt.Run("--json");

        run.ExitCode.ShouldBe(1, run.Error);
        run.Json().GetProperty("summary").GetProperty("hits").GetInt64().ShouldBe(8);
    }

    [Theory]
    [InlineData("--to has no such format", "--to", "pdf")]
    [InlineData("does not say what to write", "--out", "x.unknown")]
    [InlineData("several outputs want the standard output", "--to", "csv", "--json")]
    [InlineData("--from takes a day or time", "--from", "yesterday")]
    [InlineData("--within takes a span", "--within", "fortnight")]
    [InlineData("--learn needs --baseline", "--learn")]
    [InlineData("--follow and --resume exclude each other", "--follow", "--resume", "x")]
    [InlineData("is neither a file nor a pipeline", "--pipeline", "nopipeline")]
    [InlineData("has no such technique", "--record", "T9999")]
    public void An_option_that_cannot_be_followed_is_explained(string message, params string[] options)
        => ShouldRefuse(hunt.Run(options), message == "--to has no such format" ? "--to takes one of" : message);

    [Fact]
    public void A_time_zone_that_is_none_is_said() => ShouldRefuse(CommandRun.Of("hunt", hunt.Logs, "--rules", hunt.Rules, "--timezone", "Mars/Olympus"), "there is no time zone");

    [Fact]
    public void Two_outputs_into_one_file_are_refused()
        => ShouldRefuse(hunt.Run("--to", "csv", "--out", hunt.File("x"), "--to", "ndjson", "--out", hunt.File("x")), "is the file of several outputs");

    [Fact]
    public void A_baseline_that_is_none_is_refused_and_left_as_it_is()
    {
        var file = hunt.Write("normal.json", "{}");

        ShouldRefuse(hunt.Run("--baseline", file), "this is no baseline");
        ShouldRefuse(hunt.Run("--baseline", file, "--learn"), "this is no baseline");
        File.ReadAllText(file).ShouldBe("{}");
    }

    [Fact]
    public void A_state_of_another_hunt_is_refused_and_left_as_it_is()
    {
        hunt.Run("--resume", hunt.File("state"));
        var before = File.ReadAllText(hunt.File("state"));

        ShouldRefuse(hunt.Run("--resume", hunt.File("state"), "--level", "high"), "the state of another hunt");
        ShouldRefuse(hunt.Run("--resume", hunt.Write("other", "{}\n")), "no state of a hunt");
        hunt.Write("rules/more.yml", File.ReadAllText(Path.Combine(hunt.Rules, "dump.yml")).Replace("MiniDump", "Mini", StringComparison.Ordinal));
        ShouldRefuse(hunt.Run("--resume", hunt.File("state")), "the state of another hunt");
        File.ReadAllText(hunt.File("state")).ShouldBe(before);
    }

    [Fact]
    public void A_state_of_logs_that_changed_is_refused()
    {
        hunt.Run("--resume", hunt.File("state"));
        hunt.Write("logs/pc1.json", "{}\n");

        ShouldRefuse(hunt.Run("--resume", hunt.File("state")), "the state of other logs");
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("json")]
    [InlineData("html")]
    public void A_disk_that_is_full_in_the_middle_of_output_is_said(string format)
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("this system has no /dev/full");
        }

        // A folder whose files cannot grow: a link to the device in the place of the temporary file.
        var target = hunt.File("out");
        File.CreateSymbolicLink(hunt.File(".out.merlon-tmp"), "/dev/full");

        ShouldRefuse(hunt.Run("--to", format, "--out", target), "cannot be written", exitCode: 3);
        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_in_the_place_of_the_output_is_said()
    {
        Directory.CreateDirectory(hunt.File("out.csv"));

        ShouldRefuse(hunt.Run("--out", hunt.File("out.csv")), "is a folder", exitCode: 3);
    }
}
