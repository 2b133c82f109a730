namespace Merlon.Web.Charts;

/// <summary>What a result hangs on most: for each assumption the result at its low and its high end, the widest on top.</summary>
public sealed record TornadoChart : Chart
{
    /// <summary>The result with every assumption as it is.</summary>
    public required double Middle { get; init; }

    /// <summary>Assumptions in any order; they are drawn widest first.</summary>
    public required IReadOnlyList<TornadoRow> Rows { get; init; }

    /// <summary>How the result is written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["assumption", "result at its low end", "result at its high end"],
        [.. Sorted.Select(IReadOnlyList<string> (row) => [row.Label, Unit.Of(row.AtLow), Unit.Of(row.AtHigh)])]);

    IReadOnlyList<TornadoRow> Sorted =>
    [
        .. Rows.Where(static row => double.IsFinite(row.AtLow) && double.IsFinite(row.AtHigh))
            .OrderByDescending(static row => Math.Abs(row.AtHigh - row.AtLow)).ThenBy(static row => row.Label, StringComparer.Ordinal),
    ];

    static IReadOnlyList<(string Name, ChartLook Look)> Keys => [("assumption at its low end", ChartLook.Hatched), ("at its high end", ChartLook.Ruled)];

    RowLayout LayoutAt(double width) => RowLayout.Of(width, Drawn(Sorted).Select(static row => row.Label), Drawn(Sorted).Select(row => Unit.Of(Math.Max(row.AtLow, row.AtHigh))));

    private protected override double HeightAt(double width)
        => SvgDrawing.LegendHeight(width, Keys) + Math.Max(1, Drawn(Sorted).Count) * LayoutAt(width).Pitch + 26 + LeftOutHeight(Sorted.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        var rows = Drawn(Sorted);
        if (rows.Count == 0 || !double.IsFinite(Middle))
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: false);
        var layout = LayoutAt(svg.Width);
        var ticks = Ticks.Around([Middle, .. rows.SelectMany(static row => new[] { row.AtLow, row.AtHigh })], layout.Right - layout.Left > 300 ? 5 : 3, includesZero: false);
        var room = rows.Max(row => RowLayout.Width(Unit.Of(Math.Min(row.AtLow, row.AtHigh)))) + 8; // numbers stand left of the bars too
        var scale = new ChartScale(ticks.From, ticks.To, Math.Min(layout.Left + room, layout.Right - 40), layout.Right);
        layout.Axis(svg, ticks, scale, top, rows.Count, Unit);
        var middle = scale.Of(Middle);
        for (var i = 0; i < rows.Count; i++)
        {
            var rowTop = top + i * layout.Pitch;
            layout.Label(svg, rowTop, rows[i].Label);
            DrawHalf(svg, middle, scale.Of(rows[i].AtLow), rowTop + layout.BarOffset, layout.BarHeight, ChartLook.Hatched);
            DrawHalf(svg, middle, scale.Of(rows[i].AtHigh), rowTop + layout.BarOffset, layout.BarHeight, ChartLook.Ruled);
            var (least, most) = (Math.Min(rows[i].AtLow, rows[i].AtHigh), Math.Max(rows[i].AtLow, rows[i].AtHigh));
            var baseline = rowTop + layout.BarOffset + layout.BarHeight / 2 + 4;
            svg.Text(Math.Min(middle, scale.Of(least)) - 5, baseline, Unit.Of(least), TextAnchor.End, "ct", room);
            svg.Text(Math.Max(middle, scale.Of(most)) + 5, baseline, Unit.Of(most), TextAnchor.Start, "ct");
        }

        svg.Line(middle, top, middle, top + rows.Count * layout.Pitch, "cx");
        DrawLeftOut(svg, Sorted.Count);
    }

    static void DrawHalf(SvgDrawing svg, double middle, double end, double top, double height, ChartLook look)
        => svg.Bar(Math.Min(middle, end), top, Math.Abs(end - middle), height, look);
}

/// <summary>An assumption of a <see cref="TornadoChart"/>.</summary>
/// <param name="Label">Which, with its ends; foreign text.</param>
/// <param name="AtLow">Result when the assumption is at its low end.</param>
/// <param name="AtHigh">Result when it is at its high end.</param>
public sealed record TornadoRow(string Label, double AtLow, double AtHigh);
