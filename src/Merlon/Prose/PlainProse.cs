using System.Text;
using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>A text as plain words: code between backticks, no citations, links as their words. Not safe for a terminal by itself.</summary>
static class PlainProse
{
    /// <summary>Reads a text of ATT&amp;CK and gives its words.</summary>
    public static string Of(string text, IReadOnlyList<Citation> citations) => Of(ProseReader.Read(text, citations, new ReferenceList()));

    /// <summary>The text; blocks are parted by an empty line, items of a list stand on lines of their own.</summary>
    public static string Of(ProseText text) => Of(text.Blocks, "\n\n").Trim();

    /// <summary>Words of a line.</summary>
    public static string Of(IReadOnlyList<ProseInline> inlines)
    {
        var plain = new StringBuilder();
        foreach (var inline in inlines)
        {
            plain.Append(inline switch
            {
                ProseInline.Words words => words.Text,
                ProseInline.Code code => $"`{code.Text}`",
                ProseInline.Marked marked => Of(marked.Inlines),
                ProseInline.Link link => Of(link.Inlines),
                ProseInline.ObjectLink link => Of(link.Inlines),
                ProseInline.MissingReference missing => $"(Citation: {missing.SourceName})",
                ProseInline.LineBreak => "\n",
                _ => "",
            });
        }

        return plain.ToString();
    }

    static string Of(IReadOnlyList<ProseBlock> blocks, string gap) => string.Join(gap, blocks.Select(Of));

    static string Of(ProseBlock block) => block switch
    {
        ProseBlock.Paragraph paragraph => Of(paragraph.Inlines).Trim(),
        ProseBlock.Heading heading => Of(heading.Inlines).Trim(),
        ProseBlock.Listing listing => listing.Code,
        ProseBlock.ItemList list => string.Join('\n', list.Items.Select((item, place) => $"{ItemMark.Of(list, place)} {Of(item, "\n").Replace("\n", "\n  ", StringComparison.Ordinal)}")),
        _ => "",
    };
}

/// <summary>What stands before an item of a list.</summary>
static class ItemMark
{
    public static string Of(ProseBlock.ItemList list, int place)
        => list.First == 0 ? "-" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{list.First + place}.");
}
