using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary>One object of ATT&amp;CK for people.</summary>
/// <param name="page">Where it is written.</param>
/// <param name="view">What is shown.</param>
sealed class ObjectText(Page page, ObjectView view)
{
    readonly ProsePage prose = new(page, view.Page.Object.Id);

    public void Write()
    {
        var found = view.Page.Object;
        page.Title(SafeText.Line(found.ToString()));
        page.Paragraph(SafeText.Line($"{view.Page.Kind}, {OriginOf(found)}ATT&CK {view.Page.Release.Version}, {string.Join(" and ", found.Domains)}"), tone: Tone.Quiet);
        if (view.Shows(ObjectView.FieldsSection))
        {
            page.Blank();
            foreach (var field in view.Page.Fields)
            {
                prose.Field(field.Label, field.Inlines);
            }

            page.Field("History", SafeText.Line(view.History?.Summary ?? ""));
        }

        if (view.Shows(ObjectView.DescriptionSection) && !view.Page.Description.IsEmpty)
        {
            page.Blank();
            prose.Write(view.Page.Description);
        }

        if (view.Sectors is { } sectors && found is Attack.Group group && view.Shows(ObjectView.SectorsSection))
        {
            WriteSectors("Sectors that it is known to target", sectors.SectorsOf(group));
            WriteSectors("Regions that it is known to target", sectors.RegionsOf(group));
        }

        foreach (var section in view.Sections.Where(static section => !section.IsForMachines && (section.Entries.Count > 0 || !section.Text.IsEmpty)))
        {
            WriteSection(section);
        }

        WriteHistory();
        WriteReferences();
    }

    void WriteSectors(string title, IReadOnlyList<SectorFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        page.Heading($"{title} ({Page.Count(facts.Count)})");
        var table = new TextTable { Columns = [new("", IsFlexible: true), new("", IsNumber: true), new("", IsFlexible: true)] };
        foreach (var fact in facts)
        {
            table.Add(SafeText.Line(fact.Name), Page.Percent(fact.Confidence), SafeText.Line(string.Join(", ", fact.Sources)));
        }

        page.Table(table);
    }

    void WriteSection(PageSection section)
    {
        page.Heading(section.Entries.Count > 0 ? $"{section.Title} ({Page.Count(section.Entries.Count)})" : section.Title);
        prose.Write(section.Text);
        if (section.IsListed)
        {
            WriteParts(section.Entries, indent: 2);
            return;
        }

        var table = new TextTable { Columns = [new(""), new("", IsFlexible: true), new("", IsFlexible: true)] };
        foreach (var entry in section.Entries)
        {
            table.AddWithNote(
                indent => WriteNote(entry, indent),
                SafeText.Line(entry.Object?.Id ?? ""), SafeText.Line(entry.Name), SafeText.Line(string.Join("; ", BesideOf(section, entry))));
        }

        page.Table(table);
    }

    static IEnumerable<string> BesideOf(PageSection section, PageEntry entry)
    {
        if (entry.Fact.Length > 0)
        {
            yield return entry.Fact;
        }

        if (entry.Via.Count > 0)
        {
            yield return $"{(entry.Statement is not null || string.Equals(section.Part, "direct", StringComparison.Ordinal) ? "also in" : "in")} {string.Join(", ", entry.Via.Select(static campaign => campaign.ToString()))}";
        }
    }

    void WriteNote(PageEntry entry, int indent)
    {
        if (!view.IsBrief)
        {
            prose.Write(entry.Text, indent, Tone.Quiet);
        }

        foreach (var child in entry.Children.Where(static child => child.Object is Attack.Analytic))
        {
            page.Paragraph(SafeText.Line($"{child.Object?.Id}  {child.Fact}"), indent);
            if (!view.IsBrief)
            {
                prose.Write(child.Text, indent + 2, Tone.Quiet);
            }

            WriteParts(child.Children, indent + 2);
        }

        WriteParts([.. entry.Children.Where(static child => child.Object is not Attack.Analytic)], indent);
    }

    // Log sources by name with their channels, then what is to be tuned.
    void WriteParts(IReadOnlyList<PageEntry> parts, int indent)
    {
        var logs = parts.Where(static part => part.Text.IsEmpty && part.Label.Length > 0 && part.Fact.Length > 0 || part.Object is not null).ToList();
        foreach (var log in logs.GroupBy(static log => log.Name, StringComparer.Ordinal).OrderBy(static log => log.Key, StringComparer.Ordinal))
        {
            var channels = log.Select(static one => one.Object is null ? one.Fact : $"{one.Fact} [{one.Object.Id}]").Where(static channel => channel.Length > 0).Distinct(StringComparer.Ordinal);
            page.Paragraph(SafeText.Line($"{log.Key}: {string.Join("; ", channels)}"), indent, hanging: 2);
        }

        foreach (var part in parts.Except(logs))
        {
            var line = new ToneLine();
            line.Add(SafeText.Line(part.Name), Tone.Strong);
            if (part.Fact.Length > 0)
            {
                line.Add(SafeText.Line($" ({part.Fact})"), Tone.Plain);
            }

            page.Paragraph(line, new string(' ', indent), indent + 2);
            if (!view.IsBrief)
            {
                prose.Write(part.Text, indent + 2, Tone.Quiet);
            }
        }
    }

    void WriteHistory()
    {
        if (view.History is not { } history || !view.ShowsHistory)
        {
            return;
        }

        page.Heading($"History over {Page.Count(history.States.Count, "release")}");
        var table = new TextTable { Columns = [new("release"), new("version"), new("modified"), new("what changed", IsFlexible: true)] };
        foreach (var state in history.States)
        {
            table.Add(
                SafeText.Line(state.Release), SafeText.Line(state.Object?.Version ?? ""), state.Object is { } there ? AnswerWords.Day(there.Modified) : "",
                SafeText.Line(string.Join("; ", state.Changes)));
        }

        page.Table(table);
    }

    void WriteReferences()
    {
        var references = view.Page.References;
        if (references.Citations.Count > 0 && view.Shows(ObjectView.ReferencesSection) && !view.IsBrief)
        {
            page.Heading($"References ({Page.Count(references.Citations.Count)})");
            for (var number = 1; number <= references.Citations.Count; number++)
            {
                var citation = references.Citations[number - 1];
                var text = citation.Description.Length > 0 ? citation.Description : citation.SourceName;
                page.Paragraph(SafeText.Line($"[{Page.Count(number)}] {text} {citation.Url}".TrimEnd()), indent: 2, hanging: 4);
            }
        }

        if (references.Missing.Count > 0)
        {
            page.Blank();
            page.Paragraph(
                SafeText.Line($"Cited, but not among the references that ATT&CK publishes: {string.Join("; ", references.Missing.Distinct(StringComparer.Ordinal))}."), tone: Tone.Quiet);
        }
    }

    // Over the release in use lies what the organisation adds and changes: that is never passed off as MITRE's.
    static string OriginOf(Attack.AttackObject found) => found.Origin switch
    {
        Attack.ObjectOrigin.Own => "your own, over ",
        Attack.ObjectOrigin.Changed => "changed by you, over ",
        _ => "",
    };
}
