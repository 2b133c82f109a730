namespace Merlon.Sheets;

/// <summary>What the format and the programs that read it can hold ("Excel specifications and limits"; ECMA-376 part 1).</summary>
static class SheetLimits
{
    /// <summary>Rows of a sheet.</summary>
    public const int RowsMax = 1_048_576;

    /// <summary>Columns of a sheet.</summary>
    public const int ColumnsMax = 16_384;

    /// <summary>UTF-16 units of a cell's text, and of a note.</summary>
    public const int CellCharsMax = 32_767;

    /// <summary>UTF-16 units of a sheet's name.</summary>
    public const int NameCharsMax = 31;

    /// <summary>Links of a sheet.</summary>
    public const int LinksMax = 65_530;

    /// <summary>Characters of a link.</summary>
    public const int LinkCharsMax = 2_079;

    /// <summary>Different looks of a workbook.</summary>
    public const int StylesMax = 64_000;

    /// <summary>Width of a column, in digits of the standard font.</summary>
    public const double ColumnWidthCharsMax = 255;

    /// <summary>Notes of a sheet: each is a drawing, and programs take long over many.</summary>
    public const int NotesMax = 65_530;
}
