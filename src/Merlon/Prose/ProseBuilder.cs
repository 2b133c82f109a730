using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>Turns what Markdown's parser and <see cref="ProseSource"/> found into the tree of a text.</summary>
sealed class ProseBuilder(ProseSource source, IReadOnlyList<Citation> citations, ReferenceList references)
{
    readonly Dictionary<string, Citation> bySourceName = ByName(citations);

    public IReadOnlyList<ProseBlock> BlocksOf(ContainerBlock container)
    {
        var blocks = new List<ProseBlock>();
        foreach (var block in container)
        {
            Add(blocks, block);
        }

        return blocks;
    }

    void Add(List<ProseBlock> blocks, Block block)
    {
        switch (block)
        {
            case HeadingBlock heading:
                blocks.Add(new ProseBlock.Heading(heading.Level, OneLine(InlinesOf(heading.Inline))));
                break;
            case ListBlock list:
                blocks.Add(new ProseBlock.ItemList(NumberOf(list), [.. list.OfType<ListItemBlock>().Select(BlocksOf)]));
                break;
            case CodeBlock code:
                blocks.Add(new ProseBlock.Listing(source.Restore(code.Lines.ToString()).Trim('\n')));
                break;
            case ThematicBreakBlock:
                blocks.Add(new ProseBlock.Rule());
                break;
            case LeafBlock { Inline: { } inline }:
                AddParagraphs(blocks, InlinesOf(inline));
                break;
            case ContainerBlock inner:
                foreach (var one in inner)
                {
                    Add(blocks, one);
                }

                break;
            default:
                break; // definitions of link targets, which the parser has resolved
        }
    }

    static int NumberOf(ListBlock list)
        => !list.IsOrdered ? 0 : int.TryParse(list.OrderedStart, System.Globalization.CultureInfo.InvariantCulture, out var first) && first > 0 ? first : 1;

    // Code of several lines, as analytics have it, is a listing: it parts the paragraph that it stands in.
    static void AddParagraphs(List<ProseBlock> blocks, IReadOnlyList<ProseInline> inlines)
    {
        var line = new List<ProseInline>();
        foreach (var inline in inlines)
        {
            if (inline is ProseInline.Code code && code.Text.AsSpan().Trim().Contains('\n'))
            {
                AddParagraph(blocks, line);
                line = [];
                blocks.Add(new ProseBlock.Listing(code.Text.Trim('\n').TrimEnd()));
            }
            else
            {
                line.Add(inline);
            }
        }

        AddParagraph(blocks, line);
    }

    static void AddParagraph(List<ProseBlock> blocks, List<ProseInline> inlines)
    {
        if (OneLine(inlines) is { Count: > 0 } trimmed)
        {
            blocks.Add(new ProseBlock.Paragraph(trimmed));
        }
    }

    /// <summary>Without breaks and spaces at either end.</summary>
    static List<ProseInline> OneLine(IReadOnlyList<ProseInline> inlines)
    {
        List<ProseInline> kept = [.. inlines];
        while (kept.Count > 0 && IsSpace(kept[0]))
        {
            kept.RemoveAt(0);
        }

        while (kept.Count > 0 && IsSpace(kept[^1]))
        {
            kept.RemoveAt(kept.Count - 1);
        }

        if (kept.Count > 0 && kept[0] is ProseInline.Words first)
        {
            kept[0] = new ProseInline.Words(first.Text.TrimStart());
        }

        if (kept.Count > 0 && kept[^1] is ProseInline.Words last)
        {
            kept[^1] = new ProseInline.Words(last.Text.TrimEnd());
        }

        return kept;
    }

    static bool IsSpace(ProseInline inline)
        => inline is ProseInline.LineBreak || inline is ProseInline.Words words && string.IsNullOrWhiteSpace(words.Text);

    List<ProseInline> InlinesOf(ContainerInline? container)
    {
        var line = new InlineLine();
        if (container is not null)
        {
            foreach (var inline in container)
            {
                Add(line, inline);
            }
        }

        return line.Close();
    }

    void Add(InlineLine line, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                line.Words(literal.Content.ToString());
                break;
            case MarkInline mark:
                AddMark(line, source.MarkAt(mark.Number));
                break;
            case CodeInline code:
                line.Add(new ProseInline.Code(source.Restore(code.Content)));
                break;
            case HtmlEntityInline entity:
                line.Words(entity.Transcoded.ToString());
                break;
            case LineBreakInline lineBreak:
                AddBreak(line, lineBreak);
                break;
            case EmphasisInline emphasis:
                line.Add(new ProseInline.Marked(emphasis.DelimiterCount >= 2 ? Emphasis.Strong : Emphasis.Italic, InlinesOf(emphasis)));
                break;
            case LinkInline link:
                AddLink(line, link);
                break;
            case DelimiterInline delimiter:
                line.Words(delimiter.ToLiteral());
                AddAll(line, delimiter);
                break;
            case ContainerInline inner:
                AddAll(line, inner);
                break;
            default:
                break;
        }
    }

    void AddAll(InlineLine line, ContainerInline container)
    {
        foreach (var inline in container)
        {
            Add(line, inline);
        }
    }

    static void AddBreak(InlineLine line, LineBreakInline lineBreak)
    {
        if (lineBreak.IsHard)
        {
            line.Add(new ProseInline.LineBreak());
        }
        else
        {
            line.Words(" ");
        }
    }

    void AddMark(InlineLine line, ProseMark? mark)
    {
        switch (mark)
        {
            case ProseMark.Code code:
                line.Add(new ProseInline.Code(code.Text));
                break;
            case ProseMark.Literal literal:
                line.Words(literal.Text);
                break;
            case ProseMark.ObjectId id:
                line.Add(new ProseInline.ObjectLink(id.Id, [new ProseInline.Words(id.Id)]));
                break;
            case ProseMark.Cited cited:
                line.Add(Cited(cited.SourceName));
                break;
            case ProseMark.Tag { Name: "br" or "p" }:
                line.Add(new ProseInline.LineBreak());
                break;
            case ProseMark.Tag { IsClosing: false } tag:
                line.Open(tag.Name);
                break;
            case ProseMark.Tag tag:
                line.CloseTag(tag.Name);
                break;
            default:
                break;
        }
    }

    ProseInline Cited(string sourceName)
    {
        if (bySourceName.TryGetValue(sourceName, out var citation))
        {
            return new ProseInline.Reference(references.NumberOf(citation), citation);
        }

        references.Miss(sourceName);
        return new ProseInline.MissingReference(sourceName);
    }

    void AddLink(InlineLine line, LinkInline link)
    {
        var inner = InlinesOf(link);
        var address = source.Restore(link.Url ?? "");
        if (!link.IsImage && AttackAddress.IdOf(address) is { } id)
        {
            line.Add(new ProseInline.ObjectLink(id, inner.Count > 0 ? inner : [new ProseInline.Words(id)]));
        }
        else if (!link.IsImage && AttackAddress.WebAddress(address) is { } web)
        {
            line.Add(new ProseInline.Link(web, inner.Count > 0 ? inner : [new ProseInline.Words(address)]));
        }
        else
        {
            foreach (var one in inner)
            {
                line.Add(one);
            }
        }
    }

    static Dictionary<string, Citation> ByName(IReadOnlyList<Citation> citations)
    {
        var names = new Dictionary<string, Citation>(citations.Count, StringComparer.Ordinal);
        foreach (var citation in citations)
        {
            names.TryAdd(citation.SourceName.Trim(), citation);
        }

        return names;
    }
}
