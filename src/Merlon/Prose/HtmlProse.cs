using System.Globalization;
using System.Text;

namespace Merlon.Prose;

/// <summary>
/// A text as HTML made of our own tags and nothing else: p, h3 to h6, ul, ol, li, pre, code, em, strong, u, sub, sup, br, hr, a.
/// Every character of the text is escaped; a link is http or https, or an address that the caller gives.
/// </summary>
/// <param name="Escape">Escapes text for content and quoted attributes.</param>
/// <param name="ObjectHref">Where an object's page is, or null when it has none.</param>
/// <param name="ReferenceHref">Where the reference of a number is.</param>
sealed record HtmlProse(Func<string, string> Escape, Func<string, string?> ObjectHref, Func<int, string> ReferenceHref)
{
    /// <summary>Headings of a text begin below those of the page.</summary>
    const int HeadingShift = 2, HeadingLevelMax = 6;

    public void Write(StringBuilder html, ProseText text) => Write(html, text.Blocks, isTight: false);

    /// <summary>A text of one paragraph without its tag, for a table's cell.</summary>
    public void WriteTight(StringBuilder html, ProseText text) => Write(html, text.Blocks, isTight: true);

    void Write(StringBuilder html, IReadOnlyList<ProseBlock> blocks, bool isTight)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case ProseBlock.Paragraph paragraph when isTight && blocks.Count == 1:
                    Write(html, paragraph.Inlines);
                    break;
                case ProseBlock.Paragraph paragraph:
                    Element(html, "p", paragraph.Inlines);
                    break;
                case ProseBlock.Heading heading:
                    Element(html, string.Create(CultureInfo.InvariantCulture, $"h{Math.Min(heading.Level + HeadingShift, HeadingLevelMax)}"), heading.Inlines);
                    break;
                case ProseBlock.Listing listing:
                    html.Append("<pre><code>").AppendJoin('\n', listing.Code.Split('\n').Select(Escape)).Append("</code></pre>");
                    break;
                case ProseBlock.ItemList list:
                    WriteList(html, list);
                    break;
                case ProseBlock.Rule:
                    html.Append("<hr>");
                    break;
            }
        }
    }

    void WriteList(StringBuilder html, ProseBlock.ItemList list)
    {
        html.Append(list.First switch
        {
            0 => "<ul>",
            1 => "<ol>",
            _ => string.Create(CultureInfo.InvariantCulture, $"<ol start=\"{list.First}\">"),
        });
        foreach (var item in list.Items)
        {
            html.Append("<li>");
            var isTight = item.Count(static block => block is ProseBlock.Paragraph) <= 1;
            foreach (var block in item)
            {
                Write(html, [block], isTight);
            }

            html.Append("</li>");
        }

        html.Append(list.First == 0 ? "</ul>" : "</ol>");
    }

    void Element(StringBuilder html, string tag, IReadOnlyList<ProseInline> inlines)
    {
        html.Append('<').Append(tag).Append('>');
        Write(html, inlines);
        html.Append("</").Append(tag).Append('>');
    }

    void Write(StringBuilder html, IReadOnlyList<ProseInline> inlines)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case ProseInline.Words words:
                    html.Append(Escape(words.Text));
                    break;
                case ProseInline.Code code:
                    html.Append("<code>").Append(Escape(code.Text)).Append("</code>");
                    break;
                case ProseInline.Marked marked:
                    Element(html, TagOf(marked.Emphasis), marked.Inlines);
                    break;
                case ProseInline.Link link:
                    Anchor(html, link.Address.AbsoluteUri, " rel=\"external noopener noreferrer nofollow\"", link.Inlines);
                    break;
                case ProseInline.ObjectLink link when ObjectHref(link.Id) is { } href:
                    Anchor(html, href, "", link.Inlines);
                    break;
                case ProseInline.ObjectLink link:
                    Write(html, link.Inlines);
                    break;
                case ProseInline.Reference reference:
                    html.Append(CultureInfo.InvariantCulture, $"<sup><a href=\"{Escape(ReferenceHref(reference.Number))}\">[{reference.Number}]</a></sup>");
                    break;
                case ProseInline.MissingReference missing:
                    html.Append(Escape($"(Citation: {missing.SourceName})"));
                    break;
                case ProseInline.LineBreak:
                    html.Append("<br>");
                    break;
            }
        }
    }

    void Anchor(StringBuilder html, string href, string more, IReadOnlyList<ProseInline> inlines)
    {
        html.Append("<a href=\"").Append(Escape(href)).Append('"').Append(more).Append('>');
        Write(html, WithoutLinks(inlines));
        html.Append("</a>");
    }

    // A link within a link is not HTML; Markdown does not make one, but a bare address inside a link's words would.
    static List<ProseInline> WithoutLinks(IReadOnlyList<ProseInline> inlines) => [.. inlines.SelectMany(static inline => inline switch
    {
        ProseInline.Link link => WithoutLinks(link.Inlines),
        ProseInline.ObjectLink link => WithoutLinks(link.Inlines),
        ProseInline.Marked marked => [marked with { Inlines = WithoutLinks(marked.Inlines) }],
        ProseInline.Reference => [],
        _ => [inline],
    })];

    static string TagOf(Emphasis emphasis) => emphasis switch
    {
        Emphasis.Strong => "strong",
        Emphasis.Underlined => "u",
        Emphasis.Subscript => "sub",
        Emphasis.Superscript => "sup",
        _ => "em",
    };
}
