using System.Globalization;
using System.Text;

namespace Merlon.Prose;

/// <summary>
/// A text as Markdown that any reader shows alike: its own characters escaped, code between backticks, references as links to the
/// page's list, objects as links to addresses that the caller gives. No HTML in it.
/// </summary>
/// <param name="ObjectHref">Where an object's page is, or null when it has none.</param>
sealed record MarkdownProse(Func<string, string?> ObjectHref)
{
    public string Of(ProseText text) => Of(text.Blocks, "\n\n");

    /// <summary>A text on one line, for a list's item or a table's cell.</summary>
    public string LineOf(ProseText text) => string.Join(' ', text.Blocks.Select(block => OneLine(Of(block))));

    static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>Words with every character escaped that could mean something, so that they stay words.</summary>
    public static string Escape(string words)
    {
        var escaped = new StringBuilder(words.Length + 8);
        for (var i = 0; i < words.Length; i++)
        {
            var c = words[i];
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '|' or '#' or '~' or '&' or '!')
            {
                escaped.Append('\\').Append(c);
            }
            else if (c is '\n' or '\r')
            {
                escaped.Append(' ');
            }
            else if (!char.IsControl(c))
            {
                // A dash, plus or number that begins a line would begin a list.
                var begins = i == 0 && (c is '-' or '+' or '=' || char.IsAsciiDigit(c) && BeginsNumber(words));
                escaped.Append(begins && !char.IsAsciiDigit(c) ? $"\\{c}" : c.ToString());
                if (begins && char.IsAsciiDigit(c))
                {
                    i = AppendNumber(escaped, words);
                }
            }
        }

        return escaped.ToString();
    }

    /// <summary>Code between as many backticks as its own do not need.</summary>
    public static string CodeOf(string code)
    {
        var text = OneLine(code);
        var fence = new string('`', LongestRun(text) + 1);
        var pad = text.StartsWith('`') || text.EndsWith('`') || text.Length == 0 ? " " : "";
        return $"{fence}{pad}{text}{pad}{fence}";
    }

    static bool BeginsNumber(string words)
    {
        var digits = words.TakeWhile(char.IsAsciiDigit).Count();
        return digits < words.Length && words[digits] is '.' or ')';
    }

    static int AppendNumber(StringBuilder escaped, string words)
    {
        var digits = words.TakeWhile(char.IsAsciiDigit).Count();
        escaped.Append(words, 1, digits - 1).Append('\\').Append(words[digits]);
        return digits;
    }

    static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    string Of(IReadOnlyList<ProseBlock> blocks, string gap) => string.Join(gap, blocks.Select(Of));

    string Of(ProseBlock block) => block switch
    {
        ProseBlock.Paragraph paragraph => Of(paragraph.Inlines).Trim(),
        ProseBlock.Heading heading => $"**{Of(heading.Inlines).Trim()}**",
        ProseBlock.Listing listing => Fenced(listing.Code),
        ProseBlock.ItemList list => string.Join('\n', list.Items.Select((item, place) => Item(ItemMark.Of(list, place), item))),
        _ => "---",
    };

    string Item(string mark, IReadOnlyList<ProseBlock> blocks)
    {
        var margin = "\n" + new string(' ', mark.Length + 1);
        return $"{mark} {Of(blocks, "\n\n").Replace("\n", margin, StringComparison.Ordinal)}";
    }

    static string Fenced(string code)
    {
        var fence = new string('`', Math.Max(3, LongestRun(code) + 1));
        return $"{fence}\n{code}\n{fence}";
    }

    string Of(IReadOnlyList<ProseInline> inlines)
    {
        var markdown = new StringBuilder();
        foreach (var inline in inlines)
        {
            markdown.Append(inline switch
            {
                ProseInline.Words words => Escape(words.Text),
                ProseInline.Code code => CodeOf(code.Text),
                ProseInline.Marked marked => MarkedOf(marked),
                ProseInline.Link link => $"[{Of(link.Inlines.Where(static one => one is not ProseInline.Link).DefaultIfEmpty(new ProseInline.Words(link.Address.Host)).ToList())}](<{AddressOf(link.Address)}>)",
                ProseInline.ObjectLink link => ObjectHref(link.Id) is { } href ? $"[{Of(link.Inlines)}]({href})" : Of(link.Inlines),
                ProseInline.Reference reference => string.Create(CultureInfo.InvariantCulture, $"[\\[{reference.Number}\\]](#references)"),
                ProseInline.MissingReference missing => Escape($"(Citation: {missing.SourceName})"),
                ProseInline.LineBreak => "\\\n",
                _ => "",
            });
        }

        return markdown.ToString();
    }

    string MarkedOf(ProseInline.Marked marked)
    {
        var inner = Of(marked.Inlines);
        var words = inner.Trim();
        var mark = marked.Emphasis switch { Emphasis.Strong => "**", Emphasis.Italic => "*", _ => "" };
        return words.Length == 0 || mark.Length == 0 ? inner : inner.Replace(words, mark + words + mark, StringComparison.Ordinal);
    }

    static string AddressOf(Uri address) => address.AbsoluteUri.Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal);
}
