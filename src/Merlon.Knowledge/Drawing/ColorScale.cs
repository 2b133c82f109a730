using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>
/// Scores into colours as Navigator does it: a table of 100 colours on straight lines between those of the gradient, spread
/// over its range; what lies outside gets the first or the last. Opacity is left out, as Navigator leaves it out.
/// </summary>
public sealed class ColorScale
{
    const int Steps = 100;

    /// <summary>Most colours of a gradient: each needs a step of the table.</summary>
    const int GradientColorsMax = Steps;

    readonly LayerColor[] table;

    ColorScale(LayerColor[] table, IReadOnlyList<LayerColor> colors, double min, double max, int unreadable)
    {
        this.table = table;
        Colors = colors;
        Min = min;
        Max = max;
        Unreadable = unreadable;
    }

    /// <summary>The gradient's colours, from the lowest score to the highest.</summary>
    public IReadOnlyList<LayerColor> Colors { get; }

    /// <summary>Score of the first colour.</summary>
    public double Min { get; }

    /// <summary>Score of the last colour.</summary>
    public double Max { get; }

    /// <summary>Colours that could not be read; where there is one, Navigator's own three take the place of all.</summary>
    public int Unreadable { get; }

    /// <summary>The scale of a layer's gradient.</summary>
    public static ColorScale Of(LayerGradient gradient)
    {
        var colors = new List<LayerColor>();
        var unreadable = Math.Max(0, gradient.Colors.Count - GradientColorsMax);
        foreach (var text in gradient.Colors.Take(GradientColorsMax))
        {
            if (LayerColor.TryParse(text, out var color))
            {
                colors.Add(color with { Alpha = 255 });
            }
            else
            {
                unreadable++;
            }
        }

        if (colors.Count < 2 || unreadable > 0)
        {
            colors = [.. LayerGradient.Default.Colors.Select(static text => LayerColor.TryParse(text, out var color) ? color : default)];
        }

        return new ColorScale(Table(colors), colors, gradient.Min, gradient.Max, unreadable);
    }

    /// <summary>Colour of a score.</summary>
    public LayerColor Of(double score)
    {
        if (score >= Max)
        {
            return table[^1];
        }

        if (!(score > Min))
        {
            return table[0];
        }

        // Just below the upper end Navigator's rounding points past its table; the last colour is meant.
        var index = Math.Floor((score - Min) / (Max - Min) * Steps + 0.5);
        return table[(int)Math.Clamp(double.IsFinite(index) ? index : 0, 0, table.Length - 1)];
    }

    static LayerColor[] Table(List<LayerColor> colors)
    {
        var steps = new List<LayerColor>(Steps);
        var segments = Segments(colors.Count - 1);
        for (var i = 0; i < segments.Length; i++)
        {
            var (from, to) = (colors[i], colors[i + 1]);
            for (var step = 0; step < segments[i]; step++)
            {
                var share = (double)step / segments[i];
                steps.Add(new LayerColor(Between(from.Red, to.Red, share), Between(from.Green, to.Green, share), Between(from.Blue, to.Blue, share)));
            }
        }

        steps.Add(colors[^1]);
        return [.. steps];
    }

    // How many steps each segment gets so that there are 99 in all: even shares, rounded; the first of the longest gives,
    // the first of the shortest takes.
    static int[] Segments(int count)
    {
        var segments = new int[count];
        Array.Fill(segments, Math.Max(1, (int)Math.Floor((Steps - 1) / (double)count + 0.5)));
        for (var total = segments.Sum(); total != Steps - 1;)
        {
            var isShort = total < Steps - 1;
            var extreme = isShort ? segments.Min() : segments.Max();
            segments[Array.IndexOf(segments, extreme)] += isShort ? 1 : -1;
            total += isShort ? 1 : -1;
        }

        return segments;
    }

    static byte Between(byte from, byte to, double share) => (byte)Math.Floor(from + (to - from) * share + 0.5);
}
