namespace Merlon.Cli;

/// <summary>Lists on a terminal.</summary>
static class ListText
{
    const int GapColumns = 2;

    /// <summary>The first columns for a page that it has room for, two at least.</summary>
    /// <param name="list">The list.</param>
    /// <param name="widthColumns">Width of the page.</param>
    public static TextTable ToText<T>(this ListTable<T> list, int widthColumns)
    {
        List<ListColumn<T>> shown = [.. list.Columns.Where(static column => column.IsOnPage)];
        List<int> widths = [.. shown.Select((column, place) => LeastWidthOf(list, column, place))];
        while (shown.Count > 2 && widths.Sum() + GapColumns * (shown.Count - 1) > widthColumns)
        {
            shown.RemoveAt(shown.Count - 1);
            widths.RemoveAt(widths.Count - 1);
        }

        var table = new TextTable
        {
            Columns = [.. shown.Select(static (column, i) => new TableColumn(column.Title, column.IsNumber, IsFlexible: i > 0 && !column.IsNumber))],
            Indent = 0,
        };
        foreach (var row in list.Rows)
        {
            table.Add([.. shown.Select(column => SafeText.Line(column.Of(row).ToText()))]);
        }

        return table;
    }

    // A text may be cut down to the width of the narrowest flexible column; numbers, ids and days may not.
    static int LeastWidthOf<T>(ListTable<T> list, ListColumn<T> column, int place)
    {
        var widest = list.Rows.Select(row => Columns.Of(SafeText.Line(column.Of(row).ToText()))).Append(Columns.Of(column.Title)).Max();
        return place > 0 && !column.IsNumber ? Math.Min(widest, TextTable.FlexibleColumnsMin) : widest;
    }
}
