using System.Text;
using Merlon.Sheets;

namespace Merlon.Web.Reports.Tables;

/// <summary>Tables as files: CSV of one, a workbook of several.</summary>
static class TableFiles
{
    /// <summary>One table as CSV.</summary>
    public static void WriteCsv(ReportTable table, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        var csv = new CsvWriter(text);
        csv.Header(table.Columns.Select(static column => column.Title));
        foreach (var row in table.Rows)
        {
            foreach (var cell in row)
            {
                Write(csv, cell);
            }

            csv.EndRecord();
        }
    }

    /// <summary>Each table as a sheet of one workbook.</summary>
    public static void WriteXlsx(IEnumerable<ReportTable> tables, string name, Stream output) => Workbook.Write(output, [.. tables.Select(SheetOf)], name);

    static void Write(CsvWriter csv, ReportCell cell)
    {
        if (cell.Day is { } day)
        {
            csv.Day(day);
        }
        else if (cell.Number is { } number)
        {
            csv.Number(number);
        }
        else
        {
            csv.Text(cell.Text);
        }
    }

    static Sheet SheetOf(ReportTable table) => new(
        table.Title, [.. table.Columns.Select(static column => new SheetColumn(column.Title, column.WidthChars, column.Wraps))],
        table.Rows.Select(static IReadOnlyList<SheetCell> (row) => [.. row.Select(CellOf)]));

    static SheetCell CellOf(ReportCell cell) => cell.Day is { } day ? SheetCell.Of(day)
        : cell.Number is { } number ? SheetCell.Of(number) with { Style = cell.Format.Length == 0 ? null : SheetStyle.Plain with { NumberFormat = cell.Format } }
        : SheetCell.Of(cell.Text);
}
