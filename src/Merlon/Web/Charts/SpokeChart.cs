using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>A radar for reports: a spoke for each area, a closed line for each series, shares 0..1 from the middle to the rim.</summary>
public sealed record SpokeChart : Chart
{
    const int SpokesDrawn = 24;

    /// <summary>Areas, clockwise from the top.</summary>
    public required IReadOnlyList<string> Spokes { get; init; }

    /// <summary>Lines, the first below the others.</summary>
    public required IReadOnlyList<SpokeSeries> Series { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", .. Series.Select(static series => series.Name)],
        [.. Spokes.Select(IReadOnlyList<string> (spoke, i) => [Numbered(i, spoke), .. Series.Select(series => ChartUnit.Share.Of(ValueAt(series, i)))])]);

    /// <summary>What the numbers at the spokes stand for.</summary>
    public override IReadOnlyList<string> Notes => HasNumbers ? [.. Spokes.Take(SpokesDrawn)] : [];

    bool HasNumbers => Spokes.Count > 8;

    IReadOnlyList<(string Name, ChartLook Look)> Keys => [.. Series.Take(6).Select(static series => (series.Name, series.Look))];

    private protected override double HeightAt(double width) => SvgDrawing.LegendHeight(width, Keys) + Math.Min(width, 420) * 0.86;

    private protected override void Draw(SvgDrawing svg)
    {
        var count = Math.Min(Spokes.Count, SpokesDrawn);
        if (count < 3)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: true);
        var (x, y) = (svg.Width / 2, (top + svg.Height) / 2);
        var radius = (svg.Height - top) / 2 - 26;
        foreach (var ring in (double[])[0.25, 0.5, 0.75, 1])
        {
            svg.Path([.. Enumerable.Range(0, count).Select(i => At(i, ring))], ring < 1 ? "cg net" : "cx net", isClosed: true);
        }

        for (var i = 0; i < count; i++)
        {
            var (endX, endY) = At(i, 1);
            svg.Line(x, y, endX, endY, "cg");
            var (labelX, labelY) = At(i, 1 + 12 / radius);
            var anchor = Math.Abs(labelX - x) < 8 ? TextAnchor.Middle : labelX > x ? TextAnchor.Start : TextAnchor.End;
            svg.Text(labelX, labelY + 4, HasNumbers ? (i + 1).ToString(CultureInfo.InvariantCulture) : Spokes[i], anchor, HasNumbers ? "cm" : "ct");
        }

        foreach (var series in Series.Take(6))
        {
            List<(double X, double Y)> points = [.. Enumerable.Range(0, count).Select(i => At(i, Math.Clamp(double.IsFinite(ValueAt(series, i)) ? ValueAt(series, i) : 0, 0, 1)))];
            svg.Path(points, "b" + SvgDrawing.Digit(series.Look), isClosed: true);
            svg.Path(points, "l" + SvgDrawing.Digit(series.Look), isClosed: true);
            foreach (var point in points)
            {
                svg.Mark(point.X, point.Y, series.Look, 3);
            }
        }

        (double X, double Y) At(int spoke, double share)
        {
            var angle = 2 * Math.PI * spoke / count - Math.PI / 2;
            return (x + radius * share * Math.Cos(angle), y + radius * share * Math.Sin(angle));
        }
    }

    string Numbered(int index, string spoke) => HasNumbers ? string.Create(CultureInfo.InvariantCulture, $"{index + 1} {spoke}") : spoke;

    static double ValueAt(SpokeSeries series, int index) => index < series.Values.Count ? series.Values[index] : double.NaN;
}

/// <summary>A line of a <see cref="SpokeChart"/>.</summary>
/// <param name="Name">What it is; foreign text.</param>
/// <param name="Look">How it looks.</param>
/// <param name="Values">A share 0..1 for each spoke; NaN, drawn in the middle, for what is not known.</param>
public sealed record SpokeSeries(string Name, ChartLook Look, IReadOnlyList<double> Values);
