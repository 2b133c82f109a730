namespace Merlon.Sheets;

/// <summary>Where text stands in its cell, from side to side.</summary>
enum SheetAlign
{
    /// <summary>Text left, numbers right.</summary>
    General,
    Left,
    Center,
    Right,
}

/// <summary>How a cell looks. Colours are six hexadecimal digits, <c>RRGGBB</c>; anything else counts as none.</summary>
sealed record SheetStyle
{
    public static SheetStyle Plain { get; } = new();

    /// <summary>Behind the text; null for none.</summary>
    public string? Fill { get; init; }

    /// <summary>Of the text; null for the program's own.</summary>
    public string? FontColor { get; init; }

    /// <summary>Of a thin line around the cell; null for none.</summary>
    public string? BorderColor { get; init; }

    public bool IsBold { get; init; }

    public bool IsItalic { get; init; }

    public bool IsStruck { get; init; }

    /// <summary>True to break the text into lines; it stands at the top of its cell then.</summary>
    public bool Wraps { get; init; }

    public SheetAlign Align { get; init; }

    /// <summary>True to centre the text from top to bottom.</summary>
    public bool IsMiddle { get; init; }

    /// <summary>In points, 1 to 409.</summary>
    public double FontPoints { get; init; } = 11;

    /// <summary>How a number is shown, in the format's own language (<c>0.0</c>, <c>0%</c>); null for as it is.</summary>
    public string? NumberFormat { get; init; }
}
