using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Merlon.Documents;
using Sheet = Merlon.Sheets.Sheet;
using Tab = DocumentFormat.OpenXml.Spreadsheet.Sheet;

namespace Merlon.System.Tests.Sheets;

/// <summary>A workbook that was written, opened again with a library that is not ours.</summary>
sealed class WrittenWorkbook : IDisposable
{
    readonly MemoryStream stream = new();
    readonly SpreadsheetDocument document;

    public WrittenWorkbook(params IReadOnlyList<Sheet> sheets)
    {
        Diagnostics = Merlon.Sheets.Workbook.Write(stream, sheets, "test.xlsx", TestContext.Current.CancellationToken);
        document = SpreadsheetDocument.Open(stream, isEditable: false);
    }

    public WrittenWorkbook(string path)
    {
        Diagnostics = [];
        document = SpreadsheetDocument.Open(path, isEditable: false);
    }

    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public byte[] Bytes => stream.ToArray();

    WorkbookPart Book => document.WorkbookPart.ShouldNotBeNull();

    public IReadOnlyList<string> SheetNames => [.. Tabs().Select(static sheet => sheet.Name?.Value ?? "")];

    /// <summary>What the library finds wrong with the file; nothing in a good one.</summary>
    public IReadOnlyList<string> Complaints()
        => [.. new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(static error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}")];

    public WorksheetPart Part(int sheet) => (WorksheetPart)Book.GetPartById(Tabs()[sheet].Id?.Value ?? "");

    /// <summary>The cells that are there, by place.</summary>
    public Dictionary<string, string> Cells(int sheet = 0)
        => Part(sheet).Worksheet.Descendants<Cell>()
            .ToDictionary(static cell => cell.CellReference?.Value ?? "", static cell => cell.InlineString?.InnerText ?? cell.CellValue?.InnerText ?? "", StringComparer.Ordinal);

    public Cell CellAt(string place, int sheet = 0)
        => Part(sheet).Worksheet.Descendants<Cell>().Single(cell => cell.CellReference?.Value == place);

    public CellFormat FormatOf(string place, int sheet = 0)
    {
        var number = CellAt(place, sheet).StyleIndex?.Value ?? 0;
        return (CellFormat)Styles.CellFormats.ShouldNotBeNull().ElementAt((int)number);
    }

    /// <summary>Fill colour of a cell as ARGB, or null.</summary>
    public string? FillOf(string place, int sheet = 0)
        => Styles.Fills.ShouldNotBeNull().ElementAt((int)(FormatOf(place, sheet).FillId?.Value ?? 0))
            .Descendants<ForegroundColor>().SingleOrDefault()?.Rgb?.Value;

    public IReadOnlyList<(string Place, string Text)> Notes(int sheet = 0)
        => [.. Part(sheet).WorksheetCommentsPart?.Comments.Descendants<Comment>().Select(static one => (one.Reference?.Value ?? "", one.InnerText)) ?? []];

    public IReadOnlyList<(string Place, string Address)> Links(int sheet = 0)
    {
        var part = Part(sheet);
        return
        [
            .. part.Worksheet.Descendants<Hyperlink>().Select(link => (
                link.Reference?.Value ?? "",
                link.Location?.Value ?? part.HyperlinkRelationships.Single(one => one.Id == link.Id?.Value).Uri.OriginalString)),
        ];
    }

    public void Dispose()
    {
        document.Dispose();
        stream.Dispose();
    }

    Stylesheet Styles => Book.WorkbookStylesPart.ShouldNotBeNull().Stylesheet;

    List<Tab> Tabs() => [.. Book.Workbook.Descendants<Tab>()];
}
