using System.Globalization;

namespace Merlon.Sigma.Backends;

/// <summary>
/// Comparisons with a number as regular expressions over whole values: exact for any number of digits, where a cast to a
/// floating-point number is not, and no value makes it fail. Numbers are written plainly: a sign, digits, a point; no exponent.
/// </summary>
static class NumberRegex
{
    static readonly RegexTree Digit = new RegexTree.One(CharacterSet.Digits);
    static readonly RegexTree Digits = new RegexTree.Repeat(Digit, 0, Max: null);
    static readonly RegexTree NotZero = Range('1', '9');
    static readonly RegexTree Zeros = new RegexTree.Repeat(One('0'), 0, Max: null);
    static readonly RegexTree SomeZeros = new RegexTree.Repeat(One('0'), 1, Max: null);
    static readonly RegexTree Point = One('.');
    static readonly RegexTree AnyFraction = RegexTree.Optional(RegexTree.Row(Point, Digits));
    static readonly RegexTree PointAndDigits = RegexTree.Row(Point, new RegexTree.Repeat(Digit, 1, Max: null));
    static readonly RegexTree Plus = RegexTree.Optional(One('+'));
    static readonly RegexTree Minus = One('-');

    // Digits, with a point among, before or behind them or without one.
    static readonly RegexTree AnyMagnitude = RegexTree.Either(RegexTree.Row(new RegexTree.Repeat(Digit, 1, Max: null), AnyFraction), PointAndDigits);

    /// <summary>Every value that reads as a decimal number and compares so with this one.</summary>
    public static RegexTree Of(SigmaOperator comparison, decimal value) => RegexTree.Whole(Compared(comparison, value));

    /// <summary>True for a number as it is written plainly; one with an exponent is a text as well as a number.</summary>
    public static bool IsPlain(string written) => SigmaText.TryReadNumber(written, out _) && !written.Contains('e', StringComparison.OrdinalIgnoreCase);

    static RegexTree Compared(SigmaOperator comparison, decimal value) => comparison switch
    {
        SigmaOperator.Equal => Equal(value),
        SigmaOperator.Greater => Greater(value),
        SigmaOperator.GreaterOrEqual => RegexTree.Either(Greater(value), Equal(value)),
        SigmaOperator.Less => Less(value),
        SigmaOperator.LessOrEqual => RegexTree.Either(Less(value), Equal(value)),
        _ => RegexTree.Either(Greater(value), Less(value)),
    };

    static RegexTree Equal(decimal value) => value == 0
        ? RegexTree.Row(RegexTree.Optional(new RegexTree.One(CharacterSet.OfEach(['+', '-']))), RegexTree.Either(RegexTree.Row(SomeZeros, AllZeros()), RegexTree.Row(Point, SomeZeros)))
        : RegexTree.Row(value < 0 ? Minus : Plus, Same(DigitsOf(value)));

    static RegexTree Greater(decimal value) => value >= 0
        ? RegexTree.Row(Plus, More(DigitsOf(value)))
        : RegexTree.Either(RegexTree.Row(Plus, AnyMagnitude), RegexTree.Row(Minus, Fewer(DigitsOf(value))));

    static RegexTree Less(decimal value) => value > 0
        ? RegexTree.Either(RegexTree.Row(Minus, AnyMagnitude), RegexTree.Row(Plus, Fewer(DigitsOf(value))))
        : RegexTree.Row(Minus, More(DigitsOf(value)));

    static RegexTree Same((string Whole, string Fraction) number) => number.Fraction.Length == 0
        ? RegexTree.Row(Zeros, RegexTree.Literal(number.Whole), AllZeros())
        : RegexTree.Row(Zeros, RegexTree.Literal(number.Whole), Point, RegexTree.Literal(number.Fraction), Zeros);

    static RegexTree More((string Whole, string Fraction) number)
    {
        var (whole, fraction) = number;
        List<RegexTree> choices = [RegexTree.Row(Zeros, NotZero, new RegexTree.Repeat(Digit, whole.Length, Max: null), AnyFraction)];
        for (var i = 0; i < whole.Length; i++)
        {
            if (whole[i] < '9')
            {
                choices.Add(RegexTree.Row(Zeros, RegexTree.Literal(whole[..i]), Range(whole[i] + 1, '9'), Count(whole.Length - i - 1), AnyFraction));
            }
        }

        for (var i = 0; i < fraction.Length; i++)
        {
            if (fraction[i] < '9')
            {
                choices.Add(RegexTree.Row(Zeros, RegexTree.Literal(whole), Point, RegexTree.Literal(fraction[..i]), Range(fraction[i] + 1, '9'), Digits));
            }
        }

        choices.Add(RegexTree.Row(Zeros, RegexTree.Literal(whole), Point, RegexTree.Literal(fraction), Digits, NotZero, Digits));
        return RegexTree.Either(choices);
    }

    static RegexTree Fewer((string Whole, string Fraction) number)
    {
        var (whole, fraction) = number;
        var choices = new List<RegexTree>();
        if (whole.Length > 0)
        {
            var shorter = whole.Length == 1 ? SomeZeros : RegexTree.Row(Zeros, new RegexTree.Repeat(Digit, 1, whole.Length - 1));
            choices.Add(RegexTree.Row(shorter, AnyFraction));
            choices.Add(PointAndDigits);
        }

        for (var i = 0; i < whole.Length; i++)
        {
            var least = i == 0 ? '1' : '0';
            if (whole[i] > least)
            {
                choices.Add(RegexTree.Row(Zeros, RegexTree.Literal(whole[..i]), Range(least, whole[i] - 1), Count(whole.Length - i - 1), AnyFraction));
            }
        }

        // The same before the point, and behind it the beginning of the fraction and no more, or a smaller digit.
        for (var i = 0; i < fraction.Length; i++)
        {
            var same = whole.Length > 0 || i > 0 ? RegexTree.Row(Zeros, RegexTree.Literal(whole)) : SomeZeros;
            choices.Add(RegexTree.Row(same, i == 0 ? RegexTree.Optional(Point) : RegexTree.Row(Point, RegexTree.Literal(fraction[..i]))));
            if (fraction[i] > '0')
            {
                choices.Add(RegexTree.Row(Zeros, RegexTree.Literal(whole), Point, RegexTree.Literal(fraction[..i]), Range('0', fraction[i] - 1), Digits));
            }
        }

        return RegexTree.Either(choices);
    }

    static (string Whole, string Fraction) DigitsOf(decimal value)
    {
        var text = Math.Abs(value).ToString(CultureInfo.InvariantCulture).Split('.');
        return (text[0].TrimStart('0'), text.Length > 1 ? text[1].TrimEnd('0') : "");
    }

    static RegexTree AllZeros() => RegexTree.Optional(RegexTree.Row(Point, Zeros));

    static RegexTree.Repeat Count(int digits) => new(Digit, digits, digits);

    static RegexTree.One One(char character) => new(CharacterSet.Of(character));

    static RegexTree.One Range(int first, int last) => new(CharacterSet.OfRange(first, last));
}
