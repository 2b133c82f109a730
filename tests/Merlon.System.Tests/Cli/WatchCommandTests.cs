using System.Text.Json;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon watch</c>; what it prints moves the test on, so that nothing waits for a time.</summary>
public sealed class WatchCommandTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_change_is_assessed_and_what_fell_is_a_finding()
    {
        var (exitCode, events) = Watch(line => bank.Devices("20%"), "--until-changes", "1");
        exitCode.ShouldBe(ExitCode.Findings);
        events.Select(static e => e.GetProperty("event").GetString()).ShouldBe(["assessment", "assessment"]);
        events[1].GetProperty("changed")[0].GetProperty("document").GetString().ShouldBe("organisation.yaml");
        events[1].GetProperty("fell").GetBoolean().ShouldBeTrue();
        events[1].GetProperty("parts")[0].GetProperty("source").GetString().ShouldBe("log-source:sysmon");
    }

    [Fact]
    public void A_broken_file_is_named_once_and_the_last_good_assessment_stands()
    {
        var (exitCode, events) = Watch(
            line =>
            {
                if (line == 1)
                {
                    bank.Write("name: [");
                }
                else if (line == 2)
                {
                    bank.Devices("90%");
                }
            },
            "--until-changes", "1");
        exitCode.ShouldBe(ExitCode.Success);
        events.Select(static e => e.GetProperty("event").GetString()).ShouldBe(["assessment", "trouble", "assessment"]);
        events[1].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("organisation.yaml");
        events[2].GetProperty("difference").GetProperty("visibility").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_file_that_is_away_for_a_while_is_waited_for()
    {
        var (exitCode, events) = Watch(
            line =>
            {
                if (line == 1)
                {
                    File.Delete(Path.Combine(bank.Path, "organisation.yaml"));
                }
                else if (line == 2)
                {
                    bank.Devices("90%");
                }
            },
            "--until-changes", "1");
        exitCode.ShouldBe(ExitCode.Success);
        events.Select(static e => e.GetProperty("event").GetString()).ShouldBe(["assessment", "trouble", "assessment"]);
    }

    [Fact]
    public void Cancelling_ends_it_cleanly()
    {
        using CancellationTokenSource source = new();
        var (exitCode, events) = ActingWatch.Run(bank, _ => source.Cancel(), source.Token);
        exitCode.ShouldBe(ExitCode.Success);
        events.Count.ShouldBe(1);
    }

    [Fact]
    public void Once_is_held_against_the_last_recorded_assessment()
    {
        bank.Assess();
        bank.Run("watch", bank.Path, "--once").ExitCode.ShouldBe(ExitCode.Success);
        bank.Devices("20%");
        var fell = bank.Run("watch", bank.Path, "--once");
        fell.ExitCode.ShouldBe(ExitCode.Findings);
        fell.Output.ShouldContain("fell: T");
        bank.Write("name: [");
        bank.Run("watch", bank.Path, "--once").ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void A_silent_log_source_is_a_finding()
    {
        Directory.CreateDirectory(bank.File("logs"));
        File.WriteAllText(bank.File("logs/proxy.log"), "x");
        File.SetLastWriteTimeUtc(bank.File("logs/proxy.log"), bank.Now.UtcDateTime.AddHours(-30));
        var run = bank.Run("watch", bank.Path, "--once", "--logs", bank.File("logs"));
        run.ExitCode.ShouldBe(ExitCode.Findings);
        run.Output.ShouldContain("log source is silent");
        bank.Run("watch", bank.Path, "--once", "--logs", bank.File("logs"), "--quiet-after", "2d").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Theory]
    [InlineData("--interval", "0")]
    [InlineData("--interval", "soon")]
    [InlineData("--quiet-after", "a day")]
    [InlineData("--quiet-after", "0h")]
    [InlineData("--logs", "nowhere")]
    public void Wrong_words_are_refused(string option, string value)
        => bank.Run("watch", bank.Path, "--once", option, value).ExitCode.ShouldBe(ExitCode.BadInput);

    (int ExitCode, IReadOnlyList<JsonElement> Events) Watch(Action<int> onLine, params string[] args) => ActingWatch.Run(bank, onLine, CancellationToken.None, args);
}
