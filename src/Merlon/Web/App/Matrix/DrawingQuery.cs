using Merlon.Drawing;
using Merlon.Layers;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Matrix;

/// <summary>How a picture is drawn: the options of merlon layer render, as parameters of an address.</summary>
/// <param name="Size">letter, legal, small, medium, large or custom.</param>
/// <param name="Portrait">Upright instead of lying.</param>
/// <param name="Width">Width of a custom size.</param>
/// <param name="Height">Height of a custom size.</param>
/// <param name="Unit">in, cm or px.</param>
/// <param name="HeaderHeight">Height of the header.</param>
/// <param name="Theme">light or dark.</param>
/// <param name="Font">sans, serif or mono.</param>
/// <param name="TextSize">Size of the letters in cells, in pixels.</param>
/// <param name="CellBorder">Colour of the lines around cells.</param>
/// <param name="Hide">Parts to leave out: header, about, domain, filters, aggregate, gradient, legend.</param>
sealed record DrawingQuery(
    string? Size, bool? Portrait, double? Width, double? Height, string? Unit, double? HeaderHeight, string? Theme, string? Font, double? TextSize, string? CellBorder, [FromQuery] string[]? Hide)
{
    /// <summary>As the drawing takes it.</summary>
    /// <exception cref="InvalidDataException">A word or a length that is none.</exception>
    public MatrixSvgOptions Read()
    {
        LayerColor? border = null;
        if (CellBorder is { Length: > 0 })
        {
            border = LayerColor.TryParse(CellBorder, out var color) ? color : throw new InvalidDataException($"cellBorder takes a colour such as #6b7279, not '{CellBorder}'");
        }

        var isCustom = Width is not null || Height is not null;
        var unit = Word("unit", Unit, [("in", SvgUnit.Inch), ("cm", SvgUnit.Centimeter), ("px", SvgUnit.Pixel)], SvgUnit.Inch);
        var perInch = unit switch { SvgUnit.Centimeter => 2.54, SvgUnit.Pixel => 96.0, _ => 1.0 };
        bool Shows(string part) => !(Hide ?? []).Contains(part, StringComparer.OrdinalIgnoreCase);
        MatrixSvgOptions options = new()
        {
            Paper = Word(
                "size", Size,
                [("letter", SvgPaper.Letter), ("legal", SvgPaper.Legal), ("small", SvgPaper.Small), ("medium", SvgPaper.Medium), ("large", SvgPaper.Large), ("custom", SvgPaper.Custom)],
                isCustom ? SvgPaper.Custom : SvgPaper.Medium),
            IsPortrait = Portrait ?? false,
            Width = Width ?? 11 * perInch,
            Height = Height ?? 8.5 * perInch,
            Unit = unit,
            HeaderHeight = HeaderHeight ?? perInch,
            IsDark = Word("theme", Theme, [("light", false), ("dark", true)], otherwise: false),
            Font = Word("font", Font, [("sans", SvgFont.Sans), ("serif", SvgFont.Serif), ("mono", SvgFont.Mono)], SvgFont.Sans),
            TextPixels = TextSize,
            CellBorder = border,
            ShowHeader = Shows("header"),
            ShowAbout = Shows("about"),
            ShowDomain = Shows("domain"),
            ShowFilters = Shows("filters"),
            ShowAggregate = Shows("aggregate"),
            ShowGradient = Shows("gradient"),
            ShowLegend = Shows("legend"),
        };
        return options.Problem() is { } problem ? throw new InvalidDataException(problem) : options;
    }

    static T Word<T>(string name, string? word, IReadOnlyList<(string Word, T Value)> words, T otherwise)
    {
        if (string.IsNullOrEmpty(word))
        {
            return otherwise;
        }

        foreach (var (known, value) in words)
        {
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new InvalidDataException($"{name} takes {string.Join(", ", words.Select(static one => one.Word))}, not '{word}'");
    }
}
