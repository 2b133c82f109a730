namespace Merlon.Web.Charts;

/// <summary>Level bars, one row for each thing compared: beside each other, or stacked into a whole.</summary>
public sealed record BarChart : Chart
{
    /// <summary>What the bars of a row are, in their order; one for a plain chart.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>Rows from the top.</summary>
    public required IReadOnlyList<BarRow> Rows { get; init; }

    /// <summary>How lengths are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>True to stack the bars of a row.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Right end of the axis, such as 1 for shares of a whole; null to fit the values.</summary>
    public double? Whole { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", .. Series.Select(static series => series.Name)],
        [.. Rows.Select(IReadOnlyList<string> (row) => [row.Label, .. Series.Select((_, i) => i < row.Values.Count ? Unit.Of(row.Values[i]) : "–")])]);

    IReadOnlyList<(string Name, ChartLook Look)> Keys => Series.Count < 2 ? [] : [.. Series.Select(static series => (series.Name, series.Look))];

    RowLayout LayoutAt(double width) => RowLayout.Of(
        width, Drawn(Rows).Select(static row => row.Label), Labels, IsStacked ? 1 : Math.Max(1, Series.Count));

    // A stack of a whole adds up to it in every row; others say their sum.
    IEnumerable<string> Labels => !IsStacked ? Drawn(Rows).SelectMany(static row => row.Values).Where(double.IsFinite).Select(Unit.Of)
        : Whole is null ? Drawn(Rows).Select(row => Unit.Of(SumOf(row))) : [];

    static double SumOf(BarRow row) => row.Values.Where(IsLength).Sum();

    private protected override double HeightAt(double width)
        => SvgDrawing.LegendHeight(width, Keys) + Math.Max(1, Drawn(Rows).Count) * LayoutAt(width).Pitch + 26 + LeftOutHeight(Rows.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        if (Rows.Count == 0 || Series.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: false);
        var layout = LayoutAt(svg.Width);
        var rows = Drawn(Rows);
        var ends = rows.SelectMany(row => IsStacked ? [SumOf(row)] : row.Values);
        var ticks = Ticks.Around(Whole is { } whole ? [0, whole] : ends, layout.Right - layout.Left > 300 ? 5 : 4, includesZero: true);
        var scale = new ChartScale(ticks.From, ticks.To, layout.Left, layout.Right);
        layout.Axis(svg, ticks, scale, top, rows.Count, Unit);
        for (var i = 0; i < rows.Count; i++)
        {
            var rowTop = top + i * layout.Pitch;
            layout.Label(svg, rowTop, rows[i].Label);
            if (IsStacked)
            {
                DrawStack(svg, rows[i], layout, scale, rowTop + layout.BarOffset);
            }
            else
            {
                DrawBars(svg, rows[i], layout, scale, rowTop + layout.BarOffset);
            }
        }

        DrawLeftOut(svg, Rows.Count);
    }

    void DrawBars(SvgDrawing svg, BarRow row, RowLayout layout, ChartScale scale, double top)
    {
        var zero = scale.Of(0);
        for (var i = 0; i < Math.Min(Series.Count, row.Values.Count); i++)
        {
            var y = top + i * (layout.BarHeight + 2);
            if (!double.IsFinite(row.Values[i]))
            {
                svg.Text(zero + 4, y + layout.BarHeight - 2, "not known", TextAnchor.Start, "cm");
                continue;
            }

            var x = scale.Of(row.Values[i]);
            svg.Bar(Math.Min(zero, x), y, Math.Abs(x - zero), layout.BarHeight, Series[i].Look);
            svg.Text(Math.Max(zero, x) + 5, y + layout.BarHeight / 2 + 4, Unit.Of(row.Values[i]), TextAnchor.Start, "ct");
        }
    }

    void DrawStack(SvgDrawing svg, BarRow row, RowLayout layout, ChartScale scale, double top)
    {
        var sum = 0.0;
        for (var i = 0; i < Math.Min(Series.Count, row.Values.Count); i++)
        {
            if (IsLength(row.Values[i]) && row.Values[i] > 0)
            {
                var (from, to) = (scale.Of(sum), scale.Of(sum + row.Values[i]));
                svg.Bar(from, top, to - from, layout.BarHeight, Series[i].Look);
                sum += row.Values[i];
            }
        }

        if (Whole is null)
        {
            svg.Text(scale.Of(sum) + 5, top + layout.BarHeight / 2 + 4, Unit.Of(sum), TextAnchor.Start, "ct");
        }
    }

    static bool IsLength(double value) => double.IsFinite(value) && value >= 0;
}

/// <summary>What the bars of one colour and pattern are.</summary>
/// <param name="Name">Such as <c>claimed</c>.</param>
/// <param name="Look">How they look.</param>
public sealed record BarSeries(string Name, ChartLook Look);

/// <summary>A row of a <see cref="BarChart"/>.</summary>
/// <param name="Label">What it is; foreign text.</param>
/// <param name="Values">A length for each series; stacked ones are 0 or more. NaN for what is not known.</param>
public sealed record BarRow(string Label, IReadOnlyList<double> Values);
