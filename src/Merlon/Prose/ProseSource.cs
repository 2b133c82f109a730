using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Helpers;
using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>
/// A text with everything taken out that is not Markdown: pairs of code tags, citations, leaked editor's links, known tags. Each
/// left a mark (⸨n⸩) that Markdown takes for a piece of punctuation, as it would the bracket that stood there; so code keeps its
/// asterisks and a source's name its underscores. What is found in places where Markdown keeps text verbatim is put back as it was.
/// </summary>
sealed partial class ProseSource
{
    /// <summary>The two signs that enclose a mark; where a text has one of its own, that is marked too.</summary>
    public const char Opening = '⸨', Closing = '⸩';

    readonly List<(ProseMark Mark, string Source)> marks = [];
    readonly StringBuilder markdown;
    readonly string text;
    readonly IReadOnlyList<string> sourceNames;

    ProseSource(string text, IReadOnlyList<Citation> citations)
    {
        this.text = text;
        markdown = new StringBuilder(text.Length);
        sourceNames = [.. citations.Select(static citation => citation.SourceName.Trim()).Where(static name => name.Length > 0).OrderByDescending(static name => name.Length)];
    }

    /// <summary>The text with marks.</summary>
    public string Markdown => markdown.ToString();

    public static ProseSource Of(string text, IReadOnlyList<Citation> citations)
    {
        var source = new ProseSource(text, citations);
        source.Scan();
        return source;
    }

    /// <summary>What a mark stands for; null when there is no such mark.</summary>
    public ProseMark? MarkAt(int number) => number >= 0 && number < marks.Count ? marks[number].Mark : null;

    /// <summary>Text with its marks replaced by what stood there.</summary>
    public string Restore(string marked) => marked.Contains(Opening, StringComparison.Ordinal)
        ? MarkForm().Replace(marked, match => int.TryParse(match.Groups["n"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < marks.Count ? marks[n].Source : match.Value)
        : marked;

    void Scan()
    {
        var codes = CodePairs();
        for (var i = 0; i < text.Length;)
        {
            i = text[i] switch
            {
                '<' when codes.TryGetValue(i, out var code) => code.Content is { } content
                    ? Mark(new ProseMark.Code(Decoded(content)), i, code.End)
                    : Mark(new ProseMark.Nothing(), i, code.End),
                '<' when KnownTag().Match(text, i) is { Success: true } tag => Mark(
                    new ProseMark.Tag(tag.Groups["name"].Value.ToLowerInvariant(), IsClosing: tag.Groups["slash"].Length > 0), i, i + tag.Length),
                '(' or '{' when LeakedLink().Match(text, i) is { Success: true } link => Mark(
                    new ProseMark.ObjectId(link.Groups["id"].Value.ToUpperInvariant()), i, i + link.Length),
                '(' when CitationStart().Match(text, i) is { Success: true } start && NameFrom(start.Index + start.Length) is { } name => Mark(
                    new ProseMark.Cited(name.Name), i, name.End),
                Opening or Closing => Mark(new ProseMark.Literal(text[i..(i + 1)]), i, i + 1),
                _ => Copy(i),
            };
        }
    }

    int Copy(int at)
    {
        markdown.Append(text[at]);
        return at + 1;
    }

    int Mark(ProseMark mark, int start, int end)
    {
        markdown.Append(Opening).Append(CultureInfo.InvariantCulture, $"{marks.Count}").Append(Closing);
        marks.Add((mark, text[start..end]));
        return end;
    }

    /// <summary>
    /// Pairs of code tags by where they begin. A closing tag that was typed as an opening one (<c>&lt;code&gt;a&lt;code&gt;</c>) closes
    /// too: of a run of openings before a closing, they pair two by two; where one is left over it is the first, and it goes.
    /// </summary>
    Dictionary<int, (int End, string? Content)> CodePairs()
    {
        var pairs = new Dictionary<int, (int, string?)>();
        var open = new List<Match>();
        foreach (Match tag in CodeTag().Matches(text))
        {
            if (tag.Groups["slash"].Length == 0)
            {
                open.Add(tag);
            }
            else if (open.Count == 0)
            {
                pairs[tag.Index] = (tag.Index + tag.Length, null);
            }
            else
            {
                open.Add(tag);
                PairUp(open, pairs);
            }
        }

        PairUp(open, pairs);
        return pairs;
    }

    void PairUp(List<Match> tags, Dictionary<int, (int End, string? Content)> pairs)
    {
        var first = tags.Count % 2;
        if (first == 1)
        {
            pairs[tags[0].Index] = (tags[0].Index + tags[0].Length, null);
        }

        for (var i = first; i + 1 < tags.Count; i += 2)
        {
            var content = text[(tags[i].Index + tags[i].Length)..tags[i + 1].Index];
            pairs[tags[i].Index] = (tags[i + 1].Index + tags[i + 1].Length, content);
        }

        tags.Clear();
    }

    /// <summary>The cited name that begins at a place and where its parenthesis ends: a known name, else up to the parenthesis that balances.</summary>
    (string Name, int End)? NameFrom(int start)
    {
        foreach (var name in sourceNames)
        {
            if (string.CompareOrdinal(text, start, name, 0, name.Length) != 0)
            {
                continue;
            }

            var end = start + name.Length;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            if (end < text.Length && text[end] == ')')
            {
                return (name, end + 1);
            }
        }

        var depth = 1;
        for (var i = start; i < text.Length && text[i] != '\n'; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return (text[start..i].Trim(), i + 1);
            }
        }

        return null;
    }

    /// <summary>Code between tags is HTML's: <c>&amp;lt;</c> means a bracket there.</summary>
    static string Decoded(string html) => html.Contains('&', StringComparison.Ordinal)
        ? Entity().Replace(html, static match => EntityOf(match) ?? match.Value)
        : html;

    static string? EntityOf(Match match)
    {
        if (match.Groups["name"].Success)
        {
            return EntityHelper.DecodeEntity(match.Groups["name"].ValueSpan);
        }

        var isHex = match.Groups["hex"].Success;
        var digits = isHex ? match.Groups["hex"].ValueSpan : match.Groups["digits"].ValueSpan;
        return int.TryParse(digits, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? EntityHelper.DecodeEntity(code)
            : null;
    }

    [GeneratedRegex(@"<(?<slash>/?)code(\s[^<>]*)?>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex CodeTag();

    [GeneratedRegex(@"\G<(?<slash>/?)(?<name>br|u|b|i|em|strong|sub|sup|p)(\s[^<>]{0,200})?\s*/?>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex KnownTag();

    [GeneratedRegex(@"\G(\(|\{\{?)\s*LinkById\s*[:|]\s*(?<id>[A-Z]{1,3}[0-9]{4}(\.[0-9]{3})?)\s*(\)|\}\}?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex LeakedLink();

    [GeneratedRegex(@"\G\(\s*Citation\s*:\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, ProseReader.TimeoutMs)]
    private static partial Regex CitationStart();

    [GeneratedRegex("⸨(?<n>[0-9]{1,9})⸩", RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex MarkForm();

    [GeneratedRegex(@"&(?:(?<name>[A-Za-z][A-Za-z0-9]{1,31})|#(?<digits>[0-9]{1,7})|#[xX](?<hex>[0-9A-Fa-f]{1,6}));", RegexOptions.ExplicitCapture, ProseReader.TimeoutMs)]
    private static partial Regex Entity();
}

/// <summary>What was taken out of a text.</summary>
abstract record ProseMark
{
    ProseMark() { }

    public sealed record Code(string Text) : ProseMark;

    public sealed record Cited(string SourceName) : ProseMark;

    public sealed record ObjectId(string Id) : ProseMark;

    /// <summary>A known tag.</summary>
    /// <param name="Name">In lower case.</param>
    /// <param name="IsClosing">True for <c>&lt;/b&gt;</c>.</param>
    public sealed record Tag(string Name, bool IsClosing) : ProseMark;

    public sealed record Literal(string Text) : ProseMark;

    /// <summary>A code tag without a partner.</summary>
    public sealed record Nothing : ProseMark;
}
