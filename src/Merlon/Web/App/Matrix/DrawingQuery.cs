using System.Globalization;
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
/// <param name="Legend">Where the legend stands instead of in the header: x,y,width,height from the matrix's corner, in the unit.</param>
/// <param name="Layout">Sub-techniques beside (side) or below (flat) their technique, or small squares (mini).</param>
/// <param name="SubTechniques">Which are shown: none, expanded (as the layer unfolds them), annotated, all.</param>
/// <param name="CellSort">Order in a column: name, name-desc, score, score-desc; as the layer says otherwise.</param>
/// <param name="Ids">Ids beside names.</param>
/// <param name="Scores">Scores in the cells; yes unless it is false.</param>
/// <param name="HideDisabled">Leave disabled techniques out.</param>
sealed record DrawingQuery(
    string? Size, bool? Portrait, double? Width, double? Height, string? Unit, double? HeaderHeight, string? Theme, string? Font, double? TextSize, string? CellBorder, [FromQuery] string[]? Hide,
    string? Legend, string? Layout, [FromQuery(Name = "sub-techniques")] string? SubTechniques, [FromQuery(Name = "sort")] string? CellSort, bool? Ids, bool? Scores, [FromQuery(Name = "hide-disabled")] bool? HideDisabled)
{
    /// <summary>As the drawing takes it.</summary>
    /// <exception cref="InvalidDataException">A word or a length that is none.</exception>
    public DrawnMatrix Read() => new(ReadPaper(), new MatrixOptions
    {
        Layout = Word<LayerMatrix?>("layout", Layout, [("side", LayerMatrix.Side), ("flat", LayerMatrix.Flat), ("mini", LayerMatrix.Mini)], otherwise: null),
        SubTechniques = Word(
            "sub-techniques", SubTechniques,
            [("none", MatrixSubTechniques.None), ("expanded", MatrixSubTechniques.Expanded), ("annotated", MatrixSubTechniques.Annotated), ("all", MatrixSubTechniques.All)], MatrixSubTechniques.Expanded),
        Sorting = Word<LayerSorting?>(
            "sort", CellSort,
            [("name", LayerSorting.NameAscending), ("name-desc", LayerSorting.NameDescending), ("score", LayerSorting.ScoreAscending), ("score-desc", LayerSorting.ScoreDescending)], otherwise: null),
        ShowIds = Ids == true ? true : null,
        HideDisabled = HideDisabled == true ? true : null,
        ShowScores = Scores ?? true,
    });

    MatrixSvgOptions ReadPaper()
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
            Legend = PlaceOf(Legend),
        };
        return options.Problem() is { } problem ? throw new InvalidDataException(problem) : options;
    }

    static SvgLegendPlace? PlaceOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        double[] lengths = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(static part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) ? length : double.NaN)];
        return lengths.Length == 4 && !lengths.Any(double.IsNaN) ? new SvgLegendPlace(lengths[0], lengths[1], lengths[2], lengths[3])
            : throw new InvalidDataException($"legend takes four lengths such as 8.9,6.4,2,1, not '{text}'");
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

/// <summary>How a matrix is drawn.</summary>
/// <param name="Paper">The picture.</param>
/// <param name="Shown">Which part is shown, and in which order.</param>
sealed record DrawnMatrix(MatrixSvgOptions Paper, MatrixOptions Shown);
