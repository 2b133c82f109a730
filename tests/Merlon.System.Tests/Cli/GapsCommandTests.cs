using System.Text.Json;

namespace Merlon.System.Tests.Cli;

public sealed class GapsCommandTests : IDisposable
{
    const string Tiny = """
        merlon: 1
        name: Tiny Ltd
        sectors: [finance]
        platforms: [Windows]
        groups:
          - group: FIN7
            reason: hit a peer
        mitigations:
          - mitigation: M1032
            degree: partial
            since: 2026-01-15
        tests:
          - technique: T1003.001
            outcome: none
            date: 2026-09-14
        """;

    readonly ScratchFolder folder = new();

    public GapsCommandTests() => folder.Write("tiny/organisation.yaml", Tiny);

    public void Dispose() => folder.Dispose();

    CommandRun Gaps(params string[] more) => CommandRun.Of(["gaps", .. more, folder.File("tiny"), "--as-of", "2026-11-22"]);

    [Fact]
    public void Gaps_are_listed_as_the_assessment_ranks_them()
    {
        var listed = Gaps("list", "--top", "100", "--json").Json().GetProperty("gaps").EnumerateArray().Select(IdOf).ToArray();
        var assessed = CommandRun.Of(["assess", folder.File("tiny"), "--as-of", "2026-11-22", "--dry-run", "--json"]).Json().GetProperty("gaps").EnumerateArray().Take(100).Select(IdOf);

        listed.ShouldBe(assessed);
        Gaps("list", "--top", "100").Output.ShouldContain("missed test");
        Gaps("list", "--top", "100", "--csv").Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(101);
    }

    [Fact]
    public void A_gap_opens_into_the_line_that_each_part_comes_from()
    {
        var run = Gaps("explain", "T1021.001");

        run.ExitCode.ShouldBe(0, run.Error);
        var text = string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        text.ShouldContain("FIN7 (G0046)");
        text.ShouldContain("organisation.yaml:6:12 (groups[0].group)", customMessage: "the group that the organisation names");
        text.ShouldContain("organisation.yaml:9:5 (mitigations[0])");
        text.ShouldContain("last confirmed on 2026-01-15: ½^(311 days / 730)");
        text.ShouldContain("a test today, everywhere, that nobody sees");
    }

    [Fact]
    public void Nothing_is_left_out_for_programs()
    {
        var priority = Gaps("explain", "T1003.001", "--json").Json().GetProperty("priority");

        WorkedOut(priority).ShouldBe(priority.GetProperty("value").GetDouble(), 1e-9);
    }

    [Theory]
    [InlineData("PowerShell", "is no id of a technique")]
    [InlineData("T9999", "ATT&CK 18.1 has no T9999")]
    [InlineData("T1562.011", "has no weight in this profile")]
    public void What_is_no_gap_is_said_with_the_reason(string technique, string reason)
    {
        var run = Gaps("explain", technique);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(reason);
    }

    [Fact]
    public void Looking_records_nothing()
    {
        Gaps("explain", "T1003.001").ExitCode.ShouldBe(0);

        Directory.Exists(Path.Combine(folder.File("tiny"), ".merlon")).ShouldBeFalse();
    }

    static string? IdOf(JsonElement gap) => gap.GetProperty("technique").GetProperty("id").GetString();

    static double WorkedOut(JsonElement part)
    {
        var values = part.GetProperty("parts").EnumerateArray().Select(WorkedOut).ToArray();
        return part.GetProperty("operation").GetString() switch
        {
            "product" => values.Aggregate(1.0, static (a, b) => a * b),
            "sum" => Math.Min(1, values.Sum()),
            "complement" => 1 - values.Single(),
            "either" => 1 - values.Aggregate(1.0, static (a, b) => a * (1 - b)),
            "greatest" => values.DefaultIfEmpty(0).Max(),
            "blend" => values[0] * values[1] + (1 - values[0]) * values[2],
            _ => part.GetProperty("value").GetDouble(),
        };
    }
}
