using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>One or more lines over days or numbers, each with the band of what is not certain about it.</summary>
public sealed record LineChart : Chart
{
    /// <summary>The lines.</summary>
    public required IReadOnlyList<LineSeries> Series { get; init; }

    /// <summary>How heights are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>How the numbers below are written; null for days (<see cref="DateOnly.DayNumber"/>).</summary>
    public ChartUnit? Across { get; init; }

    /// <summary>What stands below, in a word or two, such as <c>day</c> or <c>money spent</c>.</summary>
    public string AcrossName { get; init; } = "day";

    /// <summary>True to begin the axis on the left at zero.</summary>
    public bool IncludesZero { get; init; } = true;

    /// <summary>True for lines that keep their height until the next point, instead of slanting to it.</summary>
    public bool IsStepped { get; init; }

    /// <summary>Upright lines with a remark each: a sensor lost, a budget.</summary>
    public IReadOnlyList<LineRemark> Remarks { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notes => [.. Placed.Select(static remark => remark.Words)];

    // In the order of their places, so that their numbers are too.
    IReadOnlyList<LineRemark> Placed => [.. Remarks.Where(static remark => double.IsFinite(remark.X)).OrderBy(static remark => remark.X).ThenBy(static remark => remark.Words, StringComparer.Ordinal).Take(RowsDrawn)];

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["line", AcrossName, "value", "from", "to"],
        [
            .. Series.SelectMany(line => line.Points.Select(IReadOnlyList<string> (point) =>
                [line.Name, Place(point.X), Unit.Of(point.Y), point.Low is { } low ? Unit.Of(low) : "", point.High is { } high ? Unit.Of(high) : ""])),
        ]);

    private protected override double HeightAt(double width)
        => (IsNarrow(width) ? 220 : 300) + SvgDrawing.LegendHeight(width, Keys) + (Remarks.Count > 0 ? 18 : 0) + (Across is null ? 0 : 16);

    IReadOnlyList<(string Name, ChartLook Look)> Keys => Series.Count < 2 ? [] : [.. Drawn(Series).Select(static line => (line.Name, line.Look))];

    private protected override void Draw(SvgDrawing svg)
    {
        var lines = Drawn(Series).Select(line => (line.Look, Points: Usable(line.Points))).ToList();
        var all = lines.SelectMany(static line => line.Points).ToList();
        if (all.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: true) + 8 + (Remarks.Count > 0 ? 18 : 0);
        var ticks = Ticks.Around(all.SelectMany(static point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }), 5, IncludesZero);
        var frame = new PlotFrame(PlotFrame.LeftFor(ticks, Unit), top, svg.Width - 12, svg.Height - (Across is null ? 26 : 42));
        var (from, to, below) = Ground(all, frame);
        var (across, up) = (frame.Across(from, to), frame.Up(ticks));
        frame.Levels(svg, ticks, Unit);
        frame.Below(svg, across, below);
        if (Across is not null)
        {
            svg.Text(frame.Right, svg.Height - 4, AcrossName, TextAnchor.End, "cm");
        }

        frame.Remarks(svg, across, [.. Placed.Select(static remark => remark.X)]);
        foreach (var (look, points) in lines)
        {
            DrawBand(svg, points, across, up, look);
        }

        foreach (var (look, points) in lines)
        {
            DrawLine(svg, points, across, up, look);
        }
    }

    (double From, double To, IReadOnlyList<(double Value, string Words)> Below) Ground(List<LinePoint> points, PlotFrame frame)
    {
        var marks = Remarks.Where(static remark => double.IsFinite(remark.X)).Select(static remark => remark.X);
        var places = points.Select(static point => point.X).Concat(marks).ToList();
        if (Across is { } unit)
        {
            var ticks = Ticks.Around(places, (frame.Right - frame.Left) > 400 ? 6 : 4, includesZero: true);
            return (ticks.From, ticks.To, [.. ticks.Values.Select(value => (value, unit.Tick(value)))]);
        }

        var (first, last) = (places.Min(), places.Max());
        return first < last
            ? (first, last, DayTicks.Between(first, last, (int)((frame.Right - frame.Left) / 70)))
            : (first - 1, last + 1, [(first, Place(first))]);
    }

    void DrawLine(SvgDrawing svg, List<LinePoint> points, ChartScale across, ChartScale up, ChartLook look)
    {
        var path = new List<(double, double)>();
        for (var i = 0; i < points.Count; i++)
        {
            if (IsStepped && i > 0)
            {
                path.Add((across.Of(points[i].X), up.Of(points[i - 1].Y)));
            }

            path.Add((across.Of(points[i].X), up.Of(points[i].Y)));
        }

        svg.Path(path, "l" + SvgDrawing.Digit(look));
        var every = Math.Max(1, points.Count / 24);
        for (var i = 0; i < points.Count; i++)
        {
            if (i % every == 0 || i == points.Count - 1)
            {
                svg.Mark(across.Of(points[i].X), up.Of(points[i].Y), look, points.Count > 12 ? 3.5 : 4);
            }
        }
    }

    static void DrawBand(SvgDrawing svg, List<LinePoint> points, ChartScale across, ChartScale up, ChartLook look)
    {
        var banded = points.Where(static point => point.Low is not null && point.High is not null).ToList();
        if (banded.Count == 1)
        {
            var x = across.Of(banded[0].X);
            svg.Line(x, up.Of(banded[0].Low ?? 0), x, up.Of(banded[0].High ?? 0), "w" + SvgDrawing.Digit(look));
        }

        svg.Path(
            [
                .. banded.Select(point => (across.Of(point.X), up.Of(point.High ?? point.Y))),
                .. banded.AsEnumerable().Reverse().Select(point => (across.Of(point.X), up.Of(point.Low ?? point.Y))),
            ],
            "b" + SvgDrawing.Digit(look), isClosed: true);
    }

    // Points that cannot be placed are left out; a bound that is no number counts as none.
    static List<LinePoint> Usable(IReadOnlyList<LinePoint> points) =>
    [
        .. points.Where(static point => double.IsFinite(point.X) && double.IsFinite(point.Y))
            .Select(static point => point.Low is { } low && point.High is { } high && double.IsFinite(low) && double.IsFinite(high) ? point : point with { Low = null, High = null })
            .OrderBy(static point => point.X).Take(4_000),
    ];

    string Place(double x) => Across is { } unit ? unit.Of(x)
        : x is >= 0 and <= 3_652_058 ? DateOnly.FromDayNumber((int)x).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "–";
}

/// <summary>A line of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What it is; foreign text.</param>
/// <param name="Look">How it looks.</param>
/// <param name="Points">Points in any order.</param>
public sealed record LineSeries(string Name, ChartLook Look, IReadOnlyList<LinePoint> Points);

/// <summary>A point of a line.</summary>
/// <param name="X">A day (<see cref="DateOnly.DayNumber"/>) or a number.</param>
/// <param name="Y">Its height.</param>
/// <param name="Low">Least that it may be; null where nothing is known.</param>
/// <param name="High">Most that it may be; null where nothing is known.</param>
public readonly record struct LinePoint(double X, double Y, double? Low = null, double? High = null)
{
    /// <summary>A point of a day.</summary>
    public static LinePoint On(DateOnly day, double y, double? low = null, double? high = null) => new(day.DayNumber, y, low, high);
}

/// <summary>A remark on a place of the axis below.</summary>
/// <param name="X">A day or a number.</param>
/// <param name="Words">What happened there; foreign text.</param>
public sealed record LineRemark(double X, string Words);
