using System.Text;
using Merlon.Attack;
using Merlon.Exports;
using Merlon.Prose;

namespace Merlon.Web.Site;

/// <summary>The page of one object.</summary>
sealed class SiteObjectPage
{
    readonly SiteFrame frame;
    readonly PagePaths paths;
    readonly ObjectPage page;
    readonly HtmlProse prose;
    readonly StringBuilder html = new();

    SiteObjectPage(SiteFrame frame, PagePaths paths, ObjectPage page)
    {
        this.frame = frame;
        this.paths = paths;
        this.page = page;
        prose = new HtmlProse(SiteHtml.Escape, Href, static number => FormattableString.Invariant($"#ref-{number}"));
    }

    public static byte[] Of(SiteFrame frame, PagePaths paths, AttackObject found)
    {
        var writing = new SiteObjectPage(frame, paths, ObjectPage.Of(frame.Scope.Release, found));
        writing.Write();
        return frame.Page($"{found} · ATT&CK {frame.Scope.Release.Version}", "../", writing.html);
    }

    void Write()
    {
        var found = page.Object;
        html.Html($"<nav class=\"crumbs\" aria-label=\"Place\"><a href=\"../index.html\">ATT&amp;CK {page.Release.Version}</a> / <a href=\"index.html\">{SiteFrame.Capitalised(PagePaths.FolderOf(found).Replace('-', ' '))}</a>");
        if (found is Technique technique && page.Release.ParentOf(technique) is { } parent && Href(parent.Id) is { } up)
        {
            html.Html($" / <a href=\"{up}\">{parent}</a>");
        }

        html.Html($"</nav>\n<h1>{(found.Id == found.Name ? "" : found.Id)} {found.Name}</h1>\n<p class=\"kind\">{page.Kind}</p>\n");
        WriteSuccessor(found);
        html.Append("<div class=\"object\">\n<div class=\"text\">\n");
        prose.Write(html, page.Description);
        html.Append("</div>\n<aside class=\"card\" aria-label=\"Facts\"><dl>\n");
        foreach (var field in page.Fields)
        {
            html.Html($"<div><dt>{field.Label}</dt><dd>");
            prose.WriteTight(html, new ProseText([new ProseBlock.Paragraph(field.Inlines)]));
            html.Append("</dd></div>\n");
        }

        html.Append("</dl></aside>\n</div>\n");
        var shown = page.Sections.Where(static section => !section.IsForMachines && (section.Entries.Count > 0 || !section.Text.IsEmpty)).ToList();
        WriteContents(shown);
        foreach (var section in shown)
        {
            WriteSection(section);
        }

        WriteReferences();
    }

    void WriteSuccessor(AttackObject found)
    {
        if (!found.IsLive)
        {
            html.Html($"<p class=\"dead\">This object was {(found.IsRevoked ? "revoked: another one replaced it" : "deprecated: it is no longer maintained")}.</p>\n");
        }
    }

    void WriteContents(List<PageSection> sections)
    {
        if (sections.Count < 2)
        {
            return;
        }

        html.Append("<nav class=\"contents\" aria-label=\"On this page\"><ul>\n");
        foreach (var section in sections)
        {
            html.Html($"<li><a href=\"#{AnchorOf(section)}\">{section.Title}</a> <span class=\"n\">{(section.Entries.Count > 0 ? section.Entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}</span></li>\n");
        }

        if (page.References.Citations.Count > 0)
        {
            html.Html($"<li><a href=\"#references\">References</a> <span class=\"n\">{page.References.Citations.Count}</span></li>\n");
        }

        html.Append("</ul></nav>\n");
    }

    static string AnchorOf(PageSection section) => section.Part is { } part ? $"{section.Key}-{part}" : section.Key;

    void WriteSection(PageSection section)
    {
        html.Html($"<section id=\"{AnchorOf(section)}\" aria-labelledby=\"h-{AnchorOf(section)}\">\n<h2 id=\"h-{AnchorOf(section)}\">{section.Title} <span class=\"n\">{(section.Entries.Count > 0 ? section.Entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : "")}</span></h2>\n");
        prose.Write(html, section.Text);
        if (section.IsListed)
        {
            WriteParts(section.Entries);
        }
        else if (section.Entries.Count > 0)
        {
            WriteTable(section);
        }

        html.Append("</section>\n");
    }

    void WriteTable(PageSection section)
    {
        var hasTexts = section.Entries.Any(static entry => !entry.Text.IsEmpty || entry.Children.Count > 0 || entry.Fact.Length > 0 || entry.Via.Count > 0);
        html.Html($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{section.Title}\"><table>\n<thead><tr><th scope=\"col\">Id</th><th scope=\"col\">Name</th>{new Markup(hasTexts ? "<th scope=\"col\">What is said</th>" : "")}</tr></thead>\n<tbody>\n");
        foreach (var entry in section.Entries)
        {
            html.Append("<tr><td class=\"id\">");
            WriteLink(entry.Object, entry.Object?.Id ?? "");
            html.Append("</td><th scope=\"row\">");
            WriteLink(entry.Object, entry.Name);
            html.Append("</th>");
            if (hasTexts)
            {
                html.Append("<td>");
                WriteSaid(section, entry);
                html.Append("</td>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    void WriteSaid(PageSection section, PageEntry entry)
    {
        if (entry.Fact.Length > 0)
        {
            html.Html($"<span class=\"fact\">{entry.Fact}</span> ");
        }

        if (entry.Via.Count > 0)
        {
            html.Append(entry.Statement is not null || section.Part is "direct" ? "<span class=\"via\">also in " : "<span class=\"via\">in ");
            for (var i = 0; i < entry.Via.Count; i++)
            {
                html.Append(i == 0 ? "" : ", ");
                WriteLink(entry.Via[i], entry.Via[i].ToString());
            }

            html.Append("</span> ");
        }

        prose.WriteTight(html, entry.Text);
        var analytics = entry.Children.Where(static child => child.Object is Analytic).ToList();
        foreach (var analytic in analytics)
        {
            html.Append("<div class=\"analytic\"><h3>");
            WriteLink(analytic.Object, analytic.Object?.Id ?? "");
            html.Html($" <span class=\"fact\">{analytic.Fact}</span></h3>");
            prose.Write(html, analytic.Text);
            WriteParts(analytic.Children);
            html.Append("</div>");
        }

        WriteParts([.. entry.Children.Except(analytics)]);
    }

    // Log sources and what is to be tuned, as lists of terms.
    void WriteParts(IReadOnlyList<PageEntry> parts)
    {
        foreach (var kind in parts.GroupBy(static part => part.Label, StringComparer.Ordinal))
        {
            if (kind.Key.Length > 0)
            {
                html.Html($"<h4>{kind.Key}{(kind.Key.EndsWith('e') ? "s" : "")}</h4>");
            }

            html.Append("<dl class=\"parts\">");
            foreach (var part in kind)
            {
                html.Html($"<div><dt>{part.Name}</dt><dd>");
                html.Html($"{part.Fact}");
                if (part.Object is not null)
                {
                    html.Append(" <span class=\"via\">");
                    WriteLink(part.Object, part.Object.ToString());
                    html.Append("</span>");
                }

                prose.WriteTight(html, part.Text);
                html.Append("</dd></div>");
            }

            html.Append("</dl>");
        }
    }

    void WriteReferences()
    {
        var references = page.References;
        if (references.Citations.Count > 0)
        {
            html.Append("<section id=\"references\" aria-labelledby=\"h-references\">\n<h2 id=\"h-references\">References</h2>\n<ol class=\"references\">\n");
            for (var i = 0; i < references.Citations.Count; i++)
            {
                var citation = references.Citations[i];
                html.Html($"<li id=\"ref-{i + 1}\">{(citation.Description.Length > 0 ? citation.Description : citation.SourceName)}");
                if (AttackAddress.WebAddress(citation.Url) is { } address)
                {
                    html.Html($" <a href=\"{address.AbsoluteUri}\" rel=\"external noopener noreferrer nofollow\">{address.Host}</a>");
                }

                html.Append("</li>\n");
            }

            html.Append("</ol>\n</section>\n");
        }

        if (references.Missing.Count > 0)
        {
            html.Html($"<p class=\"via\">Cited, but not among the published references: {string.Join("; ", references.Missing.Distinct(StringComparer.Ordinal))}.</p>\n");
        }
    }

    void WriteLink(AttackObject? found, string words)
    {
        if (found is not null && paths.Of(found) is { } path)
        {
            html.Html($"<a href=\"../{path}\">{words}</a>");
        }
        else
        {
            html.Html($"{words}");
        }
    }

    string? Href(string id) => paths.Of(id) is { } path ? $"../{path}" : null;
}
