namespace Merlon.Robustness;

/// <summary>A pattern with <c>*</c> (any text) and <c>?</c> (one character), without regard to letter case.</summary>
sealed class TextGlob
{
    readonly string pattern;

    TextGlob(string pattern) => this.pattern = pattern;

    public static TextGlob Of(string pattern) => new(pattern);

    // Greedy with one way back: linear in practice, pattern times text at worst.
    public bool Fits(string text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || char.ToUpperInvariant(pattern[p]) == char.ToUpperInvariant(text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }
}
