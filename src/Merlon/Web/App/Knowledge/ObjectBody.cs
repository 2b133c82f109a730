using System.Text;
using Merlon.Attack;
using Merlon.Prose;
using Merlon.Web.Site;

namespace Merlon.Web.App.Knowledge;

/// <summary>
/// What a release says of one object as HTML: everything of its page that does not hang on who asks. Written as text, since some objects have a thousand statements.
/// </summary>
sealed class ObjectBody
{
    /// <summary>A section with more entries than this has a field that filters them.</summary>
    const int FilterMin = 12;

    readonly Words words;
    readonly KnowledgeHref href;
    readonly ObjectPage page;
    readonly LogSourceStates? states;
    readonly HtmlProse prose;
    readonly StringBuilder html = new(16 * 1024);

    ObjectBody(ObjectPage page, KnowledgeHref href, Words words, LogSourceStates? states)
    {
        this.page = page;
        this.href = href;
        this.words = words;
        this.states = states;
        prose = new HtmlProse(SiteHtml.Escape, href.Of, static number => FormattableString.Invariant($"#ref-{number}"));
    }

    /// <summary>Writes it.</summary>
    /// <param name="page">What is said.</param>
    /// <param name="history">What the releases of the workspace have of it, or null.</param>
    /// <param name="href">Where pages are.</param>
    /// <param name="words">Texts.</param>
    /// <param name="states">The organisation's log sources; null without an assessment.</param>
    public static string Of(ObjectPage page, ObjectHistory? history, KnowledgeHref href, Words words, LogSourceStates? states)
    {
        var body = new ObjectBody(page, href, words, states);
        body.Write(history);
        return body.html.ToString();
    }

    void Write(ObjectHistory? history)
    {
        List<PageSection> shown = [.. page.Sections.Where(static section => !section.IsForMachines && (section.Entries.Count > 0 || !section.Text.IsEmpty)).OrderBy(PlaceOf)];
        html.Append("<div class=\"k-main\">");
        WriteDescription();
        foreach (var section in shown)
        {
            WriteSection(section);
        }

        if (history is not null)
        {
            WriteHistory(history);
        }

        WriteReferences();
        html.Append("</div>");
        WriteSide(shown, history);
    }

    void WriteDescription()
    {
        if (!page.Description.IsEmpty)
        {
            html.Append("<div class=\"k-text\" translate=\"no\">");
            prose.Write(html, page.Description);
            html.Append("</div>");
        }
        else if (!page.Release.HasTexts)
        {
            html.Html($"<p class=\"aside\">{words["knowledge.no-texts"]} <a href=\"/knowledge/releases\">{words["knowledge.no-texts.how"]}</a></p>");
        }
    }

    void WriteSide(List<PageSection> shown, ObjectHistory? history)
    {
        html.Html($"<aside class=\"k-side\" aria-label=\"{words["knowledge.facts"]}\"><div class=\"card\"><h2>{words["knowledge.facts"]}</h2><dl class=\"k-facts\">");
        foreach (var field in page.Fields)
        {
            html.Html($"<div><dt>{words.Said(field.Label)}</dt><dd>");
            prose.WriteTight(html, new ProseText([new ProseBlock.Paragraph(field.Inlines)]));
            html.Append("</dd></div>");
        }

        html.Html($"<div><dt>{words.Said("STIX id")}</dt><dd class=\"mono\" translate=\"no\">{page.Object.StixId}</dd></div></dl></div>");
        if (shown.Count > 1)
        {
            html.Html($"<nav class=\"card k-contents\" aria-label=\"{words["knowledge.contents"]}\"><h2>{words["knowledge.contents"]}</h2><ul>");
            foreach (var section in shown)
            {
                html.Html($"<li><a href=\"#{AnchorOf(section)}\">{words.Said(section.Title)}</a> <span class=\"muted\">{Number(section.Entries.Count)}</span></li>");
            }

            if (history is not null)
            {
                html.Html($"<li><a href=\"#history\">{words["knowledge.history"]}</a></li>");
            }

            if (page.References.Citations.Count > 0)
            {
                html.Html($"<li><a href=\"#references\">{words["knowledge.references"]}</a> <span class=\"muted\">{Number(page.References.Citations.Count)}</span></li>");
            }

            html.Append("</ul></nav>");
        }

        html.Append("</aside>");
    }

    // Of a technique, what one can do about it comes before the long lists of who did it.
    int PlaceOf(PageSection section) => page.Object is not Technique ? 0 : section.Key switch
    {
        "subtechniques" => 0,
        "detection_strategies" or "detection" => 1,
        "data_components" => 2,
        "mitigations" => 3,
        "siblings" or "replaces" or "revoked_by" => 5,
        _ => 4,
    };

    static string AnchorOf(PageSection section) => section.Part is { } part ? $"{section.Key}-{part}" : section.Key;

    static string Number(int count) => count == 0 ? "" : count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

    void WriteSection(PageSection section)
    {
        var anchor = AnchorOf(section);
        html.Html($"<section id=\"{anchor}\" aria-labelledby=\"h-{anchor}\" class=\"k-section\"><div class=\"k-head\"><h2 id=\"h-{anchor}\">{words.Said(section.Title)} <span class=\"muted\">{Number(section.Entries.Count)}</span></h2>");
        if (section.Entries.Count > FilterMin)
        {
            html.Html($"<input type=\"search\" class=\"needs-script\" data-k-filter=\"{anchor}\" placeholder=\"{words["knowledge.filter"]}\" aria-label=\"{words["knowledge.filter.of", words.Said(section.Title)]}\">");
        }

        html.Append("</div>");
        prose.Write(html, section.Text);
        if (section.Key == "detection_strategies" && section.Entries.Any(static entry => entry.Children.Count > 0))
        {
            foreach (var entry in section.Entries)
            {
                WriteStrategy(entry);
            }
        }
        else if (section.Key == "analytics" && page.Object is DetectionStrategy)
        {
            foreach (var entry in section.Entries)
            {
                WriteAnalytic(entry);
            }
        }
        else if (section.IsListed)
        {
            WriteParts(section.Entries);
        }
        else if (section.Entries.Any(static entry => !entry.Text.IsEmpty))
        {
            WriteTable(section);
        }
        else
        {
            WriteNames(section);
        }

        html.Append("</section>");
    }

    void WriteNames(PageSection section)
    {
        html.Append("<ul class=\"k-names\">");
        foreach (var entry in section.Entries)
        {
            html.Append("<li>");
            WriteEntryLink(entry);
            html.Append(' ');
            WriteFacts(section, entry);
            html.Append("</li>");
        }

        html.Append("</ul>");
    }

    void WriteEntryLink(PageEntry entry)
    {
        if (entry.Object is { } found)
        {
            html.Html($"<a href=\"{href.Of(found)}\">{(found.Id.Length > 0 && found.Id != entry.Name ? new Markup($"<span class=\"id\">{SiteHtml.Escape(found.Id)}</span> ") : default)}{entry.Name}</a>");
        }
        else
        {
            html.Html($"{entry.Name}");
        }
    }

    void WriteTable(PageSection section)
    {
        html.Html($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{words.Said(section.Title)}\"><table class=\"k-table\"><thead><tr><th scope=\"col\">{words["knowledge.column.object"]}</th><th scope=\"col\">{words["knowledge.column.said"]}</th></tr></thead><tbody>");
        foreach (var entry in section.Entries)
        {
            html.Append("<tr><th scope=\"row\">");
            WriteEntryLink(entry);
            html.Append("</th><td translate=\"no\">");
            WriteSaid(section, entry);
            html.Append("</td></tr>");
        }

        html.Append("</tbody></table></div>");
    }

    void WriteSaid(PageSection section, PageEntry entry)
    {
        WriteFacts(section, entry);
        prose.WriteTight(html, entry.Text);
    }

    void WriteFacts(PageSection section, PageEntry entry)
    {
        if (entry.Fact.Length > 0)
        {
            html.Html($"<span class=\"muted\"{new Markup(words.Said(entry.Fact) == entry.Fact ? " translate=\"no\"" : "")}>{words.Said(entry.Fact)}</span> ");
        }

        if (entry.Via.Count > 0)
        {
            html.Html($"<span class=\"muted\">{words[entry.Statement is not null || section.Part is "direct" ? "knowledge.via.also" : "knowledge.via"]} ");
            for (var i = 0; i < entry.Via.Count; i++)
            {
                html.Html($"{(i == 0 ? "" : ", ")}<a href=\"{href.Of(entry.Via[i])}\">{entry.Via[i]}</a>");
            }

            html.Append("</span> ");
        }
    }

    void WriteStrategy(PageEntry entry)
    {
        html.Append("<article class=\"card k-strategy\"><h3 translate=\"no\">");
        WriteEntryLink(entry);
        html.Append("</h3>");
        prose.Write(html, entry.Text);
        foreach (var child in entry.Children)
        {
            WriteAnalytic(child);
        }

        html.Append("</article>");
    }

    void WriteAnalytic(PageEntry entry)
    {
        html.Append("<div class=\"k-analytic\"><h4 class=\"k-plain\">");
        WriteEntryLink(entry);
        html.Html($" <span class=\"tag\">{entry.Fact}</span></h4>");
        prose.Write(html, entry.Text);
        WriteParts(entry.Children);
        html.Append("</div>");
    }

    // Log sources as a table with our own beside them; what else there is as terms.
    void WriteParts(IReadOnlyList<PageEntry> parts)
    {
        var logs = parts.Where(static part => part.Label == PageSections.LogSource).ToList();
        if (logs.Count > 0)
        {
            html.Html($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{words["knowledge.log-sources"]}\"><table class=\"k-logs\"><thead><tr><th scope=\"col\">{words["knowledge.log-source"]}</th><th scope=\"col\">{words["knowledge.channel"]}</th>");
            html.Html($"<th scope=\"col\">{words["knowledge.component"]}</th><th scope=\"col\">{words["knowledge.here"]}</th></tr></thead><tbody>");
            foreach (var log in logs)
            {
                html.Html($"<tr translate=\"no\"><td><a href=\"{href.Path("/knowledge/log-sources", ("name", log.Name))}\">{log.Name}</a></td><td>{log.Fact}</td><td>");
                if (log.Object is { } component)
                {
                    html.Html($"<a href=\"{href.Of(component)}\">{component.Name}</a>");
                }

                html.Append("</td><td translate=\"yes\">");
                WriteState(html, states?.Of(new LogSource(log.Name, log.Fact)), words);
                html.Append("</td></tr>");
            }

            html.Append("</tbody></table></div>");
        }

        foreach (var kind in parts.Except(logs).GroupBy(static part => part.Label, StringComparer.Ordinal))
        {
            html.Html($"{new Markup(kind.Key.Length > 0 ? $"<p class=\"k-label\">{SiteHtml.Escape(words.Said(kind.Key))}</p>" : "")}<dl class=\"k-parts\">");
            foreach (var part in kind)
            {
                html.Html($"<div translate=\"no\"><dt>{part.Name}</dt><dd>{part.Fact} ");
                prose.WriteTight(html, part.Text);
                html.Append("</dd></div>");
            }

            html.Append("</dl>");
        }
    }

    /// <summary>Writes how a log source stands with the organisation, in words and as a colour.</summary>
    public static void WriteState(StringBuilder html, LogSourceState? state, Words words)
    {
        if (state is null)
        {
            html.Html($"<span class=\"muted\">{words["knowledge.state.unknown"]}</span>");
            return;
        }

        var (tone, word) = state.Standing switch
        {
            LogSourceStanding.Seen => ("good", "seen"),
            LogSourceStanding.Collected => ("good", "collected"),
            LogSourceStanding.OtherEvents => ("warn", "other-events"),
            _ => ("", "missing"),
        };
        html.Html($"<span class=\"tag {tone}\">{words["knowledge.state." + word]}</span>");
        if (state.Sources.Count > 0)
        {
            html.Html($" <span class=\"muted\" translate=\"no\">{string.Join(", ", state.Sources)}</span>");
        }
    }

    void WriteHistory(ObjectHistory history)
    {
        html.Html($"<section id=\"history\" aria-labelledby=\"h-history\" class=\"k-section\"><h2 id=\"h-history\">{words["knowledge.history"]}</h2><p class=\"aside\">{words.Said(history.Summary)}</p>");
        html.Html($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{words["knowledge.history"]}\"><table><thead><tr><th scope=\"col\">{words["knowledge.release"]}</th><th scope=\"col\">{words["knowledge.column.name"]}</th><th scope=\"col\">{words["knowledge.column.version"]}</th><th scope=\"col\">{words["knowledge.column.changed"]}</th><th scope=\"col\">{words["knowledge.column.what"]}</th></tr></thead><tbody>");
        foreach (var state in history.States.Reverse())
        {
            html.Append("<tr><th scope=\"row\">");
            if (state.Object is { } there)
            {
                html.Html($"<a href=\"/knowledge/{Uri.EscapeDataString(page.Object.StixId)}?release={Uri.EscapeDataString(state.Release)}\">{state.Release}</a></th><td>{there.Id} {there.Name}</td><td>{there.Version}</td><td>{AnswerWords.Day(there.Modified)}</td>");
            }
            else
            {
                html.Html($"{state.Release}</th><td></td><td></td><td></td>");
            }

            html.Html($"<td>{string.Join(", ", state.Changes)}</td></tr>");
        }

        html.Append("</tbody></table></div></section>");
    }

    void WriteReferences()
    {
        var references = page.References;
        if (references.Citations.Count > 0)
        {
            html.Html($"<section id=\"references\" aria-labelledby=\"h-references\" class=\"k-section\"><h2 id=\"h-references\">{words["knowledge.references"]}</h2><ol class=\"k-references\" translate=\"no\">");
            for (var i = 0; i < references.Citations.Count; i++)
            {
                var citation = references.Citations[i];
                html.Html($"<li id=\"ref-{i + 1}\">{(citation.Description.Length > 0 ? citation.Description : citation.SourceName)}");
                if (AttackAddress.WebAddress(citation.Url) is { } address)
                {
                    html.Html($" <a href=\"{address.AbsoluteUri}\" rel=\"external noopener noreferrer nofollow\">{address.Host}</a>");
                }

                html.Append("</li>");
            }

            html.Append("</ol></section>");
        }

        if (references.Missing.Count > 0)
        {
            html.Html($"<p class=\"aside\">{words["knowledge.missing"]} {string.Join("; ", references.Missing.Distinct(StringComparer.Ordinal))}.</p>");
        }
    }
}
