using System.Globalization;
using System.Text;

namespace Merlon.Web.Charts;

/// <summary>Where text stands against its point.</summary>
enum TextAnchor
{
    Start,
    Middle,
    End,
}

/// <summary>
/// A drawing that is being made. Every coordinate is rounded to a tenth and kept inside; text is escaped and cut to what fits
/// between its point and the edge.
/// </summary>
sealed class SvgDrawing(string id, double width, double height, Func<string, string>? say = null)
{
    /// <summary>Size of letters in user units.</summary>
    public const double FontSize = 12;

    readonly StringBuilder body = new(4096);
    readonly SortedSet<ChartLook> patterns = [];

    public double Width => width;

    public double Height => height;

    public void Line(double x1, double y1, double x2, double y2, string cssClass)
        => body.Append(CultureInfo.InvariantCulture, $"<line class=\"{cssClass}\" x1=\"{X(x1)}\" y1=\"{Y(y1)}\" x2=\"{X(x2)}\" y2=\"{Y(y2)}\"/>");

    public void Circle(double x, double y, double radius, string cssClass)
        => body.Append(CultureInfo.InvariantCulture, $"<circle class=\"{cssClass}\" cx=\"{X(x)}\" cy=\"{Y(y)}\" r=\"{Number(radius)}\"/>");

    public void Rect(double x, double y, double w, double h, string cssClass, double round = 0)
    {
        var (left, top) = (Math.Clamp(Finite(x), 0, width), Math.Clamp(Finite(y), 0, height));
        var (right, bottom) = (Math.Clamp(Finite(x + w), left, width), Math.Clamp(Finite(y + h), top, height));
        body.Append(CultureInfo.InvariantCulture, $"<rect class=\"{cssClass}\" x=\"{Number(left)}\" y=\"{Number(top)}\" width=\"{Number(right - left)}\" height=\"{Number(bottom - top)}\"");
        if (round > 0)
        {
            body.Append(CultureInfo.InvariantCulture, $" rx=\"{Number(round)}\"");
        }

        body.Append("/>");
    }

    /// <summary>A filled rectangle with the look's pattern on it; a hair's breadth where it would be nothing.</summary>
    public void Bar(double x, double y, double w, double h, ChartLook look)
    {
        var wide = Math.Max(w, 1);
        Rect(x, y, wide, h, "f" + Digit(look), round: 1.5);
        if (look is not (ChartLook.Solid or ChartLook.Open))
        {
            patterns.Add(look);
            var (left, top) = (Math.Clamp(Finite(x), 0, width), Math.Clamp(Finite(y), 0, height));
            body.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Number(left)}\" y=\"{Number(top)}\" width=\"{Number(Math.Clamp(Finite(x + wide), left, width) - left)}\" height=\"{Number(Math.Clamp(Finite(y + h), top, height) - top)}\" rx=\"1.5\" fill=\"url(#{Escaped(id)}-p{Digit(look)})\"/>");
        }
    }

    /// <summary>A line through points; nothing for fewer than two.</summary>
    public void Path(IReadOnlyList<(double X, double Y)> points, string cssClass, bool isClosed = false)
    {
        if (points.Count < 2)
        {
            return;
        }

        body.Append(CultureInfo.InvariantCulture, $"<path class=\"{cssClass}\" d=\"");
        for (var i = 0; i < points.Count; i++)
        {
            body.Append(i == 0 ? 'M' : 'L').Append(X(points[i].X)).Append(' ').Append(Y(points[i].Y));
        }

        body.Append(isClosed ? "Z\"/>" : "\"/>");
    }

    /// <summary>The mark of a look: a shape, not only a colour.</summary>
    public void Mark(double x, double y, ChartLook look, double size = 4)
    {
        var cssClass = "m" + Digit(look);
        switch (look)
        {
            case ChartLook.Hatched:
                Rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8, cssClass);
                break;
            case ChartLook.Dotted:
                Path([(x, y - size * 1.3), (x + size * 1.3, y), (x, y + size * 1.3), (x - size * 1.3, y)], cssClass, isClosed: true);
                break;
            case ChartLook.Ruled:
                Path([(x, y - size * 1.2), (x + size * 1.15, y + size), (x - size * 1.15, y + size)], cssClass, isClosed: true);
                break;
            case ChartLook.Crossed:
                Line(x - size, y - size, x + size, y + size, cssClass);
                Line(x - size, y + size, x + size, y - size, cssClass);
                break;
            default:
                Circle(x, y, size, cssClass);
                break;
        }
    }

    /// <summary>One line of text, cut to <paramref name="widthMost"/> and to the edge of the drawing; what was cut shows when one points at it.</summary>
    public void Text(double x, double y, string text, TextAnchor anchor, string cssClass, double widthMost = double.MaxValue)
    {
        text = Said(text);
        var place = Math.Clamp(Finite(x), 0, width);
        var room = anchor switch
        {
            TextAnchor.Start => width - place,
            TextAnchor.End => place,
            _ => 2 * Math.Min(place, width - place),
        };
        var shown = TextWidth.Cut(text, Math.Min(room, widthMost) / FontSize);
        if (shown.Length == 0)
        {
            return;
        }

        var words = anchor switch { TextAnchor.Start => "start", TextAnchor.End => "end", _ => "middle" };
        body.Append(CultureInfo.InvariantCulture, $"<text class=\"{cssClass}\" x=\"{Number(place)}\" y=\"{Y(y)}\" text-anchor=\"{words}\">");
        if (shown.Length != text.Length)
        {
            body.Append("<title>").Append(Escaped(text)).Append("</title>");
        }

        body.Append(Escaped(shown)).Append("</text>");
    }

    /// <summary>The keys of several looks on one or more lines, from the left.</summary>
    /// <returns>Height used.</returns>
    public double Legend(double y, IReadOnlyList<(string Name, ChartLook Look)> keys, bool isLines)
    {
        var (x, top) = (0.0, y);
        foreach (var (key, look) in keys)
        {
            var name = Said(key);
            var length = Math.Min(width - 26, TextWidth.Ems(name) * FontSize) + 40;
            if (x > 0 && x + length - 14 > width)
            {
                (x, top) = (0, top + 19);
            }

            if (isLines)
            {
                Line(x, top + 8, x + 20, top + 8, "l" + Digit(look));
                Mark(x + 10, top + 8, look);
            }
            else
            {
                Bar(x + 2, top + 2, 14, 12, look);
            }

            Text(x + 26, top + 12, name, TextAnchor.Start, "ct");
            x += length;
        }

        return keys.Count == 0 ? 0 : top - y + 24;
    }

    /// <summary>Height of <see cref="Legend"/>, without drawing it.</summary>
    public static double LegendHeight(double width, IReadOnlyList<(string Name, ChartLook Look)> keys)
    {
        var (x, lines) = (0.0, 1);
        foreach (var (name, _) in keys)
        {
            var length = Math.Min(width - 26, TextWidth.Ems(name) * FontSize) + 40;
            if (x > 0 && x + length - 14 > width)
            {
                (x, lines) = (0, lines + 1);
            }

            x += length;
        }

        return keys.Count == 0 ? 0 : (lines - 1) * 19 + 24;
    }

    string Said(string text) => say is null ? text : say(text);

    /// <summary>The whole drawing.</summary>
    public string Close(string title, string description)
    {
        var key = Escaped(id);
        var svg = new StringBuilder(body.Length + 1024);
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(width)} {Number(height)}\" font-size=\"{Number(FontSize)}\" role=\"img\" aria-labelledby=\"{key}-t {key}-d\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"{key}-t\">{Escaped(Said(title))}</title><desc id=\"{key}-d\">{Escaped(Said(description))}</desc>");
        if (patterns.Count > 0)
        {
            svg.Append("<defs>");
            foreach (var look in patterns)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<pattern id=\"{key}-p{Digit(look)}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">{PatternOf(look)}</pattern>");
            }

            svg.Append("</defs>");
        }

        return svg.Append(body).Append("</svg>").ToString();
    }

    public static string Digit(ChartLook look) => ((int)look).ToString(CultureInfo.InvariantCulture);

    static string PatternOf(ChartLook look) => look switch
    {
        ChartLook.Hatched => "<path class=\"pl\" d=\"M-1 7L7 -1M-1 1L1 -1M5 7L7 5\"/>",
        ChartLook.Dotted => "<circle class=\"pd\" cx=\"1.5\" cy=\"1.5\" r=\"1.1\"/><circle class=\"pd\" cx=\"4.5\" cy=\"4.5\" r=\"1.1\"/>",
        ChartLook.Ruled => "<path class=\"pl\" d=\"M0 1.5H6M0 4.5H6\"/>",
        _ => "<path class=\"pl\" d=\"M-1 7L7 -1M-1 -1L7 7\"/>",
    };

    string X(double value) => Number(Math.Clamp(Finite(value), 0, width));

    string Y(double value) => Number(Math.Clamp(Finite(value), 0, height));

    static double Finite(double value) => double.IsFinite(value) ? value : 0;

    static string Number(double value) => (Math.Round(value, 1, MidpointRounding.AwayFromZero) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Text as XML takes it; what turns the direction of what follows, and what XML cannot hold, is shown as �.</summary>
    internal static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\t' or '\r' or '\n' => escaped.Append(' '),
                < ' ' or (>= 0x7f and <= 0x9f) or 0xfffe or 0xffff or 0x200e or 0x200f or 0x2028 or 0x2029 => escaped.Append('\ufffd'),
                (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) => escaped.Append('\ufffd'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }
}
