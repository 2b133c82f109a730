using System.Globalization;
using System.Xml;

namespace Merlon.Sheets;

/// <summary>Writes the rows of one sheet as they come, and remembers what the format wants behind or beside them.</summary>
/// <param name="xml">Takes the part.</param>
/// <param name="sheet">The sheet.</param>
/// <param name="styles">The workbook's looks.</param>
/// <param name="losses">Told what does not fit.</param>
/// <param name="names">Tabs by the names that were wished for, for links inside the workbook.</param>
sealed class SheetPart(XmlWriter xml, Sheet sheet, StyleTable styles, SheetLosses losses, IReadOnlyDictionary<string, string> names)
{
    /// <summary>Lines that a row shows of wrapped text; the cell holds all.</summary>
    const int RowLinesMax = 8;

    const double LinePoints = 15, ColumnWidthChars = 16;
    static readonly SheetStyle Wrapped = new() { Wraps = true };
    static readonly SheetStyle Header = new() { IsBold = true, Fill = "E7EAF0", Wraps = true, IsMiddle = true, BorderColor = "B8BFCC" };

    readonly List<string> merges = [];
    readonly List<(string Place, int Relation, string Inside)> links = [];
    readonly Dictionary<string, int> relations = new(StringComparer.Ordinal);
    readonly Dictionary<int, (int LastRow, SheetStyle Style)> covered = [];
    int row;
    int columnsUsed;

    /// <summary>Addresses that links lead to, numbered from 1 in this order.</summary>
    public List<string> Addresses { get; } = [];

    /// <summary>Notes with their places.</summary>
    public List<SheetNote> Notes { get; } = [];

    /// <summary>Rows written, the header among them.</summary>
    public int Rows => row;

    /// <summary>Cells of the first row; 0 without a header.</summary>
    public int HeaderColumns => sheet.HasHeader ? Math.Min(sheet.Columns.Count, SheetLimits.ColumnsMax) : 0;

    /// <summary>Writes the whole part.</summary>
    public void Write(bool isFirst, CancellationToken cancellationToken)
    {
        xml.WriteStartElement("worksheet", XmlNames.Main);
        xml.WriteAttributeString("xmlns", "r", null, XmlNames.Relations);
        WriteHead(isFirst);
        xml.WriteStartElement("sheetData", XmlNames.Main);
        if (sheet.HasHeader)
        {
            WriteRow([.. sheet.Columns.Select(static column => SheetCell.Of(column.Title) with { Style = Header })], height: null);
        }

        foreach (var cells in sheet.Rows)
        {
            if (row % 1_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (row < SheetLimits.RowsMax)
            {
                WriteRow(cells, sheet.RowHeightPoints);
            }
            else
            {
                losses.Rows(row);
            }
        }

        while (covered.Values.Any(cover => cover.LastRow > row) && row < SheetLimits.RowsMax)
        {
            WriteRow([], sheet.RowHeightPoints);
        }

        xml.WriteEndElement();
        WriteTail();
        xml.WriteEndElement();
    }

    void WriteHead(bool isFirst)
    {
        Start("sheetPr");
        Start("pageSetUpPr");
        xml.WriteAttributeString("fitToPage", "1");
        xml.WriteEndElement();
        xml.WriteEndElement();
        Start("sheetViews");
        Start("sheetView");
        if (!sheet.ShowsGridLines)
        {
            xml.WriteAttributeString("showGridLines", "0");
        }

        if (isFirst)
        {
            xml.WriteAttributeString("tabSelected", "1");
        }

        xml.WriteNumber("workbookViewId", 0);
        WritePane();
        xml.WriteEndElement();
        xml.WriteEndElement();
        Start("sheetFormatPr");
        xml.WriteNumber("defaultRowHeight", 15);
        xml.WriteEndElement();
        if (sheet.Columns.Count == 0)
        {
            return;
        }

        Start("cols");
        for (var i = 0; i < Math.Min(sheet.Columns.Count, SheetLimits.ColumnsMax); i++)
        {
            Start("col");
            xml.WriteNumber("min", i + 1);
            xml.WriteNumber("max", i + 1);
            xml.WriteAttributeString("width", Text(WidthOf(sheet.Columns[i])));
            xml.WriteNumber("customWidth", 1);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    void WritePane()
    {
        var rows = Math.Clamp(sheet.FrozenRows, 0, SheetLimits.RowsMax - 1);
        var columns = Math.Clamp(sheet.FrozenColumns, 0, SheetLimits.ColumnsMax - 1);
        if (rows + columns == 0)
        {
            return;
        }

        var pane = rows == 0 ? "topRight" : columns == 0 ? "bottomLeft" : "bottomRight";
        Start("pane");
        if (columns > 0)
        {
            xml.WriteNumber("xSplit", columns);
        }

        if (rows > 0)
        {
            xml.WriteNumber("ySplit", rows);
        }

        xml.WriteAttributeString("topLeftCell", CellPlace.Of(rows + 1, columns + 1));
        xml.WriteAttributeString("activePane", pane);
        xml.WriteAttributeString("state", "frozen");
        xml.WriteEndElement();
        Start("selection");
        xml.WriteAttributeString("pane", pane);
        xml.WriteEndElement();
    }

    void WriteRow(IReadOnlyList<SheetCell> cells, double? height)
    {
        row++;
        Start("row");
        xml.WriteNumber("r", row);
        if ((height ?? HeightOf(cells)) is { } points && double.IsFinite(points))
        {
            xml.WriteAttributeString("ht", Text(Math.Clamp(points, 1, 409)));
            xml.WriteNumber("customHeight", 1);
        }

        if (cells.Count > SheetLimits.ColumnsMax)
        {
            losses.Columns(row);
        }

        var count = Math.Min(cells.Count, SheetLimits.ColumnsMax);
        var last = covered.Count == 0 ? count : Math.Max(count, covered.Where(cover => cover.Value.LastRow >= row).Select(static cover => cover.Key).DefaultIfEmpty().Max());
        for (var column = 1; column <= last; column++)
        {
            WriteCell(column <= count ? cells[column - 1] : SheetCell.Empty, column);
        }

        columnsUsed = Math.Max(columnsUsed, last);
        xml.WriteEndElement();
    }

    // Programs differ in whether they fit a row to its text when they open a file, so it is said: as high as its longest
    // wrapped text, up to a bound that keeps a table a table.
    double? HeightOf(IReadOnlyList<SheetCell> cells)
    {
        var most = 1;
        for (var i = 0; i < cells.Count && i < sheet.Columns.Count; i++)
        {
            var cell = cells[i];
            if (cell is { Value: SheetValue.Text, RowSpan: 1 } && (cell.Style?.Wraps ?? sheet.Columns[i].Wraps))
            {
                most = Math.Max(most, LinesOf(cell.TextValue, WidthOf(sheet.Columns[i])));
            }
        }

        return most == 1 ? null : Math.Min(most, RowLinesMax) * LinePoints;
    }

    static double WidthOf(SheetColumn column)
        => double.IsFinite(column.WidthChars) ? Math.Clamp(column.WidthChars, 1, SheetLimits.ColumnWidthCharsMax) : ColumnWidthChars;

    static int LinesOf(string text, double widthChars)
    {
        var lines = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            lines += 1 + (int)(line.Length / widthChars);
            if (lines >= RowLinesMax)
            {
                break;
            }
        }

        return lines;
    }

    void WriteCell(SheetCell cell, int column)
    {
        var isCovered = covered.Count > 0 && covered.TryGetValue(column, out var cover) && cover.LastRow >= row;
        if (isCovered && cell.Value == SheetValue.Nothing)
        {
            WriteValue(SheetCell.Empty, covered[column].Style, column, place: "");
            return;
        }

        var style = cell.Style ?? (column <= sheet.Columns.Count && sheet.Columns[column - 1].Wraps ? Wrapped : SheetStyle.Plain);
        var needsPlace = cell.Link is not null || cell.Note.Length > 0 || cell.RowSpan > 1 || cell.ColumnSpan > 1;
        var place = needsPlace ? CellPlace.Of(row, column) : "";
        if (isCovered)
        {
            losses.Span(CellPlace.Of(row, column));
        }

        if (cell.RowSpan > 1 || cell.ColumnSpan > 1)
        {
            Cover(cell, style, column, place);
        }

        if (cell.Note.Length > 0)
        {
            AddNote(cell.Note, place, column);
        }

        WriteValue(cell, style, column, place);
    }

    void WriteValue(SheetCell cell, SheetStyle style, int column, string place)
    {
        var isLink = cell.Link is { } address && TryLink(address, place);
        var text = cell.Value == SheetValue.Text ? Prepared(cell.TextValue, column) : "";
        var isQuoted = cell.Value == SheetValue.Text && SheetText.LooksLikeFormula(text);
        var number = styles.Of(style, cell.Value, isLink, isQuoted, out var isFull);
        if (isFull)
        {
            losses.Style(CellPlace.Of(row, column));
        }

        if (cell.Value == SheetValue.Nothing && number == 0)
        {
            return;
        }

        Start("c");
        xml.WriteAttributeString("r", place.Length > 0 ? place : CellPlace.Of(row, column));
        if (number > 0)
        {
            xml.WriteNumber("s", number);
        }

        if (cell.Value == SheetValue.Text)
        {
            xml.WriteAttributeString("t", "inlineStr");
            Start("is");
            WriteText(xml, text);
            xml.WriteEndElement();
        }
        else if (cell.Value != SheetValue.Nothing)
        {
            if (cell.Value == SheetValue.Flag)
            {
                xml.WriteAttributeString("t", "b");
            }

            xml.WriteElementString("v", XmlNames.Main, Text(cell.NumberValue));
        }

        xml.WriteEndElement();
    }

    /// <summary>A text element that keeps its spaces.</summary>
    public static void WriteText(XmlWriter xml, string text)
    {
        xml.WriteStartElement("t", XmlNames.Main);
        if (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || text.Contains('\n', StringComparison.Ordinal)))
        {
            xml.WriteAttributeString("xml", "space", null, "preserve");
        }

        xml.WriteString(SheetText.Escape(text));
        xml.WriteEndElement();
    }

    string Prepared(string text, int column)
    {
        var clean = SheetText.Clean(text, out var replaced);
        if (replaced > 0)
        {
            losses.Characters(CellPlace.Of(row, column));
        }

        var cut = SheetText.Cut(clean, out var isCut);
        if (isCut)
        {
            losses.Text(CellPlace.Of(row, column));
        }

        return cut;
    }

    void AddNote(string note, string place, int column)
    {
        if (Notes.Count < SheetLimits.NotesMax)
        {
            Notes.Add(new SheetNote(place, row, column, Prepared(note, column)));
        }
        else
        {
            losses.Note(place);
        }
    }

    bool TryLink(string address, string place)
    {
        var isInside = address.StartsWith('#');
        string? target = isInside
            ? names.TryGetValue(address[1..], out var name) ? $"'{name.Replace("'", "''", StringComparison.Ordinal)}'!A1" : null
            : WebAddress(address);
        if (target is null || links.Count >= SheetLimits.LinksMax)
        {
            losses.Link(place);
            return false;
        }

        if (isInside)
        {
            links.Add((place, 0, target));
            return true;
        }

        if (!relations.TryGetValue(target, out var relation))
        {
            Addresses.Add(target);
            relation = Addresses.Count;
            relations.Add(target, relation);
        }

        links.Add((place, relation, ""));
        return true;
    }

    static string? WebAddress(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.AbsoluteUri.Length <= SheetLimits.LinkCharsMax
            ? uri.AbsoluteUri
            : null;

    void Cover(SheetCell cell, SheetStyle style, int column, string place)
    {
        var lastRow = Math.Min(row + (long)Math.Max(1, cell.RowSpan) - 1, SheetLimits.RowsMax);
        var lastColumn = Math.Min(column + (long)Math.Max(1, cell.ColumnSpan) - 1, SheetLimits.ColumnsMax);
        for (var i = column; i <= lastColumn; i++)
        {
            if (covered.TryGetValue(i, out var cover) && cover.LastRow >= row)
            {
                losses.Span(place);
                return;
            }
        }

        for (var i = column; i <= lastColumn; i++)
        {
            covered[i] = ((int)lastRow, style);
        }

        merges.Add(CellPlace.Of(row, column, (int)lastRow, (int)lastColumn));
    }

    void WriteTail()
    {
        if (sheet.HasFilter && HeaderColumns > 0)
        {
            Start("autoFilter");
            xml.WriteAttributeString("ref", CellPlace.Of(1, 1, Math.Max(row, 1), HeaderColumns));
            xml.WriteEndElement();
        }

        if (merges.Count > 0)
        {
            Start("mergeCells");
            xml.WriteNumber("count", merges.Count);
            foreach (var merge in merges)
            {
                Start("mergeCell");
                xml.WriteAttributeString("ref", merge);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        WriteLinks();
        Start("pageMargins");
        foreach (var side in (ReadOnlySpan<string>)["left", "right", "top", "bottom", "header", "footer"])
        {
            xml.WriteAttributeString(side, "0.4");
        }

        xml.WriteEndElement();
        Start("pageSetup");
        xml.WriteAttributeString("orientation", "landscape");
        xml.WriteNumber("fitToHeight", 0);
        xml.WriteEndElement();
        if (Notes.Count > 0)
        {
            Start("legacyDrawing");
            xml.WriteAttributeString("id", XmlNames.Relations, "rIdDrawing");
            xml.WriteEndElement();
        }
    }

    void WriteLinks()
    {
        if (links.Count == 0)
        {
            return;
        }

        Start("hyperlinks");
        foreach (var (place, relation, inside) in links)
        {
            Start("hyperlink");
            xml.WriteAttributeString("ref", place);
            if (relation > 0)
            {
                xml.WriteAttributeString("id", XmlNames.Relations, string.Create(CultureInfo.InvariantCulture, $"rId{relation}"));
            }
            else
            {
                xml.WriteAttributeString("location", inside);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    void Start(string name) => xml.WriteStartElement(name, XmlNames.Main);

    static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A note on a cell.</summary>
readonly record struct SheetNote(string Place, int Row, int Column, string Text);
