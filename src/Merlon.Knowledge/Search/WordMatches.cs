namespace Merlon.Search;

/// <summary>The terms of an index that a word of a query means, in their order.</summary>
/// <param name="Terms">Each with how much it counts of the word itself.</param>
/// <param name="Units">Units that count for how rare the word is: those of the word itself, else of its most frequent term.</param>
/// <param name="Correction">Set when the word stands nowhere and near ones were taken.</param>
sealed record WordMatches(IReadOnlyList<(int Term, double Weight)> Terms, int Units, WordCorrection? Correction)
{
    /// <summary>
    /// The word itself and, unless quoted, words that begin with it; where there is none of them, words within a few errors.
    /// </summary>
    public static WordMatches Of(IndexReader index, QueryElement element)
    {
        var word = element.Words[0];
        var exact = index.Find(word);
        if (element.IsQuoted || !element.TakesBeginnings)
        {
            return exact < 0 ? new([], 0, Correction: null) : new([(exact, 1)], index.UnitsOf(exact), Correction: null);
        }

        var (first, end) = index.Beginning(word);
        return first < end ? Beginning(index, word, exact, first, end) : Misspelt(index, word);
    }

    static WordMatches Beginning(IndexReader index, string word, int exact, int first, int end)
    {
        var terms = new List<(int, double)>(end - first);
        var most = 0;
        for (var term = first; term < end; term++)
        {
            terms.Add((term, term == exact ? 1 : QueryElement.BeginningWeightOf(word.Length, index.TextOf(term).Length)));
            most = Math.Max(most, index.UnitsOf(term));
        }

        return new WordMatches(terms, exact < 0 ? most : index.UnitsOf(exact), Correction: null);
    }

    static WordMatches Misspelt(IndexReader index, string word)
    {
        var terms = new List<(int, double)>();
        var (most, taken) = (0, -1);
        foreach (var (term, errors) in TypoScan.Of(index, word, QueryElement.ErrorsMaxOf(word)))
        {
            terms.Add((term, QueryElement.ErrorWeightOf(errors)));
            if (index.UnitsOf(term) > most)
            {
                (most, taken) = (index.UnitsOf(term), term);
            }
        }

        return new WordMatches(terms, most, taken < 0 ? null : new WordCorrection(word, index.TextOf(taken)));
    }
}
