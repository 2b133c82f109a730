using System.Globalization;
using System.Text;

namespace Merlon.Sheets;

/// <summary>
/// Names as tabs may have them: at most 31 characters, none of <c>[ ] : * ? / \</c>, no apostrophe at either end, not
/// <c>History</c>, each only once whatever the letter case.
/// </summary>
static class SheetNames
{
    const string Reserved = "History";

    /// <summary>A name for each wish, in order; a wish that fits and is free is kept as it is.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> wishes)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var wish in wishes)
        {
            var fit = Fit(wish);
            var name = fit;
            for (var n = 2; !taken.Add(name); n++)
            {
                var suffix = string.Create(CultureInfo.InvariantCulture, $" ({n})");
                name = SheetText.Head(fit, SheetLimits.NameCharsMax - suffix.Length).TrimEnd() + suffix;
            }

            names.Add(name);
        }

        return names;
    }

    static string Fit(string wish)
    {
        var fit = new StringBuilder(wish.Length);
        foreach (var c in SheetText.Clean(wish, out _))
        {
            fit.Append(c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' || char.IsControl(c) ? '-' : c);
        }

        var name = Trimmed(SheetText.Head(Trimmed(fit.ToString()), SheetLimits.NameCharsMax));
        return name.Length == 0 ? "Sheet" : string.Equals(name, Reserved, StringComparison.OrdinalIgnoreCase) ? name + "-" : name;
    }

    static string Trimmed(string name) => name.Trim(' ', '\'', '\u00a0');
}
