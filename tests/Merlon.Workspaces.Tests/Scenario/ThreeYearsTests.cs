using System.Globalization;
using System.Text;
using Merlon.Trend;

namespace Merlon.Workspaces.Tests.Scenario;

public sealed class ThreeYearsTests(ThreeYears years) : IClassFixture<ThreeYears>
{
    const double Rounding = 1e-9;

    [Fact]
    public void The_trend_of_three_years_is_the_golden_one()
        => Golden.Verify(Text(years.Trend), "tests/Merlon.Workspaces.Tests/Scenario/three-years.txt");

    [Fact]
    public void Another_run_of_the_story_gives_the_same_trend_to_the_last_bit()
    {
        using var again = new ThreeYears();
        Exact(again.Trend).ShouldBe(Exact(years.Trend));
    }

    [Fact]
    public void The_story_in_PostgreSQL_gives_the_same_trend_to_the_last_bit()
    {
        using var again = new ThreeYears(DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase()));
        Exact(again.Trend).ShouldBe(Exact(years.Trend));
    }

    [Fact]
    public void Every_point_is_explained_and_nothing_is_left_over()
    {
        var trend = years.Trend;
        trend.Points.Count.ShouldBe(ThreeYears.Days.Count);
        foreach (var move in trend.Points.Skip(1).Select(static p => p.Move.ShouldNotBeNull()))
        {
            move.Rest.Largest.ShouldBeLessThan(Rounding, $"{move.To}");
            move.Parts.ShouldAllBe(static p => p.Why.Length > 0);
            move.Parts.ShouldNotContain(static p => p.Cause == MoveCause.Derivation, $"{move.To}");
            move.Parts.Aggregate(default(AxisMove), static (sum, part) => sum + part.Amount).Covered.ShouldBe(move.Difference.Covered, Rounding);
            foreach (var technique in move.Techniques)
            {
                var left = technique.Parts.Aggregate(technique.Amount, static (rest, part) => rest - part.Amount);
                left.Largest.ShouldBeLessThan(Rounding, $"{move.To} {technique.Technique.Id}");
            }
        }
    }

    [Fact]
    public void Judged_again_every_assessment_gives_what_was_written_down()
    {
        foreach (var point in years.Trend.Points)
        {
            point.Remarks.ShouldBeEmpty($"{point.Day}");
            point.Recorded.ShouldNotBeNull($"{point.Day}").Covered.ShouldBe(point.Summary.Covered, Rounding);
        }
    }

    [Theory]
    [InlineData("2023-10-02", MoveCause.Age)]
    [InlineData("2024-06-10", MoveCause.LogSource)]
    [InlineData("2024-12-02", MoveCause.Rule)]
    [InlineData("2025-02-03", MoveCause.Organisation)]
    [InlineData("2025-05-19", MoveCause.Release)]
    [InlineData("2025-06-02", MoveCause.Test)]
    [InlineData("2025-09-01", MoveCause.Profile)]
    [InlineData("2025-11-24", MoveCause.Release)]
    [InlineData("2025-12-15", MoveCause.Mitigation)]
    public void Each_chapter_is_told_by_its_own_cause(string day, MoveCause cause)
    {
        var point = years.Trend.Points.Single(p => p.Day == DateOnly.Parse(day, CultureInfo.InvariantCulture));
        point.Move.ShouldNotBeNull().Parts.ShouldContain(p => p.Cause == cause && p.Amount.Largest > 1e-6);
    }

    [Fact]
    public void A_lost_sensor_names_the_rules_that_it_fed()
    {
        var point = years.Trend.Points.Single(static p => p.Day == new DateOnly(2024, 6, 10));
        point.Move.ShouldNotBeNull().Parts.ShouldContain(static p => p.Cause == MoveCause.RuleFeed && p.Change == MoveChange.Withdrawn);
        point.Move.Parts.ShouldContain(static p => p.Source == "log-source:sysmon" && p.Change == MoveChange.Withdrawn && p.Amount.Visibility < 0);
    }

    [Fact]
    public void What_was_known_then_is_not_what_is_known_now()
    {
        var then = years.Trend;
        var now = years.TrendOf(TrendStep.Assessment, TrendKnowledge.Now);
        now.Points.Select(static p => p.Day).ShouldBe(then.Points.Select(static p => p.Day));
        now.Points.ShouldAllBe(static p => p.Release == "18.1");
        now.Points[^1].Summary.ShouldBe(then.Points[^1].Summary);
        now.Points[0].Summary.Covered.ShouldNotBe(then.Points[0].Summary.Covered);
    }

    [Fact]
    public async Task Before_the_first_assessment_only_what_was_dated_back_counts()
    {
        using var workspace = years.Open(WorkspaceAccess.Read);
        var trend = (await workspace.TrendAsync(new TrendRequest(new DateOnly(2022, 12, 31), new DateOnly(2023, 1, 16), TrendStep.Week, TrendKnowledge.Then), null, CancellationToken.None)).Value.ShouldNotBeNull();
        trend.Points.Select(static p => (p.Day, p.Basis)).ShouldBe([
            (new DateOnly(2022, 12, 31), TrendBasis.Reconstructed), (new DateOnly(2023, 1, 7), TrendBasis.Reconstructed),
            (new DateOnly(2023, 1, 14), TrendBasis.Reconstructed), (new DateOnly(2023, 1, 16), TrendBasis.Recorded)]);
        trend.Points[0].Summary.Covered.ShouldBe(0);
        trend.Points[2].Summary.Prevention.ShouldBeGreaterThan(0); // M1032 since 2023-01-10
        trend.Points[3].Move.ShouldNotBeNull().Parts.ShouldContain(static p => p.Cause == MoveCause.FirstRecord && p.Source == "mitigation:M1049");
    }

    static string Exact(CoverageTrend trend) => string.Join('\n', trend.Points.Select(static p => string.Create(
        CultureInfo.InvariantCulture,
        $"{p.Day:yyyy-MM-dd} {p.Summary} {(p.Move is { } move ? string.Join("; ", move.Parts.Select(part => $"{part.Cause} {part.Source} {part.Amount}")) : "")}")));

    static string Text(CoverageTrend trend)
    {
        var text = new StringBuilder();
        foreach (var point in trend.Points)
        {
            var s = point.Summary;
            text.Append(CultureInfo.InvariantCulture, $"{point.Day:yyyy-MM-dd} ATT&CK {point.Release}: visibility {s.Visibility:0.0000}, detection {s.Detection:0.0000}, prevention {s.Prevention:0.0000}, covered {s.Covered:0.0000}; {s.Techniques} techniques, {s.Tested} tested, {s.Refuted} refuted\n");
            foreach (var part in point.Move?.Parts.Where(static p => p.Amount.Largest >= 0.00005) ?? [])
            {
                var a = part.Amount;
                text.Append(CultureInfo.InvariantCulture, $"    {a.Visibility:+0.0000;-0.0000;0} {a.Detection:+0.0000;-0.0000;0} {a.Prevention:+0.0000;-0.0000;0} {a.Covered:+0.0000;-0.0000;0}  {part.Cause} {part.Change}, {part.Techniques}: {part.Why}\n");
            }
        }

        return text.ToString();
    }
}
