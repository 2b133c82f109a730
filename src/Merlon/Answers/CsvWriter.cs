using System.Globalization;

namespace Merlon.Answers;

/// <summary>
/// Writes a table as CSV after RFC 4180: fields parted by commas, records ended by CRLF, a field with a comma, a quote or a line
/// break between quotes, quotes doubled. Every record has as many fields as the header.
/// A spreadsheet runs a text that begins with <c>=</c>, <c>+</c>, <c>-</c>, <c>@</c>, a tab or a line break as a formula, and
/// published texts are foreign: such a field gets an apostrophe before it, unless <paramref name="keepsFormulas"/>. What a
/// terminal would obey is taken out of texts (<see cref="SafeText"/>); line breaks stay, as <c>\n</c>.
/// </summary>
/// <param name="output">Takes the text; the caller chooses UTF-8.</param>
/// <param name="keepsFormulas">True to write every text as it is, for programs that are no spreadsheets.</param>
sealed class CsvWriter(TextWriter output, bool keepsFormulas = false)
{
    int fields, columns = -1;

    /// <summary>Writes the header; fixes the number of fields.</summary>
    public void Header(IEnumerable<string> titles)
    {
        foreach (var title in titles)
        {
            Text(title);
        }

        EndRecord();
    }

    /// <summary>Adds a text.</summary>
    public void Text(string text)
    {
        var safe = SafeText.Block(text);
        Field(!keepsFormulas && IsFormula(safe) ? $"'{safe}" : safe);
    }

    /// <summary>Adds several texts as one field, parted by <c>; </c>.</summary>
    public void Texts(IEnumerable<string> texts) => Text(string.Join("; ", texts));

    /// <summary>Adds a number; a negative one is no formula.</summary>
    public void Number(double number) => Field(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Adds a day as <c>2026-11-22</c>, or nothing.</summary>
    public void Day(DateOnly? day) => Field(day is { } known ? AnswerWords.Day(known) : "");

    /// <summary>Ends the record.</summary>
    public void EndRecord()
    {
        if (columns < 0)
        {
            columns = fields;
        }

        if (fields != columns)
        {
            throw new InvalidOperationException($"a record of {fields} fields under a header of {columns}");
        }

        output.Write("\r\n");
        fields = 0;
    }

    void Field(string text)
    {
        if (fields++ > 0)
        {
            output.Write(',');
        }

        if (text.AsSpan().IndexOfAny("\",\r\n") < 0)
        {
            output.Write(text);
            return;
        }

        output.Write('"');
        output.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        output.Write('"');
    }

    static bool IsFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n';
}
