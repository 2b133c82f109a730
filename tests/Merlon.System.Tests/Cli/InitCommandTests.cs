namespace Merlon.System.Tests.Cli;

public sealed class InitCommandTests
{
    [Fact]
    public void Flags_answer_every_question_and_the_file_reads_back_clean()
    {
        using var folder = new ScratchFolder();

        var run = CommandRun.Of(
            "init", folder.File("shop"), "--name", "Corner: \"Shop\" #1", "--sector", "Retail", "--region", "Germany", "--platform", "windows", "--platform", "Linux",
            "--group", "G0046", "--log-source", "sysmon", "--mitigation", "M1032=significant", "--mitigation", "User Training=minimal", "--budget", "50000",
            "--currency", "GBP", "--yes");

        run.ExitCode.ShouldBe(0, run.Error);
        Golden.Verify(File.ReadAllText(folder.File("shop/organisation.yaml")), "tests/Merlon.System.Tests/Cli/golden/init.yaml");
        var assessed = CommandRun.Of("assess", folder.File("shop"), "--dry-run", "--as-of", "2026-11-22", "--json");
        assessed.Error.ShouldBeEmpty();
        var organisation = assessed.Json().GetProperty("organisation");
        organisation.GetProperty("name").GetString().ShouldBe("Corner: \"Shop\" #1");
        assessed.Json().GetProperty("diagnostics").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void A_file_that_is_there_is_kept_unless_forced()
    {
        using var folder = new ScratchFolder();
        folder.Write("organisation.yaml", "mine");

        CommandRun.Of("init", folder.Path, "--yes").ExitCode.ShouldBe(2);
        File.ReadAllText(folder.File("organisation.yaml")).ShouldBe("mine");

        CommandRun.Of("init", folder.Path, "--yes", "--force").ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("organisation.yaml")).ShouldStartWith("# What Merlon knows about us.");
    }

    [Fact]
    public void Without_any_flag_the_file_can_be_assessed()
    {
        using var folder = new ScratchFolder();

        var run = CommandRun.Of("init", folder.File("new-org"));

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldContain("names neither a sector nor a group yet");
        CommandRun.Of("assess", folder.File("new-org"), "--dry-run").ExitCode.ShouldBe(0);
    }
}
