using System.Globalization;

namespace Merlon.Layers.Expressions;

/// <summary>Numbers as math.js 10 to 13 compares and rounds them: what differs by less than 1e-12 of its size is equal.</summary>
static class ExpressionNumbers
{
    const double RelativeTolerance = 1e-12;
    const int ToleranceDecimals = 12;

    /// <summary>2^-52.</summary>
    const double AbsoluteTolerance = 2.220446049250313e-16;

    /// <summary>Most decimals that <c>round</c> takes.</summary>
    public const int RoundDecimalsMax = 15;

    public static bool AreEqual(double a, double b)
    {
        if (a == b)
        {
            return true;
        }

        if (!double.IsFinite(a) || !double.IsFinite(b))
        {
            return false;
        }

        var difference = Math.Abs(a - b);
        return difference <= AbsoluteTolerance || difference <= Math.Max(Math.Abs(a), Math.Abs(b)) * RelativeTolerance;
    }

    public static bool IsInteger(double value) => double.IsFinite(value) && Math.Round(value) == value;

    /// <summary>Half away from zero, after rounding errors of earlier steps were taken away.</summary>
    public static double Round(double value, int decimals)
    {
        if (decimals >= ToleranceDecimals)
        {
            return RoundDigits(value, decimals);
        }

        var clean = RoundDigits(value, ToleranceDecimals);
        return RoundDigits(AreEqual(value, clean) ? clean : value, decimals);
    }

    public static double Floor(double value) => Round(value, 0) is var whole && AreEqual(value, whole) ? whole : Math.Floor(value);

    public static double Ceiling(double value) => Round(value, 0) is var whole && AreEqual(value, whole) ? whole : Math.Ceiling(value);

    public static double Modulo(double value, double divisor) => divisor == 0 ? value : value - divisor * Floor(value / divisor);

    /// <summary>Rounds the shortest decimal digits of a number, so that 1.005 to two decimals is 1.01 as people expect.</summary>
    static double RoundDigits(double value, int decimals)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return value + 0.0; // -0 loses its sign here, as it does when JavaScript writes it
        }

        var (digits, exponent) = DigitsOf(Math.Abs(value));
        var kept = exponent + 1 + decimals;
        if (kept >= digits.Length)
        {
            return value;
        }

        if (kept < 0)
        {
            return value < 0 ? -0.0 : 0.0;
        }

        var isUp = digits[kept] >= '5';
        var head = kept == 0 ? 0m : decimal.Parse(digits.AsSpan(0, kept), NumberStyles.None, CultureInfo.InvariantCulture);
        var text = string.Create(CultureInfo.InvariantCulture, $"{head + (isUp ? 1 : 0)}E{-decimals}");
        var rounded = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return value < 0 ? -rounded : rounded;
    }

    /// <summary>Significant digits, the first not 0, and the power of ten of the first.</summary>
    static (string Digits, int Exponent) DigitsOf(double value)
    {
        var text = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mantissa = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(text.AsSpan(text.LastIndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (mantissa, exponent);
    }
}
