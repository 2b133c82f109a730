using System.Text.Json;

namespace Merlon.System.Tests.Cli;

public sealed class KnowledgeCommandTests
{
    [Theory]
    [InlineData("show-technique", "show", "T1059.001")]
    [InlineData("show-group", "show", "G0046")]
    [InlineData("show-software", "show", "mimikatz")]
    [InlineData("show-mitigation", "show", "M1051")]
    [InlineData("show-campaign", "show", "C0024")]
    [InlineData("show-analytic", "show", "AN0001")]
    [InlineData("show-strategy", "show", "DET0001")]
    [InlineData("show-tactic", "show", "TA0043")]
    [InlineData("show-revoked", "show", "T1150")]
    [InlineData("search", "search", "credential", "dump", "--max", "10")]
    [InlineData("search-groups", "search", "bear", "--type", "groups")]
    [InlineData("search-exact", "search", "cozy-bear")]
    [InlineData("search-log-source", "search", "sysmon", "--type", "data-components", "--domain", "ics")]
    [InlineData("list-techniques", "list", "techniques", "--domain", "ics", "--unused")]
    [InlineData("list-groups", "list", "groups", "--technique", "T1003.001", "--software", "Mimikatz", "--software", "S0154")]
    [InlineData("list-analytics", "list", "analytics", "--technique", "T1003.001")]
    [InlineData("list-campaigns-csv", "list", "campaigns", "--group", "APT29", "--csv", "-")]
    [InlineData("graph", "graph", "APT29", "G0032")]
    [InlineData("graph-mermaid", "graph", "C0024", "T1003.001", "--format", "mermaid")]
    [InlineData("graph-dot", "graph", "C0024", "T1003.001", "--format", "dot")]
    [InlineData("graph-json", "graph", "T1150", "TA0005", "--json")]
    [InlineData("list-tactics", "list", "tactics", "--domain", "ics-attack")]
    [InlineData("release-stats", "release", "stats")]
    [InlineData("release-stats-json", "release", "stats", "--json")]
    [InlineData("show-technique-json", "show", "T1547.011", "--json")]
    public void The_built_in_release_is_shown_as_reviewed(string golden, params string[] args)
    {
        var run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(0, run.Error);
        Golden.Verify(run.Output, $"tests/Merlon.System.Tests/Cli/golden/{golden}.txt");
    }

    /// <summary>What 18.1 itself contradicts: two dead sub-techniques, a broken revocation, three analytics.</summary>
    [Fact]
    public void A_check_lists_where_a_release_contradicts_itself_and_exits_with_one()
    {
        var run = CommandRun.Of("release", "check");

        Golden.Verify(run.Transcript(), "tests/Merlon.System.Tests/Cli/golden/release-check.txt");
    }

    [Fact]
    public void Counts_have_the_published_form()
    {
        var total = CommandRun.Of("release", "stats", "--json").Json().GetProperty("total");

        string.Join(' ', total.EnumerateObject().Select(static count => count.Name)).ShouldBe(
            "tactics techniques subtechniques groups campaigns software malware tools mitigations datasources datacomponents "
            + "detectionstrategies analytics logsources assets relationships revoked deprecated");
        total.GetProperty("groups").GetInt32().ShouldBe(176);
    }

    [Fact]
    public void Techniques_of_a_group_are_direct_or_inherited_never_both()
    {
        var group = CommandRun.Of("show", "cozy bear", "--json").Json();

        group.GetProperty("id").GetString().ShouldBe("G0016");
        var direct = IdsOf(group.GetProperty("techniques").GetProperty("direct"));
        var inherited = IdsOf(group.GetProperty("techniques").GetProperty("inherited"));
        direct.Count.ShouldBe(66);
        inherited.ShouldNotBeEmpty();
        direct.Intersect(inherited, StringComparer.Ordinal).ShouldBeEmpty();
        group.GetProperty("techniques").GetProperty("inherited").EnumerateArray().ShouldAllBe(static one => one.GetProperty("via").GetArrayLength() > 0);
    }

    [Fact]
    public void Pairs_of_group_and_technique_are_counted_both_ways()
    {
        var uses = CommandRun.Of("list", "uses", "--domain", "enterprise-attack", "--json").Json();

        uses.GetProperty("direct").GetInt32().ShouldBe(4_362);
        uses.GetProperty("with_inherited").GetInt32().ShouldBe(4_640);
        uses.GetProperty("uses").GetArrayLength().ShouldBe(4_640);
        CommandRun.Of("list", "uses", "--domain", "enterprise-attack").Output.ShouldEndWith(
            "4,362 direct, 4,640 with those inherited from attributed campaigns\n");
    }

    [Fact]
    public void A_release_read_from_bundles_counts_as_the_issue_says()
    {
        var stats = CommandRun.Of("release", "stats", "--from", SharedData.PathOf("attack"), "--version", "12.1", "--json").Output;

        stats.ShouldStartWith("{\"version\":\"12.1\",\"domains\":{\"enterprise-attack\":{\"tactics\":14,\"techniques\":193,\"subtechniques\":401,");
        var total = JsonDocument.Parse(stats).RootElement.GetProperty("total");
        (total.GetProperty("groups").GetInt32(), total.GetProperty("campaigns").GetInt32(), total.GetProperty("software").GetInt32()).ShouldBe((135, 14, 718));
    }

    [Fact]
    public void Texts_are_shown_where_the_release_has_them()
    {
        var run = CommandRun.Of("show", "T1059.001", "--release", SharedData.PathOf("attack"), "--release-version", "18.1");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldNotContain("(Citation:");
        run.Output.Length.ShouldBeGreaterThan(CommandRun.Of("show", "T1059.001").Output.Length + 500);
    }

    [Fact]
    public void A_broken_release_cannot_be_checked()
    {
        using var folder = new ScratchFolder();
        var truncated = folder.Write("enterprise-attack-18.1.json", "{\"type\":\"bundle\",\"objects\":[{");

        CommandRun.Of("release", "check", "--from", truncated).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void Nothing_found_is_told_by_the_exit_code()
    {
        var run = CommandRun.Of("search", "zzzzzz");

        run.ShouldBe(new CommandRun(1, "", "merlon: nothing found for 'zzzzzz'\n"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_page(int width)
    {
        foreach (var args in (string[][])[["show", "G0016"], ["show", "T1059.001"], ["search", "access"], ["list", "groups"]])
        {
            var output = CommandRun.On(terminal => terminal with { WidthColumns = width }, args).Output;
            output.Split('\n').Max(Merlon.Cli.Columns.Of).ShouldBeLessThanOrEqualTo(width, string.Join(' ', args));
        }
    }

    [Fact]
    public void A_pack_made_twice_of_the_same_bundles_has_the_same_bytes()
    {
        using var folder = new ScratchFolder();
        var bundle = SharedData.PathOf("attack");
        foreach (var name in (string[])["a.pack", "b.pack"])
        {
            CommandRun.Of("release", "pack", "--from", bundle, "--version", "12.1", "--out", folder.File(name)).ExitCode.ShouldBe(0);
        }

        File.ReadAllBytes(folder.File("a.pack")).ShouldBe(File.ReadAllBytes(folder.File("b.pack")));
    }

    static List<string?> IdsOf(JsonElement objects) => [.. objects.EnumerateArray().Select(static one => one.GetProperty("id").GetString())];
}
