using System.Net;
using System.Text;

namespace Merlon.Cli;

/// <summary>
/// ATT&amp;CK's descriptions (Markdown with HTML and citations) as plain text: links keep their words, citations go, code stands
/// between backticks; pseudo-tags such as <c>&lt;username&gt;</c> stay as they are. Safe for a terminal.
/// </summary>
static class DescriptionText
{
    const string Citation = "(Citation:";

    public static string Plain(string markdown)
    {
        if (markdown.Length == 0)
        {
            return "";
        }

        var plain = new StringBuilder(markdown.Length);
        for (var i = 0; i < markdown.Length;)
        {
            var rest = markdown.AsSpan(i);
            if (rest.StartsWith(Citation, StringComparison.Ordinal) && ClosingOf(markdown, i, '(', ')') is var citationEnd and >= 0)
            {
                i = citationEnd + 1;
            }
            else if (rest[0] == '[' && LinkAt(markdown, i) is { } link)
            {
                plain.Append(link.Words);
                i = link.End;
            }
            else if (TagAt(rest) is { } tag)
            {
                plain.Append(tag.Text);
                i += tag.Length;
            }
            else
            {
                plain.Append(markdown[i]);
                i++;
            }
        }

        return SafeText.Block(WebUtility.HtmlDecode(plain.ToString())).Trim();
    }

    // [Words](address); anything else in brackets is text.
    static (string Words, int End)? LinkAt(string text, int start)
    {
        var close = ClosingOf(text, start, '[', ']');
        if (close < 0 || close + 1 >= text.Length || text[close + 1] != '(')
        {
            return null;
        }

        var end = ClosingOf(text, close + 1, '(', ')');
        return end < 0 ? null : (text[(start + 1)..close], end + 1);
    }

    // Brackets may stand inside: (Citation: CISA Alert (TA17-163A)). They close on the same line or not at all.
    static int ClosingOf(string text, int start, char open, char close)
    {
        var depth = 0;
        for (var i = start; i < text.Length && text[i] != '\n'; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    static (string Text, int Length)? TagAt(ReadOnlySpan<char> rest)
    {
        foreach (var (tag, text) in Tags)
        {
            if (rest.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            {
                return (text, tag.Length);
            }
        }

        return null;
    }

    static ReadOnlySpan<(string Tag, string Text)> Tags => new[]
    {
        ("<code>", "`"), ("</code>", "`"), ("<br>", "\n"), ("<br/>", "\n"), ("<br />", "\n"),
        ("<u>", ""), ("</u>", ""), ("<p>", "\n"), ("</p>", ""), ("<b>", ""), ("</b>", ""),
    };
}
