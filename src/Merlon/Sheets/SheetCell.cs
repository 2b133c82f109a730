using System.Globalization;

namespace Merlon.Sheets;

/// <summary>What a cell holds.</summary>
enum SheetValue
{
    Nothing,
    Text,
    Number,
    Flag,
    Day,
    Moment,
}

/// <summary>
/// One cell. Text stays text whatever it begins with: no cell is ever a formula. A cell that spans rows or columns covers the
/// cells to its right and below, whose places in the rows are given as <see cref="Empty"/>.
/// </summary>
sealed record SheetCell
{
    // Day 60 of the format is a 29 February 1900 that never was; days from 1 March 1900 count from here.
    static readonly DateOnly Epoch = new(1899, 12, 30);
    static readonly DateOnly DayMin = new(1900, 3, 1);

    SheetCell(SheetValue value, string text = "", double number = 0)
    {
        Value = value;
        TextValue = text;
        NumberValue = number;
    }

    /// <summary>A cell with nothing in it.</summary>
    public static SheetCell Empty { get; } = new(SheetValue.Nothing);

    /// <summary>Which of the values below counts.</summary>
    public SheetValue Value { get; }

    /// <summary>The text of a <see cref="SheetValue.Text"/>.</summary>
    public string TextValue { get; }

    /// <summary>The number; 1 and 0 for flags; days since 1899-12-30 for days and moments.</summary>
    public double NumberValue { get; }

    /// <summary>How it looks; null for the column's own look.</summary>
    public SheetStyle? Style { get; init; }

    /// <summary>Where a click leads: http or https, else it is left out and counted; or <c>#Sheet name</c> for a sheet of this workbook.</summary>
    public string? Link { get; init; }

    /// <summary>A note that shows when one points at the cell; empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>Rows that it spans, 1 or more.</summary>
    public int RowSpan { get; init; } = 1;

    /// <summary>Columns that it spans, 1 or more.</summary>
    public int ColumnSpan { get; init; } = 1;

    /// <summary>Text; nothing when it is empty.</summary>
    public static SheetCell Of(string? text) => string.IsNullOrEmpty(text) ? Empty : new SheetCell(SheetValue.Text, text);

    /// <summary>A number; text where it is not finite, since the format has no such number.</summary>
    public static SheetCell Of(double number) => double.IsFinite(number)
        ? new SheetCell(SheetValue.Number, number: number)
        : Of(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>TRUE or FALSE.</summary>
    public static SheetCell Of(bool flag) => new(SheetValue.Flag, number: flag ? 1 : 0);

    /// <summary>A day, shown as 2026-11-22; text before 1900-03-01, where spreadsheet programs disagree.</summary>
    public static SheetCell Of(DateOnly day) => day < DayMin
        ? Of(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
        : new SheetCell(SheetValue.Day, number: day.DayNumber - Epoch.DayNumber);

    /// <summary>A moment in UTC, shown as 2026-11-22 08:15.</summary>
    public static SheetCell Of(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        var day = DateOnly.FromDateTime(utc);
        return day < DayMin
            ? Of(utc.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture))
            : new SheetCell(SheetValue.Moment, number: day.DayNumber - Epoch.DayNumber + utc.TimeOfDay.Ticks / (double)TimeSpan.TicksPerDay);
    }

    /// <summary>Text that leads somewhere.</summary>
    public static SheetCell LinkTo(string text, string? url) => Of(text) with { Link = url };

    public static implicit operator SheetCell(string? text) => Of(text);

    public static implicit operator SheetCell(double number) => Of(number);

    public static implicit operator SheetCell(bool flag) => Of(flag);
}
