using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.Pages;

/// <summary>
/// Everything that a release says of one object, in reading order: the one source of the terminal's page, the Markdown page, the
/// site's page and the JSON document.
/// </summary>
/// <param name="Release">The release.</param>
/// <param name="Object">The object.</param>
/// <param name="Fields">Facts with a label, the empty ones left out.</param>
/// <param name="Description">What it is; empty in the built-in pack.</param>
/// <param name="Sections">What it relates to. Sections that a kind always has are there also when they are empty.</param>
/// <param name="References">What its texts cite, by number.</param>
sealed record ObjectPage(
    AttackRelease Release, AttackObject Object, IReadOnlyList<PageField> Fields, ProseText Description,
    IReadOnlyList<PageSection> Sections, ReferenceList References)
{
    /// <summary>What the object is: <c>Sub-technique of T1059 Command and Scripting Interpreter</c>.</summary>
    public string Kind
    {
        get
        {
            var state = Object.IsRevoked ? "revoked " : Object.IsDeprecated ? "deprecated " : "";
            var parent = Object is Technique technique && Release.ParentOf(technique) is { } above ? $" of {above}" : "";
            var words = Object is Technique ? ObjectKind.NameOf(Object) : ObjectKind.NameOf(Object).Replace('-', ' ');
            var what = $"{state}{words}{parent}";
            return char.ToUpperInvariant(what[0]) + what[1..];
        }
    }

    /// <summary>Makes the page of an object.</summary>
    public static ObjectPage Of(AttackRelease release, AttackObject found)
    {
        var writing = new PageWriting(release, new ReferenceList());
        var fields = PageFields.Of(writing, found);
        var description = writing.Text(found.Description, found.Citations);
        IReadOnlyList<PageSection> sections = [.. PageSections.Of(writing, found)];

        // What is published as a reference and cited nowhere is listed too, after the others.
        foreach (var citation in found.Citations.Where(citation => IsSource(release, found, citation)))
        {
            writing.References.NumberOf(citation);
        }

        return new ObjectPage(release, found, fields, description, sections, writing.References);
    }

    // References named after an alias say where the alias comes from and stand beside it.
    static bool IsSource(AttackRelease release, AttackObject found, Citation citation)
        => release.HasTexts && citation.SourceName != found.Name && !found.Aliases.Contains(citation.SourceName, StringComparer.Ordinal)
            && (citation.Description.Length > 0 || citation.Url.Length > 0);
}

/// <summary>A fact with a label.</summary>
/// <param name="Label">Such as <c>Platforms</c>.</param>
/// <param name="Inlines">What it says.</param>
sealed record PageField(string Label, IReadOnlyList<ProseInline> Inlines);

/// <summary>What an object relates to, under one heading.</summary>
/// <param name="Key">Key in JSON documents and word of <c>--section</c>: <c>techniques</c>.</param>
/// <param name="Part">Key below <paramref name="Key"/> (<c>direct</c>, <c>inherited</c>), or null.</param>
/// <param name="Title">Heading for people.</param>
/// <param name="Entries">In reading order.</param>
sealed record PageSection(string Key, string? Part, string Title, IReadOnlyList<PageEntry> Entries)
{
    /// <summary>True for what a page for people shows elsewhere already, and a JSON document has under this key.</summary>
    public bool IsForMachines { get; init; }

    /// <summary>True for what belongs to the object itself: a JSON document has it as fields of the object, with keys of its own.</summary>
    public bool IsListed { get; init; }

    /// <summary>A text in place of entries, or before them.</summary>
    public ProseText Text { get; init; } = ProseText.Empty;
}

/// <summary>One entry of a section: mostly another object and what is said of it.</summary>
/// <param name="Object">The object; null for what is none (a log source).</param>
/// <param name="Name">What to call it.</param>
sealed record PageEntry(AttackObject? Object, string Name)
{
    public PageEntry(AttackObject found) : this(found, found.Name) { }

    /// <summary>The release's own statement, or null when it follows from others.</summary>
    public Relationship? Statement { get; init; }

    /// <summary>What is said of it: the procedure, how the mitigation helps.</summary>
    public ProseText Text { get; init; } = ProseText.Empty;

    /// <summary>A few words beside the name: platforms, dates.</summary>
    public string Fact { get; init; } = "";

    /// <summary>What an entry that is no object is: a log source, an element to be tuned; else empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>Campaigns through which it is (also) inherited; else empty.</summary>
    public IReadOnlyList<AttackObject> Via { get; init; } = [];

    /// <summary>What it consists of.</summary>
    public IReadOnlyList<PageEntry> Children { get; init; } = [];
}

/// <summary>Texts of a page that is being made: read once, their references numbered through the whole page.</summary>
sealed record PageWriting(AttackRelease Release, ReferenceList References)
{
    public ProseText Text(string text, IReadOnlyList<Citation> citations) => ProseReader.Read(text, citations, References);

    /// <summary>What a statement says.</summary>
    public ProseText Text(Relationship? statement)
        => statement?.Description is { Length: > 0 } text ? Text(text, statement.Citations) : ProseText.Empty;

    /// <summary>A text that is one line.</summary>
    public IReadOnlyList<ProseInline> Line(string text, IReadOnlyList<Citation> citations)
        => [.. Text(text, citations).Blocks.OfType<ProseBlock.Paragraph>().SelectMany(static paragraph => paragraph.Inlines)];
}
