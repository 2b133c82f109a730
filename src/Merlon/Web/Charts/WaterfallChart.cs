namespace Merlon.Web.Charts;

/// <summary>How one number became another: a bar for where it began, one for each change, one for where it ended.</summary>
public sealed record WaterfallChart : Chart
{
    /// <summary>What it was.</summary>
    public required WaterfallEnd Start { get; init; }

    /// <summary>What moved it, in order; they should add up to the end, and what is missing is shown as <c>other</c>.</summary>
    public required IReadOnlyList<WaterfallChange> Changes { get; init; }

    /// <summary>What it is.</summary>
    public required WaterfallEnd End { get; init; }

    /// <summary>How the ends are written.</summary>
    public required ChartUnit Unit { get; init; }

    /// <summary>How changes are written: <see cref="ChartUnit.Points"/> for shares.</summary>
    public required ChartUnit ChangeUnit { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", "change", "value"],
        [
            [Start.Label, "", Unit.Of(Start.Value)],
            .. Moves.Select(IReadOnlyList<string> (change) => [change.Label, ChangeUnit.Of(change.By), ""]),
            [End.Label, "", Unit.Of(End.Value)],
        ]);

    /// <summary>The changes, with what they leave unexplained when it would show.</summary>
    List<WaterfallChange> Moves
    {
        get
        {
            var usable = Changes.Where(static change => double.IsFinite(change.By)).ToList();
            var left = End.Value - Start.Value - usable.Sum(static change => change.By);
            return double.IsFinite(left) && Math.Abs(left) > Math.Max(Math.Abs(Start.Value), Math.Abs(End.Value)) * 1e-6 ? [.. usable, new WaterfallChange("other", left)] : usable;
        }
    }

    List<(string Label, double From, double To, string Value, ChartLook Look)> Bars
    {
        get
        {
            List<(string Label, double From, double To, string Value, ChartLook Look)> bars = [(Start.Label, 0, Start.Value, Unit.Of(Start.Value), ChartLook.Hatched)];
            var at = Start.Value;
            foreach (var change in Moves.Take(RowsDrawn))
            {
                bars.Add((change.Label, at, at + change.By, ChangeUnit.Of(change.By), change.By < 0 ? ChartLook.Crossed : ChartLook.Solid));
                at += change.By;
            }

            bars.Add((End.Label, 0, End.Value, Unit.Of(End.Value), ChartLook.Hatched));
            return bars;
        }
    }

    RowLayout LayoutAt(double width) => RowLayout.Of(width, Bars.Select(static bar => bar.Label), Bars.Select(static bar => bar.Value));

    private protected override double HeightAt(double width) => Bars.Count * LayoutAt(width).Pitch + 26 + LeftOutHeight(Moves.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        if (!double.IsFinite(Start.Value) || !double.IsFinite(End.Value))
        {
            DrawNothing(svg);
            return;
        }

        var bars = Bars;
        var layout = LayoutAt(svg.Width);
        var ticks = Ticks.Around(bars.SelectMany(static bar => new[] { bar.From, bar.To }), 5, includesZero: true);
        var scale = new ChartScale(ticks.From, ticks.To, layout.Left, layout.Right);
        layout.Axis(svg, ticks, scale, 0, bars.Count, Unit);
        for (var i = 0; i < bars.Count; i++)
        {
            var top = i * layout.Pitch;
            var (left, right) = (scale.Of(Math.Min(bars[i].From, bars[i].To)), scale.Of(Math.Max(bars[i].From, bars[i].To)));
            layout.Label(svg, top, bars[i].Label);
            svg.Bar(left, top + layout.BarOffset, right - left, layout.BarHeight, bars[i].Look);
            svg.Text(right + 5, top + layout.BarOffset + layout.BarHeight / 2 + 4, bars[i].Value, TextAnchor.Start, "ct");
            if (i < bars.Count - 1)
            {
                var x = scale.Of(bars[i].To);
                svg.Line(x, top + layout.BarOffset + layout.BarHeight, x, top + layout.Pitch + layout.BarOffset, "cj");
            }
        }

        DrawLeftOut(svg, Moves.Count);
    }
}

/// <summary>Where a waterfall begins or ends.</summary>
/// <param name="Label">Such as the day.</param>
/// <param name="Value">The number.</param>
public sealed record WaterfallEnd(string Label, double Value);

/// <summary>A change of a waterfall.</summary>
/// <param name="Label">What moved it; foreign text.</param>
/// <param name="By">By how much, with its sign.</param>
public sealed record WaterfallChange(string Label, double By);
