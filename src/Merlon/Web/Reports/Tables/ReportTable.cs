using System.Globalization;

namespace Merlon.Web.Reports.Tables;

/// <summary>A table of a report: a sheet of its workbook, a CSV file, an array of its JSON.</summary>
/// <param name="Name">Letters, digits and hyphens: tab, file name and key.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Columns">Columns, left to right.</param>
/// <param name="Rows">Rows, as many cells as columns.</param>
public sealed record ReportTable(string Name, string Title, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows);

/// <summary>A column of a <see cref="ReportTable"/>.</summary>
/// <param name="Key">Its name in JSON: letters and underscores.</param>
/// <param name="Title">Its heading.</param>
/// <param name="WidthChars">Width in a spreadsheet.</param>
/// <param name="Wraps">True for long texts.</param>
public sealed record ReportColumn(string Key, string Title, double WidthChars = 14, bool Wraps = false);

/// <summary>A cell: a text, a number, a day, or nothing. Several texts are parted by line breaks.</summary>
public readonly record struct ReportCell
{
    ReportCell(string text, double? number, DateOnly? day, string format)
    {
        Text = text;
        Number = number;
        Day = day;
        Format = format;
    }

    /// <summary>The text; empty for numbers and days.</summary>
    public string Text { get; }

    /// <summary>The number, or null.</summary>
    public double? Number { get; }

    /// <summary>The day, or null.</summary>
    public DateOnly? Day { get; }

    /// <summary>How a spreadsheet shows the number, in its own language; empty for as it is.</summary>
    public string Format { get; }

    /// <summary>As a page shows it.</summary>
    public string Words => Day is { } day ? Figures.Day(day)
        : Number is not { } number ? Text
        : Format is "0.0%" ? Figures.Percent(number)
        : number.ToString(Format is "#,##0" ? "N0" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>Text.</summary>
    public static implicit operator ReportCell(string text) => new(text, null, null, "");

    /// <summary>A number.</summary>
    public static implicit operator ReportCell(double number) => new("", number, null, "");

    /// <summary>A share 0..1, shown as a percentage.</summary>
    public static ReportCell Share(double share) => new("", Math.Round(share, 6), null, "0.0%");

    /// <summary>An amount of money, shown without decimals.</summary>
    public static ReportCell Money(decimal amount) => new("", (double)amount + 0.0, null, "#,##0"); // a negative nothing would be written as -0

    /// <summary>A number with at most three decimals.</summary>
    public static ReportCell Small(double number) => new("", Math.Round(number, 6), null, "0.000");

    /// <summary>A day, or nothing.</summary>
    public static ReportCell On(DateOnly? day) => new("", null, day, "");

    /// <summary>Several texts.</summary>
    public static ReportCell Lines(IEnumerable<string> texts) => new(string.Join('\n', texts), null, null, "");

    /// <summary>Yes or no.</summary>
    public static ReportCell Flag(bool flag) => new(flag ? "yes" : "no", null, null, "");
}
