using Merlon.Trend;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports.Parts;

/// <summary>How coverage moved, and what moved it.</summary>
static class TrendParts
{
    const int ChangesDrawn = 8;

    /// <summary>Covered and visible over time; null for fewer than two points.</summary>
    public static LineChart? Line(CoverageTrend trend)
    {
        var points = trend.Points;
        if (points.Count < 2)
        {
            return null;
        }

        var (first, last) = (points[0], points[^1]);
        var remarks = points.Zip(points.Skip(1)).Where(static pair => !string.Equals(pair.First.Release, pair.Second.Release, StringComparison.Ordinal))
            .Select(static pair => new LineRemark(pair.Second.Day.DayNumber, $"{Figures.Day(pair.Second.Day)}: ATT&CK {pair.First.Release} to {pair.Second.Release}"));
        return new LineChart
        {
            Title = "Covered and visible over time",
            Summary = $"Covered went from {Figures.Percent(first.Summary.Covered)} on {Figures.Day(first.Day)} to {Figures.Percent(last.Summary.Covered)} on {Figures.Day(last.Day)}.",
            Unit = ChartUnit.Share,
            Series =
            [
                new("covered", ChartLook.Solid, [.. points.Select(static point => PointOf(point))]),
                new("visible", ChartLook.Hatched, [.. points.Select(static point => LinePoint.On(point.Day, point.Summary.Visibility))]),
            ],
            Remarks = [.. remarks],
        };
    }

    /// <summary>What moved covered since the point before the last; null when nothing is known of it.</summary>
    public static WaterfallChart? Moved(CoverageTrend trend)
    {
        if (trend.Points.Count < 2 || trend.Points[^1].Move is not { } move)
        {
            return null;
        }

        var parts = move.Parts.Where(static part => Math.Abs(part.Amount.Covered) >= 0.0005).OrderByDescending(static part => Math.Abs(part.Amount.Covered)).ThenBy(static part => part.Source, StringComparer.Ordinal).ToList();
        return new WaterfallChart
        {
            Title = "What moved covered",
            Summary = $"From {Figures.Percent(move.Before.Covered)} on {Figures.Day(move.From)} to {Figures.Percent(move.After.Covered)} on {Figures.Day(move.To)}; the largest parts by name.",
            Unit = ChartUnit.Share,
            ChangeUnit = ChartUnit.Points,
            Start = new(Figures.Day(move.From), move.Before.Covered),
            End = new(Figures.Day(move.To), move.After.Covered),
            Changes = [.. parts.Take(ChangesDrawn).Select(static part => new WaterfallChange(Figures.Cut(part.Why), part.Amount.Covered))],
        };
    }

    // A point that was judged without bounds has an empty interval: no band then.
    static LinePoint PointOf(TrendPoint point)
    {
        var (covered, interval) = (point.Summary.Covered, point.Summary.Interval);
        return interval.High >= covered && interval.Low <= covered && interval.Width > 0 ? LinePoint.On(point.Day, covered, interval.Low, interval.High) : LinePoint.On(point.Day, covered);
    }
}
