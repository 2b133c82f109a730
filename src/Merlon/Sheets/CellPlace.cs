using System.Globalization;

namespace Merlon.Sheets;

/// <summary>Places as formulas name them: <c>A1</c>.</summary>
static class CellPlace
{
    /// <summary>Of a row and a column, both from 1.</summary>
    public static string Of(int row, int column)
    {
        Span<char> place = stackalloc char[16];
        var letters = 0;
        for (var rest = column; rest > 0; rest = (rest - 1) / 26)
        {
            place[letters++] = (char)('A' + (rest - 1) % 26);
        }

        place[..letters].Reverse();
        _ = row.TryFormat(place[letters..], out var digits, default, CultureInfo.InvariantCulture);
        return new string(place[..(letters + digits)]);
    }

    /// <summary>A rectangle: <c>A1:C9</c>.</summary>
    public static string Of(int row, int column, int lastRow, int lastColumn) => $"{Of(row, column)}:{Of(lastRow, lastColumn)}";

    /// <summary>The same as names need it: <c>$A$1:$C$9</c>.</summary>
    public static string Fixed(int row, int column, int lastRow, int lastColumn)
        => $"{Fixed(row, column)}:{Fixed(lastRow, lastColumn)}";

    static string Fixed(int row, int column)
    {
        var digits = row.ToString(CultureInfo.InvariantCulture);
        return $"${Of(row, column)[..^digits.Length]}${digits}";
    }
}
