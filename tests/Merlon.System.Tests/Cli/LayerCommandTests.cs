using System.Text.Json;

namespace Merlon.System.Tests.Cli;

public sealed class LayerCommandTests : IDisposable
{
    const string Old = """
        {"version":"3.0","name":"old","domain":"mitre-enterprise","techniques":[
        {"techniqueID":"T1086","score":5,"comment":"moved"},{"techniqueID":"T1059","tactic":"execution","score":3},{"techniqueID":"T9999","score":1}]}
        """;

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Check_lists_every_finding_and_exits_with_1()
    {
        var file = folder.Write("old.json", Old);
        var run = Wide("layer", "check", file);
        Golden.Verify(run.Transcript((folder.Path, "FOLDER")), "tests/Merlon.System.Tests/Cli/golden/layer-check.txt");
        var json = CommandRun.Of("layer", "check", folder.Path, "--json").Json();
        json.GetProperty("findings").GetInt32().ShouldBe(2);
        json.GetProperty("files")[0].GetProperty("layers")[0].GetProperty("domain").GetString().ShouldBe("enterprise-attack");
    }

    /// <summary>On a page so wide that no path is wrapped: golden files do not depend on where the scratch folder is.</summary>
    static CommandRun Wide(params string[] args) => CommandRun.On(static terminal => terminal with { WidthColumns = 2000 }, args);

    [Fact]
    public void A_clean_layer_passes_the_check()
    {
        var file = folder.File("made.json");
        CommandRun.Of("layer", "make", "G0016", "--out", file).ExitCode.ShouldBe(0);
        var run = CommandRun.Of("layer", "check", file);
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("no findings");
    }

    [Fact]
    public void Show_sums_a_layer_up()
    {
        var run = Wide("layer", "show", folder.Write("old.json", Old));
        run.ExitCode.ShouldBe(0);
        Golden.Verify(run.Transcript((folder.Path, "FOLDER")), "tests/Merlon.System.Tests/Cli/golden/layer-show.txt");
        CommandRun.Of("layer", "show", folder.File("old.json"), "--json").Json().GetProperty("layers")[0].GetProperty("max").GetDouble().ShouldBe(5);
    }

    [Fact]
    public void Convert_writes_4_5_joins_and_splits()
    {
        var file = folder.Write("old.json", Old);
        using (var one = JsonDocument.Parse(CommandRun.Of("layer", "convert", file).Output))
        {
            one.RootElement.GetProperty("versions").GetProperty("layer").GetString().ShouldBe("4.5");
        }

        var both = folder.File("both.json");
        CommandRun.Of("layer", "convert", file, file, "--join", "--out", both).ExitCode.ShouldBe(0);
        var split = folder.File("split");
        CommandRun.Of("layer", "convert", both, "--split", "--out", split).ExitCode.ShouldBe(0);
        Directory.EnumerateFiles(split).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["old-2.json", "old.json"]);
        CommandRun.Of("layer", "convert", file, "--split").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Combine_follows_Navigators_rules()
    {
        var a = folder.Write("a.json", """{"name":"a","domain":"enterprise-attack","versions":{"attack":"18","layer":"4.5"},"techniques":[{"techniqueID":"T1059","tactic":"execution","score":3,"comment":"c"}]}""");
        using var json = JsonDocument.Parse(CommandRun.Of("layer", "combine", "a * 2 > 5", a, "--comments", "a", "--name", "new").Output);
        var technique = json.RootElement.GetProperty("techniques")[0];
        technique.GetProperty("score").GetDouble().ShouldBe(1);
        technique.GetProperty("comment").GetString().ShouldBe("c");
        json.RootElement.GetProperty("name").GetString().ShouldBe("new");
        CommandRun.Of("layer", "combine", "a", a, "--comments", "b").ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(2), run => run.Error.ShouldContain("the layers are a"));
    }

    [Fact]
    public void Upgrade_mirrors_a_folder_and_lists_what_to_review()
    {
        var source = folder.File("in");
        folder.Write("in/sub folder/old.json", Old);
        folder.Write("in/broken.json", "{");
        var target = folder.File("out");
        var run = Wide("layer", "upgrade", source, "--out", target);
        run.ExitCode.ShouldBe(1);
        Golden.Verify(run.Transcript((folder.Path, "FOLDER")), "tests/Merlon.System.Tests/Cli/golden/layer-upgrade.txt");
        File.Exists(Path.Combine(target, "sub folder", "old.json")).ShouldBeTrue();
        File.Exists(Path.Combine(target, "broken.json")).ShouldBeFalse();
        File.ReadAllText(Path.Combine(target, "layer-review.txt")).ShouldContain("T1086");
        using var review = JsonDocument.Parse(File.ReadAllText(Path.Combine(target, "layer-review.json")));
        review.RootElement.GetProperty("files").GetArrayLength().ShouldBe(2);
        CommandRun.Of("layer", "check", target).ExitCode.ShouldBe(0);
        CommandRun.Of("layer", "upgrade", folder.File("in/sub folder/old.json"), "--json").Json().GetProperty("files")[0].GetProperty("layers")[0]
            .GetProperty("review").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Compare_shows_what_is_lacking_and_exits_with_1()
    {
        var left = folder.Write("left.json", Old);
        var run = CommandRun.Of("layer", "compare", left, "--group", "G0016", "--json");
        run.ExitCode.ShouldBe(1);
        run.Json().GetProperty("only_second").GetArrayLength().ShouldBeGreaterThan(50);
        CommandRun.Of("layer", "compare", left, left).ExitCode.ShouldBe(0);
        CommandRun.Of("layer", "compare", left).ExitCode.ShouldBe(2);
        CommandRun.Of("layer", "compare", left, "--sector", "banana").Error.ShouldContain("Sectors:");
        CommandRun.Of("layer", "compare", left, "--sector", "finance").Output.ShouldContain("only in the second");
    }

    [Fact]
    public void Make_takes_the_scores_of_an_assessment()
    {
        folder.Write("gaps.json", """{"organisation":{"name":"Bank"},"gaps":[{"technique":{"id":"T1059"},"priority":0.5,"reasons":["because"]},{"technique":{"id":"T9999"},"priority":1}],"coverage":{"techniques":[{"id":"T1003","covered":0.25}]}}""");
        var run = CommandRun.Of("layer", "make", "--assessment", folder.Path);
        run.Error.ShouldContain("1 technique");
        using var gap = JsonDocument.Parse(run.Output);
        gap.RootElement.GetProperty("techniques")[0].GetProperty("score").GetDouble().ShouldBe(50);
        using var coverage = JsonDocument.Parse(CommandRun.Of("layer", "make", "--assessment", folder.File("gaps.json"), "--view", "coverage").Output);
        coverage.RootElement.GetProperty("techniques")[0].GetProperty("score").GetDouble().ShouldBe(25);
    }

    [Theory]
    [InlineData("G0016", 0)]
    [InlineData("--overview|groups|--domain|ics-attack", 0)]
    [InlineData("--search|domain controller", 0)]
    [InlineData("--log-source|wineventlog:sysmon", 0)]
    [InlineData("", 2)]
    [InlineData("nobody", 2)]
    [InlineData("G0016|--overview|groups", 2)]
    [InlineData("G0016|--domain|nowhere", 2)]
    [InlineData("G0016|--domain|ics-attack", 2)]
    [InlineData("--log-source|nothing", 2)]
    [InlineData("--search|zzzzzz", 2)]
    public void Make_answers_every_request(string args, int exitCode)
    {
        var run = CommandRun.Of(["layer", "make", .. args.Split('|', StringSplitOptions.RemoveEmptyEntries)]);
        run.ExitCode.ShouldBe(exitCode, run.Error);
        (run.Output.Length > 0).ShouldBe(exitCode == 0);
        (run.Error.Length > 0).ShouldBe(exitCode != 0);
    }
}
