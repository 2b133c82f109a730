namespace Merlon.System.Tests.Cli;

public sealed class ReleaseDiffCommandTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("details", "--details")]
    [InlineData("type", "--type", "tactics", "--type", "relationships")]
    [InlineData("json", "--json")]
    [InlineData("json-details", "--json", "--details", "--type", "techniques")]
    [InlineData("markdown", "--markdown", "-")]
    [InlineData("markdown-details", "--markdown", "-", "--details")]
    public void Two_releases_are_compared_as_reviewed(string golden, params string[] options)
    {
        var run = CommandRun.Of(["release", "diff", Old, New, .. options]);
        run.ExitCode.ShouldBe(1);
        (run.Output + run.Error).ShouldNotContain('\u001b');
        Golden.Verify(run.Transcript((folder.Path, "SCRATCH")), $"tests/Merlon.System.Tests/Cli/golden/release-diff-{golden}.txt");
    }

    [Fact]
    public void The_same_release_twice_does_not_differ_and_exits_with_zero()
    {
        var run = CommandRun.Of("release", "diff", Old, Old);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("Nothing differs.");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public void A_type_that_does_not_differ_exits_with_zero()
        => CommandRun.Of("release", "diff", Old, New, "--type", "groups").ExitCode.ShouldBe(0);

    [Fact]
    public void Files_are_written_whole_and_the_same_each_time()
    {
        var first = Written("one");
        Written("two").ShouldBe(first);
        first.Keys.Order(StringComparer.Ordinal).ShouldBe(["changes.html", "changes.md", "demo-attack-changes.json"]);
        var layer = first["demo-attack-changes.json"];
        layer.ShouldContain("#fcf3a2");
        layer.ShouldNotContain("T1005");
    }

    [Fact]
    public void Versions_of_a_workspace_and_of_a_folder_can_be_named()
    {
        var bundles = Path.GetDirectoryName(Old) ?? "";
        Path.GetDirectoryName(New).ShouldBe(bundles);
        CommandRun.Of("release", "diff", "1.0", "2.0", "--from", bundles, "--json").Json().GetProperty("to").GetString().ShouldBe("2.0");
        var workspace = folder.File("workspace");
        CommandRun.Of("release", "add", Old, "--workspace", workspace).ExitCode.ShouldBe(0);
        CommandRun.Of("release", "add", New, "--workspace", workspace).ExitCode.ShouldBe(0);
        var stored = CommandRun.Of("release", "diff", "1.0", "2.0", "--workspace", workspace, "--json");
        stored.Json().GetProperty("domains").ToString().ShouldBe(CommandRun.Of("release", "diff", Old, New, "--json").Json().GetProperty("domains").ToString());
    }

    [Fact]
    public void A_domain_of_one_release_only_is_named_on_the_error_stream_and_in_the_JSON()
    {
        var both = folder.File("both");
        folder.Write("both/demo-attack-2.0.json", SampleChanges.New);
        folder.Write("both/other-attack-2.0.json", SampleChanges.New.Replace("demo-attack", "other-attack", StringComparison.Ordinal));
        var run = CommandRun.Of("release", "diff", Old, both, "--json");
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("other-attack is only in the new release");
        run.Json().GetProperty("not_compared").ToString().ShouldBe("""[{"domain":"other-attack","only_in":"new"}]""");
    }

    string Old => folder.Write("bundles/demo-attack-1.0.json", SampleChanges.Old);

    string New => folder.Write("bundles/demo-attack-2.0.json", SampleChanges.New);

    Dictionary<string, string> Written(string name)
    {
        var output = folder.File(name);
        var run = CommandRun.Of("release", "diff", Old, New, "--html", Path.Combine(output, "changes.html"), "--markdown", Path.Combine(output, "changes.md"), "--layers", output);
        run.ExitCode.ShouldBe(1, run.Error);
        return Directory.EnumerateFiles(output).ToDictionary(static file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
    }
}
