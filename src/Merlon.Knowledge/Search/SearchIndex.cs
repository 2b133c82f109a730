using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Search;

/// <summary>
/// Finds the objects of a release by words in ids, names, aliases, descriptions, other texts and procedure examples: ranked,
/// divided by type, tactic, platform and domain, tolerant of unfinished and misspelt words. Immutable, shared between threads.
/// The index is one block of bytes that is read in place, so it may be kept in a file and mapped into memory.
/// </summary>
public sealed class SearchIndex
{
    /// <summary>A word of so few units, and one near it of so many more, make a suggestion.</summary>
    const int RareUnits = 2, FrequentUnits = 40;

    readonly AttackRelease release;
    readonly ReadOnlyMemory<byte> bytes;
    readonly IndexReader index;

    SearchIndex(AttackRelease release, ReadOnlyMemory<byte> bytes, IndexFormat format)
    {
        this.release = release;
        this.bytes = bytes;
        index = new IndexReader(bytes, format);
    }

    /// <summary>Reads every text of a release: well under a second of CPU for three domains with texts, a few milliseconds without.</summary>
    public static SearchIndex Build(AttackRelease release)
    {
        var written = IndexWriter.Write(release);
        return new SearchIndex(release, written, IndexFormat.Of(written) ?? throw new InvalidOperationException("an index was written that cannot be read"));
    }

    /// <summary>
    /// Opens what <see cref="Bytes"/> gave for the same release. False when the bytes are damaged, of another version of the
    /// format or of another release: build it anew then.
    /// </summary>
    public static bool TryOpen(AttackRelease release, ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out SearchIndex? index)
    {
        index = IndexFormat.Of(bytes.Span) is { } format && format.Objects == release.Objects.Count && format.Fingerprint == IndexFormat.FingerprintOf(release)
            ? new SearchIndex(release, bytes, format)
            : null;
        return index is not null;
    }

    /// <summary>The index as it is kept: the same release gives the same bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>
    /// Searches. Bytes that were damaged so that their checksum still fits throw <see cref="InvalidDataException"/>; an index
    /// that was built in memory never does.
    /// </summary>
    public SearchAnswer Search(SearchQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(query.HitsMax, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.SnippetChars, 40, nameof(query));
        var (ranking, board, matchers, corrections, ignored) = Rank(query.Text, query.Filter);
        var elements = matchers.ConvertAll(static matcher => matcher.Element);
        var maker = new HitMaker(release, index, board, matchers, query.SnippetChars);
        return new SearchAnswer(
            [.. ranking.Hits.Take(query.HitsMax).Select(maker.Make)], ranking.Hits.Count, [.. elements.Select(static element => element.Shown)],
            ranking.Hits.Count == 0 ? 0 : ranking.Level, ranking.Facets, corrections, Suggestion(elements, ranking.Hits.Count, query), ignored);
    }

    /// <summary>
    /// Every object that has all the words of a text, best first, as <see cref="Search"/> finds them; nothing where none has
    /// them all. Throws as <see cref="Search"/>.
    /// </summary>
    public IReadOnlyList<AttackObject> Find(string text, SearchFilter filter)
    {
        var (ranking, _, matchers, _, _) = Rank(text, filter);
        return ranking.Level < matchers.Count ? [] : [.. ranking.Hits.Select(hit => release.Objects[hit.Place])];
    }

    (Ranking Ranking, ScoreBoard Board, List<ElementMatcher> Matchers, List<WordCorrection> Corrections, string Ignored) Rank(string text, SearchFilter filter)
    {
        var (elements, ignored) = ElementsOf(text, element => PhraseMatches.Of(index, element).Slots.Count > 0);
        var board = new ScoreBoard(index);
        List<ElementMatcher> matchers = [];
        List<WordCorrection> corrections = [];
        for (var i = 0; i < elements.Count; i++)
        {
            matchers.Add(Score(board, elements[i], i, corrections));
        }

        var candidates = Ranking.CandidatesOf(index, board, ExactOf(text), elements.Count);
        return (Ranking.Of(release, candidates, elements.Count, filter), board, matchers, corrections, ignored);
    }

    /// <summary>The elements of a query within its bounds, and what was cut off.</summary>
    internal static (List<QueryElement> Elements, string Ignored) ElementsOf(string text, Func<QueryElement, bool> stands)
    {
        var read = text.Length > SearchQuery.TextCharsMax ? text[..SearchQuery.TextCharsMax] : text;
        var elements = QueryElement.Resolved(QueryElement.Of(read), stands);
        var ignored = string.Join(' ', elements.Skip(SearchQuery.WordsMax).Select(static element => element.Shown).Append(text[read.Length..])).Trim();
        return ([.. elements.Take(SearchQuery.WordsMax)], ignored);
    }

    ElementMatcher Score(ScoreBoard board, QueryElement element, int number, List<WordCorrection> corrections)
    {
        if (element.IsPhrase)
        {
            var phrase = PhraseMatches.Of(index, element);
            var units = new HashSet<int>();
            foreach (var (slot, occurrences) in phrase.Slots)
            {
                board.Add(slot, occurrences, 1);
                units.Add(slot < index.Format.Objects * Slots.OfObject ? slot / Slots.OfObject : slot);
            }

            board.EndElement(number, units.Count);
            return new ElementMatcher(element, new HashSet<string>(StringComparer.Ordinal));
        }

        var matches = WordMatches.Of(index, element);
        foreach (var (term, weight) in matches.Terms)
        {
            var slots = index.SlotsOf(term);
            while (slots.Read())
            {
                board.Add(slots.Slot, slots.Occurrences, weight);
            }
        }

        board.EndElement(number, matches.Units);
        if (matches.Correction is not { } correction)
        {
            return new ElementMatcher(element, new HashSet<string>(StringComparer.Ordinal));
        }

        corrections.Add(correction with { Word = element.Shown });
        return new ElementMatcher(element, matches.Terms.Select(term => index.TextOf(term.Term)).ToHashSet(StringComparer.Ordinal));
    }

    // Objects whose whole id (3), name (2) or alias (1) the query is.
    Dictionary<int, int> ExactOf(string text)
    {
        var exact = new Dictionary<int, int>();
        if (text.Length <= SearchQuery.TextCharsMax && WordReader.KeyOf(text) is { Length: > 0 } key && index.Find(key) is var term and >= 0)
        {
            var slots = index.SlotsOf(term);
            while (slots.Read())
            {
                var tier = slots.Slot >= index.Format.Objects * Slots.OfObject ? 0 : (Slot)(slots.Slot % Slots.OfObject) switch
                {
                    Slot.WholeId => 3,
                    Slot.WholeName => 2,
                    Slot.WholeAlias => 1,
                    _ => 0,
                };
                var place = slots.Slot / Slots.OfObject;
                if (tier > exact.GetValueOrDefault(place))
                {
                    exact[place] = tier;
                }
            }
        }

        return exact;
    }

    // A word that stands almost nowhere and is almost one that stands in many places; when nothing was found, the nearest name.
    string? Suggestion(List<QueryElement> elements, int total, SearchQuery query)
    {
        if (total == 0)
        {
            var names = release.Objects.Where(found => found.IsLive || query.Filter.IncludesDead).SelectMany(static found => found.Aliases.Append(found.Name).Append(found.Id));
            return Spelling.Nearest(query.Text.Trim(), names);
        }

        var words = elements.Select(static element => element.Shown).ToArray();
        var isBetter = false;
        for (var i = 0; i < words.Length; i++)
        {
            if (elements[i] is { IsPhrase: false, IsQuoted: false } element && Likelier(element.Words[0]) is { } likelier)
            {
                words[i] = likelier;
                isBetter = true;
            }
        }

        return isBetter ? string.Join(' ', words) : null;
    }

    string? Likelier(string word)
    {
        var exact = index.Find(word);
        if (exact < 0 || index.UnitsOf(exact) > RareUnits)
        {
            return null;
        }

        var (most, likelier) = (FrequentUnits - 1, -1);
        foreach (var (term, _) in TypoScan.Of(index, word, Math.Min(1, QueryElement.ErrorsMaxOf(word))))
        {
            if (index.UnitsOf(term) > most)
            {
                (most, likelier) = (index.UnitsOf(term), term);
            }
        }

        return likelier < 0 ? null : index.TextOf(likelier);
    }
}
