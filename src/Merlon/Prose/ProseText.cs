using Merlon.Attack;

namespace Merlon.Prose;

/// <summary>A text of ATT&amp;CK as structure: nothing in it is markup any more, and nothing of it has been made safe for any output.</summary>
/// <param name="Blocks">Its parts from top to bottom; none for an empty text.</param>
sealed record ProseText(IReadOnlyList<ProseBlock> Blocks)
{
    public static ProseText Empty { get; } = new([]);

    public bool IsEmpty => Blocks.Count == 0;
}

/// <summary>A part of a text that stands on lines of its own.</summary>
abstract record ProseBlock
{
    ProseBlock() { }

    public sealed record Paragraph(IReadOnlyList<ProseInline> Inlines) : ProseBlock;

    /// <summary>A heading.</summary>
    /// <param name="Level">1 to 6.</param>
    /// <param name="Inlines">Its words.</param>
    public sealed record Heading(int Level, IReadOnlyList<ProseInline> Inlines) : ProseBlock;

    /// <summary>Lines that keep their breaks and indentation.</summary>
    public sealed record Listing(string Code) : ProseBlock;

    /// <summary>A list.</summary>
    /// <param name="First">Number of the first item; 0 for bullets.</param>
    /// <param name="Items">Each a run of blocks.</param>
    public sealed record ItemList(int First, IReadOnlyList<IReadOnlyList<ProseBlock>> Items) : ProseBlock;

    public sealed record Rule : ProseBlock;
}

/// <summary>A part of a line.</summary>
abstract record ProseInline
{
    ProseInline() { }

    public sealed record Words(string Text) : ProseInline;

    public sealed record Code(string Text) : ProseInline;

    /// <summary>Words that stand out.</summary>
    public sealed record Marked(Emphasis Emphasis, IReadOnlyList<ProseInline> Inlines) : ProseInline;

    /// <summary>A link to somewhere on the web; always http or https.</summary>
    public sealed record Link(Uri Address, IReadOnlyList<ProseInline> Inlines) : ProseInline;

    /// <summary>A link to an object of ATT&amp;CK, by its id.</summary>
    public sealed record ObjectLink(string Id, IReadOnlyList<ProseInline> Inlines) : ProseInline;

    /// <summary>A citation: its number among the page's references.</summary>
    public sealed record Reference(int Number, Citation Citation) : ProseInline;

    /// <summary>A citation that the references of the object do not have.</summary>
    public sealed record MissingReference(string SourceName) : ProseInline;

    public sealed record LineBreak : ProseInline;
}

/// <summary>How words stand out.</summary>
enum Emphasis
{
    Italic,
    Strong,
    Underlined,
    Subscript,
    Superscript,
}
