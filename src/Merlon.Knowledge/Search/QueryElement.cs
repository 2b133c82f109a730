namespace Merlon.Search;

/// <summary>A word of a query, or words that have to follow each other.</summary>
/// <param name="Shown">As it was typed.</param>
/// <param name="Words">Folded words, one or more.</param>
/// <param name="IsQuoted">True when nothing but exactly these words will do.</param>
sealed record QueryElement(string Shown, IReadOnlyList<string> Words, bool IsQuoted)
{
    /// <summary>Letters that a word has at least for its beginning to be enough.</summary>
    public const int PrefixCharsMin = 2;

    /// <summary>Letters that a word has at least for one, and for two errors.</summary>
    const int OneErrorChars = 4, TwoErrorsChars = 8;

    public bool IsPhrase => Words.Count > 1;

    /// <summary>Whether a longer word that begins with the last one counts.</summary>
    public bool TakesBeginnings => !IsQuoted && Words[^1].Length >= PrefixCharsMin;

    /// <summary>Errors that a word may have: none with a digit in it, since <c>apt28</c> is not <c>apt29</c>.</summary>
    public static int ErrorsMaxOf(string word) => word.Any(char.IsDigit) || word.Length < OneErrorChars ? 0 : word.Length < TwoErrorsChars ? 1 : 2;

    /// <summary>How much a longer word counts of the whole word: less the more it adds.</summary>
    public static double BeginningWeightOf(int wordChars, int termChars) => 0.7 * wordChars / termChars;

    /// <summary>How much a misspelt word counts.</summary>
    public static double ErrorWeightOf(int errors) => errors == 1 ? 0.6 : 0.35;

    /// <summary>
    /// Splits a query: what stands between quotes, and what stands between spaces. Nothing that has no letter or digit counts;
    /// an element that stands twice counts once.
    /// </summary>
    public static List<QueryElement> Of(string text)
    {
        var elements = new List<QueryElement>();
        foreach (var (part, isQuoted) in PartsOf(text))
        {
            var words = WordReader.WordsOf(part);
            if (words.Count > 0)
            {
                AddOnce(elements, new QueryElement(part, words, isQuoted));
            }
        }

        return elements;
    }

    /// <summary>Takes the phrases that nobody quoted apart where they stand nowhere: better some of their words than none.</summary>
    /// <param name="elements">Of a query.</param>
    /// <param name="stands">Whether a phrase stands anywhere.</param>
    public static List<QueryElement> Resolved(List<QueryElement> elements, Func<QueryElement, bool> stands)
    {
        var resolved = new List<QueryElement>();
        foreach (var element in elements)
        {
            if (!element.IsPhrase || element.IsQuoted || stands(element))
            {
                AddOnce(resolved, element);
                continue;
            }

            foreach (var word in element.Words)
            {
                AddOnce(resolved, new QueryElement(word, [word], IsQuoted: false));
            }
        }

        return resolved;
    }

    static void AddOnce(List<QueryElement> elements, QueryElement added)
    {
        if (!elements.Exists(known => known.IsQuoted == added.IsQuoted && known.Words.SequenceEqual(added.Words, StringComparer.Ordinal)))
        {
            elements.Add(added);
        }
    }

    static IEnumerable<(string Part, bool IsQuoted)> PartsOf(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            if (IsQuote(text[i]))
            {
                var close = i + 1;
                while (close < text.Length && !IsQuote(text[close]))
                {
                    close++;
                }

                yield return (text[(i + 1)..close], close < text.Length); // a quote that never closes quotes nothing
                i = close + 1;
                continue;
            }

            var end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && !IsQuote(text[end]))
            {
                end++;
            }

            yield return (text[i..end], false);
            i = end;
        }
    }

    static bool IsQuote(char c) => c is '"' or '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB';
}
