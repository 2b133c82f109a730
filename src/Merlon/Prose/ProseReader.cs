using Markdig;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>
/// Reads a text of ATT&amp;CK: Markdown mixed with a few HTML tags, citations and links to other objects. HTML is never passed on:
/// the inline tags that ATT&amp;CK uses become structure, everything else in angle brackets is text (<c>&lt;username&gt;</c>).
/// Images become their words, links that are not http or https too. docs/design/prose.md says why it is done so.
/// </summary>
static class ProseReader
{
    /// <summary>Longest text that is read as markup, in characters; a longer one is shown as it is, one paragraph.</summary>
    public const int TextCharsMax = 256 * 1024;

    /// <summary>Deepest nesting of a text; a deeper one is shown as it is.</summary>
    public const int NestingDepthMax = 64;

    /// <summary>Time that one search in a text may take, in milliseconds; every pattern is linear, so none ever does.</summary>
    public const int TimeoutMs = 2_000;

    static readonly MarkdownPipeline Pipeline = MakePipeline();

    /// <summary>Reads a text; every text can be read.</summary>
    /// <param name="text">As published.</param>
    /// <param name="citations">The references of the object or statement that the text belongs to.</param>
    /// <param name="references">Numbers what is cited.</param>
    public static ProseText Read(string text, IReadOnlyList<Citation> citations, ReferenceList references)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return ProseText.Empty;
        }

        if (text.Length > TextCharsMax)
        {
            return Verbatim(text);
        }

        try
        {
            var source = ProseSource.Of(text, citations);
            return Parse(source.Markdown) is { } document
                ? new ProseText(new ProseBuilder(source, citations, references).BlocksOf(document))
                : Verbatim(text);
        }
        catch (System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            return Verbatim(text);
        }
    }

    static ProseText Verbatim(string text) => new([new ProseBlock.Paragraph([new ProseInline.Words(text.Trim())])]);

    static MarkdownDocument? Parse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            return null; // this is how the library refuses nesting beyond the limit
        }
    }

    static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = NestingDepthMax };

        // No raw HTML, no code by indentation (lines of commands are indented at will), no quotations (a prompt is no quotation),
        // no heading by a line of dashes.
        builder.BlockParsers.TryRemove<HtmlBlockParser>();
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.TryRemove<QuoteBlockParser>();
        if (builder.BlockParsers.Find<ParagraphBlockParser>() is { } paragraphs)
        {
            paragraphs.ParseSetextHeadings = false;
        }

        builder.InlineParsers.TryRemove<AutolinkInlineParser>();
        builder.InlineParsers.Insert(0, new MarkParser());
        return builder.Build();
    }

    /// <summary>Reads a mark that <see cref="ProseSource"/> left.</summary>
    sealed class MarkParser : InlineParser
    {
        public MarkParser() => OpeningCharacters = [ProseSource.Opening];

        public override bool Match(InlineProcessor processor, ref StringSlice slice)
        {
            var number = 0L;
            var at = 1;
            for (; slice.PeekChar(at) is >= '0' and <= '9' and var digit && number < int.MaxValue; at++)
            {
                number = number * 10 + (digit - '0');
            }

            if (at == 1 || slice.PeekChar(at) != ProseSource.Closing)
            {
                return false;
            }

            processor.Inline = new MarkInline((int)Math.Min(number, int.MaxValue));
            slice.Start += at + 1;
            return true;
        }
    }
}

/// <summary>A mark within a line.</summary>
sealed class MarkInline(int number) : Markdig.Syntax.Inlines.LeafInline
{
    public int Number { get; } = number;
}
