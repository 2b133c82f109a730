namespace Merlon.System.Tests.Cli;

public sealed class ExtendCommandTests : IDisposable
{
    const string Source = """
        merlon_own: 1
        techniques:
          - id: HBT0001
            name: Ask the night shift
            tactics: [initial-access]
            platforms: [Windows, Linux]
            description: |
              They call.(Citation: Incident 2026-07)
            references:
              - { name: Incident 2026-07, description: Our report., url: "https://wiki.example/july" }
          - { name: Ask by phone, parent: HBT0001, description: By phone. }
        groups:
          - { id: HBG0001, name: Night Owls, aliases: [TEMP.Owl], description: "Who \u001b[31mthey\u001b[0m are." }
        relationships:
          - HBG0001 uses HBT0001
          - { source: HBG0001, type: uses, target: T1059.001, description: Seen. }
        """;

    readonly ScratchFolder folder = new();

    public ExtendCommandTests()
    {
        Run("init", "Harbour", "--prefix", "HB", "--publisher", "Harbour Ltd").ExitCode.ShouldBe(0);
        Run("import", folder.Write("own.yaml", Source)).ExitCode.ShouldBe(0);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("extend-list", "list")]
    [InlineData("extend-list-json", "list", "--json")]
    [InlineData("extend-show", "show", "HBG0001")]
    [InlineData("extend-check", "check")]
    [InlineData("extend-conflicts", "conflicts")]
    [InlineData("extend-merge", "merge", "--dry-run")]
    [InlineData("extend-edit", "edit", "HBT0001", "--platform", "Windows", "--major")]
    [InlineData("extend-remove", "remove", "HBG0001")]
    [InlineData("extend-add", "add", "technique", "--name", "Odd shell", "--parent", "T1059", "--tactic", "execution", "--set", "contributors=[Us]", "--json")]
    [InlineData("extend-add-clash", "add", "group", "--id", "G0007", "--name", "Ours")]
    [InlineData("extend-add-unknown", "add", "tecnique", "--name", "Ours")]
    [InlineData("extend-resolve-none", "resolve", "HBT0001", "--take", "mine")]
    public void What_it_says_is_as_reviewed(string golden, params string[] args)
        => Golden.Verify(Run(args).Transcript((folder.Path, "DIR")), $"tests/Merlon.System.Tests/Cli/golden/{golden}.txt");

    [Fact]
    public void Own_objects_are_shown_listed_and_left_out_on_demand()
    {
        var workspace = folder.File("w");
        CommandRun.Of("show", "HBT0001", "--workspace", workspace).Output.ShouldContain("your own, over ATT&CK 18.1");
        CommandRun.Of("show", "HBT0001", "--workspace", workspace, "--json").Json().GetProperty("origin").GetString().ShouldBe("own");
        CommandRun.Of("show", "T1059", "--workspace", workspace, "--json").Json().TryGetProperty("origin", out _).ShouldBeFalse();
        CommandRun.Of("show", "HBG0001", "--workspace", workspace).Output.ShouldNotContain('\u001b');
        CommandRun.Of("show", "HBT0001", "--workspace", workspace, "--published").ExitCode.ShouldBe(2);
        CommandRun.Of("list", "groups", "--workspace", workspace, "--json").Output.ShouldContain("HBG0001");
    }

    [Fact]
    public void What_is_exported_goes_into_an_empty_workspace_and_comes_out_the_same()
    {
        var first = folder.File("first.json");
        var second = folder.File("second.json");
        Run("export", "--out", first).ExitCode.ShouldBe(0);
        var other = folder.File("other");
        CommandRun.Of("extend", "import", first, "--workspace", other).ExitCode.ShouldBe(0);
        CommandRun.Of("extend", "export", "--out", second, "--workspace", other).ExitCode.ShouldBe(0);
        File.ReadAllBytes(second).ShouldBe(File.ReadAllBytes(first));
        Run("export").Output.ShouldBe(File.ReadAllText(first));
        var check = CommandRun.Of("release", "check", first, "--strict", "--workspace", other);
        check.Output.ShouldContain("nothing found, measured strict");
        check.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_bundle_with_faults_is_measured_strict_or_relaxed()
    {
        var file = folder.Write("broken.json", Run("export").Output.Replace("https://wiki.example", "javascript:x", StringComparison.Ordinal));
        var strict = CommandRun.Of("release", "check", file, "--strict", "--json");
        strict.ExitCode.ShouldBe(1);
        var finding = strict.Json().GetProperty("validation").EnumerateArray().Single();
        finding.GetProperty("code").GetString().ShouldBe("BUNDLE021");
        finding.GetProperty("path").GetString().ShouldEndWith(".external_references[1].url");
        finding.GetProperty("line").GetInt32().ShouldBeGreaterThan(1);
        CommandRun.Of("release", "check", file, "--relaxed").ExitCode.ShouldBe(0);
        CommandRun.Of("release", "check", file, "--from", file).ExitCode.ShouldBe(2);
        CommandRun.Of("release", "check", "--strict").ExitCode.ShouldBe(2);
        CommandRun.Of("release", "check", folder.Write("cut.json", "{\"type\":")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public void A_whole_domain_is_not_written_without_texts()
    {
        var run = Run("export", "--with-release");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("the built-in release has no texts");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("check")]
    [InlineData("merge")]
    [InlineData("conflicts")]
    [InlineData("export")]
    [InlineData("show", "HBT0001")]
    public void Before_anything_is_begun_it_says_how_to_begin(params string[] args)
    {
        var run = CommandRun.Of(["extend", .. args, "--workspace", folder.File("empty")]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("merlon extend init");
    }

    [Fact]
    public void A_second_beginning_and_a_bad_prefix_are_refused()
    {
        Run("init", "Again", "--prefix", "XY").ExitCode.ShouldBe(2);
        CommandRun.Of("extend", "init", "New", "--prefix", "D3", "--workspace", folder.File("new")).ExitCode.ShouldBe(2);
        Directory.Exists(folder.File("new")).ShouldBeFalse();
    }

    CommandRun Run(params string[] args) => CommandRun.On(
        static terminal => terminal with { Clock = new FixedClock() }, ["extend", .. args, "--workspace", folder.File("w")]);

    sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    }
}
