using System.Text;

namespace Merlon.Controls;

/// <summary>By what controls are compared, however they are spelt.</summary>
static class ControlKey
{
    /// <summary>
    /// Upper-case without blanks and hyphens, numbers without leading zeros; points and brackets stay, for they tell ids apart, and
    /// so does a hyphen between two digits (<c>1-11</c> is not <c>11-1</c>).
    /// </summary>
    public static string Of(string written)
    {
        var key = new StringBuilder(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            var c = written[i];
            var follows = i + 1 < written.Length && char.IsAsciiDigit(written[i + 1]);
            var endsNumber = key.Length > 0 && char.IsAsciiDigit(key[^1]);
            if (char.IsWhiteSpace(c) || c is '-' && !(endsNumber && follows && char.IsAsciiDigit(written[i - 1])))
            {
                continue;
            }

            if (c != '0' || endsNumber || !follows)
            {
                key.Append(char.ToUpperInvariant(c));
            }
        }

        return key.ToString();
    }
}
