namespace Merlon.Cli;

/// <summary>A table without boxes: columns two spaces apart, one of them cut where the page is too narrow.</summary>
sealed class TextTable
{
    const int GapColumns = 2;

    /// <summary>What a flexible column is never cut below.</summary>
    public const int FlexibleColumnsMin = 12;

    readonly List<(string[] Cells, string Note, Action<int>? Write)> rows = [];

    /// <summary>Columns, left to right.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>Columns before the first column.</summary>
    public int Indent { get; init; } = 2;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A cell for each column; may be coloured except in the flexible column.</param>
    public void Add(params string[] cells) => rows.Add((cells, "", null));

    /// <summary>Adds a row and a note that stands under it, wrapped, from the second column on.</summary>
    public void AddWithNote(string note, params string[] cells) => rows.Add((cells, note, null));

    /// <summary>Adds a row and what stands under it, from the column on that is given.</summary>
    public void AddWithNote(Action<int> write, params string[] cells) => rows.Add((cells, "", write));

    public void WriteTo(Page page)
    {
        var widths = Widths(page.WidthColumns);
        if (Columns.Any(static column => column.Title.Length > 0))
        {
            page.Line(page.Toned(Tone.Quiet, Row([.. Columns.Select(static column => column.Title)], widths)));
        }

        var noteIndent = Indent + widths[0] + GapColumns;
        foreach (var (cells, note, write) in rows)
        {
            page.Line(Row(cells, widths));
            if (note.Length > 0)
            {
                page.Paragraph(note, noteIndent, tone: Tone.Quiet);
            }

            write?.Invoke(noteIndent);
        }
    }

    int[] Widths(int pageColumns)
    {
        var widths = new int[Columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            var column = i;
            widths[i] = rows.Select(row => Cli.Columns.Of(row.Cells[column])).Append(Cli.Columns.Of(Columns[i].Title)).Max();
        }

        var excess = Indent + widths.Sum() + GapColumns * (widths.Length - 1) - pageColumns;
        while (excess > 0 && WidestFlexible(widths) is var widest and >= 0)
        {
            widths[widest]--;
            excess--;
        }

        return widths;
    }

    // The widest column gives first, so that no column is cut while another one has room; -1 when none can give.
    int WidestFlexible(int[] widths)
    {
        var widest = -1;
        for (var i = 0; i < widths.Length; i++)
        {
            if (Columns[i].IsFlexible && widths[i] > FlexibleColumnsMin && (widest < 0 || widths[i] > widths[widest]))
            {
                widest = i;
            }
        }

        return widest;
    }

    string Row(string[] cells, int[] widths)
    {
        var parts = new string[cells.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var cell = Columns[i].IsFlexible ? Cli.Columns.Cut(cells[i], widths[i]) : cells[i];
            parts[i] = Columns[i].IsNumber ? Cli.Columns.PadLeft(cell, widths[i]) : Cli.Columns.PadRight(cell, widths[i]);
        }

        return (new string(' ', Indent) + string.Join(new string(' ', GapColumns), parts)).TrimEnd();
    }
}

/// <summary>A column of a <see cref="TextTable"/>.</summary>
/// <param name="Title">Its heading; may be empty.</param>
/// <param name="IsNumber">True to align right.</param>
/// <param name="IsFlexible">True when its cells may be cut; they hold no colours then.</param>
sealed record TableColumn(string Title, bool IsNumber = false, bool IsFlexible = false);
