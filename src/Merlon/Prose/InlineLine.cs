using System.Text;
using System.Text.RegularExpressions;

namespace Merlon.Prose;

/// <summary>A line that is being put together: neighbouring words joined, tags paired, bare addresses made links.</summary>
sealed partial class InlineLine
{
    readonly Stack<(string Tag, List<ProseInline> Inlines)> open = new([("", [])]);
    readonly StringBuilder words = new();

    public void Words(string text) => words.Append(text);

    public void Add(ProseInline inline)
    {
        Flush();
        open.Peek().Inlines.Add(inline);
    }

    public void Open(string tag)
    {
        Flush();
        open.Push((tag, []));
    }

    /// <summary>Closes the nearest tag of the name, and what was opened inside it and not closed; nothing when none is open.</summary>
    public void CloseTag(string tag)
    {
        if (!open.Any(entry => string.Equals(entry.Tag, tag, StringComparison.Ordinal)))
        {
            return;
        }

        Flush();
        while (!string.Equals(open.Peek().Tag, tag, StringComparison.Ordinal))
        {
            Unwrap();
        }

        var (_, inlines) = open.Pop();
        open.Peek().Inlines.Add(new ProseInline.Marked(EmphasisOf(tag), inlines));
    }

    /// <summary>The whole line; a tag that was never closed marks nothing.</summary>
    public List<ProseInline> Close()
    {
        Flush();
        while (open.Count > 1)
        {
            Unwrap();
        }

        return open.Peek().Inlines;
    }

    void Unwrap()
    {
        var (_, inlines) = open.Pop();
        open.Peek().Inlines.AddRange(inlines);
    }

    void Flush()
    {
        if (words.Length == 0)
        {
            return;
        }

        var text = words.ToString();
        words.Clear();
        var done = 0;
        foreach (Match match in BareAddress().Matches(text))
        {
            var address = WithoutPunctuation(match.Value);
            if (AttackAddress.WebAddress(address) is not { } web)
            {
                continue;
            }

            AddWords(text[done..match.Index]);
            open.Peek().Inlines.Add(AttackAddress.IdOf(address) is { } id
                ? new ProseInline.ObjectLink(id, [new ProseInline.Words(id)])
                : new ProseInline.Link(web, [new ProseInline.Words(address)]));
            done = match.Index + address.Length;
        }

        AddWords(text[done..]);
    }

    void AddWords(string text)
    {
        if (text.Length > 0)
        {
            open.Peek().Inlines.Add(new ProseInline.Words(text));
        }
    }

    /// <summary>An address without the full stop or parenthesis of the sentence around it.</summary>
    static string WithoutPunctuation(string address)
    {
        var end = address.Length;
        while (end > 0 && (address[end - 1] is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '”' or '’'
            || address[end - 1] is ')' && !Balances(address.AsSpan(0, end))))
        {
            end--;
        }

        return address[..end];
    }

    static bool Balances(ReadOnlySpan<char> address) => address.Count(')') <= address.Count('(');

    static Emphasis EmphasisOf(string tag) => tag switch
    {
        "b" or "strong" => Emphasis.Strong,
        "u" => Emphasis.Underlined,
        "sub" => Emphasis.Subscript,
        "sup" => Emphasis.Superscript,
        _ => Emphasis.Italic,
    };

    [GeneratedRegex(@"\bhttps?://[^\s<>""`\\{}|^]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ProseReader.TimeoutMs)]
    private static partial Regex BareAddress();
}
