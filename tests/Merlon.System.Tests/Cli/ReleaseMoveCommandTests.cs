using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon release fetch</c>, <c>impact</c> and <c>use</c> as people see them.</summary>
public sealed class ReleaseMoveCommandTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public ReleaseMoveCommandTests()
    {
        TwoReleases.Write(folder);
        TwoReleases.WriteOrganisation(folder);
    }

    string Workspace => folder.File("house/.merlon");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_release_is_fetched_looked_at_used_and_left_again()
    {
        List<string> transcript = [];
        Say("release", "fetch", "--from", folder.File("1.0"));
        Say("release", "fetch", "--from", folder.File("2.0"));
        Say("release", "use", "1.0");
        CommandRun.On(Clocked, "assess", folder.File("house"), "--json").ExitCode.ShouldBe(0);
        Say("release", "impact", "1.0", "2.0", folder.File("layer.json"));
        Say("release", "use", "2.0", "--dry-run");
        Say("release", "use", "2.0");
        Say("journal", "list", "--kind", "test");
        Say("release", "use", "1.0");
        Golden.Verify(string.Join("\n", transcript), "tests/Merlon.System.Tests/Cli/golden/release-move.txt");

        void Say(params string[] args)
        {
            var run = CommandRun.On(Clocked, [.. args, "--workspace", Workspace]);
            transcript.Add($"$ merlon {string.Join(' ', args)}\n{run.Transcript()}".Replace(folder.Path, "DIR", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Impact_is_one_json_document_and_a_list_to_tick_off()
    {
        var run = CommandRun.Of("release", "impact", folder.File("1.0"), folder.File("2.0"), folder.File("layer.json"), folder.File("house"), "--json", "--markdown", folder.File("out/impact.md"), "--workspace", folder.File("none"));

        run.ExitCode.ShouldBe(1, run.Error);
        var items = run.Json().GetProperty("items").EnumerateArray().ToList();
        var split = items.Single(static i => i.GetProperty("reference").GetString() == "T1003" && i.GetProperty("area").GetString() == "layer");
        split.GetProperty("path").GetString().ShouldBe("$.techniques[0].techniqueID");
        split.GetProperty("effects").EnumerateArray().Select(static e => e.GetString()).ShouldBe(["revoked", "split"]);
        split.GetProperty("proposed").EnumerateArray().Select(static e => e.GetString()).ShouldBe(["T2003", "T2004"]);
        run.Json().GetProperty("unknown")[0].GetProperty("reference").GetString().ShouldBe("T7777");
        Golden.Verify(File.ReadAllText(folder.File("out/impact.md")).Replace(folder.Path, "DIR", StringComparison.Ordinal), "tests/Merlon.System.Tests/Cli/golden/release-impact.md.txt");
    }

    [Fact]
    public void Nothing_touched_is_exit_code_zero()
    {
        CommandRun.Of("release", "impact", folder.File("1.0"), folder.File("1.0"), folder.File("layer.json"), "--workspace", folder.File("none")).ExitCode.ShouldBe(0);
        CommandRun.Of("release", "impact", "17.5", "18.1", "--workspace", folder.File("none")).ExitCode.ShouldBe(2);
        CommandRun.Of("release", "impact", "18.1", "18.1", folder.File("nowhere"), "--workspace", folder.File("none")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void The_json_of_a_move_names_what_became_what()
    {
        CommandRun.Of("release", "add", folder.File("1.0"), "--workspace", Workspace).ExitCode.ShouldBe(0);
        CommandRun.Of("release", "add", folder.File("2.0"), "--workspace", Workspace).ExitCode.ShouldBe(0);
        CommandRun.Of("release", "use", "1.0", "--workspace", Workspace).ExitCode.ShouldBe(0);
        CommandRun.On(Clocked, "assess", folder.File("house"), "--json").ExitCode.ShouldBe(0);
        var json = CommandRun.Of("release", "use", "2.0", "--json", "--workspace", Workspace).Json();
        json.GetProperty("counts").GetProperty("dead_end").GetInt32().ShouldBe(1);
        json.GetProperty("moves").EnumerateArray().Select(static m => $"{m.GetProperty("technique").GetString()} {m.GetProperty("kind").GetString()} {string.Join(',', m.GetProperty("to").EnumerateArray().Select(static t => t.GetString()))}")
            .Order(StringComparer.Ordinal).ShouldBe(["T1002 moved T2002", "T1003 split T2003,T2004", "T1006 dead-end "]);
        var listed = CommandRun.Of("journal", "list", "--json", "--technique", "T2002", "--workspace", Workspace).Json().GetProperty("entries")[0];
        listed.GetProperty("moved_from")[0].GetProperty("technique").GetString().ShouldBe("T1002");
    }

    [Fact]
    public void Without_a_network_fetching_ends_with_advice_and_leaves_nothing()
    {
        var run = CommandRun.Of("release", "fetch", "--from", "http://127.0.0.1:9/index.json", "--workspace", folder.File("new"));

        run.ExitCode.ShouldBe(3);
        run.Error.ShouldContain("--from takes a file, a folder or an internal mirror");
        Directory.Exists(folder.File("new")).ShouldBeFalse();
    }

    [Fact]
    public void What_a_folder_offers_is_listed()
    {
        var run = CommandRun.Of("release", "fetch", "--list", "--from", folder.File("2.0"), "--json", "--workspace", folder.File("new"));
        run.Json().GetProperty("releases")[0].GetProperty("version").GetString().ShouldBe("2.0");
        CommandRun.Of("release", "fetch", "3.0", "--from", folder.File("2.0"), "--workspace", folder.File("new")).ExitCode.ShouldBe(2);
        CommandRun.Of("release", "fetch", "--from", folder.File("nowhere"), "--workspace", folder.File("new")).ExitCode.ShouldBe(2);
        CommandRun.Of("release", "fetch", "--from", "https://", "--workspace", folder.File("new")).ExitCode.ShouldBe(2);
    }

    static Terminal Clocked(Terminal terminal) => terminal with { Clock = new StandingClock(), WidthColumns = Terminal.WidthColumnsMax };

    sealed class StandingClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    }
}
