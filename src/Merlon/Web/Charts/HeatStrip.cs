using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>A share for each of a handful of things, such as tactics: cells whose depth of colour and whose number say it.</summary>
public sealed record HeatStrip : Chart
{
    const double CellHeight = 56, Gap = 4, SmallSize = 11;

    /// <summary>Cells in reading order.</summary>
    public required IReadOnlyList<HeatStripCell> Cells { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(["", "value", ""], [.. Cells.Select(IReadOnlyList<string> (cell) => [cell.Label, ChartUnit.Share.Of(cell.Share), cell.Note])]);

    // As few rows as can be, and of the columns that give these, those that leave the fewest cells empty.
    int ColumnsAt(double width)
    {
        var (least, most) = IsNarrow(width) ? (2, 3) : (5, 7);
        var count = Math.Clamp(Cells.Count, 1, RowsDrawn);
        return Enumerable.Range(least, most - least + 1).OrderBy(columns => (count + columns - 1) / columns).ThenBy(columns => (columns - count % columns) % columns).First();
    }

    private protected override double HeightAt(double width)
        => Math.Max(1, (Drawn(Cells).Count + ColumnsAt(width) - 1) / ColumnsAt(width)) * (CellHeight + Gap) + LeftOutHeight(Cells.Count);

    private protected override void Draw(SvgDrawing svg)
    {
        if (Cells.Count == 0)
        {
            DrawNothing(svg);
            return;
        }

        var cells = Drawn(Cells);
        var columns = ColumnsAt(svg.Width);
        var width = (svg.Width - Gap * (columns - 1)) / columns;
        for (var i = 0; i < cells.Count; i++)
        {
            var (x, y) = (i % columns * (width + Gap), i / columns * (CellHeight + Gap));
            var level = LevelOf(cells[i].Share);
            var level1 = level.ToString(CultureInfo.InvariantCulture);
            svg.Rect(x, y, width, CellHeight, "hs" + level1, round: 4);
            var (first, second) = Broken(cells[i].Label, (width - 12) / SmallSize);
            var room = (width - 12) * SvgDrawing.FontSize / SmallSize;
            svg.Text(x + 7, y + 16, first, TextAnchor.Start, "ht" + level1, room);
            svg.Text(x + 7, y + 29, second, TextAnchor.Start, "ht" + level1, room);
            var value = ChartUnit.Share.Of(cells[i].Share);
            svg.Text(x + 7, y + 48, value, TextAnchor.Start, "hb" + level1, width - 12);
            if (RowLayout.Width(value) * 1.4 + RowLayout.Width(cells[i].Note) < width - 18)
            {
                svg.Text(x + width - 7, y + 48, cells[i].Note, TextAnchor.End, "ht" + level1);
            }
        }

        DrawLeftOut(svg, Cells.Count);
    }

    // Two lines, broken at a space where the first would be too long.
    static (string First, string Second) Broken(string label, double ems)
    {
        if (TextWidth.Ems(label) <= ems)
        {
            return (label, "");
        }

        var space = -1;
        for (var i = label.IndexOf(' ', StringComparison.Ordinal); i > 0 && TextWidth.Ems(label[..i]) <= ems; i = label.IndexOf(' ', i + 1))
        {
            space = i;
        }

        return space < 0 ? (label, "") : (label[..space], label[(space + 1)..]);
    }

    /// <summary>0 for what is not known, else 1..6 by the steps of the matrix.</summary>
    static int LevelOf(double share) => !double.IsFinite(share) ? 0 : share switch
    {
        < 0.1 => 1,
        < 0.2 => 2,
        < 0.4 => 3,
        < 0.6 => 4,
        < 0.8 => 5,
        _ => 6,
    };
}

/// <summary>A cell of a <see cref="HeatStrip"/>.</summary>
/// <param name="Label">What it is; foreign text.</param>
/// <param name="Share">0..1; NaN for what is not known.</param>
/// <param name="Note">A word or number beside the value where it fits; may be empty.</param>
public sealed record HeatStripCell(string Label, double Share, string Note = "");
