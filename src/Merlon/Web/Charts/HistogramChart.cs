using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>How often results of a simulation fall between two numbers, with their percentiles marked.</summary>
public sealed record HistogramChart : Chart
{
    /// <summary>Bins from the left, each beginning where the one before ends.</summary>
    public required IReadOnlyList<HistogramBin> Bins { get; init; }

    /// <summary>Percentiles to mark, such as P10, P50 and P90.</summary>
    public IReadOnlyList<Percentile> Percentiles { get; init; } = [];

    /// <summary>How results are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>What the results are, in a few words.</summary>
    public required string AcrossName { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", "from", "to", "runs"],
        [
            .. Percentiles.Select(IReadOnlyList<string> (percentile) => [percentile.Name, Unit.Of(percentile.Value), "", ""]),
            .. Bins.Select(IReadOnlyList<string> (bin) => ["results", Unit.Of(bin.From), Unit.Of(bin.To), ChartUnit.Number.Of(bin.Count)]),
        ]);

    private protected override double HeightAt(double width) => (IsNarrow(width) ? 210 : 270) + 20;

    private protected override void Draw(SvgDrawing svg)
    {
        var bins = Bins.Where(static bin => double.IsFinite(bin.From) && double.IsFinite(bin.To) && bin.To >= bin.From && double.IsFinite(bin.Count) && bin.Count >= 0).Take(400).ToList();
        if (bins.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var up = Ticks.Around(bins.Select(static bin => bin.Count), 4, includesZero: true);
        var across = Ticks.Around([.. bins.SelectMany(static bin => new[] { bin.From, bin.To }), .. Percentiles.Select(static p => p.Value)], IsNarrow(svg.Width) ? 4 : 6, includesZero: false);
        var frame = new PlotFrame(PlotFrame.LeftFor(up, ChartUnit.Number), 38, svg.Width - 14, svg.Height - 42);
        var (scaleX, scaleY) = (frame.Across(across.From, across.To), frame.Up(up));
        frame.Levels(svg, up, ChartUnit.Number);
        frame.Below(svg, scaleX, [.. across.Values.Select(value => (value, Unit.Tick(value)))]);
        svg.Text(0, 12, "runs", TextAnchor.Start, "cm");
        svg.Text(frame.Right, svg.Height - 4, AcrossName + (Unit.Suffix.Length == 0 ? "" : ", " + Unit.Suffix), TextAnchor.End, "cm");
        foreach (var bin in bins.Where(static bin => bin.Count > 0))
        {
            var (left, right) = (scaleX.Of(bin.From), scaleX.Of(bin.To));
            svg.Bar(left + 0.5, scaleY.Of(bin.Count), Math.Max(1, right - left - 1), frame.Bottom - scaleY.Of(bin.Count), ChartLook.Hatched);
        }

        Percentile.Draw(svg, Percentiles, Unit, frame, scaleX);
    }
}

/// <summary>A bin of a <see cref="HistogramChart"/>.</summary>
/// <param name="From">Least result in it.</param>
/// <param name="To">Greatest result in it.</param>
/// <param name="Count">How many results, 0 or more.</param>
public readonly record struct HistogramBin(double From, double To, double Count);

/// <summary>A percentile to mark.</summary>
/// <param name="Name">Such as <c>P90</c>.</param>
/// <param name="Value">The result that this share of the runs stays at or below.</param>
public sealed record Percentile(string Name, double Value)
{
    /// <summary>Draws upright lines with names; those that would touch stand in a second line.</summary>
    internal static void Draw(SvgDrawing svg, IReadOnlyList<Percentile> percentiles, ChartUnit unit, PlotFrame frame, ChartScale across)
    {
        double[] reached = [double.NegativeInfinity, double.NegativeInfinity];
        foreach (var percentile in percentiles.Where(static one => double.IsFinite(one.Value)).OrderBy(static one => one.Value).ThenBy(static one => one.Name, StringComparer.Ordinal).Take(9))
        {
            var x = across.Of(percentile.Value);
            var text = percentile.Name + " " + unit.Of(percentile.Value);
            var half = RowLayout.Width(text) / 2;
            var place = Math.Clamp(x, half, Math.Max(half, svg.Width - half));
            var line = place - half > reached[0] + 6 ? 0 : 1;
            svg.Line(x, frame.Top - 4, x, frame.Bottom, "cr");
            if (place - half > reached[line] + 6)
            {
                svg.Text(place, frame.Top - 8 - (line * 15), text, TextAnchor.Middle, "ct");
                reached[line] = place + half;
            }
        }
    }
}

/// <summary>How likely it is that a result is exceeded: the curve that falls from certain to never, with its percentiles marked.</summary>
public sealed record ExceedanceChart : Chart
{
    /// <summary>Points in any order: a result, and the chance 0..1 that it is exceeded.</summary>
    public required IReadOnlyList<ExceedancePoint> Points { get; init; }

    /// <summary>A second curve to compare with, such as after the plan; empty for none.</summary>
    public IReadOnlyList<ExceedancePoint> After { get; init; } = [];

    /// <summary>Names of the two curves, used when there are two.</summary>
    public (string First, string Second) Names { get; init; } = ("today", "after the plan");

    /// <summary>Percentiles of the first curve to mark.</summary>
    public IReadOnlyList<Percentile> Percentiles { get; init; } = [];

    /// <summary>How results are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>What the results are, in a few words.</summary>
    public required string AcrossName { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", AcrossName, "chance that it is exceeded"],
        [
            .. Percentiles.Select(IReadOnlyList<string> (percentile) => [percentile.Name, Unit.Of(percentile.Value), ""]),
            .. Points.Select(IReadOnlyList<string> (point) => [Names.First, Unit.Of(point.Value), ChartUnit.Share.Of(point.Chance)]),
            .. After.Select(IReadOnlyList<string> (point) => [Names.Second, Unit.Of(point.Value), ChartUnit.Share.Of(point.Chance)]),
        ]);

    IReadOnlyList<(string Name, ChartLook Look)> Keys => After.Count == 0 ? [] : [(Names.First, ChartLook.Crossed), (Names.Second, ChartLook.Solid)];

    private protected override double HeightAt(double width) => (IsNarrow(width) ? 220 : 290) + 20 + SvgDrawing.LegendHeight(width, Keys);

    private protected override void Draw(SvgDrawing svg)
    {
        var (points, after) = (Usable(Points), Usable(After));
        if (points.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: true) + 38;
        var up = Ticks.Around([0, 1], 4, includesZero: true);
        var across = Ticks.Around(points.Concat(after).Select(static point => point.Value), IsNarrow(svg.Width) ? 4 : 6, includesZero: false);
        var frame = new PlotFrame(PlotFrame.LeftFor(up, ChartUnit.Share), top, svg.Width - 14, svg.Height - 42);
        var (scaleX, scaleY) = (frame.Across(across.From, across.To), frame.Up(up));
        frame.Levels(svg, up, ChartUnit.Share);
        frame.Below(svg, scaleX, [.. across.Values.Select(value => (value, Unit.Tick(value)))]);
        svg.Text(frame.Right, svg.Height - 4, string.Create(CultureInfo.InvariantCulture, $"{AcrossName}{(Unit.Suffix.Length == 0 ? "" : ", " + Unit.Suffix)}"), TextAnchor.End, "cm");
        Percentile.Draw(svg, Percentiles, Unit, frame, scaleX);
        DrawCurve(svg, points, scaleX, scaleY, After.Count == 0 ? ChartLook.Hatched : ChartLook.Crossed);
        DrawCurve(svg, after, scaleX, scaleY, ChartLook.Solid);
    }

    static void DrawCurve(SvgDrawing svg, List<ExceedancePoint> points, ChartScale across, ChartScale up, ChartLook look)
    {
        svg.Path([.. points.Select(point => (across.Of(point.Value), up.Of(point.Chance)))], "l" + SvgDrawing.Digit(look));
        if (points.Count == 1)
        {
            svg.Mark(across.Of(points[0].Value), up.Of(points[0].Chance), look);
        }
    }

    static List<ExceedancePoint> Usable(IReadOnlyList<ExceedancePoint> points) =>
    [
        .. points.Where(static point => double.IsFinite(point.Value) && double.IsFinite(point.Chance))
            .OrderBy(static point => point.Value).ThenByDescending(static point => point.Chance).Take(4_000),
    ];
}

/// <summary>A point of an <see cref="ExceedanceChart"/>.</summary>
/// <param name="Value">A result.</param>
/// <param name="Chance">Chance that it is exceeded, 0..1.</param>
public readonly record struct ExceedancePoint(double Value, double Chance);
