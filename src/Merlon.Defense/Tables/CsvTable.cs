using System.Text;
using Merlon.Documents;

namespace Merlon.Tables;

/// <summary>
/// A table as people keep it in a spreadsheet: CSV after RFC 4180, UTF-8, a header line, comma, semicolon or tab between fields
/// (the one that the header has most of). Never throws for content; what is left out is said (CSV0nn).
/// </summary>
static class CsvTable
{
    /// <summary>Largest table, in bytes.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>Most rows that are read.</summary>
    public const int RowsMax = 100_000;

    /// <summary>Most columns that are read.</summary>
    public const int ColumnsMax = 200;

    /// <summary>Longest field, in UTF-16 units.</summary>
    public const int FieldCharsMax = 10_000;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The rows as records under the header's names (trimmed, lower case, spaces and hyphens as underscores); empty where nothing could be read.</summary>
    public static IReadOnlyList<TableRecord> Read(ReadOnlyMemory<byte> utf8, DiagnosticLog log)
    {
        if (utf8.Length > BytesMax)
        {
            log.Error("CSV004", SourceLocation.Whole, $"the table is larger than {BytesMax} bytes; nothing was read");
            return [];
        }

        string text;
        try
        {
            text = Strict.GetString(utf8.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            log.Error("CSV001", SourceLocation.Whole, "the table is no UTF-8; nothing was read", advice: "save it as CSV UTF-8");
            return [];
        }

        var fields = new Scanner(text, DelimiterOf(text));
        var header = fields.NextRow();
        if (header is null)
        {
            log.Error("CSV002", SourceLocation.Whole, "the table is empty; a header line was expected");
            return [];
        }

        var names = NamesOf(header, log);
        return RowsOf(fields, names, log);
    }

    static List<TableRecord> RowsOf(Scanner fields, string[] names, DiagnosticLog log)
    {
        var rows = new List<TableRecord>();
        while (fields.NextRow() is { } row)
        {
            if (row is [{ Text.Length: 0 }])
            {
                continue; // an empty line
            }

            if (rows.Count == RowsMax)
            {
                log.Warn("CSV004", row[0].Place, $"the table has more than {RowsMax} rows; the rest was left out");
                break;
            }

            if (row.Count != names.Length)
            {
                log.Warn("CSV003", row[0].Place, $"this row has {row.Count} fields where the header has {names.Length}; it is read as far as it goes");
            }

            var cells = new Dictionary<string, TableCell>(StringComparer.Ordinal);
            for (var column = 0; column < Math.Min(row.Count, names.Length); column++)
            {
                if (names[column].Length > 0 && row[column].Text.Length > 0)
                {
                    cells[names[column]] = Bounded(row[column], names[column], log);
                }
            }

            rows.Add(new TableRecord(cells, row[0].Place with { Path = null }));
        }

        if (fields.IsCutOff)
        {
            log.Warn("CSV005", SourceLocation.Whole, "the table ends inside of a field in quotes; what stands in it was read to the end", advice: "see that every quotation mark is closed");
        }

        return rows;
    }

    static TableCell Bounded(TableCell cell, string name, DiagnosticLog log)
    {
        var place = cell.Place with { Path = name };
        if (cell.Text.Length <= FieldCharsMax)
        {
            return cell with { Place = place };
        }

        log.Warn("CSV004", place, $"this field has {cell.Text.Length} characters; it was cut after {FieldCharsMax}");
        return new(cell.Text[..FieldCharsMax], place);
    }

    static string[] NamesOf(List<TableCell> header, DiagnosticLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (header.Count > ColumnsMax)
        {
            log.Warn("CSV004", header[ColumnsMax].Place, $"the table has more than {ColumnsMax} columns; the rest was left out");
        }

        return
        [
            .. header.Take(ColumnsMax).Select(cell =>
            {
                var name = TableRecord.NameOf(cell.Text);
                if (name.Length == 0 || seen.Add(name))
                {
                    return name;
                }

                log.Warn("CSV002", cell.Place, $"the column {name} stands there twice; the first counts");
                return "";
            }),
        ];
    }

    static char DelimiterOf(string text)
    {
        var (commas, semicolons, tabs, isQuoted) = (0, 0, 0, false);
        foreach (var c in text)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted)
            {
                if (c is '\n' or '\r')
                {
                    break;
                }

                commas += c == ',' ? 1 : 0;
                semicolons += c == ';' ? 1 : 0;
                tabs += c == '\t' ? 1 : 0;
            }
        }

        return tabs > commas && tabs > semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    /// <summary>Walks the text once; a field in quotes may hold line breaks and doubled quotes.</summary>
    sealed class Scanner(string text, char delimiter)
    {
        readonly StringBuilder field = new();
        int at, line = 1, lineStart;

        public bool IsCutOff { get; private set; }

        public List<TableCell>? NextRow()
        {
            if (at >= text.Length)
            {
                return null;
            }

            var row = new List<TableCell>();
            while (true)
            {
                row.Add(NextField());
                if (at >= text.Length)
                {
                    return row;
                }

                if (text[at] == delimiter)
                {
                    at++;
                    if (at >= text.Length)
                    {
                        row.Add(new("", Here()));
                        return row;
                    }
                }
                else
                {
                    PassLineBreak();
                    return row;
                }
            }
        }

        TableCell NextField()
        {
            var place = Here();
            if (at >= text.Length || text[at] != '"')
            {
                var start = at;
                while (at < text.Length && text[at] != delimiter && text[at] is not ('\n' or '\r'))
                {
                    at++;
                }

                return new(text[start..at].Trim(), place);
            }

            at++;
            field.Clear();
            while (at < text.Length)
            {
                var c = text[at];
                if (c == '"')
                {
                    at++;
                    if (at >= text.Length || text[at] != '"')
                    {
                        return new(Rest(), place);
                    }
                }
                else if (c == '\n')
                {
                    line++;
                    lineStart = at + 1;
                }

                field.Append(text[at]);
                at++;
            }

            IsCutOff = true;
            return new(field.ToString().Trim(), place);
        }

        // What stands between the closing quote and the delimiter belongs to nobody; it is kept, as spreadsheets do.
        string Rest()
        {
            while (at < text.Length && text[at] != delimiter && text[at] is not ('\n' or '\r'))
            {
                field.Append(text[at]);
                at++;
            }

            return field.ToString().Trim();
        }

        void PassLineBreak()
        {
            if (text[at] == '\r')
            {
                at++;
            }

            if (at < text.Length && text[at] == '\n')
            {
                at++;
            }

            line++;
            lineStart = at;
        }

        SourceLocation Here() => new(line, at - lineStart + 1);
    }
}
