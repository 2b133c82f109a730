namespace Merlon.Workspaces.Tests;

public sealed class OrganisationWatchTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void The_same_files_look_the_same_and_each_change_looks_different()
    {
        var watch = Watch();
        var last = Assess(null);
        HashSet<string> seen = new(StringComparer.Ordinal) { watch.Fingerprint(last) };
        seen.Add(watch.Fingerprint(last)).ShouldBeFalse();

        bank.Write(SmallBank.Text + "\n");
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("the organisation file");
        File.SetLastWriteTimeUtc(bank.Sandbox.PathOf("bank", "rules", "example.yml"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("a rule");
        bank.Sandbox.Write("bank/rules/deep/new.yml", SmallBank.Rule);
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("a new rule");
        File.Delete(bank.Sandbox.PathOf("bank", "rules", "deep", "new.yml"));
        seen.Add(watch.Fingerprint(last)).ShouldBeFalse("as before");
        bank.Sandbox.Write("ws/workspace.json", "{\"merlon_workspace\":1,\"pinned_release\":\"built-in\"}");
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("the release in use");
        bank.Clock.Now = bank.Clock.Now.AddDays(1);
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("another day: evidence ages");
        Directory.Delete(bank.Folder, recursive: true);
        seen.Add(watch.Fingerprint(last)).ShouldBeTrue("nothing there");
    }

    [Fact]
    public void What_moved_is_said_against_the_last_good_assessment()
    {
        var first = Assess(null);
        first.Move.ShouldBeNull();
        first.Changed.ShouldBeEmpty();
        bank.Write(SmallBank.Text.Replace("80%", "20%", StringComparison.Ordinal));
        var second = Assess(first);
        second.Changed.Select(static c => $"{c.Kind} {c.Document}").ShouldBe(["Changed organisation.yaml"]);
        second.Move.ShouldNotBeNull().Parts.ShouldContain(static p => p.Source == "log-source:sysmon" && p.Amount.Visibility < 0);
        Directory.Exists(bank.WorkspaceFolder).ShouldBeFalse(); // watching records nothing unless asked to
    }

    [Fact]
    public void A_first_look_is_held_against_the_last_recorded_assessment()
    {
        bank.Assess();
        bank.Write(SmallBank.Text.Replace("80%", "20%", StringComparison.Ordinal));
        Assess(null).Move.ShouldNotBeNull().HasFallen(0.01).ShouldBeTrue();
    }

    [Fact]
    public void A_broken_file_says_what_is_wrong()
    {
        bank.Write("name: [");
        bank.Read(w => w.AssessWatchedAsync(bank.Request with { Record = false }, null, CancellationToken.None)).HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void A_log_source_that_falls_silent_is_said_once_and_so_is_its_return()
    {
        var log = bank.Sandbox.Write("logs/dc01/security.log", "x");
        bank.Sandbox.Write("logs/proxy.log", "x");
        Touch("logs/proxy.log");
        Touch("logs/dc01/security.log");
        var watch = Watch(quietAfter: TimeSpan.FromHours(2));
        watch.LookAtLogs().ShouldBeEmpty();

        bank.Clock.Now = bank.Clock.Now.AddHours(1.5);
        Touch("logs/proxy.log");
        watch.LookAtLogs().ShouldBeEmpty();
        bank.Clock.Now = bank.Clock.Now.AddHours(1);
        watch.LookAtLogs().Select(static a => (Path.GetFileName(a.Name), a.IsQuiet)).ShouldBe([("dc01", true)]);
        watch.LookAtLogs().ShouldBeEmpty();
        watch.QuietSources.Count.ShouldBe(1);

        File.SetLastWriteTimeUtc(log, bank.Clock.Now.UtcDateTime);
        watch.LookAtLogs().Select(static a => (Path.GetFileName(a.Name), a.IsQuiet)).ShouldBe([("dc01", false)]);
    }

    [Fact]
    public void A_log_source_that_is_gone_falls_silent()
    {
        bank.Sandbox.Write("logs/proxy.log", "x");
        Touch("logs/proxy.log");
        var watch = Watch(quietAfter: TimeSpan.FromHours(2));
        watch.LookAtLogs();
        File.Delete(bank.Sandbox.PathOf("logs", "proxy.log"));
        bank.Clock.Now = bank.Clock.Now.AddHours(3);
        watch.LookAtLogs().ShouldHaveSingleItem().IsQuiet.ShouldBeTrue();
    }

    [Fact]
    public void Many_times_its_usual_interval_without_a_record_is_silence()
    {
        bank.Sandbox.Write("logs/proxy.log", "x");
        Touch("logs/proxy.log");
        var watch = Watch(quietAfter: TimeSpan.FromDays(7), quietTimes: 10);
        for (var i = 0; i < 5; i++)
        {
            watch.LookAtLogs().ShouldBeEmpty();
            bank.Clock.Now = bank.Clock.Now.AddMinutes(1);
            Touch("logs/proxy.log");
        }

        watch.LookAtLogs().ShouldBeEmpty();
        bank.Clock.Now = bank.Clock.Now.AddMinutes(9);
        watch.LookAtLogs().ShouldBeEmpty();
        bank.Clock.Now = bank.Clock.Now.AddMinutes(2);
        var quiet = watch.LookAtLogs().ShouldHaveSingleItem();
        quiet.IsQuiet.ShouldBeTrue();
        quiet.Usual.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_log_path_that_does_not_exist_is_refused()
        => Should.Throw<FileNotFoundException>(() => new OrganisationWatch(new WatchRequest(bank.Folder, bank.WorkspaceFolder, [], [bank.Sandbox.PathOf("nowhere")], TimeSpan.FromHours(1), 0), bank.Clock));

    OrganisationWatch Watch(TimeSpan? quietAfter = null, int quietTimes = 0)
    {
        Directory.CreateDirectory(bank.Sandbox.PathOf("logs"));
        return new(new WatchRequest(bank.Folder, bank.WorkspaceFolder, [], [bank.Sandbox.PathOf("logs")], quietAfter ?? TimeSpan.FromHours(24), quietTimes), bank.Clock);
    }

    void Touch(string file) => File.SetLastWriteTimeUtc(bank.Sandbox.PathOf(file), bank.Clock.Now.UtcDateTime);

    WatchedAssessment Assess(WatchedAssessment? last)
    {
        var read = bank.Read(w => w.AssessWatchedAsync(bank.Request with { Record = false }, last, CancellationToken.None));
        return read.Value.ShouldNotBeNull(SmallBank.Errors(read.Diagnostics));
    }
}
