using System.Numerics;
using System.Text;

namespace Merlon.Search;

/// <summary>How an element of a query is recognised in a text.</summary>
/// <param name="Element">The element.</param>
/// <param name="Instead">Terms that were taken for a word that stands nowhere; else empty.</param>
sealed record ElementMatcher(QueryElement Element, HashSet<string> Instead)
{
    /// <summary>Whether the word at a place of a phrase (0 for a single word) is this one.</summary>
    public bool IsWord(int at, ReadOnlySpan<char> word)
    {
        var wanted = Element.Words[at];
        return word.StartsWith(wanted, StringComparison.Ordinal) && (word.Length == wanted.Length || at == Element.Words.Count - 1 && Element.TakesBeginnings)
            || Instead.Count > 0 && Instead.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }
}

/// <summary>A text and the words in it that a query looks for.</summary>
sealed class MarkedText
{
    readonly string text;
    readonly List<Mark> marks = [];

    MarkedText(string text) => this.text = text;

    /// <summary>One bit for each element that stands in the text.</summary>
    public int Elements { get; private set; }

    public static MarkedText Of(string text, IReadOnlyList<ElementMatcher> matchers)
    {
        var marked = new MarkedText(text);
        var (letters, words) = WordsOf(text);
        for (var i = 0; i < words.Count; i++)
        {
            var (elements, length) = MatchesAt(letters, words, i, matchers);
            if (elements == 0)
            {
                continue;
            }

            var mark = new Mark(words[i].Start, words[i + length - 1].End, elements);
            marked.Elements |= elements;
            if (marked.marks.Count > 0 && mark.Start < marked.marks[^1].End)
            {
                var last = marked.marks[^1];
                marked.marks[^1] = new Mark(last.Start, Math.Max(last.End, mark.End), last.Elements | mark.Elements);
            }
            else
            {
                marked.marks.Add(mark);
            }
        }

        return marked;
    }

    /// <summary>All of it.</summary>
    public Snippet Whole() => Cut(0, text.Length);

    /// <summary>Its beginning, cut at a word.</summary>
    public Snippet Beginning(int charsMax) => text.Length <= charsMax ? Whole() : Cut(0, EndAtWord(charsMax - 1, 0));

    /// <summary>The part that has most elements, then most marks, then the first such; cut at words, what comes before it kept.</summary>
    public Snippet Best(int charsMax)
    {
        if (text.Length <= charsMax || marks.Count == 0)
        {
            return Beginning(charsMax);
        }

        var room = charsMax - 2; // an ellipsis at each end
        var (first, last) = Densest(room);
        var (start, end) = (marks[first].Start, Math.Min(marks[last].End, marks[first].Start + room));
        var slack = room - (end - start);
        var begin = start <= slack / 2 ? 0 : BeginAtWord(start - slack / 2, start);
        var finish = begin + room >= text.Length ? text.Length : EndAtWord(begin + room, end);
        return Cut(begin, finish);
    }

    // All words one behind the other, without a string for each.
    static (string Letters, List<Word> Words) WordsOf(string text)
    {
        Span<char> buffer = stackalloc char[WordReader.WordCharsMax];
        var reader = new WordReader(text, buffer);
        var letters = new StringBuilder(text.Length);
        var words = new List<Word>();
        while (reader.Read())
        {
            words.Add(new Word(letters.Length, reader.Word.Length, reader.Start, reader.End));
            letters.Append(reader.Word);
        }

        return (letters.ToString(), words);
    }

    // The elements that begin at a word, and how many words the longest of them has.
    static (int Elements, int Length) MatchesAt(string letters, List<Word> words, int at, IReadOnlyList<ElementMatcher> matchers)
    {
        var (elements, longest) = (0, 1);
        for (var i = 0; i < matchers.Count; i++)
        {
            var count = matchers[i].Element.Words.Count;
            var part = 0;
            while (part < count && at + part < words.Count && matchers[i].IsWord(part, words[at + part].In(letters)))
            {
                part++;
            }

            if (part == count)
            {
                elements |= 1 << i;
                longest = Math.Max(longest, count);
            }
        }

        return (elements, longest);
    }

    (int First, int Last) Densest(int room)
    {
        var (bestFirst, bestLast, bestElements) = (0, 0, 0);
        for (var first = 0; first < marks.Count; first++)
        {
            var (elements, last) = (marks[first].Elements, first);
            while (last + 1 < marks.Count && marks[last + 1].End - marks[first].Start <= room)
            {
                elements |= marks[++last].Elements;
            }

            var count = BitOperations.PopCount((uint)elements);
            if (count > bestElements || count == bestElements && last - first > bestLast - bestFirst)
            {
                (bestFirst, bestLast, bestElements) = (first, last, count);
            }
        }

        return (bestFirst, bestLast);
    }

    // The first word that begins at or behind a place, before a limit.
    int BeginAtWord(int from, int limit)
    {
        for (var i = from; i < limit; i++)
        {
            if (text[i - 1] == ' ')
            {
                return i;
            }
        }

        return limit;
    }

    // Where the last word ends that ends at or before a place; not before a limit. A word that is too long is cut inside.
    int EndAtWord(int to, int limit)
    {
        for (var i = Math.Min(to, text.Length); i > limit; i--)
        {
            if (i == text.Length || text[i] == ' ')
            {
                return i;
            }
        }

        var end = limit > 0 ? limit : to;
        return end < text.Length && char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }

    Snippet Cut(int begin, int end)
    {
        var before = begin > 0 ? "…" : "";
        var after = end < text.Length ? "…" : "";
        var highlights = new List<Highlight>();
        foreach (var mark in marks)
        {
            var (start, stop) = (Math.Max(mark.Start, begin), Math.Min(mark.End, end));
            if (start < stop)
            {
                highlights.Add(new Highlight(start - begin + before.Length, stop - start));
            }
        }

        return new Snippet(before + text[begin..end] + after, highlights);
    }

    sealed record Mark(int Start, int End, int Elements);

    sealed record Word(int At, int Length, int Start, int End)
    {
        public ReadOnlySpan<char> In(string letters) => letters.AsSpan(At, Length);
    }
}
