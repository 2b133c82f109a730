namespace Merlon.Logs.Text;

/// <summary>Recognises values separated by a character: a header and, where there is one, a first row that fits it.</summary>
static class DelimitedLook
{
    const int HeaderNameBytesMax = 128;

    static ReadOnlySpan<byte> Delimiters => "\t,;|"u8;

    /// <summary>What a text is whose first line is the header.</summary>
    /// <param name="text">Its beginning, without white space in front.</param>
    /// <param name="name">A name ending in <c>.csv</c> or <c>.tsv</c> is believed where the first row does not fit or is not there.</param>
    public static LogFormat Of(ReadOnlySpan<byte> text, string name)
    {
        var isNamed = name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
        return DelimiterOf(text, isNamed) switch
        {
            null => LogFormat.Unknown,
            (byte)'\t' => LogFormat.Tsv,
            _ => LogFormat.Csv,
        };
    }

    /// <summary>The character that separates, or null where none gives a header of at least two names.</summary>
    public static byte? DelimiterOf(ReadOnlySpan<byte> text, bool isBelieved)
    {
        byte? best = null;
        var most = 1;
        foreach (var delimiter in Delimiters)
        {
            var columns = ColumnsOf(text, delimiter, isHeader: true, out var behind);
            if (columns <= most)
            {
                continue;
            }

            var row = ColumnsOf(behind.TrimStart("\r\n"u8), delimiter, isHeader: false, out _);
            if (isBelieved || row == columns || row == columns + 1)
            {
                (best, most) = (delimiter, columns);
            }
        }

        return best;
    }

    // Columns of the first record of the text; 0 for one that is no header although it should be.
    static int ColumnsOf(ReadOnlySpan<byte> text, byte delimiter, bool isHeader, out ReadOnlySpan<byte> behind)
    {
        var columns = 0;
        var isFine = true;
        while (true)
        {
            var length = CellBytes(text, delimiter);
            var cell = text[..length];
            columns++;
            isFine &= !isHeader || IsName(cell.Trim(" \""u8));
            var end = length < text.Length ? text[length] : (byte)'\n';
            text = text[Math.Min(length + 1, text.Length)..];
            if (end != delimiter)
            {
                behind = text;
                return isFine && !(columns == 1 && cell.IsEmpty) ? columns : 0;
            }
        }
    }

    static int CellBytes(ReadOnlySpan<byte> text, byte delimiter)
    {
        var at = 0;
        if (!text.IsEmpty && text[0] == '"')
        {
            at = 1;
            while (at < text.Length && (text[at] != '"' || at + 1 < text.Length && text[at + 1] == '"'))
            {
                at += text[at] == '"' ? 2 : 1;
            }
        }

        var rest = at < text.Length ? text[at..].IndexOfAny(delimiter, (byte)'\n') : -1;
        return rest < 0 ? text.Length : at + rest;
    }

    static bool IsName(ReadOnlySpan<byte> cell)
        => cell.Length <= HeaderNameBytesMax && !cell.ContainsAny("={}<>"u8)
            && (cell.IsEmpty || !char.IsAsciiDigit((char)cell[0]) && cell[0] is not ((byte)'[' or (byte)'-'));
}
