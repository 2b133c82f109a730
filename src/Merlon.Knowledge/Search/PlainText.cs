using System.Net;
using System.Text;

namespace Merlon.Search;

/// <summary>
/// ATT&amp;CK's descriptions (Markdown with HTML and citations) as the words that a reader sees, on one line: citations and
/// addresses go, links keep their words, pseudo-tags such as <c>&lt;username&gt;</c> stay. What search reads and snippets show.
/// </summary>
static class PlainText
{
    const string Citation = "(Citation:";

    public static string Of(string markup)
    {
        var plain = new StringBuilder(markup.Length);
        for (var i = 0; i < markup.Length;)
        {
            var run = markup.AsSpan(i).IndexOfAny(Special);
            if (run != 0)
            {
                var end = run < 0 ? markup.Length : i + run;
                plain.Append(markup, i, end - i);
                i = end;
                continue;
            }

            i = AppendSpecial(plain, markup, i);
        }

        var text = plain.ToString();
        return (text.Contains('&', StringComparison.Ordinal) ? OneLine(WebUtility.HtmlDecode(text)) : text).Trim();
    }

    static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(
        "([<`*#\t\n\r\v\f\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\u000e\u000f\u001b\u007f\u0085\u009b\u009d\u2028\u2029");

    // Returns where to go on.
    static int AppendSpecial(StringBuilder plain, string markup, int i)
    {
        var rest = markup.AsSpan(i);
        switch (rest[0])
        {
            case '(':
                if (rest.StartsWith(Citation, StringComparison.Ordinal) && ClosingOf(markup, i, '(', ')') is var citationEnd and >= 0)
                {
                    return citationEnd + 1;
                }

                break;
            case '[':
                if (LinkAt(markup, i) is { } link)
                {
                    plain.Append(Of(markup[(i + 1)..link.WordsEnd]));
                    return link.End;
                }

                break;
            case '<':
                if (TagAt(rest, Inline) is var inline and > 0)
                {
                    return i + inline;
                }

                if (TagAt(rest, Blocks) is var block and > 0)
                {
                    AppendSpace(plain);
                    return i + block;
                }

                break;
            case '`':
                return i + 1;
            case '*' or '#':
                var marks = rest.Length - rest.TrimStart(rest[0]).Length;
                var isLineStart = plain.Length == 0 || plain[^1] == ' ';
                if (marks > 1 || isLineStart)
                {
                    return i + marks;
                }

                break;
            default:
                AppendSpace(plain);
                return i + 1;
        }

        plain.Append(rest[0]);
        return i + 1;
    }

    static void AppendSpace(StringBuilder plain)
    {
        if (plain.Length > 0 && plain[^1] != ' ')
        {
            plain.Append(' ');
        }
    }

    // Entities may spell control characters, which were taken out before they were decoded.
    static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return line.ToString();
    }

    // [Words](address); anything else in brackets is text.
    static (int WordsEnd, int End)? LinkAt(string text, int start)
    {
        var close = ClosingOf(text, start, '[', ']');
        if (close < 0 || close + 1 >= text.Length || text[close + 1] != '(')
        {
            return null;
        }

        var end = ClosingOf(text, close + 1, '(', ')');
        return end < 0 ? null : (close, end + 1);
    }

    /// <summary>Farthest that a bracket may close from where it opens: keeps a text of open brackets from costing its square.</summary>
    const int BracketCharsMax = 1_000;

    // Brackets may stand inside: (Citation: CISA Alert (TA17-163A)). They close on the same line or not at all.
    static int ClosingOf(string text, int start, char open, char close)
    {
        var depth = 0;
        var end = Math.Min(text.Length, start + BracketCharsMax);
        for (var i = start; i < end && text[i] != '\n'; i++)
        {
            depth += text[i] == open ? 1 : text[i] == close ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    // The length of one of the tags, or 0.
    static int TagAt(ReadOnlySpan<char> rest, string[] tags)
    {
        foreach (var tag in tags)
        {
            if (rest.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            {
                return tag.Length;
            }
        }

        return 0;
    }

    static readonly string[] Inline =
    [
        "<code>", "</code>", "<u>", "</u>", "<b>", "</b>", "<i>", "</i>", "<em>", "</em>", "<strong>", "</strong>", "<sup>", "</sup>", "<sub>", "</sub>",
    ];

    // What stands on lines of its own: its words must not run into those before.
    static readonly string[] Blocks = ["<br>", "<br/>", "<br />", "<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>"];
}
