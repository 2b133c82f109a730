using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary>Pages of published objects, with their texts.</summary>
public sealed class ShowCommandTests
{
    static CommandRun Show(params string[] args)
        => CommandRun.Of(["show", .. args, "--release", SharedData.PathOf("attack"), "--release-version", "18.1"]);

    /// <summary>Facts that the site's page of each kind has.</summary>
    [Theory]
    [InlineData("T1552.005", "Other sub-techniques of T1552", "TeamTNT (G0139) has queried the AWS instance metadata service", "Limit access to the Instance Metadata API using a host-based firewall", "AN0001 IaaS", "ebpf:syscalls: Process within container", "TimeWindow", "[1] AWS. (n.d.). Instance Metadata")]
    [InlineData("G0016", "IRON RITUAL [1], IRON HEMLOCK [2]", "Techniques (66)", "Techniques inherited from attributed campaigns (53)", "Software (49)", "C0024  SolarWinds Compromise", "command to save registry hives")]
    [InlineData("S0154", "Uses techniques (72)", "Used by groups", "Used by campaigns")]
    [InlineData("C0024", "First seen    2019-08-01 [", "Attributed to groups (1)", "Uses software")]
    [InlineData("M1035", "Mitigates techniques", "Limit access to the Instance Metadata API")]
    [InlineData("DET0001", "Analytics (1)", "IaaS", "RequestHeaderMatch", "Detects techniques (1)")]
    [InlineData("AN0001", "Detection strategy (1)", "Log sources (3)", "Mutable elements (3)", "AWS:CloudTrail: GetInstanceIdentityDocument [DC0070]")]
    [InlineData("DC0070", "Log sources", "Analytics that read it", "Detects techniques")]
    [InlineData("A0004", "Electric, Water and Wastewater", "Targeted by techniques (36)")]
    [InlineData("A0001", "Related assets")]
    [InlineData("TA0043", "Shortname     reconnaissance", "T1595.001  Scanning IP Blocks")]
    [InlineData("DS0017", "Deprecated data source", "Collected at")]
    [InlineData("enterprise-attack", "Tactics (14)")]
    public void The_page_of_a_kind_has_what_the_site_has(string id, params string[] parts)
    {
        var run = Show(id);

        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var part in parts)
        {
            run.Output.ShouldContain(part);
        }

        run.Output.ShouldNotContain("(Citation:");
        run.Output.ShouldNotContain("<code>");
        run.Output.ShouldNotContain("](http");
    }

    [Theory]
    [InlineData("12.1", "T1059.001", "Permissions", "Command Execution", "Detection\n")]
    [InlineData("17.1", "T1059.001", "Data sources", "DS0017 Command", "Monitor for newly executed processes that may abuse PowerShell")]
    [InlineData("17.1", "DS0017", "Data components (1)", "Collected at")]
    public void Older_releases_show_what_they_had(string version, string id, params string[] parts)
    {
        var run = CommandRun.Of("show", id, "--release", SharedData.PathOf("attack"), "--release-version", version);

        run.ExitCode.ShouldBe(0, run.Error);
        foreach (var part in parts)
        {
            run.Output.ShouldContain(part);
        }
    }

    [Fact]
    public void Every_object_of_a_release_can_be_shown_in_every_way()
    {
        var run = Show([.. new[] { "enterprise-attack", "TA0001", "T1003", "T1150", "G0016", "S0002", "C0017", "M1013", "DS0002", "DC0001", "DET0100", "AN0100", "A0008" }, "--json"]);

        var objects = run.Json().GetProperty("objects").EnumerateArray().ToList();
        objects.Count.ShouldBe(13);
        foreach (var one in objects)
        {
            var names = one.EnumerateObject().Select(static property => property.Name).ToList();
            names.Distinct(StringComparer.Ordinal).Count().ShouldBe(names.Count, one.GetProperty("id").GetString());
        }
    }

    [Fact]
    public void Markdown_has_numbered_references_and_no_html()
    {
        var run = Show("T1552.005", "--markdown");

        run.Output.ShouldStartWith("# T1552.005 Cloud Instance Metadata API\n");
        run.Output.ShouldContain("[\\[4\\]](#references)");
        run.Output.ShouldContain("\n## References\n\n1. AWS. (n.d.).");
        run.Output.ShouldContain("- Log source `AWS:CloudTrail` (GetInstanceIdentityDocument), [DC0070");
        run.Output.ShouldNotContain("<code>");
    }

    [Fact]
    public void Sections_limit_what_is_shown()
    {
        var run = Show("G0016", "--section", "campaigns");

        run.Output.ShouldContain("Campaigns (2)");
        run.Output.ShouldNotContain("Techniques (");
        run.Output.ShouldNotContain("Version");
    }

    [Fact]
    public void A_section_that_is_not_there_is_refused_with_the_nearest()
    {
        var run = Show("G0016", "--section", "campaing");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("has no section 'campaing'; did you mean 'campaigns'?");
    }

    [Fact]
    public void Markdown_and_json_do_not_go_together()
        => CommandRun.Of("show", "G0016", "--json", "--markdown").ShouldBe(new CommandRun(2, "", "merlon: --markdown and --json do not go together\n  Try: merlon show --help\n"));

    [Fact]
    public void One_of_several_ids_that_is_wrong_refuses_all()
    {
        var run = CommandRun.Of("show", "G0016", "G9999");

        (run.ExitCode, run.Output).ShouldBe((2, ""));
    }

    [Fact]
    public void A_brief_page_has_no_texts_of_statements()
    {
        var brief = Show("T1552.005", "--brief").Output;

        brief.ShouldContain("M1035  Limit Access to Resource Over Network");
        brief.ShouldNotContain("host-based firewall");
        brief.ShouldNotContain("References (");
    }

    [Fact]
    public void The_history_runs_over_the_releases_of_the_workspace()
    {
        using var folder = new ScratchFolder();
        foreach (var version in (string[])["12.1", "17.1", "18.1"])
        {
            CommandRun.Of("release", "add", SharedData.PathOf($"attack/ics-attack-{version}.json"), "--workspace", folder.Path).ExitCode.ShouldBe(0);
        }

        CommandRun.Of("release", "use", "18.1", "--workspace", folder.Path).ExitCode.ShouldBe(0);
        CommandRun.Of("show", "A0004", "--workspace", folder.Path).Output.ShouldContain("History       since 17.1, unchanged up to 18.1");
        var run = CommandRun.Of("show", "DC0001", "--history", "--json", "--workspace", folder.Path);
        run.ExitCode.ShouldBe(0, run.Error);
        var history = run.Json().GetProperty("history").EnumerateArray().ToList();
        history.Select(static state => state.GetProperty("release").GetString()).ShouldBe(["12.1", "17.1", "18.1"]);
        string.Join(", ", history[2].GetProperty("changes").EnumerateArray()).ShouldBe("got the id DC0001, version 1.1 to 2.0");

        // What was kept for it can be lost: it is made again.
        foreach (var kept in Directory.EnumerateFiles(folder.Path, "*states.tsv", SearchOption.AllDirectories).ToList())
        {
            File.Delete(kept);
        }

        CommandRun.Of("show", "A0004", "--workspace", folder.Path).Output.ShouldContain("since 17.1, unchanged up to 18.1");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(160)]
    public void No_line_of_a_page_with_texts_is_wider_than_the_page(int width)
    {
        foreach (var id in (string[])["T1059.001", "G0016", "DET0001", "A0001"])
        {
            foreach (var colour in (bool[])[false, true])
            {
                var run = CommandRun.On(terminal => terminal with { WidthColumns = width, UsesColour = colour }, "show", id, "--release", SharedData.PathOf("attack"), "--release-version", "18.1");
                run.Output.Split('\n').Max(Columns.Of).ShouldBeLessThanOrEqualTo(width, id);
            }
        }
    }

    [Fact]
    public void Colours_take_the_place_of_backticks()
    {
        var run = CommandRun.On(static terminal => terminal with { UsesColour = true }, "show", "T1059.001", "--release", SharedData.PathOf("attack"), "--release-version", "18.1");

        run.Output.ShouldContain("\u001b[36mStart-Process\u001b[0m");
        run.Output.ShouldContain("\u001b[2m[1]\u001b[0m");
    }
}
