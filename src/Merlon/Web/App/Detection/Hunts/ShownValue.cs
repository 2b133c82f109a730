using System.Globalization;
using System.Text;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Values of records as a person can read them without being fooled.</summary>
static class ShownValue
{
    /// <summary>Control characters and what turns text round as visible signs: <c>␛</c>, <c>⟨U+202E⟩</c>; line breaks and tabs stay.</summary>
    public static string Show(string text)
    {
        if (!text.Any(IsHidden))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (!IsHidden(c))
            {
                shown.Append(c);
            }
            else if (c < ' ')
            {
                shown.Append((char)('\u2400' + c));
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
            }
        }

        return shown.ToString();
    }

    static bool IsHidden(char c)
        => c is not ('\n' or '\r' or '\t') && (char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
