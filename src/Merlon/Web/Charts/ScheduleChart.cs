namespace Merlon.Web.Charts;

/// <summary>What is done when: a row for each piece of work, a column for each phase.</summary>
public sealed record ScheduleChart : Chart
{
    /// <summary>Phases from the left, such as <c>2027 Q1</c>.</summary>
    public required IReadOnlyList<string> Phases { get; init; }

    /// <summary>Pieces of work from the top.</summary>
    public required IReadOnlyList<ScheduleRow> Rows { get; init; }

    /// <summary>What the looks mean, such as kinds of work; empty when all look alike.</summary>
    public IReadOnlyList<(string Name, ChartLook Look)> Keys { get; init; } = [];

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["what", "from", "to", ""],
        [.. Rows.Select(IReadOnlyList<string> (row) => [row.Label, PhaseOf(row.First), PhaseOf(row.Last), row.Note])]);

    RowLayout LayoutAt(double width) => RowLayout.Of(width, Drawn(Rows).Select(static row => row.Label), []);

    private protected override double HeightAt(double width)
        => SvgDrawing.LegendHeight(width, Keys) + 24 + Math.Max(1, Drawn(Rows).Count) * LayoutAt(width).Pitch + 6 + LeftOutHeight(Rows.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        if (Rows.Count == 0 || Phases.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: false) + 22;
        var layout = LayoutAt(svg.Width);
        var rows = Drawn(Rows);
        var phases = Math.Min(Phases.Count, 40);
        var scale = new ChartScale(0, phases, layout.Left, layout.Right);
        var bottom = top + rows.Count * layout.Pitch;
        for (var i = 0; i <= phases; i++)
        {
            svg.Line(scale.Of(i), top - 4, scale.Of(i), bottom, "cg");
            if (i < phases)
            {
                svg.Text((scale.Of(i) + scale.Of(i + 1)) / 2, top - 8, Phases[i], TextAnchor.Middle, "cm", scale.Of(i + 1) - scale.Of(i) - 2);
            }
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var rowTop = top + i * layout.Pitch;
            layout.Label(svg, rowTop, rows[i].Label);
            var first = Math.Clamp(rows[i].First, 0, phases - 1);
            var last = Math.Clamp(rows[i].Last, first, phases - 1);
            var (left, right) = (scale.Of(first) + 2, scale.Of(last + 1) - 2);
            svg.Bar(left, rowTop + layout.BarOffset, right - left, layout.BarHeight, rows[i].Look);
            var baseline = rowTop + layout.BarOffset + layout.BarHeight / 2 + 4;
            if (right + 6 + RowLayout.Width(rows[i].Note) <= svg.Width)
            {
                svg.Text(right + 6, baseline, rows[i].Note, TextAnchor.Start, "cm");
            }
            else
            {
                svg.Text(left - 6, baseline, rows[i].Note, TextAnchor.End, "cm", Math.Max(0, left - 6 - layout.Left));
            }
        }

        DrawLeftOut(svg, Rows.Count);
    }

    string PhaseOf(int index) => index >= 0 && index < Phases.Count ? Phases[index] : "–";
}

/// <summary>A piece of work.</summary>
/// <param name="Label">What; foreign text.</param>
/// <param name="First">Index of the phase that it begins in.</param>
/// <param name="Last">Index of the phase that it ends in, at least <paramref name="First"/>.</param>
/// <param name="Look">How its bar looks.</param>
/// <param name="Note">What stands beside the bar, such as the cost; may be empty.</param>
public sealed record ScheduleRow(string Label, int First, int Last, ChartLook Look = ChartLook.Solid, string Note = "");
