using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>How the numbers of an axis are written, the same in every culture.</summary>
public sealed record ChartUnit
{
    readonly Kind kind;

    ChartUnit(Kind kind, string suffix = "")
    {
        this.kind = kind;
        Suffix = suffix;
    }

    /// <summary>Shares 0..1, written as percentages.</summary>
    public static ChartUnit Share { get; } = new(Kind.Share);

    /// <summary>Differences of shares, written as percentage points with their sign.</summary>
    public static ChartUnit Points { get; } = new(Kind.Points);

    /// <summary>Bare numbers.</summary>
    public static ChartUnit Number { get; } = new(Kind.Number);

    /// <summary>Work of one person for a day each, with the word behind the number.</summary>
    public static ChartUnit PersonDays { get; } = new(Kind.Number, "days");

    /// <summary>Money.</summary>
    /// <param name="currency">Code such as <c>EUR</c>; foreign text.</param>
    public static ChartUnit Money(string currency) => new(Kind.Money, currency.Length > 8 ? currency[..8] : currency);

    /// <summary>What stands behind a number; may be empty.</summary>
    public string Suffix { get; }

    /// <summary>A number as it stands in tables and beside marks; a dash when it is not finite.</summary>
    public string Of(double value) => !double.IsFinite(value) ? "–" : kind switch
    {
        Kind.Share => WithSign(Plain(value * 100, 1), "\u00A0%"),
        Kind.Points => (value * 100 >= 0.05 ? "+" : "") + WithSign(Plain(value * 100, 1), " pp"),
        Kind.Money => WithSign(Short(value), Suffix.Length == 0 ? "" : "\u00A0" + Suffix),
        _ => WithSign(Plain(value, 2), Suffix.Length == 0 ? "" : "\u00A0" + Suffix),
    };

    /// <summary>A number as it stands on an axis: as short as it can be.</summary>
    internal string Tick(double value) => !double.IsFinite(value) ? "–" : kind switch
    {
        Kind.Share => WithSign(Plain(value * 100, 2), "\u00A0%"),
        Kind.Points => (value > 0 ? "+" : "") + Plain(value * 100, 2),
        _ => Short(value),
    };

    static string WithSign(string number, string sign) => number + sign;

    static string Plain(double value, int decimals)
    {
        var size = Math.Abs(value);
        if (size >= 1e12 || size is > 0 and < 0.00005)
        {
            return Minus(value.ToString("0.##E+0", CultureInfo.InvariantCulture));
        }

        var format = decimals == 1 ? "#,0.#" : "#,0.##";
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;
        return rounded == 0 && value != 0
            ? Minus(Math.Round(value, (int)Math.Ceiling(-Math.Log10(size)), MidpointRounding.AwayFromZero).ToString("0.#####", CultureInfo.InvariantCulture)) // its first digit: more would look surer than larger ones
            : Minus(rounded.ToString(format, CultureInfo.InvariantCulture));
    }

    static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e12 => Minus(value.ToString("0.##E+0", CultureInfo.InvariantCulture)),
        >= 1e9 => Plain(value / 1e9, 2) + "\u00A0bn",
        >= 1e6 => Plain(value / 1e6, 2) + "\u00A0M",
        >= 1e4 => Plain(value / 1e3, 1) + "\u00A0k",
        _ => Plain(value, 2),
    };

    // A real minus: a hyphen is too short to be seen beside digits.
    static string Minus(string number) => number.Replace('-', '\u2212');

    enum Kind
    {
        Share,
        Points,
        Number,
        Money,
    }
}
