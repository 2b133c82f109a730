using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Prose;

namespace Merlon.Pages;

/// <summary>
/// The page of an object as Markdown: headings, lists, numbered references. Nothing in it is HTML, and every foreign character that
/// could mean something is escaped.
/// </summary>
/// <param name="ObjectHref">Where another object's page is, by its id; null where it has none.</param>
sealed record PageMarkdown(Func<string, string?> ObjectHref)
{
    readonly MarkdownProse prose = new(ObjectHref);

    /// <summary>Writes the head of a page: name, kind, fields.</summary>
    public void WriteHead(StringBuilder markdown, ObjectPage page, bool showsFields)
    {
        markdown.Append(CultureInfo.InvariantCulture, $"# {MarkdownProse.Escape(page.Object.ToString())}\n\n");
        markdown.Append(MarkdownProse.Escape($"{page.Kind}, ATT&CK {page.Release.Version}, {string.Join(" and ", page.Object.Domains)}")).Append('\n');
        if (!showsFields)
        {
            return;
        }

        markdown.Append('\n');
        foreach (var field in page.Fields)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"- **{field.Label}:** {prose.LineOf(new ProseText([new ProseBlock.Paragraph(field.Inlines)]))}\n");
        }
    }

    public void WriteText(StringBuilder markdown, ProseText text)
    {
        if (!text.IsEmpty)
        {
            markdown.Append('\n').Append(prose.Of(text)).Append('\n');
        }
    }

    public void WriteSection(StringBuilder markdown, PageSection section, bool isBrief)
    {
        if (section.IsForMachines || section.Entries.Count == 0 && section.Text.IsEmpty)
        {
            return;
        }

        markdown.Append(CultureInfo.InvariantCulture, $"\n## {MarkdownProse.Escape(section.Title)}\n");
        WriteText(markdown, section.Text);
        if (section.Entries.Count > 0)
        {
            markdown.Append('\n');
            WriteEntries(markdown, section.Entries, depth: 0, isBrief);
        }
    }

    public static void WriteReferences(StringBuilder markdown, ReferenceList references)
    {
        if (references.Citations.Count == 0)
        {
            return;
        }

        markdown.Append("\n## References\n\n");
        for (var i = 0; i < references.Citations.Count; i++)
        {
            var citation = references.Citations[i];
            var text = MarkdownProse.Escape(citation.Description.Length > 0 ? citation.Description : citation.SourceName);
            var link = AttackAddress.WebAddress(citation.Url) is { } address ? $" <{address.AbsoluteUri}>" : "";
            markdown.Append(CultureInfo.InvariantCulture, $"{i + 1}. {text}{link}\n");
        }
    }

    void WriteEntries(StringBuilder markdown, IReadOnlyList<PageEntry> entries, int depth, bool isBrief)
    {
        foreach (var entry in entries)
        {
            markdown.Append(' ', depth * 2).Append("- ").Append(HeadOf(entry));
            var text = isBrief ? "" : prose.LineOf(entry.Text);
            markdown.Append(text.Length > 0 ? $": {text}\n" : "\n");
            WriteEntries(markdown, entry.Children, depth + 1, isBrief);
        }
    }

    string HeadOf(PageEntry entry)
    {
        var head = new StringBuilder();
        if (entry.Label.Length > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $"{entry.Label} {MarkdownProse.CodeOf(entry.Name)}");
        }
        else
        {
            head.Append(entry.Object is { } found ? LinkTo(found) : MarkdownProse.Escape(entry.Name));
        }

        if (entry.Fact.Length > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $" ({MarkdownProse.Escape(entry.Fact)})");
        }

        if (entry.Label.Length > 0 && entry.Object is { } component)
        {
            head.Append(", ").Append(LinkTo(component));
        }

        if (entry.Via.Count > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $", {(entry.Statement is null ? "in" : "also in")} {string.Join(", ", entry.Via.Select(LinkTo))}");
        }

        return head.ToString();
    }

    string LinkTo(AttackObject found)
    {
        var words = MarkdownProse.Escape(found.ToString());
        return found.Id.Length > 0 && ObjectHref(found.Id) is { } href ? $"[{words}]({href})" : words;
    }
}
