using System.Globalization;
using System.Text;
using Merlon.Prose;

namespace Merlon.Answers;

/// <summary>One object of ATT&amp;CK as a Markdown document; other objects are linked to their pages on attack.mitre.org.</summary>
static class ObjectMarkdown
{
    public static string Of(ObjectView view)
    {
        var release = view.Page.Release;
        var page = new PageMarkdown(id => release.TryFind(id, out var found) && AttackAddress.WebAddress(found.Url) is { } address ? address.AbsoluteUri : null);
        var markdown = new StringBuilder();
        page.WriteHead(markdown, view.Page, view.Shows(ObjectView.FieldsSection));
        if (view.History is { } known && view.Shows(ObjectView.FieldsSection))
        {
            markdown.Append(CultureInfo.InvariantCulture, $"- **History:** {MarkdownProse.Escape(known.Summary)}\n");
        }

        if (view.Shows(ObjectView.DescriptionSection))
        {
            page.WriteText(markdown, view.Page.Description);
        }

        foreach (var section in view.Sections)
        {
            page.WriteSection(markdown, section, view.IsBrief);
        }

        if (view.History is { } history && view.ShowsHistory)
        {
            markdown.Append("\n## History\n\n");
            foreach (var state in history.States)
            {
                markdown.Append(CultureInfo.InvariantCulture, $"- {MarkdownProse.Escape(state.Release)}: {MarkdownProse.Escape(string.Join("; ", state.Changes))}\n");
            }
        }

        if (view.Shows(ObjectView.ReferencesSection) && !view.IsBrief)
        {
            PageMarkdown.WriteReferences(markdown, view.Page.References);
        }

        return markdown.ToString();
    }
}
