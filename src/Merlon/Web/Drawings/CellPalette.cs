using System.Globalization;
using System.Text;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Web.Drawings;

/// <summary>
/// The colours of a page's cells as classes of its style sheet (the page's policy lets no cell bring a style of its own), and
/// the letters by which a legend's colours are told without seeing them.
/// </summary>
public sealed class CellPalette
{
    /// <summary>Legend items that get a letter.</summary>
    const int KeysMax = 26;

    readonly Dictionary<LayerColor, string> classes = [];
    readonly Dictionary<LayerColor, (string Key, string Label)> keys = [];

    /// <summary>Collects every colour that the views show.</summary>
    public CellPalette(IReadOnlyList<MatrixView> views)
    {
        foreach (var layer in views.SelectMany(static view => view.Domains).Select(static domain => domain.Layer).OfType<Layer>())
        {
            foreach (var item in layer.Legend)
            {
                if (LayerColor.TryParse(item.Color, out var color))
                {
                    ClassOf(color);
                    if (keys.Count < KeysMax && item.Label.Length > 0)
                    {
                        keys.TryAdd(color.Over(ColorContrast.White), (((char)('A' + keys.Count)).ToString(), item.Label));
                    }
                }
            }

            foreach (var color in ColorScale.Of(layer.Gradient).Colors)
            {
                ClassOf(color);
            }
        }

        foreach (var cell in views.SelectMany(static view => view.Columns).SelectMany(static column => column.Techniques).SelectMany(static cell => cell.SubTechniques.Prepend(cell)))
        {
            ClassOf(cell.Fill);
        }
    }

    /// <summary>The class of a colour; empty for none.</summary>
    public string ClassOf(LayerColor? color)
    {
        if (color is not { } given)
        {
            return "";
        }

        var opaque = given.Over(ColorContrast.White);
        if (!classes.TryGetValue(opaque, out var name))
        {
            name = string.Create(CultureInfo.InvariantCulture, $"c{classes.Count}");
            classes.Add(opaque, name);
        }

        return name;
    }

    /// <summary>Letter and label of a legend's colour, or null.</summary>
    public (string Key, string Label)? KeyOf(LayerColor? color)
        => color is { } given && keys.TryGetValue(given.Over(ColorContrast.White), out var key) ? key : null;

    /// <summary>The classes as a style sheet.</summary>
    public string Style()
    {
        var css = new StringBuilder();
        foreach (var (color, name) in classes)
        {
            css.Append(CultureInfo.InvariantCulture, $".{name}{{background:{color.Hex()};color:{color.Readable().Hex()}}}");
        }

        return css.Append('\n').ToString();
    }
}
