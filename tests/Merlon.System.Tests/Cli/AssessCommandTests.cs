using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

public sealed class AssessCommandTests : IDisposable
{
    const string Tiny = """
        merlon: 1
        name: Tiny Ltd
        sectors: [finance]
        regions: [Germany]
        platforms: [Windows]
        groups:
          - group: FIN7
            reason: hit a peer
        log_sources:
          - source: sysmon
            devices: 85%
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
            name: LSASS dump
        budget: 60000
        """;

    const string Rule = """
        title: Encoded PowerShell
        id: 00000000-0000-4000-8000-000000000001
        status: test
        level: high
        logsource: {product: windows, category: process_creation}
        detection:
          selection: {CommandLine|contains: ' -enc '}
          condition: selection
        tags: [attack.execution, attack.t1059.001, attack.t1685]
        """;

    readonly ScratchFolder folder = new();

    public AssessCommandTests()
    {
        folder.Write("tiny/organisation.yaml", Tiny);
        folder.Write("tiny/rules/encoded.yml", Rule);
    }

    public void Dispose() => folder.Dispose();

    string Organisation => folder.File("tiny");

    string Output => folder.File("out");

    CommandRun Assess(params string[] more) => CommandRun.Of(["assess", Organisation, "--as-of", "2026-11-22", .. more]);

    [Fact]
    public void A_day_before_anything_was_recorded_is_assessed_like_any_other()
    {
        CommandRun.Of(["assess", Organisation, "--out", Output]).ExitCode.ShouldBe(0);

        var run = CommandRun.Of(["assess", Organisation, "--as-of", "2026-09-15", "--out", Output]);

        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadAllText(Path.Combine(Output, "report.html")).ShouldContain("2026-09-15");
    }

    [Fact]
    public void An_organisation_of_which_nobody_knows_who_comes_is_told_so_instead_of_a_list_of_everybody()
    {
        folder.Write("tiny/organisation.yaml", "merlon: 1\nname: Tiny Ltd\nsectors: [finanse]\n");

        var run = Assess("--dry-run");

        run.Output.ShouldContain("Nobody in particular: no known sector, region or group speaks for anyone");
        run.Output.ShouldNotContain("G0001");
        run.Error.ShouldContain("ORG010");
        run.Error.ShouldContain("ORG031");
    }

    [Fact]
    public void The_summary_is_as_reviewed()
        => Golden.Verify(Assess("--out", Output).Transcript((folder.Path, "SCRATCH")), "tests/Merlon.System.Tests/Cli/golden/assess.txt");

    [Fact]
    public void The_files_are_written_whole_and_listed()
    {
        Assess("--out", Output).ExitCode.ShouldBe(0);

        Directory.EnumerateFileSystemEntries(Output).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["backlog.csv", "coverage-layer.json", "engineer.html", "gap-layer.json", "gaps.json", "manager.html", "report.html", "threat-layer.json"]);
    }

    [Fact]
    public void Json_is_one_document_and_the_same_each_time()
    {
        var first = Assess("--json");
        var second = Assess("--json");

        first.ExitCode.ShouldBe(0, first.Error);
        second.Output.ShouldBe(first.Output);
        string.Join(' ', first.Json().EnumerateObject().Select(static key => key.Name)).ShouldBe(
            "merlon organisation as_of release profile summary coverage gaps plan evidence unresolved rules diagnostics");
        Directory.Exists(Output).ShouldBeFalse();
    }

    [Fact]
    public void The_file_says_what_standard_output_says()
    {
        var printed = Assess("--json", "--out", Output).Json();

        using var written = global::System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Output, "gaps.json")));
        global::System.Text.Json.JsonElement.DeepEquals(printed, written.RootElement).ShouldBeTrue();
    }

    [Fact]
    public void A_recorded_miss_leads_its_class()
    {
        var gaps = Assess("--json").Json().GetProperty("gaps").EnumerateArray().ToList();
        var missed = gaps.Single(static gap => gap.GetProperty("technique").GetProperty("id").GetString() == "T1003.001");

        var leader = gaps.First(gap => gap.GetProperty("class").GetString() == missed.GetProperty("class").GetString());
        leader.GetProperty("technique").GetProperty("id").GetString().ShouldBe("T1003.001");
    }

    [Fact]
    public void A_dry_run_writes_nothing_at_all()
    {
        var run = Assess("--dry-run", "--out", Output);

        run.ExitCode.ShouldBe(0, run.Error);
        Directory.Exists(Output).ShouldBeFalse();
        Directory.Exists(Path.Combine(Organisation, ".merlon")).ShouldBeFalse();
    }

    [Fact]
    public void The_journal_tells_what_was_stated()
    {
        Assess("--json").ExitCode.ShouldBe(0);
        var workspace = Path.Combine(Organisation, ".merlon");

        var entries = CommandRun.Of("journal", "list", "--workspace", workspace, "--kind", "test", "--json").Json().GetProperty("entries");
        entries.GetArrayLength().ShouldBe(1);
        var id = entries[0].GetProperty("evidence").GetProperty("id").GetString() ?? "";
        CommandRun.Of("journal", "show", id, "--workspace", workspace).Output.ShouldContain("T1003.001");
    }

    [Fact]
    public void An_output_folder_that_is_a_file_is_the_environments_trouble()
    {
        var file = folder.Write("taken", "");

        var run = Assess("--out", file);

        run.ExitCode.ShouldBe(3);
        run.Error.ShouldContain("taken");
        File.ReadAllText(file).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelled_it_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var error = new StringWriter();

        var exitCode = MerlonCommand.Run(
            ["assess", Organisation, "--out", Output], new Terminal { Out = TextWriter.Null, Error = error }, cancelled.Token);

        exitCode.ShouldBe(3);
        error.ToString().TrimEnd().ShouldBe("merlon: cancelled; nothing was written");
        Directory.Exists(Output).ShouldBeFalse();
    }

    [Theory]
    [InlineData(60)]
    [InlineData(160)]
    public void No_line_of_the_summary_is_wider_than_the_page(int width)
    {
        var run = CommandRun.On(terminal => terminal with { WidthColumns = width }, "assess", Organisation, "--as-of", "2026-11-22", "--dry-run");

        run.Output.Split('\n').Max(Columns.Of).ShouldBeLessThanOrEqualTo(width);
    }

    [Fact]
    public void Colour_only_adds_colour()
    {
        var coloured = CommandRun.On(static terminal => terminal with { UsesColour = true }, "show", "T1059.001").Output;

        coloured.ShouldContain("\u001b[1m");
        global::System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "", global::System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5))
            .ShouldBe(CommandRun.Of("show", "T1059.001").Output);
        CommandRun.Of("show", "T1059.001").Output.ShouldNotContain('\u001b');
    }

    [Fact]
    public void Escape_sequences_of_an_organisation_file_do_not_reach_the_terminal()
    {
        folder.Write("tiny/organisation.yaml", Tiny.Replace("name: Tiny Ltd", "name: \"Tiny\\e[31m\\u202ELtd\"", StringComparison.Ordinal));

        var run = Assess("--dry-run");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Transcript().ShouldNotContain('\u001b');
        run.Transcript().ShouldNotContain('\u202E');
    }
}
