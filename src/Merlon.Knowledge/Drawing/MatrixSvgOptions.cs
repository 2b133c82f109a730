using Merlon.Layers;

namespace Merlon.Drawing;

/// <summary>How a matrix is drawn as SVG: Navigator's own options, and the scores in the cells.</summary>
public sealed record MatrixSvgOptions
{
    /// <summary>Longest side of a drawing, in pixels.</summary>
    public const int SidePixelsMax = 20_000;

    /// <summary>Largest letters, in pixels.</summary>
    public const int TextPixelsMax = 200;

    /// <summary>Size of the sheet.</summary>
    public SvgPaper Paper { get; init; } = SvgPaper.Letter;

    /// <summary>True for the higher side upright; a custom size is taken as it is.</summary>
    public bool IsPortrait { get; init; }

    /// <summary>Width of a custom size, in <see cref="Unit"/>.</summary>
    public double Width { get; init; } = 11;

    /// <summary>Height of a custom size, in <see cref="Unit"/>.</summary>
    public double Height { get; init; } = 8.5;

    /// <summary>Unit of every length here but those that say pixels.</summary>
    public SvgUnit Unit { get; init; } = SvgUnit.Inch;

    /// <summary>How high the boxes above the matrix are, in <see cref="Unit"/>; at most four fifths of the drawing.</summary>
    public double HeaderHeight { get; init; } = 1;

    /// <summary>True for light letters on dark.</summary>
    public bool IsDark { get; init; }

    /// <summary>Kind of letters.</summary>
    public SvgFont Font { get; init; } = SvgFont.Sans;

    /// <summary>Size of the letters in the cells, in pixels; null to make them as large as the cells allow.</summary>
    public double? TextPixels { get; init; }

    /// <summary>Lines around the cells; null for the theme's.</summary>
    public LayerColor? CellBorder { get; init; }

    /// <summary>Whether there is a header at all.</summary>
    public bool ShowHeader { get; init; } = true;

    /// <summary>Name and description in the header.</summary>
    public bool ShowAbout { get; init; } = true;

    /// <summary>Domain and version in the header.</summary>
    public bool ShowDomain { get; init; } = true;

    /// <summary>Platforms in the header.</summary>
    public bool ShowFilters { get; init; } = true;

    /// <summary>What aggregates are, in the header, where the layer shows them.</summary>
    public bool ShowAggregate { get; init; } = true;

    /// <summary>What the colours of scores mean, where there are scores.</summary>
    public bool ShowGradient { get; init; } = true;

    /// <summary>The layer's legend.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>Where the legend stands; null for in the header.</summary>
    public SvgLegendPlace? Legend { get; init; }

    /// <summary>A length in pixels: 96 to an inch.</summary>
    public double Pixels(double length) => Pixels(length, Unit);

    /// <summary>Width and height of the drawing in pixels.</summary>
    public (double Width, double Height) PaperPixels()
    {
        if (Paper == SvgPaper.Custom)
        {
            return (Pixels(Width), Pixels(Height));
        }

        var (shorter, longer) = Paper switch
        {
            SvgPaper.Legal => (8.5, 14.0),
            SvgPaper.Small => (11, 17),
            SvgPaper.Medium => (18, 24),
            SvgPaper.Large => (24, 36),
            _ => (8.5, 11),
        };
        return IsPortrait
            ? (Pixels(shorter, SvgUnit.Inch), Pixels(longer, SvgUnit.Inch))
            : (Pixels(longer, SvgUnit.Inch), Pixels(shorter, SvgUnit.Inch));
    }

    /// <summary>What is wrong with the lengths, as a sentence without a full stop; null when nothing is.</summary>
    public string? Problem()
    {
        var (width, height) = PaperPixels();
        return !IsLength(width) || !IsLength(height) || width < 1 || height < 1
            ? $"a drawing is 1 to {SidePixelsMax} pixels wide and high (96 to an inch)"
            : !IsLength(Pixels(HeaderHeight)) ? $"a header is 0 to {SidePixelsMax} pixels high"
            : TextPixels is { } size && !(size > 0 && size <= TextPixelsMax) ? $"letters are more than 0 and at most {TextPixelsMax} pixels high"
            : Legend is { } place && !(IsLength(Pixels(place.X)) && IsLength(Pixels(place.Y)) && IsLength(Pixels(place.Width)) && IsLength(Pixels(place.Height)))
                ? $"a legend stands and reaches 0 to {SidePixelsMax} pixels"
                : null;
    }

    static bool IsLength(double pixels) => pixels is >= 0 and <= SidePixelsMax;

    static double Pixels(double length, SvgUnit unit) => unit switch
    {
        SvgUnit.Centimeter => length * 96 / 2.54,
        SvgUnit.Pixel => length,
        _ => length * 96,
    };
}

/// <summary>Sizes of a sheet, in inches.</summary>
public enum SvgPaper
{
    /// <summary>8.5 × 11.</summary>
    Letter,

    /// <summary>8.5 × 14.</summary>
    Legal,

    /// <summary>11 × 17.</summary>
    Small,

    /// <summary>18 × 24.</summary>
    Medium,

    /// <summary>24 × 36.</summary>
    Large,

    /// <summary>As given.</summary>
    Custom,
}

/// <summary>Units of length.</summary>
public enum SvgUnit
{
    /// <summary>96 pixels.</summary>
    Inch,

    /// <summary>1/2.54 of an inch.</summary>
    Centimeter,

    /// <summary>A pixel of CSS.</summary>
    Pixel,
}

/// <summary>A legend outside the header, measured from the matrix's upper left corner, in the drawing's unit.</summary>
public sealed record SvgLegendPlace(double X, double Y, double Width, double Height);
