namespace Merlon.Authoring;

/// <summary>
/// Merges two edits of one text: by paragraphs, and inside a paragraph that both changed by words. Null where both changed the
/// same words, or where the text is longer than is worth comparing.
/// </summary>
static class TextMerge
{
    /// <summary>Most paragraphs, and most words of one paragraph, that are compared; a longer text is a conflict.</summary>
    public const int TokensMax = 4_000;

    public static string? Of(string basis, string mine, string theirs)
    {
        if (string.Equals(mine, theirs, StringComparison.Ordinal) || string.Equals(basis, theirs, StringComparison.Ordinal))
        {
            return mine;
        }

        return string.Equals(basis, mine, StringComparison.Ordinal)
            ? theirs
            : Merge(Paragraphs(basis), Paragraphs(mine), Paragraphs(theirs), OfWords);
    }

    static string? OfWords(string basis, string mine, string theirs)
    {
        // So that a last word is the same word when something follows it.
        var isOpen = !EndsWithSpace(basis) && !EndsWithSpace(mine) && !EndsWithSpace(theirs);
        var end = isOpen ? " " : "";
        var merged = Merge(Words(basis + end), Words(mine + end), Words(theirs + end), static (_, _, _) => null);
        return isOpen && merged is [.., ' '] ? merged[..^1] : merged;
    }

    static bool EndsWithSpace(string text) => text.Length > 0 && char.IsWhiteSpace(text[^1]);

    /// <summary>
    /// Three-way merge by what all three have in common: between two common tokens, a stretch that only one side changed is that
    /// side's, and one that both changed goes to <paramref name="both"/>.
    /// </summary>
    static string? Merge(List<string> basis, List<string> mine, List<string> theirs, Func<string, string, string, string?> both)
    {
        if (basis.Count > TokensMax || mine.Count > TokensMax || theirs.Count > TokensMax)
        {
            return null;
        }

        var inMine = Matches(basis, mine);
        var inTheirs = Matches(basis, theirs);
        var merged = new System.Text.StringBuilder();
        var (b, m, t) = (0, 0, 0);
        while (b <= basis.Count)
        {
            // The next token of the base that both sides still have, or the end of all three.
            var next = b;
            while (next < basis.Count && (inMine[next] < 0 || inTheirs[next] < 0))
            {
                next++;
            }

            var isEnd = next == basis.Count;
            var (mineEnd, theirsEnd) = isEnd ? (mine.Count, theirs.Count) : (inMine[next], inTheirs[next]);
            var stretch = Stretch(Joined(basis, b, next), Joined(mine, m, mineEnd), Joined(theirs, t, theirsEnd), both);
            if (stretch is null)
            {
                return null;
            }

            merged.Append(stretch);
            if (isEnd)
            {
                break;
            }

            merged.Append(basis[next]);
            (b, m, t) = (next + 1, mineEnd + 1, theirsEnd + 1);
        }

        return merged.ToString();
    }

    static string? Stretch(string basis, string mine, string theirs, Func<string, string, string, string?> both)
        => string.Equals(mine, theirs, StringComparison.Ordinal) || string.Equals(basis, theirs, StringComparison.Ordinal) ? mine
            : string.Equals(basis, mine, StringComparison.Ordinal) ? theirs
            : both(basis, mine, theirs);

    /// <summary>For each token of the base its place in the other text by a longest common subsequence, or -1.</summary>
    static int[] Matches(List<string> basis, List<string> other)
    {
        var matches = new int[basis.Count];
        Array.Fill(matches, -1);
        var start = 0;
        while (start < basis.Count && start < other.Count && Same(basis[start], other[start]))
        {
            matches[start] = start;
            start++;
        }

        var (endBasis, endOther) = (basis.Count, other.Count);
        while (endBasis > start && endOther > start && Same(basis[endBasis - 1], other[endOther - 1]))
        {
            matches[--endBasis] = --endOther;
        }

        var (rows, columns) = (endBasis - start, endOther - start);
        var lengths = new ushort[(rows + 1) * (columns + 1)]; // at most TokensMax each
        for (var i = rows - 1; i >= 0; i--)
        {
            for (var j = columns - 1; j >= 0; j--)
            {
                lengths[i * (columns + 1) + j] = Same(basis[start + i], other[start + j])
                    ? (ushort)(lengths[(i + 1) * (columns + 1) + j + 1] + 1)
                    : Math.Max(lengths[(i + 1) * (columns + 1) + j], lengths[i * (columns + 1) + j + 1]);
            }
        }

        for (var (i, j) = (0, 0); i < rows && j < columns;)
        {
            if (Same(basis[start + i], other[start + j]))
            {
                matches[start + i++] = start + j++;
            }
            else if (lengths[(i + 1) * (columns + 1) + j] >= lengths[i * (columns + 1) + j + 1])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return matches;
    }

    static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    static string Joined(List<string> tokens, int start, int end) => string.Concat(tokens.Skip(start).Take(end - start));

    /// <summary>Paragraphs, and the line breaks between them as tokens of their own: together they are the text.</summary>
    static List<string> Paragraphs(string text) => Split(text, static c => c is '\n' or '\r', isBreakApart: true);

    /// <summary>Words with the white space that follows them.</summary>
    static List<string> Words(string text) => Split(text, char.IsWhiteSpace, isBreakApart: false);

    static List<string> Split(string text, Func<char, bool> isBreak, bool isBreakApart)
    {
        var tokens = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !isBreak(text[end]))
            {
                end++;
            }

            if (isBreakApart && end > start)
            {
                tokens.Add(text[start..end]);
                start = end;
            }

            while (end < text.Length && isBreak(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                tokens.Add(text[start..end]);
            }

            start = end;
        }

        return tokens;
    }
}
