using Merlon.Hunting;

namespace Merlon.Detection.Tests.Hunting;

public sealed class TimeStretchTests
{
    static Finding At(string? time) => new()
    {
        Rule = new HuntedRule { Title = "", Level = "high", Document = "" },
        Document = "",
        Time = time is null ? null : DateTimeOffset.Parse(time, global::System.Globalization.CultureInfo.InvariantCulture),
    };

    [Fact]
    public void Nothing_with_a_time_makes_no_stretch() => TimeStretch.Of([At(null)], 10).ShouldBeEmpty();

    [Fact]
    public void The_shortest_round_width_that_fits_is_taken_and_empty_stretches_are_among_them()
    {
        var stretches = TimeStretch.Of([At("2026-01-02T00:00:30Z"), At("2026-01-02T00:09:10Z"), At("2026-01-02T00:09:20Z")], 10);

        stretches.Count.ShouldBe(10);
        stretches[0].From.ToString("HH:mm:ss", null).ShouldBe("00:00:00");
        stretches[0].Width.ShouldBe(TimeSpan.FromMinutes(1));
        stretches.Select(static one => one.Findings).ShouldBe([1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        stretches[9].ByGravity[4].ShouldBe(2);
    }

    [Fact]
    public void An_outlier_of_centuries_gives_only_the_stretches_that_have_findings()
        => TimeStretch.Of([At("0001-01-01T00:00:00Z"), At("9999-12-31T00:00:00Z")], 10).Count.ShouldBe(2);
}
