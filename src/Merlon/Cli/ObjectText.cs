using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary>One object of ATT&amp;CK for people.</summary>
static class ObjectText
{
    public static void Write(Page page, ObjectView view)
    {
        var found = view.Object;
        page.Title(SafeText.Line(found.ToString()));
        page.Paragraph(
            SafeText.Line($"{WhatItIs(view)}, ATT&CK {view.Release.Version}, {string.Join(" and ", found.Domains)}"), tone: Tone.Quiet);
        page.Blank();
        WriteFields(page, view);
        var description = DescriptionText.Plain(found.Description);
        if (description.Length > 0)
        {
            page.Blank();
            page.Paragraph(description);
        }

        if (view is { Object: Group group, Sectors: { } sectors })
        {
            WriteSectors(page, "Sectors that it is known to target", sectors.SectorsOf(group));
            WriteSectors(page, "Regions that it is known to target", sectors.RegionsOf(group));
        }

        WriteLogSources(page, view);
        foreach (var section in view.Sections.Where(static section => section.Objects.Count > 0))
        {
            WriteSection(page, view, section);
        }
    }

    static string WhatItIs(ObjectView view)
    {
        var state = view.Object.IsRevoked ? "revoked " : view.Object.IsDeprecated ? "deprecated " : "";
        var parent = view.Object is Technique technique && view.Release.ParentOf(technique) is { } above ? $" of {above}" : "";
        var what = $"{state}{WordsOf(view.Object)}{parent}";
        return char.ToUpperInvariant(what[0]) + what[1..];
    }

    static string WordsOf(AttackObject found) => found is Technique ? ObjectKind.NameOf(found) : ObjectKind.NameOf(found).Replace('-', ' ');

    static void WriteFields(Page page, ObjectView view)
    {
        var found = view.Object;
        Field("Also called", string.Join(", ", found.Aliases));
        if (found is Technique technique)
        {
            var tactics = technique.Domains.SelectMany(domain => view.Release.TacticsOf(technique, domain)).Distinct().Select(static tactic => tactic.Name);
            Field("Tactics", string.Join(", ", tactics));
        }

        Field("Platforms", string.Join(", ", found.Platforms));
        if (found is Campaign campaign)
        {
            Field("First seen", campaign.FirstSeen is { } first ? Page.Day(first) : "");
            Field("Last seen", campaign.LastSeen is { } last ? Page.Day(last) : "");
        }

        if (found is Asset asset)
        {
            Field("Sectors", string.Join(", ", asset.Sectors));
        }

        Field("Version", found.Version);
        Field("Created", Page.Day(found.Created));
        Field("Modified", Page.Day(found.Modified));
        Field("Page", found.Url);

        void Field(string label, string text) => page.Field(label, SafeText.Line(text));
    }

    static void WriteSectors(Page page, string title, IReadOnlyList<SectorFact> facts)
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

    // Log sources are no objects of their own: an analytic reads them, a data component is carried by them.
    static void WriteLogSources(Page page, ObjectView view)
    {
        var sources = view.Object switch
        {
            Analytic analytic => [.. analytic.LogSources.Select(static reference => reference.LogSource)],
            DataComponent component => component.LogSources,
            _ => [],
        };
        if (sources.Count == 0)
        {
            return;
        }

        page.Heading($"Log sources ({Page.Count(sources.Count)})");
        foreach (var source in sources.GroupBy(static source => source.Name, StringComparer.Ordinal).OrderBy(static source => source.Key, StringComparer.Ordinal))
        {
            var channels = source.Select(static one => one.Channel).Where(static channel => channel.Length > 0).Distinct(StringComparer.Ordinal);
            page.Paragraph(SafeText.Line($"{source.Key}: {string.Join("; ", channels)}"), indent: 2, hanging: 4);
        }
    }

    static void WriteSection(Page page, ObjectView view, RelatedSection section)
    {
        page.Heading($"{section.Title} ({Page.Count(section.Objects.Count)})");
        var table = new TextTable { Columns = [new(""), new("", IsFlexible: true), new("", IsFlexible: true)] };
        foreach (var related in section.Objects)
        {
            table.AddWithNote(
                NoteOf(view, related), SafeText.Line(related.Object.Id), SafeText.Line(related.Object.Name),
                related.Via.Count == 0 ? "" : SafeText.Line($"{ViaWord(section)} {string.Join(", ", related.Via.Select(static campaign => campaign.ToString()))}"));
        }

        page.Table(table);
    }

    static string ViaWord(RelatedSection section) => string.Equals(section.Part, "direct", StringComparison.Ordinal) ? "also in" : "in";

    static string NoteOf(ObjectView view, RelatedObject related) => (view.Object, related.Object) switch
    {
        (_, Analytic analytic) => $"{SafeText.Line(string.Join(", ", analytic.Platforms))}: {string.Join("; ", analytic.LogSources.Select(static log => TextOf(log.LogSource)))}",
        (Technique, Mitigation) => DescriptionText.Plain(related.Statement?.Description ?? ""),
        _ => "",
    };

    static string TextOf(LogSource source) => SafeText.Line(source.Channel.Length is 0 ? source.Name : $"{source.Name} ({source.Channel})");
}
