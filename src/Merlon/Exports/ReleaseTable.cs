namespace Merlon.Exports;

/// <summary>A table of a release, for spreadsheets and CSV.</summary>
/// <param name="Name">Such as <c>techniques</c>: tab and file name.</param>
/// <param name="Columns">Columns, left to right.</param>
/// <param name="Rows">Cells of each row, one for each column. Made when walked.</param>
sealed record ReleaseTable(string Name, IReadOnlyList<TableField> Columns, IEnumerable<IReadOnlyList<TableCell>> Rows);

/// <summary>A column of a table.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="WidthChars">Width in a spreadsheet.</param>
/// <param name="Wraps">True for long texts.</param>
sealed record TableField(string Title, double WidthChars = 16, bool Wraps = false);

/// <summary>A cell of a table.</summary>
/// <param name="Text">Its text; empty for a day.</param>
/// <param name="Day">A day, or null.</param>
/// <param name="IsLink">True when the text is an address.</param>
readonly record struct TableCell(string Text, DateOnly? Day = null, bool IsLink = false)
{
    public static implicit operator TableCell(string text) => new(text);

    public static TableCell Of(DateTimeOffset? moment) => new("", moment is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null);

    public static TableCell Link(string url) => new(url, IsLink: url.Length > 0);

    public static TableCell List(IEnumerable<string> texts, string between = ", ") => string.Join(between, texts);

    public static TableCell Flag(bool flag) => flag ? "TRUE" : "FALSE";
}
