namespace Merlon.Web.Charts;

/// <summary>Estimates with how far each may be off: a dot on a bar of what is possible.</summary>
public sealed record IntervalChart : Chart
{
    /// <summary>Rows from the top.</summary>
    public required IReadOnlyList<IntervalRow> Rows { get; init; }

    /// <summary>How values are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>What a second mark means, such as <c>a year ago</c>; empty when no row has one.</summary>
    public string OtherName { get; init; } = "";

    /// <summary>Right end of the axis, such as 1 for shares of a whole; null to fit the values.</summary>
    public double? Whole { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        OtherName.Length == 0 ? ["", "estimate", "at least", "at most"] : ["", "estimate", "at least", "at most", OtherName],
        [
            .. Rows.Select(IReadOnlyList<string> (row) =>
            {
                List<string> cells = [row.Label, Unit.Of(row.Estimate), Unit.Of(row.Low), Unit.Of(row.High)];
                return OtherName.Length == 0 ? cells : [.. cells, row.Other is { } other ? Unit.Of(other) : ""];
            }),
        ]);

    IReadOnlyList<(string Name, ChartLook Look)> Keys => OtherName.Length == 0 ? [] : [("now, with what is possible", ChartLook.Hatched), (OtherName, ChartLook.Open)];

    RowLayout LayoutAt(double width) => RowLayout.Of(width, Drawn(Rows).Select(static row => row.Label), Drawn(Rows).Select(row => Words(row, width)));

    string Words(IntervalRow row, double width) => IsNarrow(width) || row.Low.Equals(row.High) ? Unit.Of(row.Estimate) : $"{Unit.Of(row.Estimate)} ({Unit.Of(row.Low)} to {Unit.Of(row.High)})";

    private protected override double HeightAt(double width)
        => SvgDrawing.LegendHeight(width, Keys) + Math.Max(1, Drawn(Rows).Count) * LayoutAt(width).Pitch + 26 + LeftOutHeight(Rows.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        if (Rows.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: true);
        var layout = LayoutAt(svg.Width);
        var rows = Drawn(Rows);
        var values = rows.SelectMany(static row => new[] { row.Low, row.Estimate, row.High, row.Other ?? double.NaN });
        var ticks = Ticks.Around(Whole is { } whole ? [0, whole] : values, layout.Right - layout.Left > 300 ? 5 : 4, includesZero: true);
        var scale = new ChartScale(ticks.From, ticks.To, layout.Left, layout.Right);
        layout.Axis(svg, ticks, scale, top, rows.Count, Unit);
        for (var i = 0; i < rows.Count; i++)
        {
            var rowTop = top + i * layout.Pitch;
            layout.Label(svg, rowTop, rows[i].Label);
            DrawRow(svg, rows[i], scale, rowTop + layout.BarOffset + layout.BarHeight / 2, layout.Right);
        }

        DrawLeftOut(svg, Rows.Count);
    }

    void DrawRow(SvgDrawing svg, IntervalRow row, ChartScale scale, double y, double right)
    {
        if (!double.IsFinite(row.Estimate))
        {
            svg.Text(scale.Start + 4, y + 4, "not known", TextAnchor.Start, "cm");
            return;
        }

        if (double.IsFinite(row.Low) && double.IsFinite(row.High))
        {
            var (low, high) = (scale.Of(Math.Min(row.Low, row.High)), scale.Of(Math.Max(row.Low, row.High)));
            svg.Rect(low, y - 3.5, high - low, 7, "b1", round: 3);
            svg.Line(low, y - 6, low, y + 6, "w1");
            svg.Line(high, y - 6, high, y + 6, "w1");
        }

        if (row.Other is { } other && double.IsFinite(other))
        {
            svg.Mark(scale.Of(other), y, ChartLook.Open);
        }

        svg.Mark(scale.Of(row.Estimate), y, ChartLook.Hatched, 4.5);
        svg.Text(right + 8, y + 4, Words(row, svg.Width), TextAnchor.Start, "ct");
    }
}

/// <summary>A row of an <see cref="IntervalChart"/>.</summary>
/// <param name="Label">What it is; foreign text.</param>
/// <param name="Low">Least that it may be.</param>
/// <param name="Estimate">What it is taken for; NaN for what is not known.</param>
/// <param name="High">Most that it may be.</param>
/// <param name="Other">A second value to compare with, or null.</param>
public sealed record IntervalRow(string Label, double Low, double Estimate, double High, double? Other = null);
