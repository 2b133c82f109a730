namespace Merlon.Web.Charts;

/// <summary>Where the rows of a chart stand: labels on the left where there is room, else above their row.</summary>
sealed record RowLayout
{
    const double Gap = 8;

    /// <summary>Left end of the plot.</summary>
    public required double Left { get; init; }

    /// <summary>Right end of the plot; values stand to the right of it.</summary>
    public required double Right { get; init; }

    /// <summary>Height from one row to the next.</summary>
    public required double Pitch { get; init; }

    /// <summary>From the top of a row to the top of its bar.</summary>
    public required double BarOffset { get; init; }

    /// <summary>In user units, of each bar of a row.</summary>
    public required double BarHeight { get; init; }

    bool IsNarrow { get; init; }

    double Inner { get; init; }

    /// <summary>Lays rows out.</summary>
    /// <param name="width">Width of the drawing.</param>
    /// <param name="labels">What stands before the rows.</param>
    /// <param name="values">What stands behind them.</param>
    /// <param name="bars">Bars of one row, below each other.</param>
    public static RowLayout Of(double width, IEnumerable<string> labels, IEnumerable<string> values, int bars = 1)
    {
        var room = Math.Min(width * 0.3, values.Select(Width).DefaultIfEmpty(0).Max() + Gap);
        var isNarrow = width < 520;
        var barHeight = bars > 1 ? 11.0 : 16;
        var inner = bars * (barHeight + 2) - 2;
        return isNarrow
            ? new RowLayout { Left = 2, Right = width - Math.Max(room, 4), Pitch = inner + 30, BarOffset = 19, BarHeight = barHeight, Inner = inner, IsNarrow = true }
            : new RowLayout
            {
                Left = Math.Min(width * 0.42, labels.Select(Width).DefaultIfEmpty(0).Max() + Gap + 2),
                Right = width - Math.Max(room, 4),
                Pitch = inner + 12,
                BarOffset = 6,
                BarHeight = barHeight,
                Inner = inner,
            };
    }

    /// <summary>Writes a row's label.</summary>
    public void Label(SvgDrawing svg, double rowTop, string label)
    {
        if (IsNarrow)
        {
            svg.Text(Left, rowTop + 13, label, TextAnchor.Start, "ct");
        }
        else
        {
            svg.Text(Left - Gap, rowTop + (Pitch + SvgDrawing.FontSize) / 2 - 2, label, TextAnchor.End, "ct");
        }
    }

    /// <summary>
    /// Lines of an axis from the first row to the last, with their numbers below; every second number where they would touch.
    /// Where labels stand above their bars the lines leave them out.
    /// </summary>
    public void Axis(SvgDrawing svg, Ticks ticks, ChartScale scale, double top, int rows, ChartUnit unit)
    {
        var bottom = top + rows * Pitch;
        var widest = ticks.Values.Select(value => Width(unit.Tick(value))).DefaultIfEmpty(0).Max() + 8;
        var spacing = ticks.Values.Count > 1 ? Math.Abs(scale.Of(ticks.Values[1]) - scale.Of(ticks.Values[0])) : svg.Width;
        var every = Math.Max(1, (int)Math.Ceiling(widest / Math.Max(spacing, 1)));
        for (var i = 0; i < ticks.Values.Count; i++)
        {
            var x = scale.Of(ticks.Values[i]);
            var cssClass = ticks.Values[i] == 0 ? "cx" : "cg";
            for (var row = 0; IsNarrow && row < rows; row++)
            {
                var barTop = top + row * Pitch + BarOffset;
                svg.Line(x, barTop - 3, x, row == rows - 1 ? bottom : barTop + Inner + 4, cssClass);
            }

            if (!IsNarrow)
            {
                svg.Line(x, top, x, bottom, cssClass);
            }

            if (i % every == 0)
            {
                var text = unit.Tick(ticks.Values[i]);
                var half = Width(text) / 2;
                svg.Text(Math.Clamp(x, half, svg.Width - half), bottom + 16, text, TextAnchor.Middle, "cm");
            }
        }
    }

    public static double Width(string text) => TextWidth.Ems(text) * SvgDrawing.FontSize;
}

/// <summary>The frame of a chart with an axis on the left and one below.</summary>
readonly record struct PlotFrame(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Level lines with their numbers on the left.</summary>
    public void Levels(SvgDrawing svg, Ticks ticks, ChartUnit unit)
    {
        var scale = Up(ticks);
        foreach (var tick in ticks.Values)
        {
            var y = scale.Of(tick);
            svg.Line(Left, y, Right, y, tick == 0 || tick == ticks.From ? "cx" : "cg");
            svg.Text(Left - 7, y + 4, unit.Tick(tick), TextAnchor.End, "cm");
        }
    }

    /// <summary>Scale from the bottom to the top.</summary>
    public ChartScale Up(Ticks ticks) => new(ticks.From, ticks.To, Bottom, Top);

    /// <summary>Scale from the left to the right.</summary>
    public ChartScale Across(double from, double to) => new(from, to, Left, Right);

    /// <summary>Numbers below, as many as do not touch; the first and last stay inside the drawing.</summary>
    public void Below(SvgDrawing svg, ChartScale across, IReadOnlyList<(double Value, string Words)> ticks)
    {
        var reached = double.NegativeInfinity;
        foreach (var (value, words) in ticks)
        {
            var half = RowLayout.Width(words) / 2;
            var x = Math.Clamp(across.Of(value), half, Math.Max(half, svg.Width - half));
            svg.Line(across.Of(value), Bottom, across.Of(value), Bottom + 4, "cx");
            if (x - half > reached + 6)
            {
                svg.Text(x, Bottom + 18, words, TextAnchor.Middle, "cm");
                reached = x + half;
            }
        }
    }

    /// <summary>Room on the left that the numbers of an axis need.</summary>
    public static double LeftFor(Ticks ticks, ChartUnit unit) => ticks.Values.Select(tick => RowLayout.Width(unit.Tick(tick))).DefaultIfEmpty(0).Max() + 10;

    /// <summary>Upright dashed lines with a number on top, for remarks; <paramref name="places"/> are values of the axis below.</summary>
    public void Remarks(SvgDrawing svg, ChartScale across, IReadOnlyList<double> places)
    {
        for (var i = 0; i < places.Count; i++)
        {
            var x = across.Of(places[i]);
            svg.Line(x, Top, x, Bottom, "cr");
            svg.Circle(x, Top - 9, 8, "cn");
            svg.Text(x, Top - 5, (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), TextAnchor.Middle, "cnt");
        }
    }
}
