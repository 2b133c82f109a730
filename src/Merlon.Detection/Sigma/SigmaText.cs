using System.Globalization;
using System.Text;

namespace Merlon.Sigma;

/// <summary>
/// How texts compare: what every matcher must do alike. Two characters are the same without regard to case where
/// <see cref="Fold(Rune)"/> makes the same of them; bytes that are no UTF-8, and halves of surrogate pairs, are U+FFFD.
/// </summary>
static class SigmaText
{
    /// <summary>
    /// A character without its case: Unicode's simple upper case, but no character beyond ASCII becomes one of ASCII (dotless ı
    /// and long ſ stay as they are), so that ASCII text is compared byte by byte.
    /// </summary>
    public static Rune Fold(Rune character)
    {
        if (character.IsAscii)
        {
            return new Rune((char)(character.Value is >= 'a' and <= 'z' ? character.Value - 0x20 : character.Value));
        }

        var upper = Rune.ToUpperInvariant(character);
        return upper.IsAscii ? character : upper;
    }

    /// <summary>A text without its case, character by character.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Ascii.IsValid(text))
        {
            return text.ToUpperInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            folded.Append(Fold(character).ToString());
        }

        return folded.ToString();
    }

    /// <summary>
    /// Reads a decimal number: sign, digits with a point, exponent, nothing around them, in the range of <see cref="decimal"/>
    /// (past 28 digits it rounds). <c>0x10</c>, <c>1,000</c> and <c> 5</c> are none.
    /// </summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length > 0 && text[^1] != 0 // the framework would let NUL pass at the end
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>True where a comparison of numbers holds.</summary>
    public static bool Holds(decimal left, SigmaOperator comparison, decimal right)
        => comparison switch
        {
            SigmaOperator.Equal => left == right,
            SigmaOperator.NotEqual => left != right,
            SigmaOperator.Greater => left > right,
            SigmaOperator.GreaterOrEqual => left >= right,
            SigmaOperator.Less => left < right,
            SigmaOperator.LessOrEqual => left <= right,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>A part of a point in time, in UTC; weeks are those of ISO 8601.</summary>
    public static int PartOf(DateTimeOffset time, SigmaTimePart part)
    {
        var utc = time.UtcDateTime;
        return part switch
        {
            SigmaTimePart.Minute => utc.Minute,
            SigmaTimePart.Hour => utc.Hour,
            SigmaTimePart.Day => utc.Day,
            SigmaTimePart.Week => ISOWeek.GetWeekOfYear(utc),
            SigmaTimePart.Month => utc.Month,
            SigmaTimePart.Year => utc.Year,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>
    /// True where the whole text fits the canonical pattern. Both must have been folded already where case does not matter.
    /// Takes time proportional to the product of their lengths at worst.
    /// </summary>
    public static bool IsMatch(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        var (at, p) = (0, 0);
        var (afterRun, restart) = (-1, 0);
        while (at < text.Length)
        {
            if (p < pattern.Length && pattern[p] == SigmaPattern.AnyRun)
            {
                (afterRun, restart) = (++p, at);
            }
            else if (p < pattern.Length && pattern[p] == SigmaPattern.AnyOne)
            {
                at += CharsAt(text, at);
                p++;
            }
            else if (p < pattern.Length && pattern[p] == text[at])
            {
                at++;
                p++;
            }
            else if (afterRun >= 0)
            {
                restart += CharsAt(text, restart);
                (at, p) = (restart, afterRun);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == SigmaPattern.AnyRun)
        {
            p++;
        }

        return p == pattern.Length;
    }

    static int CharsAt(ReadOnlySpan<char> text, int at)
        => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
}
