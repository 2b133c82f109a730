namespace Merlon.Visibility;

/// <summary>Patterns of host names: <c>*</c> is any text, <c>?</c> any one character, case is ignored. A pattern without a point also fits a name's first label.</summary>
static class HostPattern
{
    const char AnyText = '*';
    const char AnyOne = '?';

    /// <summary>True when the pattern fits the name as records write it, or fits its first label (<c>WS-7</c> of <c>ws-7.corp.example</c>).</summary>
    public static bool Fits(string pattern, string host)
        => FitsAll(pattern, host) || !pattern.Contains('.', StringComparison.Ordinal) && FitsAll(pattern, FirstLabelOf(host));

    /// <summary>True when it stands for more than one name.</summary>
    public static bool IsPattern(string pattern) => pattern.AsSpan().ContainsAny(AnyText, AnyOne);

    /// <summary>The name up to the first point; an address as it is.</summary>
    public static ReadOnlySpan<char> FirstLabelOf(string host)
        => host.IndexOf('.', StringComparison.Ordinal) is var point and > 0 && host.AsSpan(0, point).ContainsAnyExceptInRange('0', '9') ? host.AsSpan(0, point) : host;

    // One look back at the last star is enough: a later star may take whatever an earlier one would have.
    static bool FitsAll(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (at, star, resume) = (0, -1, 0);
        for (var i = 0; i < text.Length;)
        {
            if (at < pattern.Length && pattern[at] == AnyText)
            {
                (star, resume) = (at++, i);
            }
            else if (at < pattern.Length && (pattern[at] == AnyOne || char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(text[i])))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].IndexOfAnyExcept(AnyText) < 0;
    }
}
