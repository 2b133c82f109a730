using System.Globalization;
using System.Text;

namespace Merlon.Drawing;

/// <summary>Kinds of letters.</summary>
public enum SvgFont
{
    /// <summary>Without serifs.</summary>
    Sans,

    /// <summary>With serifs.</summary>
    Serif,

    /// <summary>All of one width.</summary>
    Mono,
}

/// <summary>
/// How wide text is, near enough to fit it without a font at hand: for each printable character of ASCII the widest that it is
/// among the fonts that browsers commonly take for a kind, in hundredths of an em. Text is never wider than that in any of
/// them, and mostly a little narrower.
/// </summary>
public static class TextMetrics
{
    const double BoldFactor = 1.13, OtherEms = 0.72, WideEms = 1.05, MonoEms = 0.61;

    static ReadOnlySpan<byte> Sans =>
    [
        32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 56,
        102, 68, 69, 72, 77, 67, 61, 78, 75, 29, 50, 67, 56, 86, 75, 79, 67, 79, 72, 67, 61, 73, 68, 99, 69, 67, 69, 39, 34, 39, 84, 56,
        50, 61, 64, 55, 64, 62, 35, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
    ];

    static ReadOnlySpan<byte> Serif =>
    [
        32, 40, 46, 84, 64, 95, 89, 27, 39, 39, 50, 84, 32, 34, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
        100, 73, 74, 77, 81, 73, 70, 80, 88, 40, 40, 75, 67, 103, 88, 82, 68, 82, 76, 69, 67, 85, 73, 103, 72, 67, 70, 39, 34, 39, 84, 50,
        50, 60, 64, 56, 64, 60, 38, 64, 65, 32, 31, 61, 32, 95, 65, 61, 64, 64, 48, 52, 41, 65, 57, 86, 57, 57, 53, 64, 34, 64, 84,
    ];

    /// <summary>Width of one line in ems: times the size of the letters it is a length.</summary>
    public static double Ems(ReadOnlySpan<char> text, SvgFont font, bool isBold = false)
    {
        var ems = 0.0;
        foreach (var rune in text.EnumerateRunes())
        {
            ems += Ems(rune, font);
        }

        return isBold && font != SvgFont.Mono ? ems * BoldFactor : ems;
    }

    static double Ems(Rune rune, SvgFont font)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return font == SvgFont.Mono ? MonoEms : (font == SvgFont.Serif ? Serif : Sans)[rune.Value - ' '] / 100.0;
        }

        return rune.Value >= 0x1100 && rune.Value is not (>= 0x1E00 and <= 0x2BFF) ? WideEms
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
            : rune.Value is '…' or '—' ? 1
            : font == SvgFont.Mono ? MonoEms : OtherEms;
    }
}
