using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Cli;

/// <summary>The options by which a command is told how to draw.</summary>
sealed class DrawingOptions
{
    readonly Option<string?> paper = OptionReading.Word("--size", "Size of an SVG or PNG: letter, legal, small, medium, large, custom (default letter).", "SIZE", ["letter", "legal", "small", "medium", "large", "custom"]);
    readonly Option<bool> portrait = new("--portrait") { Description = "Upright instead of lying." };
    readonly Option<double?> width = Length("--width", "Width of a custom size (default 11 in).");
    readonly Option<double?> height = Length("--height", "Height of a custom size (default 8.5 in).");
    readonly Option<string?> unit = OptionReading.Word("--unit", "Unit of lengths: in, cm, px (default in).", "UNIT", ["in", "cm", "px"]);
    readonly Option<double?> headerHeight = Length("--header-height", "Height of the header (default 1 in).");
    readonly Option<string?> theme = OptionReading.Word("--theme", "light or dark (default light).", "THEME", ["light", "dark"]);
    readonly Option<string?> font = OptionReading.Word("--font", "sans, serif or mono (default sans).", "FONT", ["sans", "serif", "mono"]);
    readonly Option<double?> textSize = Length("--text-size", "Size of the letters in cells in pixels (default: as large as they fit).");
    readonly Option<string?> border = OptionReading.Text("--cell-border", "Colour of the lines around cells.", "COLOUR");
    readonly Option<string[]> hide = OptionReading.Texts("--hide", $"What to leave out; may be given several times: {string.Join(", ", Parts)}.", "PART");
    readonly Option<string?> legend = OptionReading.Text("--legend", "Where the legend stands instead of in the header: x,y,width,height from the matrix's corner, in the unit.", "X,Y,W,H");

    static readonly string[] Parts = ["header", "about", "domain", "filters", "aggregate", "gradient", "legend"];

    /// <summary>Adds the options to a command.</summary>
    public DrawingOptions(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[paper, portrait, width, height, unit, headerHeight, theme, font, textSize, border, hide, legend])
        {
            command.Add(option);
        }
    }

    /// <summary>The options as given; false with what is wrong.</summary>
    public bool TryRead(ParseResult parse, [NotNullWhen(true)] out MatrixSvgOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = null;
        LayerColor? line = null;
        if (parse.GetValue(border) is { } written)
        {
            if (!LayerColor.TryParse(written, out var color))
            {
                problem = $"--cell-border takes a colour such as #6b7279, not '{written}'";
                return false;
            }

            line = color;
        }

        var hidden = new HashSet<string>(parse.GetValue(hide) ?? [], StringComparer.OrdinalIgnoreCase);
        if (hidden.FirstOrDefault(static part => !Parts.Contains(part, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            problem = $"--hide takes one of {string.Join(", ", Parts)}, not '{unknown}'";
            return false;
        }

        SvgLegendPlace? place = null;
        if (parse.GetValue(legend) is { } text && !TryPlace(text, out place))
        {
            problem = $"--legend takes four lengths such as 8.9,6.4,2,1, not '{text}'";
            return false;
        }

        var lengths = parse.GetValue(unit) switch { "cm" => SvgUnit.Centimeter, "px" => SvgUnit.Pixel, _ => SvgUnit.Inch };
        var perInch = lengths switch { SvgUnit.Centimeter => 2.54, SvgUnit.Pixel => 96, _ => 1 };
        options = new MatrixSvgOptions
        {
            Paper = PaperOf(parse.GetValue(paper) ?? (parse.GetValue(width) is null && parse.GetValue(height) is null ? "letter" : "custom")),
            IsPortrait = parse.GetValue(portrait),
            Width = parse.GetValue(width) ?? 11 * perInch,
            Height = parse.GetValue(height) ?? 8.5 * perInch,
            Unit = lengths,
            HeaderHeight = parse.GetValue(headerHeight) ?? perInch,
            IsDark = parse.GetValue(theme) == "dark",
            Font = parse.GetValue(font) switch { "serif" => SvgFont.Serif, "mono" => SvgFont.Mono, _ => SvgFont.Sans },
            TextPixels = parse.GetValue(textSize),
            CellBorder = line,
            ShowHeader = !hidden.Contains("header"),
            ShowAbout = !hidden.Contains("about"),
            ShowDomain = !hidden.Contains("domain"),
            ShowFilters = !hidden.Contains("filters"),
            ShowAggregate = !hidden.Contains("aggregate"),
            ShowGradient = !hidden.Contains("gradient"),
            ShowLegend = !hidden.Contains("legend"),
            Legend = place,
        };
        problem = options.Problem();
        return problem is null;
    }

    static SvgPaper PaperOf(string word) => word switch
    {
        "legal" => SvgPaper.Legal,
        "small" => SvgPaper.Small,
        "medium" => SvgPaper.Medium,
        "large" => SvgPaper.Large,
        "custom" => SvgPaper.Custom,
        _ => SvgPaper.Letter,
    };

    static bool TryPlace(string text, out SvgLegendPlace? place)
    {
        place = null;
        var numbers = new List<double>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            numbers.Add(number);
        }

        place = numbers.Count == 4 ? new SvgLegendPlace(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
        return place is not null;
    }

    static Option<double?> Length(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number))
            {
                return number;
            }

            result.AddError($"{name} takes a number such as 8.5, 0 or more, not '{text}'");
            return null;
        },
    };
}
