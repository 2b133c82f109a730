using System.Globalization;
using System.Text;
using Merlon.Assessment;

namespace Merlon.Web.Reports;

/// <summary>How numbers, days and foreign texts are written in a report.</summary>
static class Figures
{
    /// <summary>Longest foreign text (a statement, a title, a message) that a report prints, in characters.</summary>
    public const int TextCharsMax = 400;

    /// <summary>A whole percentage with a no-break space before the sign.</summary>
    public static string Percent(double share) => Whole(share).ToString(CultureInfo.InvariantCulture) + "\u00A0%";

    /// <summary>CSS class of a bar that is filled to a share: <c>p0</c> … <c>p100</c>, because the policy allows no inline styles.</summary>
    public static string BarClass(double share) => "p" + Whole(share).ToString(CultureInfo.InvariantCulture);

    public static string Fraction(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A gain, which may be small: three digits after the point.</summary>
    public static string Gain(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 rule</c>, <c>2 rules</c>.</summary>
    public static string Count(int count, string one, string many) => Count(count) + " " + (count == 1 ? one : many);

    public static string Money(decimal amount, string currency) => amount.ToString("N0", CultureInfo.InvariantCulture) + "\u00A0" + Cut(currency);

    public static string Days(decimal days) => days.ToString("0.#", CultureInfo.InvariantCulture) + (days == 1 ? " day" : " days");

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Foreign text bounded to <see cref="TextCharsMax"/>, never cut inside a surrogate pair.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= TextCharsMax)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[TextCharsMax - 2]) ? TextCharsMax - 2 : TextCharsMax - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The words, joined as a sentence does: <c>a, b and c</c>.</summary>
    public static string Join(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            text.Append(i == 0 ? "" : i == words.Count - 1 ? " and " : ", ").Append(words[i]);
        }

        return text.ToString();
    }

    public static string ClassName(WeightClass weightClass) => weightClass switch
    {
        WeightClass.Minimal => "minimal",
        WeightClass.Low => "low",
        WeightClass.Moderate => "moderate",
        WeightClass.High => "high",
        WeightClass.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(weightClass), weightClass, "not a class of weight"),
    };

    /// <summary>An address to link to, or null: only <c>https</c>, so that no release or rule can make a report run something.</summary>
    public static string? Link(string address)
        => Uri.TryCreate(address, UriKind.Absolute, out var uri) && string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            ? uri.AbsoluteUri
            : null;

    static int Whole(double share) => (int)Math.Round(Math.Clamp(share, 0, 1) * 100, MidpointRounding.AwayFromZero);
}
