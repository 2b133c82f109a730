using Merlon.Web.Charts;

namespace Merlon.System.Tests.Charts;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0, 113_600, 6, "0 20000 40000 60000 80000 100000 120000")]
    [InlineData(0.17, 0.31, 4, "0.15 0.2 0.25 0.3 0.35")]
    [InlineData(-0.06, 0.03, 4, "-0.1 -0.05 0 0.05")]
    [InlineData(7, 7, 4, "6 6.5 7 7.5 8")]
    public void Steps_are_one_two_or_five_times_a_power_of_ten(double least, double most, int wished, string expected)
        => string.Join(' ', Ticks.Around([least, most], wished, includesZero: false).Values.Select(static value => value.ToString("0.###", global::System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(expected);

    [Fact]
    public void Around_any_values_there_are_a_few_even_steps_that_hold_them_all()
    {
        var random = new Random(7);
        for (var run = 0; run < 20_000; run++)
        {
            var size = Math.Pow(10, random.Next(-30, 31));
            var (a, b) = ((random.NextDouble() - 0.5) * size, (random.NextDouble() - 0.5) * size * Math.Pow(10, random.Next(-12, 1)));
            var wished = random.Next(2, 9);
            var ticks = Ticks.Around([a, b], wished, includesZero: run % 2 == 0);

            var hair = (ticks.To - ticks.From) * 1e-6; // what no drawing shows
            var isSound = ticks.From <= Math.Min(a, b) + hair && ticks.To >= Math.Max(a, b) - hair && ticks.Values.Count >= 2 && ticks.Values.Count <= wished * 3 + 1
                && ticks.Values.SequenceEqual(ticks.Values.Order()) && ticks.Values.All(double.IsFinite);
            isSound.ShouldBeTrue($"{a:R} {b:R} {wished}: {string.Join(' ', ticks.Values)}");
        }
    }

    [Fact]
    public void No_values_make_an_axis_from_nought_to_one()
    {
        Ticks.Around([], 4, includesZero: true).To.ShouldBe(1);
        Ticks.Around([double.NaN, double.PositiveInfinity], 4, includesZero: false).From.ShouldBe(0);
    }

    [Theory]
    [InlineData("2026-01-10", "2026-01-25", "2026-01-10 2026-01-25")]
    [InlineData("2026-01-10", "2026-06-25", "2026-02 2026-03 2026-04 2026-05 2026-06")]
    [InlineData("2023-11-01", "2026-11-01", "2024 2025 2026")]
    [InlineData("0001-01-01", "9999-12-31", "2000 4000 6000 8000")]
    public void Days_have_ticks_at_the_beginning_of_months_or_years(string from, string to, string expected)
        => string.Join(' ', DayTicks.Between(Day(from), Day(to), 6).Select(static tick => tick.Words)).ShouldBe(expected);

    static double Day(string text) => DateOnly.Parse(text, global::System.Globalization.CultureInfo.InvariantCulture).DayNumber;
}
