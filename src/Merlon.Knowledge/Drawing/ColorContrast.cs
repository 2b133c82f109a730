using System.Globalization;
using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>What one sees of a colour: over another, and which letters can be read on it (WCAG 2.1).</summary>
public static class ColorContrast
{
    /// <summary>The colour of paper.</summary>
    public static LayerColor White { get; } = new(255, 255, 255);

    /// <summary>The colour of ink.</summary>
    public static LayerColor Black { get; } = new(0, 0, 0);

    /// <summary><c>#rrggbb</c>, the opacity left out.</summary>
    public static string Hex(this LayerColor color)
        => string.Create(CultureInfo.InvariantCulture, $"#{color.Red:x2}{color.Green:x2}{color.Blue:x2}");

    /// <summary>White or black, whichever stands out more on an opaque colour: Navigator's choice of letters.</summary>
    public static LayerColor Readable(this LayerColor color) => color.Contrast(White) >= color.Contrast(Black) ? White : Black;

    /// <summary>Contrast of two opaque colours, 1 to 21.</summary>
    public static double Contrast(this LayerColor color, LayerColor other)
    {
        var (one, two) = (Luminance(color) + 0.05, Luminance(other) + 0.05);
        return one > two ? one / two : two / one;
    }

    /// <summary>The opaque colour that one sees when a colour lies over another.</summary>
    public static LayerColor Over(this LayerColor color, LayerColor below)
    {
        var opacity = color.Alpha / 255.0;
        return new LayerColor(Mix(color.Red, below.Red), Mix(color.Green, below.Green), Mix(color.Blue, below.Blue));

        byte Mix(byte above, byte under) => (byte)Math.Round(above * opacity + under * (1 - opacity), MidpointRounding.AwayFromZero);
    }

    static double Luminance(LayerColor color) => 0.2126 * Linear(color.Red) + 0.7152 * Linear(color.Green) + 0.0722 * Linear(color.Blue);

    static double Linear(byte channel)
    {
        var share = channel / 255.0;
        return share <= 0.03928 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
