using System.Text;

namespace Merlon.Controls;

/// <summary>Records of separated values (RFC 4180, with leniency) with the line on which each begins.</summary>
sealed class CrosswalkText
{
    static readonly char[] Delimiters = [',', ';', '\t', '|'];

    readonly string text;
    readonly char delimiter;
    int at;
    int line = 1;

    CrosswalkText(string text, char delimiter)
    {
        this.text = text;
        this.delimiter = delimiter;
    }

    /// <summary>A record.</summary>
    /// <param name="Line">Line from 1.</param>
    /// <param name="Cells">Cells without quotes and surrounding space.</param>
    /// <param name="IsTooLong">True for one past the limit: its cells are not to be used.</param>
    public readonly record struct Row(int Line, IReadOnlyList<string> Cells, bool IsTooLong)
    {
        public bool IsEmpty => Cells.All(static cell => cell.Length == 0);
    }

    public static CrosswalkText Of(string text) => new(text, DelimiterOf(text));

    /// <summary>The next record; false at the end.</summary>
    public bool TryRead(out Row row)
    {
        row = default;
        if (at >= text.Length)
        {
            return false;
        }

        var (start, begin) = (line, at);
        var cells = new List<string>();
        while (ReadCell(cells))
        {
        }

        row = new Row(start, cells, at - begin > MappingLimits.RecordCharsMax || cells.Count > MappingLimits.ColumnsMax);
        return true;
    }

    // true when another cell of the same record follows
    bool ReadCell(List<string> cells)
    {
        var cell = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '"';
        at += isQuoted ? 1 : 0;
        while (at < text.Length)
        {
            var c = text[at++];
            if (isQuoted && c == '"')
            {
                if (at < text.Length && text[at] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (!isQuoted && c == delimiter)
            {
                Keep(cells, cell);
                return true;
            }
            else if (c is '\n' or '\r')
            {
                at += c == '\r' && at < text.Length && text[at] == '\n' ? 1 : 0;
                line++;
                if (!isQuoted)
                {
                    break;
                }

                cell.Append('\n');
            }
            else
            {
                cell.Append(c);
            }
        }

        Keep(cells, cell);
        return false;
    }

    static void Keep(List<string> cells, StringBuilder cell)
    {
        if (cells.Count <= MappingLimits.ColumnsMax)
        {
            cells.Add(cell.ToString().Trim());
        }
    }

    /// <summary>The delimiter that the first lines have most often outside of quotes; the comma when they have none.</summary>
    static char DelimiterOf(string text)
    {
        var counts = new int[Delimiters.Length];
        var (isQuoted, lines) = (false, 0);
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MappingLimits.RecordCharsMax)))
        {
            isQuoted ^= c == '"';
            if (!isQuoted && c == '\n' && ++lines == 5)
            {
                break;
            }

            if (!isQuoted && Array.IndexOf(Delimiters, c) is >= 0 and var index)
            {
                counts[index]++;
            }
        }

        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
