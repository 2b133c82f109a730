using Merlon.Answers;
using Merlon.Cli;

namespace Merlon.System.Tests.Cli;

/// <summary><c>merlon trend</c> and <c>merlon compare</c>.</summary>
public sealed class TrendCommandTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_trend_as_page_json_and_csv()
    {
        TwoAssessments();
        var page = bank.Run("trend", bank.Path);
        page.ExitCode.ShouldBe(ExitCode.Success);
        page.Output.ShouldContain("2026-11-01");
        page.Output.ShouldContain("2026-12-01");
        page.Output.ShouldContain("visibility");

        var points = bank.Run("trend", bank.Path, "--every", "assessment", "--json").Json().GetProperty("points");
        points.GetArrayLength().ShouldBe(2);
        var move = points[1].GetProperty("move");
        move.GetProperty("parts").EnumerateArray().Sum(static p => p.GetProperty("amount").GetProperty("visibility").GetDouble())
            .ShouldBe(move.GetProperty("difference").GetProperty("visibility").GetDouble(), 0.00001);
        move.GetProperty("parts")[0].GetProperty("cause").GetString().ShouldBe("log-source");

        var csv = bank.Run("trend", bank.Path, "--every", "assessment", "--csv", "-").Output.Split("\r\n");
        csv[0].ShouldStartWith("day,basis,release,visibility");
        csv[2].ShouldStartWith("2026-12-01,recorded,18.1,");
        bank.Run("trend", bank.Path, "--csv", bank.File("trend.csv")).ExitCode.ShouldBe(ExitCode.Success);
        File.Exists(bank.File("trend.csv")).ShouldBeTrue();
    }

    [Fact]
    public void A_point_is_explained()
    {
        TwoAssessments();
        var run = bank.Run("trend", bank.Path, "--every", "assessment", "--explain", "2026-12-01");
        run.Output.ShouldContain("log source sysmon: changed");
        run.Output.ShouldContain("Fell:");
        bank.Run("trend", bank.Path, "--every", "assessment", "--explain", "2026-11-15").Output.ShouldContain("nothing before it");
        bank.Run("trend", bank.Path, "--every", "assessment", "--explain", "2026-12-01", "--json").Json().GetProperty("day").GetString().ShouldBe("2026-12-01");
    }

    [Fact]
    public void What_fell_since_the_last_assessment_is_a_finding()
    {
        bank.Assess();
        bank.Run("compare", bank.Path, "last").ExitCode.ShouldBe(ExitCode.Success);
        bank.Devices("20%");
        var fell = bank.Run("compare", bank.Path, "last");
        fell.ExitCode.ShouldBe(ExitCode.Findings);
        fell.Output.ShouldContain("Fell by 1.0 points or more");
        bank.Run("compare", bank.Path, "last", "--fell", "1").ExitCode.ShouldBe(ExitCode.Success);
        var json = bank.Run("compare", bank.Path, "last", "--json").Json();
        json.GetProperty("fell").GetBoolean().ShouldBeTrue();
        json.GetProperty("fallen").GetArrayLength().ShouldBeGreaterThan(10);
        bank.Run("compare", bank.Path, "last", "--csv", "-").Output.ShouldStartWith("technique,name,");
        bank.Devices("95%");
        bank.Run("compare", bank.Path, "last").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public void Two_days_are_compared_as_they_were_known()
    {
        TwoAssessments();
        bank.Run("compare", bank.Path, "2026-11-01", "2026-12-01").ExitCode.ShouldBe(ExitCode.Findings);
        bank.Run("compare", bank.Path, "2026-12-01", "2026-12-02").ExitCode.ShouldBe(ExitCode.Success);
    }

    [Theory]
    [InlineData("compare", "BANK", "yesterday")]
    [InlineData("compare", "BANK", "2026-12-01", "2026-11-01")]
    [InlineData("compare", "BANK", "last", "--fell", "2")]
    [InlineData("compare", "BANK", "last", "--json", "--csv", "-")]
    [InlineData("compare", "nowhere", "last")]
    [InlineData("trend", "BANK", "--from", "9990-01-01")]
    [InlineData("trend", "BANK", "--every", "day")]
    [InlineData("trend", "BANK", "--from", "0001-01-01", "--every", "week")]
    [InlineData("trend", "BANK", "--to", "9999-12-31")]
    [InlineData("trend", "BANK", "--json", "--csv", "-")]
    [InlineData("trend", "nowhere")]
    public void What_cannot_be_answered_is_refused(params string[] args)
    {
        bank.Assess();
        var run = bank.Run([.. args.Select(a => a == "BANK" ? bank.Path : a)]);
        run.ExitCode.ShouldBe(ExitCode.BadInput, run.Error);
        run.Error.ShouldNotContain("bug");
    }

    [Theory]
    [InlineData("trend", "BANK", "--from", "9999-12-29", "--to", "9999-12-31")]
    [InlineData("trend", "BANK", "--from", "9999-12-29", "--to", "9999-12-31", "--every", "week")]
    [InlineData("trend", "BANK", "--from", "0001-01-01", "--to", "0001-01-02")]
    [InlineData("compare", "BANK", "0001-01-01", "9999-12-31")]
    public void The_ends_of_the_calendar_are_days_too(params string[] args)
    {
        bank.Assess();
        var run = bank.Run([.. args.Select(a => a == "BANK" ? bank.Path : a)]);
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBeLessThan(ExitCode.BadInput);
    }

    [Theory]
    [InlineData(0.1234, "+12.3")]
    [InlineData(-0.0004, "-0.04")]
    [InlineData(0.00001, "0")]
    public void A_difference_is_written_in_points(double difference, string text) => MoveWords.Points(difference).ShouldBe(text);

    [Fact]
    public void A_sparkline_has_a_mark_for_each_point()
    {
        MoveWords.Sparkline([0, 0.5, 1], isPlain: false).ShouldBe("▁▅█");
        MoveWords.Sparkline([0.4, 0.4], isPlain: true).ShouldBe("__");
        MoveWords.Sparkline([], isPlain: true).ShouldBe("");
    }

    void TwoAssessments()
    {
        bank.Assess();
        bank.Now = bank.Now.AddDays(30);
        bank.Devices("20%");
        bank.Assess();
    }
}
