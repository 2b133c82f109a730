using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>
/// A chart as a value: what it shows, in words, as a table and as SVG. Same chart, same bytes; whatever numbers come in, every
/// coordinate is finite and inside the drawing, and texts are escaped. Nothing is told by colour alone: fills have patterns,
/// lines have dashes and marks, values stand beside their marks (docs/design/charts.md).
/// </summary>
public abstract record Chart
{
    /// <summary>Width of a drawing for a page's whole column, in user units that are about a pixel.</summary>
    public const double Wide = 720;

    /// <summary>Width of a drawing for a phone, or half a page of paper.</summary>
    public const double Narrow = 360;

    /// <summary>Rows, points of a series or cells that one chart draws; the table has all of them, and the chart says how many are left out.</summary>
    public const int RowsDrawn = 60;

    /// <summary>What it is, a few words: the accessible name.</summary>
    public required string Title { get; init; }

    /// <summary>What it says, a sentence or two: the accessible description.</summary>
    public required string Summary { get; init; }

    /// <summary>Numbered remarks that marks in the drawing refer to, in order; mostly empty.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Everything that is drawn, as a table for those who cannot or do not want to look.</summary>
    public abstract ChartTable Table { get; }

    /// <summary>Its words in the reader's language: what is shown goes through it. As they are, unless somebody says otherwise.</summary>
    public Func<string, string> Say { get; init; } = AsItIs;

    /// <summary>Draws it.</summary>
    /// <param name="id">Begins every id inside; one chart of a page must not share it with another.</param>
    /// <param name="width">Width in user units, 240 or more: <see cref="Wide"/> or <see cref="Narrow"/>.</param>
    public string Svg(string id, double width)
    {
        var usable = Math.Max(240, width);
        var svg = new SvgDrawing(id, usable, Math.Ceiling(HeightAt(usable)), Say);
        Draw(svg);
        return svg.Close(Title, Summary);
    }

    static string AsItIs(string text) => text;

    /// <summary>Height that the drawing needs at a width.</summary>
    private protected abstract double HeightAt(double width);

    /// <summary>Draws into an empty drawing of that height.</summary>
    private protected abstract void Draw(SvgDrawing svg);

    /// <summary>True at widths where labels stand on lines of their own.</summary>
    private protected static bool IsNarrow(double width) => width < 520;

    /// <summary>The first rows of many.</summary>
    private protected static IReadOnlyList<T> Drawn<T>(IReadOnlyList<T> rows) => rows.Count <= RowsDrawn ? rows : [.. rows.Take(RowsDrawn)];

    /// <summary>Says that rows are left out; nothing when none are.</summary>
    private protected static void DrawLeftOut(SvgDrawing svg, int count)
    {
        if (count > RowsDrawn)
        {
            svg.Text(0, svg.Height - 5, string.Create(CultureInfo.InvariantCulture, $"and {count - RowsDrawn:N0} more in the table"), TextAnchor.Start, "cm");
        }
    }

    /// <summary>Height of the line that says that rows are left out.</summary>
    private protected static double LeftOutHeight(int count) => count > RowsDrawn ? 18 : 0;

    /// <summary>What stands instead of a chart that has nothing to show.</summary>
    private protected static void DrawNothing(SvgDrawing svg)
        => svg.Text(svg.Width / 2, svg.Height / 2, "nothing to show yet", TextAnchor.Middle, "cm");
}

/// <summary>The numbers of a chart, as they are printed.</summary>
/// <param name="Columns">Headings; the first column names the row.</param>
/// <param name="Rows">As many cells as there are headings.</param>
public sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>How a series looks: colour, pattern, dash and mark together, so that any one of them is enough.</summary>
public enum ChartLook
{
    /// <summary>Green, solid, a circle.</summary>
    Solid,

    /// <summary>Blue, diagonal lines, a square.</summary>
    Hatched,

    /// <summary>Purple, dots, a diamond.</summary>
    Dotted,

    /// <summary>Ochre, level lines, a triangle.</summary>
    Ruled,

    /// <summary>Red, crossed lines, a cross.</summary>
    Crossed,

    /// <summary>Empty with an outline, a ring: what is missing.</summary>
    Open,
}
