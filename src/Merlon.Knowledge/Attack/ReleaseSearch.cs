namespace Merlon.Attack;

/// <summary>Finds live objects by words in ids, names, aliases and, where the release has them, descriptions.</summary>
public static class ReleaseSearch
{
    const double ExactId = 6;
    const double ExactName = 5;
    const double ExactAlias = 4;
    const double WordsInId = 3;
    const double WordsInName = 2;
    const double WordsInAlias = 1;
    const double WordsInDescription = 0;

    /// <summary>
    /// Every word must occur (prefix match, case ignored; letters and digits make words). Ranked: exact id, exact name, exact
    /// alias, words in the id, in name, in an alias, anywhere with the description; ties by id. No words find nothing.
    /// </summary>
    /// <param name="release">Where to look.</param>
    /// <param name="words">What a person typed.</param>
    /// <param name="hitsMax">How many to return at most; 0 or more.</param>
    public static IReadOnlyList<SearchHit> Search(AttackRelease release, string words, int hitsMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hitsMax);
        var wanted = WordsOf(words);
        var phrase = words.Trim();
        if (wanted.Count == 0)
        {
            return [];
        }

        // The sort is stable and the objects come by id, so equal scores stay in that order.
        return [.. release.Objects
            .Where(static candidate => candidate.IsLive)
            .Select(candidate => Match(candidate, phrase, wanted))
            .OfType<SearchHit>()
            .OrderByDescending(static hit => hit.Score)
            .Take(hitsMax)];
    }

    static SearchHit? Match(AttackObject candidate, string phrase, List<string> wanted)
    {
        if (Same(candidate.Id, phrase))
        {
            return new SearchHit(candidate, ExactId, "id");
        }

        if (Same(candidate.Name, phrase))
        {
            return new SearchHit(candidate, ExactName, "name");
        }

        if (candidate.Aliases.Any(alias => Same(alias, phrase)))
        {
            return new SearchHit(candidate, ExactAlias, "alias");
        }

        if (candidate.Id.StartsWith(phrase, StringComparison.OrdinalIgnoreCase))
        {
            return new SearchHit(candidate, WordsInId, "id");
        }

        var words = WordsOf(candidate.Name);
        if (wanted.TrueForAll(word => Occurs(word, words)))
        {
            return new SearchHit(candidate, WordsInName, "name");
        }

        words.AddRange(candidate.Aliases.SelectMany(WordsOf));
        if (wanted.TrueForAll(word => Occurs(word, words)))
        {
            return new SearchHit(candidate, WordsInAlias, "alias");
        }

        words.AddRange(WordsOf(candidate.Id));
        words.AddRange(WordsOf(candidate.Description));
        return wanted.TrueForAll(word => Occurs(word, words)) ? new SearchHit(candidate, WordsInDescription, "description") : null;
    }

    static bool Same(string text, string phrase) => string.Equals(text, phrase, StringComparison.OrdinalIgnoreCase);

    static bool Occurs(string wanted, List<string> words)
        => words.Exists(word => word.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));

    static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                continue;
            }

            if (i > start)
            {
                words.Add(text[start..i]);
            }

            start = i + 1;
        }

        return words;
    }
}

/// <summary>One object found.</summary>
/// <param name="Found">The object.</param>
/// <param name="Score">Higher is better; only the order means something.</param>
/// <param name="MatchedIn">Field that matched best: <c>id</c>, <c>name</c>, <c>alias</c> or <c>description</c>.</param>
public sealed record SearchHit(AttackObject Found, double Score, string MatchedIn);
