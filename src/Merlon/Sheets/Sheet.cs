namespace Merlon.Sheets;

/// <summary>One sheet of a workbook, written row by row: <see cref="Rows"/> is walked once and never held as a whole.</summary>
/// <param name="Name">Its tab; made to fit the format's rules (<see cref="SheetNames"/>).</param>
/// <param name="Columns">Columns, left to right; their titles are the first row.</param>
/// <param name="Rows">Cells of each row, left to right; a row may be shorter than the columns, or longer.</param>
sealed record Sheet(string Name, IReadOnlyList<SheetColumn> Columns, IEnumerable<IReadOnlyList<SheetCell>> Rows)
{
    /// <summary>False where the rows bring their own heading, if any: the columns only have widths then.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>True for a filter on the header; needs <see cref="HasHeader"/>.</summary>
    public bool HasFilter { get; init; } = true;

    /// <summary>Rows that stay when one scrolls, the header among them; 0 for none.</summary>
    public int FrozenRows { get; init; } = 1;

    /// <summary>Columns that stay when one scrolls; 0 for none.</summary>
    public int FrozenColumns { get; init; }

    /// <summary>Height of every row below the header in points (1/72 inch); null to fit each row to its wrapped text, eight lines at most.</summary>
    public double? RowHeightPoints { get; init; }

    /// <summary>False for a sheet that is a picture rather than a table: no lines between its cells.</summary>
    public bool ShowsGridLines { get; init; } = true;
}

/// <summary>A column of a <see cref="Sheet"/>.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="WidthChars">Width in digits of the standard font, 1 to 255.</param>
/// <param name="Wraps">True to wrap the text of its cells that have no style of their own.</param>
sealed record SheetColumn(string Title, double WidthChars = 16, bool Wraps = false);
