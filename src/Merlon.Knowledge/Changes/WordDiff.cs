using System.Globalization;

namespace Merlon.Changes;

/// <summary>Whether a piece of text went, came or stayed.</summary>
public enum TextSegmentKind
{
    /// <summary>In both texts.</summary>
    Same,

    /// <summary>Only in the old text.</summary>
    Dropped,

    /// <summary>Only in the new text.</summary>
    Added,
}

/// <summary>A piece of two compared texts.</summary>
/// <param name="Kind">In which of them it stands.</param>
/// <param name="Text">The piece, not empty.</param>
public readonly record struct TextSegment(TextSegmentKind Kind, string Text);

/// <summary>
/// Two texts compared word by word: the shortest way from one to the other (E. W. Myers, "An O(ND) Difference Algorithm and
/// Its Variations", 1986, in linear space), bounded in work. See docs/design/release-diff.md.
/// </summary>
public static class WordDiff
{
    /// <summary>Longest separator between two changes that is drawn into them, in characters: alone it only unsettles the eye.</summary>
    const int BridgeCharsMax = 3;

    /// <summary>
    /// The pieces in reading order. Those that are not <see cref="TextSegmentKind.Added"/> make up the old text, those that
    /// are not <see cref="TextSegmentKind.Dropped"/> the new one, whatever the texts are. Where finding the shortest way
    /// would cost more than <see cref="EditScript.StepsMax"/> steps, what is left stands as one piece dropped and one added.
    /// </summary>
    public static IReadOnlyList<TextSegment> Of(string old, string @new)
    {
        var (oldWords, newWords) = (WordsOf(old), WordsOf(@new));
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (isDropped, isAdded) = EditScript.Of(NumbersOf(oldWords, numbers), NumbersOf(newWords, numbers));
        var marked = new List<(TextSegmentKind Kind, string Word)>(oldWords.Count + newWords.Count);
        for (int i = 0, j = 0; i < oldWords.Count || j < newWords.Count;)
        {
            if (i < oldWords.Count && isDropped[i])
            {
                marked.Add((TextSegmentKind.Dropped, oldWords[i++]));
            }
            else if (j < newWords.Count && isAdded[j])
            {
                marked.Add((TextSegmentKind.Added, newWords[j++]));
            }
            else
            {
                marked.Add((TextSegmentKind.Same, newWords[j++]));
                i++;
            }
        }

        return Joined(marked);
    }

    /// <summary>
    /// Joins words to pieces. Between two pieces that stayed there is at most one dropped and one added; a short separator
    /// between two changes becomes part of both.
    /// </summary>
    static List<TextSegment> Joined(List<(TextSegmentKind Kind, string Word)> marked)
    {
        var segments = new List<TextSegment>();
        for (var i = 0; i < marked.Count;)
        {
            var same = RunOf(marked, ref i);
            if (same.Length > 0)
            {
                segments.Add(new TextSegment(TextSegmentKind.Same, same));
            }

            var (dropped, added) = ChangesFrom(marked, ref i);
            if (dropped.Length > 0)
            {
                segments.Add(new TextSegment(TextSegmentKind.Dropped, dropped));
            }

            if (added.Length > 0)
            {
                segments.Add(new TextSegment(TextSegmentKind.Added, added));
            }
        }

        return segments;
    }

    static string RunOf(List<(TextSegmentKind Kind, string Word)> marked, ref int place)
    {
        var start = place;
        while (place < marked.Count && marked[place].Kind == TextSegmentKind.Same)
        {
            place++;
        }

        return string.Concat(marked.GetRange(start, place - start).Select(static one => one.Word));
    }

    static (string Dropped, string Added) ChangesFrom(List<(TextSegmentKind Kind, string Word)> marked, ref int place)
    {
        List<string> dropped = [], added = [];
        while (place < marked.Count)
        {
            if (marked[place].Kind == TextSegmentKind.Same)
            {
                var next = place;
                var bridge = RunOf(marked, ref next);
                if (next == marked.Count || bridge.Length > BridgeCharsMax || bridge.Any(char.IsLetterOrDigit))
                {
                    break;
                }

                dropped.Add(bridge);
                added.Add(bridge);
                place = next;
                continue;
            }

            (marked[place].Kind == TextSegmentKind.Dropped ? dropped : added).Add(marked[place].Word);
            place++;
        }

        return (string.Concat(dropped), string.Concat(added));
    }

    static int[] NumbersOf(List<string> words, Dictionary<string, int> numbers)
    {
        var list = new int[words.Count];
        for (var i = 0; i < list.Length; i++)
        {
            if (!numbers.TryGetValue(words[i], out list[i]))
            {
                numbers.Add(words[i], list[i] = numbers.Count);
            }
        }

        return list;
    }

    /// <summary>Runs of letters, digits and marks; runs of white space; every other character alone (a surrogate pair is one).</summary>
    static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var kind = KindOf(text[start]);
            var end = start + (char.IsHighSurrogate(text[start]) && start + 1 < text.Length && char.IsLowSurrogate(text[start + 1]) ? 2 : 1);
            while (kind != 0 && end < text.Length && KindOf(text[end]) == kind)
            {
                end++;
            }

            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }

    // 1 for words, 2 for white space, 0 for what stands alone.
    static int KindOf(char c) => char.IsLetterOrDigit(c) || c is '_' or '\'' or '’'
        || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? 1
        : char.IsWhiteSpace(c) ? 2
        : 0;
}
