using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class DiffInputTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_built_in_release_is_refused_and_the_way_out_is_said()
    {
        var run = Diff("18.1", Old, "--workspace", folder.File("none"));
        run.ShouldBeRefused(2, "DIFF015", "built-in");
        run.Error.ShouldContain("merlon release add");
    }

    [Fact]
    public void A_version_that_is_not_there_is_refused()
        => Diff("9.9", Old, "--workspace", folder.File("none")).ShouldBeRefused(2, "ATT&CK 9.9 is not in this workspace");

    [Fact]
    public void A_path_that_does_not_exist_is_refused() => Diff(Old, folder.File("nowhere.json")).ShouldBeRefused(2, "nowhere.json does not exist");

    [Fact]
    public void Broken_JSON_is_refused_with_its_place()
        => Diff(Old, folder.Write("demo-attack-2.0.json", SampleChanges.New[..700])).ShouldBeRefused(2, "DIFF001", "ends in the middle");

    [Fact]
    public void Two_domains_that_have_nothing_in_common_are_refused()
        => Diff(Old, folder.Write("other-attack-2.0.json", SampleChanges.New.Replace("demo-attack", "other-attack", StringComparison.Ordinal)))
            .ShouldBeRefused(2, "DIFF012", "no domain in common");

    [Fact]
    public void A_domain_that_was_not_compared_cannot_be_asked_for() => Diff(Old, Old, "--domain", "moon").ShouldBeRefused(2, "moon was not compared");

    [Fact]
    public void A_type_that_is_none_is_refused_with_the_nearest_one() => Diff(Old, Old, "--type", "technique").ShouldBeRefused(2, "did you mean 'techniques'?");

    [Fact]
    public void Two_answers_on_one_stream_are_refused() => Diff(Old, Old, "--json", "--markdown", "-").ShouldBeRefused(2, "standard output");

    [Fact]
    public void An_output_file_in_the_place_of_a_folder_fails_and_leaves_nothing()
    {
        Directory.CreateDirectory(folder.File("taken.html"));
        var run = Diff(Old, New, "--html", folder.File("taken.html"));
        run.ExitCode.ShouldBe(3);
        run.ShouldSpeakPlainly();
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["demo-attack-1.0.json", "demo-attack-2.0.json", "taken.html"]);
    }

    [Fact]
    public void The_two_forms_of_STIX_are_compared_with_a_warning()
    {
        var form21 = folder.Write("demo-attack-2.1.json", SampleChanges.New.Replace("\"created\"", "\"spec_version\":\"2.1\",\"created\"", StringComparison.Ordinal));
        var run = Diff(Old, form21);
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldStartWith("warning: ");
        run.Error.ShouldContain("DIFF013");
    }

    static CommandRun Diff(params string[] args) => CommandRun.Of(["release", "diff", .. args]);

    string Old => folder.Write("demo-attack-1.0.json", SampleChanges.Old);

    string New => folder.Write("demo-attack-2.0.json", SampleChanges.New);
}
