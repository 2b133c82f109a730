using System.Globalization;
using System.Text;
using Merlon.Prose;

namespace Merlon.Cli;

/// <summary>
/// Texts of ATT&amp;CK on a terminal: wrapped to the page, code and references toned where the terminal takes colours and between
/// backticks where it does not, an object's link followed by its id. Safe for a terminal.
/// </summary>
/// <param name="page">The page.</param>
/// <param name="ownId">Id of the object that the page is about: its own name is not followed by it.</param>
sealed class ProsePage(Page page, string ownId)
{
    /// <summary>Writes a text; nothing for an empty one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="indent">Columns before each line.</param>
    /// <param name="tone">How its words stand out.</param>
    public void Write(ProseText text, int indent = 0, Tone tone = Tone.Plain) => Write(text.Blocks, indent, tone, isLoose: indent == 0);

    /// <summary>A label and words beside it, wrapped under themselves.</summary>
    public void Field(string label, IReadOnlyList<ProseInline> inlines, int labelColumns = 14)
        => Write(inlines, page.Toned(Tone.Quiet, Columns.PadRight(label, labelColumns)), labelColumns, Tone.Plain);

    void Write(IReadOnlyList<ProseBlock> blocks, int indent, Tone tone, bool isLoose)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (i > 0 && isLoose)
            {
                page.Blank();
            }

            Write(blocks[i], indent, tone);
        }
    }

    void Write(ProseBlock block, int indent, Tone tone)
    {
        switch (block)
        {
            case ProseBlock.Paragraph paragraph:
                Write(paragraph.Inlines, new string(' ', indent), indent, tone);
                break;
            case ProseBlock.Heading heading:
                Write(heading.Inlines, new string(' ', indent), indent, Tone.Strong);
                break;
            case ProseBlock.Listing listing:
                foreach (var line in SafeText.Block(listing.Code).Split('\n'))
                {
                    page.Verbatim(line.TrimEnd(), indent + 4, Tone.Code);
                }

                break;
            case ProseBlock.ItemList list:
                for (var place = 0; place < list.Items.Count; place++)
                {
                    WriteItem(list, place, indent, tone);
                }

                break;
            default:
                page.Blank();
                break;
        }
    }

    void WriteItem(ProseBlock.ItemList list, int place, int indent, Tone tone)
    {
        var head = $"{new string(' ', indent)}{ItemMark.Of(list, place)} ";
        var item = list.Items[place];
        if (item.Count > 0 && item[0] is ProseBlock.Paragraph first)
        {
            Write(first.Inlines, head, head.Length, tone);
            Write([.. item.Skip(1)], head.Length, tone, isLoose: false);
        }
        else
        {
            page.Line(head);
            Write(item, head.Length, tone, isLoose: false);
        }
    }

    void Write(IReadOnlyList<ProseInline> inlines, string head, int indent, Tone tone)
    {
        var line = new ToneLine();
        Add(line, inlines, tone);
        page.Paragraph(line, head, indent);
    }

    void Add(ToneLine line, IReadOnlyList<ProseInline> inlines, Tone tone)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case ProseInline.Words words:
                    line.Add(SafeText.Line(words.Text), tone);
                    break;
                case ProseInline.Code code:
                    line.Add(page.UsesColour ? SafeText.Line(code.Text) : $"`{SafeText.Line(code.Text)}`", Tone.Code);
                    break;
                case ProseInline.Marked marked:
                    Add(line, marked.Inlines, marked.Emphasis is Emphasis.Strong or Emphasis.Italic && tone == Tone.Plain ? Tone.Strong : tone);
                    break;
                case ProseInline.Link link:
                    AddLink(line, link, tone);
                    break;
                case ProseInline.ObjectLink link:
                    Add(line, link.Inlines, tone);
                    AddId(line, link);
                    break;
                case ProseInline.Reference reference:
                    line.Add(string.Create(CultureInfo.InvariantCulture, $" [{reference.Number}]"), Tone.Quiet);
                    break;
                case ProseInline.MissingReference missing:
                    line.Add(SafeText.Line($"(Citation: {missing.SourceName})"), Tone.Quiet);
                    break;
                case ProseInline.LineBreak:
                    line.Break();
                    break;
            }
        }
    }

    void AddLink(ToneLine line, ProseInline.Link link, Tone tone)
    {
        Add(line, link.Inlines, tone);
        var address = SafeText.Line(link.Address.AbsoluteUri);
        if (!PlainProse.Of(link.Inlines).Contains(address.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            line.Add($" ({address})", Tone.Quiet);
        }
    }

    void AddId(ToneLine line, ProseInline.ObjectLink link)
    {
        if (!string.Equals(link.Id, ownId, StringComparison.OrdinalIgnoreCase)
            && !PlainProse.Of(link.Inlines).Contains(link.Id, StringComparison.OrdinalIgnoreCase))
        {
            line.Add($" ({link.Id})", Tone.Quiet);
        }
    }
}

/// <summary>Words with tones, one after another, to be wrapped together. Text has to be safe for a terminal.</summary>
sealed class ToneLine
{
    readonly List<List<(string Text, Tone Tone)>?> words = [];
    bool isOpen;

    /// <summary>The words, each in pieces of one tone; null for a break.</summary>
    public IReadOnlyList<IReadOnlyList<(string Text, Tone Tone)>?> Words => words;

    /// <summary>Adds text: what stands between spaces is a word, and what touches the text before it belongs to its last word.</summary>
    public void Add(string text, Tone tone)
    {
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (c == ' ')
            {
                Take(word, tone);
                isOpen = false;
            }
            else
            {
                word.Append(c);
            }
        }

        Take(word, tone);
    }

    public void Break()
    {
        words.Add(null);
        isOpen = false;
    }

    void Take(StringBuilder word, Tone tone)
    {
        if (word.Length == 0)
        {
            return;
        }

        if (isOpen && words.Count > 0 && words[^1] is { } last)
        {
            last.Add((word.ToString(), tone));
        }
        else
        {
            words.Add([(word.ToString(), tone)]);
        }

        isOpen = true;
        word.Clear();
    }
}
