using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sheets;

/// <summary>Counts what a sheet could not hold, to be said once for each kind, with the first place.</summary>
/// <param name="document">The workbook as the user named it.</param>
/// <param name="sheet">The sheet's name.</param>
sealed class SheetLosses(string document, string sheet)
{
    readonly SortedDictionary<string, (Severity Severity, int Count, string First)> found = new(StringComparer.Ordinal);

    public void Rows(int row) => Add("SHEET001", Severity.Warning, CellPlace.Of(row, 1));

    public void Columns(int row) => Add("SHEET002", Severity.Warning, CellPlace.Of(row, SheetLimits.ColumnsMax));

    public void Text(string place) => Add("SHEET003", Severity.Warning, place);

    public void Characters(string place) => Add("SHEET004", Severity.Note, place);

    public void Link(string place) => Add("SHEET005", Severity.Warning, place);

    public void Span(string place) => Add("SHEET006", Severity.Warning, place);

    public void Note(string place) => Add("SHEET007", Severity.Warning, place);

    public void Style(string place) => Add("SHEET008", Severity.Note, place);

    public IEnumerable<Diagnostic> Diagnostics()
    {
        foreach (var (code, (severity, count, first)) in found)
        {
            var more = count == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{count:N0} times, first {first}");
            yield return new Diagnostic(
                code, severity, document, new SourceLocation(0, 0, $"{sheet}!{first}"), $"{MessageOf(code)} ({more})");
        }
    }

    void Add(string code, Severity severity, string place)
        => found[code] = found.TryGetValue(code, out var before) ? before with { Count = before.Count + 1 } : (severity, 1, place);

    static string MessageOf(string code) => code switch
    {
        "SHEET001" => string.Create(CultureInfo.InvariantCulture, $"a sheet holds {SheetLimits.RowsMax:N0} rows; further ones were left out"),
        "SHEET002" => string.Create(CultureInfo.InvariantCulture, $"a sheet holds {SheetLimits.ColumnsMax:N0} columns; the row was cut"),
        "SHEET003" => string.Create(CultureInfo.InvariantCulture, $"a cell holds {SheetLimits.CellCharsMax:N0} characters; the text was cut and says so"),
        "SHEET004" => "characters that no spreadsheet can hold were replaced by \ufffd",
        "SHEET005" => "a link that is not http or https, is too long, or is past what a sheet holds was written as text only",
        "SHEET006" => "a cell that spans what another one already covers was written as a single cell",
        "SHEET007" => string.Create(CultureInfo.InvariantCulture, $"a sheet holds {SheetLimits.NotesMax:N0} notes; further ones were left out"),
        _ => string.Create(CultureInfo.InvariantCulture, $"a workbook holds {SheetLimits.StylesMax:N0} different looks; the cell was written plain"),
    };
}
