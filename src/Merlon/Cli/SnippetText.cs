using System.Text;
using Merlon.Search;

namespace Merlon.Cli;

/// <summary>Snippets on a terminal: made safe, what matched stands out where there are colours.</summary>
static class SnippetText
{
    /// <summary>Wrapped to a width; an empty snippet has no lines.</summary>
    public static IEnumerable<string> Lines(Page page, Snippet snippet, int width, Tone tone)
    {
        if (snippet.Text.Length == 0)
        {
            yield break;
        }

        var (text, isMatch) = Safe(snippet);
        var at = 0;
        foreach (var line in Columns.Wrap(text, width))
        {
            yield return Coloured(page, line, text, isMatch, ref at, tone);
        }
    }

    /// <summary>On one line, cut to a width.</summary>
    public static string Line(Page page, Snippet snippet, int width, Tone tone)
    {
        var (text, isMatch) = Safe(snippet);
        var at = 0;
        return Coloured(page, Columns.Cut(text, width), text, isMatch, ref at, tone);
    }

    // Part by part, so that what is taken out does not shift what matched.
    static (string Text, List<bool> IsMatch) Safe(Snippet snippet)
    {
        var text = new StringBuilder();
        var isMatch = new List<bool>();
        var done = 0;
        foreach (var highlight in snippet.Highlights)
        {
            Add(snippet.Text[done..highlight.Start], false);
            Add(snippet.Text.Substring(highlight.Start, highlight.Length), true);
            done = highlight.Start + highlight.Length;
        }

        Add(snippet.Text[done..], false);
        return (text.ToString(), isMatch);

        void Add(string part, bool matches)
        {
            var safe = SafeText.Line(part);
            text.Append(safe);
            isMatch.AddRange(Enumerable.Repeat(matches, safe.Length));
        }
    }

    // A line has the words of the text in their order, only the spaces between may differ.
    static string Coloured(Page page, string line, string text, List<bool> isMatch, ref int at, Tone tone)
    {
        var coloured = new StringBuilder();
        var run = new StringBuilder();
        var isRunMatch = false;
        foreach (var c in line)
        {
            var matches = false;
            if (c != ' ')
            {
                while (at < text.Length && text[at] == ' ')
                {
                    at++;
                }

                matches = at < text.Length && isMatch[at];
                at++;
            }
            else
            {
                matches = isRunMatch && at + 1 < text.Length && isMatch[at] && isMatch[at + 1];
            }

            if (matches != isRunMatch)
            {
                coloured.Append(page.Toned(isRunMatch ? Tone.Accent : tone, run.ToString()));
                run.Clear();
                isRunMatch = matches;
            }

            run.Append(c);
        }

        return coloured.Append(page.Toned(isRunMatch ? Tone.Accent : tone, run.ToString())).ToString();
    }
}
