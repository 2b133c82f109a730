using System.Globalization;
using System.Net;
using System.Text;

namespace Merlon.Web.Charts;

/// <summary>
/// A radar chart as SVG: one spoke per axis, one closed line per series. It says everything in words too (title and description),
/// tells series apart by dashes and marks as well as colour, carries its own style and prints well. Same chart, same bytes.
/// </summary>
/// <param name="Title">What it is: the accessible name.</param>
/// <param name="Axes">Labels of the spokes, clockwise from the top; three or more are drawn as a net, fewer as lines.</param>
/// <param name="Series">Lines, the first one below.</param>
sealed record RadarChart(string Title, IReadOnlyList<RadarAxis> Axes, IReadOnlyList<RadarSeries> Series)
{
    /// <summary>Most spokes that are drawn; what lies past them is said in the description.</summary>
    public const int AxesMax = 40;

    const double Width = 720, Height = 560, Radius = 178, MiddleX = Width / 2, MiddleY = 270;
    const int Rings = 4, LabelCharsMax = 32;

    static readonly string[] Colors = ["#1b5e20", "#b71c1c", "#0d47a1", "#4a148c"];
    static readonly string[] Dashes = ["", "6 4", "2 3", "8 3 2 3"];

    /// <summary>The whole drawing as one SVG document.</summary>
    public string Svg()
    {
        var axes = Axes.Take(AxesMax).ToList();
        var svg = new StringBuilder(8192);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"radar-title radar-description\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"radar-title\">{Text(Title)}</title>\n<desc id=\"radar-description\">{Text(Description(axes))}</desc>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>\n<text x=\"{Number(MiddleX)}\" y=\"24\" text-anchor=\"middle\" font-size=\"16\" font-weight=\"bold\">{Text(Title)}</text>\n");
        DrawNet(svg, axes);
        for (var i = 0; i < Series.Count; i++)
        {
            DrawSeries(svg, axes.Count, Series[i], i);
        }

        DrawLegend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Every number in words.</summary>
    string Description(List<RadarAxis> axes)
    {
        var lines = axes.Select((axis, i) => $"{axis.Label}: {string.Join(", ", Series.Select(series => $"{series.Name} {Percent(ValueAt(series, i))}"))}");
        var left = Axes.Count - axes.Count;
        return $"{string.Join("; ", lines)}.{(left > 0 ? string.Create(CultureInfo.InvariantCulture, $" {left} more are not drawn.") : "")}";
    }

    static void DrawNet(StringBuilder svg, List<RadarAxis> axes)
    {
        for (var ring = 1; ring <= Rings; ring++)
        {
            var radius = Radius * ring / Rings;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Closed(Enumerable.Range(0, axes.Count).Select(i => Point(i, axes.Count, radius)))}\" fill=\"none\" stroke=\"#bdbdbd\" stroke-width=\"{(ring == Rings ? "1.5" : "0.75")}\"/>\n");
        }

        for (var i = 0; i < axes.Count; i++)
        {
            var (x, y) = Point(i, axes.Count, Radius);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Number(MiddleX)}\" y1=\"{Number(MiddleY)}\" x2=\"{Number(x)}\" y2=\"{Number(y)}\" stroke=\"#bdbdbd\" stroke-width=\"0.75\"/>\n");
            var (labelX, labelY) = Point(i, axes.Count, Radius + 14);
            var anchor = Math.Abs(labelX - MiddleX) < 12 ? "middle" : labelX > MiddleX ? "start" : "end";
            var label = axes[i].Label.Length > LabelCharsMax ? string.Concat(axes[i].Label.AsSpan(0, LabelCharsMax - 1), "…") : axes[i].Label;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(labelX)}\" y=\"{Number(labelY + 4)}\" text-anchor=\"{anchor}\">{Text(label)}<title>{Text(axes[i].Label)}</title></text>\n");
        }
    }

    static void DrawSeries(StringBuilder svg, int axes, RadarSeries series, int index)
    {
        var color = Colors[index % Colors.Length];
        var dash = Dashes[index % Dashes.Length];
        List<(double X, double Y)> points = [.. Enumerable.Range(0, axes).Select(i => Point(i, axes, Radius * ValueAt(series, i)))];
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Closed(points)}\" fill=\"{color}\" fill-opacity=\"{(index == 0 ? "0.12" : "0")}\" stroke=\"{color}\" stroke-width=\"2\"{(dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"")}/>\n");
        foreach (var (x, y) in points)
        {
            Mark(svg, x, y, index, color);
        }
    }

    static void Mark(StringBuilder svg, double x, double y, int index, string color)
    {
        if (index % 2 == 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"3.5\" fill=\"{color}\"/>\n");
        }
        else
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(x - 3)}\" y=\"{Number(y - 3)}\" width=\"6\" height=\"6\" fill=\"#ffffff\" stroke=\"{color}\" stroke-width=\"1.5\"/>\n");
        }
    }

    void DrawLegend(StringBuilder svg)
    {
        for (var i = 0; i < Series.Count; i++)
        {
            var y = Height - 18 - (Series.Count - 1 - i) * 20;
            var (color, dash) = (Colors[i % Colors.Length], Dashes[i % Dashes.Length]);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"24\" y1=\"{Number(y)}\" x2=\"64\" y2=\"{Number(y)}\" stroke=\"{color}\" stroke-width=\"2\"{(dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"")}/>\n");
            Mark(svg, 44, y, i, color);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"74\" y=\"{Number(y + 4)}\">{Text(Series[i].Name)}</text>\n");
        }
    }

    static double ValueAt(RadarSeries series, int index)
        => index < series.Values.Count && double.IsFinite(series.Values[index]) ? Math.Clamp(series.Values[index], 0, 1) : 0;

    static (double X, double Y) Point(int index, int count, double radius)
    {
        var angle = 2 * Math.PI * index / Math.Max(1, count) - Math.PI / 2;
        return (MiddleX + radius * Math.Cos(angle), MiddleY + radius * Math.Sin(angle));
    }

    static string Closed(IEnumerable<(double X, double Y)> points)
    {
        var path = string.Join("L", points.Select(static p => $"{Number(p.X)} {Number(p.Y)}"));
        return path.Length == 0 ? $"M{Number(MiddleX)} {Number(MiddleY)}Z" : $"M{path}Z";
    }

    static string Number(double value) => (Math.Round(value, 1, MidpointRounding.AwayFromZero) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>Text as XML takes it: control characters out, the rest escaped.</summary>
    static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(static c => char.IsControl(c) || c is '\ufffe' or '\uffff' || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate ? ' ' : c)));
}

/// <summary>A spoke.</summary>
/// <param name="Label">What it measures.</param>
sealed record RadarAxis(string Label);

/// <summary>A closed line.</summary>
/// <param name="Name">What it says.</param>
/// <param name="Values">0..1 for each spoke; what is missing is 0.</param>
sealed record RadarSeries(string Name, IReadOnlyList<double> Values);
