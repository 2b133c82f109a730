using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon priorities</c>, <c>costs</c> and <c>benefit</c>: what they say of the example, and what they refuse.</summary>
public sealed class WorthCommandTests : IDisposable
{
    static readonly string Bank = Repository.PathOf("examples/harbor-bank");

    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    static CommandRun Run(string command, params string[] further) => CommandRun.Of([command, .. further, "--as-of", "2026-11-22"]);

    string Organisation(string further = "")
    {
        folder.Write("org/organisation.yaml", $"merlon: 1\nname: Small\nsectors: [finance]\nplatforms: [Windows]\nmitigations: [{{mitigation: M1049, degree: partial}}]\nbudget: 50000\n{further}\n");
        return folder.File("org");
    }

    [Fact]
    public void Priorities_print_both_ranks_and_the_reasons()
    {
        var run = Run("priorities", Bank, "--max", "12");
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("Top's");
        run.Output.ShouldContain("Higher than there: ");
        run.Output.ShouldContain("First in the calculator's list, and not here");
    }

    [Fact]
    public void A_flow_that_is_named_and_cannot_be_read_ends_the_command()
    {
        folder.Write("broken.afb", "{ \"schema\": ");
        var run = Run("priorities", Bank, "--flows", folder.File("broken.afb"));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Output.ShouldBeEmpty();
        run.Error.ShouldContain("broken.afb");
    }

    [Fact]
    public void A_technique_opens_into_its_parts_and_places()
    {
        var run = Run("priorities", Bank, "--technique", "t1059.001");
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("organisation.yaml:");
        run.Output.ShouldContain("feasibility 0.");
        var json = Run("priorities", Bank, "--technique", "T1059.001", "--json").Json();
        json.GetProperty("parts").EnumerateArray().Select(static part => part.GetProperty("name").GetString()).ShouldBe(["threat", "gap", "choke", "feasibility", "cheapness"]);
        Run("priorities", Bank, "--technique", "T1486x").ExitCode.ShouldBe(ExitCode.BadInput);
        Run("priorities", Bank, "--technique", "T9999").ExitCode.ShouldBe(ExitCode.BadInput);
    }

    [Fact]
    public void Priorities_go_out_as_json_csv_and_layer()
    {
        var json = Run("priorities", Bank, "--json").Json();
        var count = json.GetProperty("techniques").GetArrayLength();
        count.ShouldBeGreaterThan(300);
        json.GetProperty("reports").GetInt32().ShouldBeGreaterThan(1_000);
        var (csv, layer) = (folder.File("p.csv"), folder.File("p.json"));
        Run("priorities", Bank, "--csv", csv, "--layer", layer).ExitCode.ShouldBe(ExitCode.Success);
        File.ReadAllText(csv).Split("\r\n").Length.ShouldBe(count + 2);
        CommandRun.Of("layer", "check", layer).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void Flows_of_a_command_line_have_to_exist_and_those_of_the_organisation_are_said()
    {
        Run("priorities", Bank, "--flows", folder.File("none.afb")).ExitCode.ShouldBe(ExitCode.BadInput);
        var run = Run("priorities", Organisation("flows: [none.afb]"), "--max", "1");
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldContain("FLOW006");
    }

    [Fact]
    public void The_calculator_alone_scores_given_rows()
    {
        folder.Write("rows.csv", "technique,before,after,mitigations,detections,ransomware\nT1001.001,1,1,9,0,3\nT1048.002,1,1,33,0,1\n");
        var json = CommandRun.Of("priorities", "top", "--input", folder.File("rows.csv"), "--json").Json();
        json.GetProperty("techniques").EnumerateArray().Select(static one => (one.GetProperty("technique").GetString(), one.GetProperty("total").GetDouble()))
            .ShouldBe([("T1048.002", 0.414286), ("T1001.001", 0.185714)]);
        CommandRun.Of("priorities", "top", "--input", folder.File("rows.csv"), "--list", "ransomware").Output.ShouldContain("ransomware");
        CommandRun.Of("priorities", "top", "--input", folder.File("rows.csv"), "--csv", "-").Output.ShouldStartWith("rank,technique,total");
    }

    [Theory]
    [InlineData("--monitoring", "process")]
    [InlineData("--monitoring", "process=much")]
    [InlineData("--least-weight", "2")]
    [InlineData("--input", "none.csv")]
    public void A_word_of_the_calculator_that_is_wrong_is_refused(string option, string value)
    {
        folder.Write("rows.csv", "technique\nT1059\n");
        var run = CommandRun.Of(option == "--input" ? ["priorities", "top", option, value] : ["priorities", "top", "--input", folder.File("rows.csv"), option, value]);
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain(value);
    }

    [Fact]
    public void Costs_add_up_the_example()
    {
        var run = Run("costs", Bank);
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("Planned, past and not paid");
        var json = Run("costs", Bank, "--json").Json();
        json.GetProperty("shares").GetProperty("total").GetDecimal().ShouldBe(json.GetProperty("present_cost").GetDecimal());
        json.GetProperty("years").EnumerateArray().Sum(static year => year.GetProperty("present").GetDecimal()).ShouldBe(json.GetProperty("present_cost").GetDecimal());
        json.GetProperty("overdue")[0].GetProperty("id").GetString().ShouldBe("segment-check");
    }

    [Fact]
    public void Without_a_ledger_costs_refuse_and_print_one_that_reads_clean()
    {
        var refused = Run("costs", Organisation());
        refused.ExitCode.ShouldBe(ExitCode.BadInput);
        refused.Error.ShouldContain("names no ledger");
        folder.Write("org/ledger.csv", refused.Output);
        var run = Run("costs", Organisation("ledger: [ledger.csv]"));
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public void A_ledger_that_is_not_there_is_said()
    {
        var run = Run("costs", Organisation("ledger: [none.csv]"));
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("LEDG005");
    }

    [Theory]
    [InlineData("--discount", "200%")]
    [InlineData("--discount", "five")]
    [InlineData("--horizon", "31")]
    [InlineData("--horizon", "0")]
    public void A_rate_or_horizon_out_of_range_is_refused(string option, string value) => Run("costs", Bank, option, value).ExitCode.ShouldBe(ExitCode.BadInput);

    [Fact]
    public void Benefit_is_the_same_at_every_run()
    {
        var (one, other) = (Run("benefit", Bank, "--trials", "1000"), Run("benefit", Bank, "--trials", "1000"));
        one.ExitCode.ShouldBe(ExitCode.Success);
        one.Error.ShouldBeEmpty();
        string.Equals(other.Output, one.Output, StringComparison.Ordinal).ShouldBeTrue();
        string.Equals(Run("benefit", Bank, "--trials", "1000", "--seed", "2").Output, one.Output, StringComparison.Ordinal).ShouldBeFalse();
        var json = Run("benefit", Bank, "--trials", "1000", "--json").Json();
        json.GetProperty("scenarios").GetArrayLength().ShouldBe(2);
        json.GetProperty("rosi").GetProperty("p10").GetDouble().ShouldBeGreaterThanOrEqualTo(-1);
    }

    [Fact]
    public void Without_scenarios_benefit_refuses_and_prints_one_that_reads_clean()
    {
        var refused = Run("benefit", Organisation());
        refused.ExitCode.ShouldBe(ExitCode.BadInput);
        refused.Error.ShouldContain("names no loss scenario");
        folder.Write("org/losses.yaml", refused.Output);
        var run = Run("benefit", Organisation("benefit: losses.yaml"), "--trials", "200");
        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public void A_measure_that_is_not_left_to_do_is_refused_with_the_nearest()
    {
        var run = Run("benefit", Bank, "--measure", "mitigation:M1018", "--measure", "mitigation:M101");
        run.ExitCode.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("did you mean mitigation:M10");
    }
}
