using System.Globalization;
using System.Text;

using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>Writes SVG elements; whatever text comes in is escaped, and characters that XML cannot hold are replaced.</summary>
sealed class SvgMarkup
{
    readonly StringBuilder text = new(256 * 1024);
    readonly Stack<string> open = new();
    bool isStartOpen;

    /// <summary>Opens an element.</summary>
    public SvgMarkup Start(string name)
    {
        CloseStart();
        text.Append('<').Append(name);
        open.Push(name);
        isStartOpen = true;
        return this;
    }

    /// <summary>An attribute of the element opened last.</summary>
    public SvgMarkup With(string name, string value)
    {
        text.Append(' ').Append(name).Append("=\"");
        Append(value);
        text.Append('"');
        return this;
    }

    /// <summary>An attribute that is a length, to a hundredth.</summary>
    public SvgMarkup With(string name, double value) => With(name, Number(value));

    /// <summary>Moves the element.</summary>
    public SvgMarkup At(double x, double y) => With("transform", $"translate({Number(x)},{Number(y)})");

    /// <summary>A colour, with its opacity where it has one.</summary>
    public SvgMarkup Fill(LayerColor color)
    {
        With("fill", color.Hex());
        return color.Alpha == 255 ? this : With("fill-opacity", color.Alpha / 255.0);
    }

    public SvgMarkup Text(string content)
    {
        CloseStart();
        Append(content);
        return this;
    }

    /// <summary>Closes the element opened last.</summary>
    public SvgMarkup End()
    {
        var name = open.Pop();
        if (isStartOpen)
        {
            text.Append("/>");
            isStartOpen = false;
        }
        else
        {
            text.Append("</").Append(name).Append('>');
        }

        return this;
    }

    public SvgMarkup Line()
    {
        CloseStart();
        text.Append('\n');
        return this;
    }

    public override string ToString() => text.ToString();

    /// <summary>A length to a hundredth, without a sign on zero.</summary>
    public static string Number(double value)
        => (Math.Round(value, 2, MidpointRounding.AwayFromZero) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    void CloseStart()
    {
        if (isStartOpen)
        {
            text.Append('>');
            isStartOpen = false;
        }
    }

    void Append(string content)
    {
        foreach (var rune in content.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '>' => text.Append("&gt;"),
                '"' => text.Append("&quot;"),
                '\'' => text.Append("&#39;"),
                '\t' or '\r' => text.Append(' '),
                '\n' => text.Append("&#10;"),
                < ' ' or 0x7f or 0xfffe or 0xffff => text.Append('\ufffd'),
                >= 0x202a and <= 0x202e or >= 0x2066 and <= 0x2069 => text.Append('\ufffd'), // turns the direction of what follows
                _ => text.Append(rune.ToString()),
            };
        }
    }
}
