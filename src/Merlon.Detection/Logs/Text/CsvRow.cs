namespace Merlon.Logs.Text;

/// <summary>
/// Splits a record of separated values into its cells (RFC 4180, with leniency: a quote within a bare cell is text, text
/// behind a closing quote is kept).
/// </summary>
sealed class CsvRow
{
    byte[] text = [];
    readonly List<(int Start, int Length)> cells = [];

    /// <summary>How many cells the record has.</summary>
    public int Count => cells.Count;

    /// <summary>A cell without its quotes, valid until the next record is split.</summary>
    public ReadOnlySpan<byte> this[int index] => text.AsSpan(cells[index].Start, cells[index].Length);

    /// <summary>
    /// True where a quote that was opened in <paramref name="line"/>, or before it where <paramref name="isInQuotes"/>, is
    /// still open at its end: the record goes on in the next line.
    /// </summary>
    public static bool EndsInQuotes(ReadOnlySpan<byte> line, byte delimiter, bool isInQuotes)
    {
        var isAtStart = !isInQuotes;
        for (var at = 0; at < line.Length; at++)
        {
            if (isInQuotes)
            {
                var quote = line[at..].IndexOf((byte)'"');
                if (quote < 0)
                {
                    return true;
                }

                at += quote;
                if (at + 1 < line.Length && line[at + 1] == '"')
                {
                    at++;
                }
                else
                {
                    isInQuotes = false;
                }

                isAtStart = false;
            }
            else if (isAtStart && line[at] == '"')
            {
                isInQuotes = true;
            }
            else
            {
                var next = line[at..].IndexOf(delimiter);
                if (next < 0)
                {
                    return false;
                }

                at += next;
                isAtStart = true;
            }
        }

        return isInQuotes;
    }

    /// <summary>Splits a whole record; a quote that is never closed closes at its end.</summary>
    public void Split(ReadOnlySpan<byte> record, byte delimiter)
    {
        if (text.Length < record.Length)
        {
            text = new byte[Math.Max(record.Length, 2 * text.Length)];
        }

        cells.Clear();
        var used = 0;
        while (true)
        {
            var start = used;
            if (record is [(byte)'"', ..])
            {
                used = TakeQuoted(ref record, used);
            }

            var end = record.IndexOf(delimiter);
            var rest = end < 0 ? record : record[..end];
            rest.CopyTo(text.AsSpan(used));
            used += rest.Length;
            cells.Add((start, used - start));
            if (end < 0)
            {
                return;
            }

            record = record[(end + 1)..];
        }
    }

    int TakeQuoted(ref ReadOnlySpan<byte> record, int used)
    {
        record = record[1..];
        while (true)
        {
            var quote = record.IndexOf((byte)'"');
            var piece = quote < 0 ? record : record[..quote];
            piece.CopyTo(text.AsSpan(used));
            used += piece.Length;
            if (quote < 0)
            {
                record = default;
                return used;
            }

            record = record[(quote + 1)..];
            if (record is not [(byte)'"', ..])
            {
                return used;
            }

            text[used++] = (byte)'"';
            record = record[1..];
        }
    }
}
