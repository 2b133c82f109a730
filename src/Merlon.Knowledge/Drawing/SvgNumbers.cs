using System.Globalization;

namespace Merlon.Drawing;

/// <summary>Scores as a drawing shows them.</summary>
static class SvgNumbers
{
    /// <summary>Two decimals at most; very large and very small ones with an exponent.</summary>
    public static string Score(double score)
    {
        var size = Math.Abs(score);
        return size >= 1e6 || size is > 0 and < 0.005
            ? score.ToString("0.##E+0", CultureInfo.InvariantCulture)
            : (Math.Round(score, 2, MidpointRounding.AwayFromZero) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
    }
}
