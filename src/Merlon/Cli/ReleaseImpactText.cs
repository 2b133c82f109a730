using Merlon.Assessment;

namespace Merlon.Cli;

/// <summary>What a change of release means, for people: how much, what has to be edited and where, what is worth a look.</summary>
static class ReleaseImpactText
{
    const int PlacesMax = 5, LooksMax = 40, FilesMax = 10;

    public static void Write(Page page, ReleaseImpact impact)
    {
        page.Title(SafeText.Line($"ATT&CK {impact.From} → {impact.To}: what it means for what you have"));
        page.Blank();
        if (impact.Counts.Count == 0)
        {
            page.Paragraph("Nothing was found that refers to ATT&CK. Name your organisation, rules, layers or mappings.");
        }
        else
        {
            WriteCounts(page, impact);
        }

        WriteBroken(page, [.. impact.Items.Where(static i => i.Change.IsBroken)]);
        WriteLooks(page, [.. impact.Items.Where(static i => !i.Change.IsBroken)]);
        WriteRest(page, impact);
    }

    static void WriteCounts(Page page, ReleaseImpact impact)
    {
        var table = new TextTable { Columns = [new("what"), new("references", IsNumber: true), new("touched", IsNumber: true), new("to edit", IsNumber: true)] };
        foreach (var count in impact.Counts)
        {
            table.Add(ImpactWords.PluralOf(count.Area), Page.Count(count.References), Page.Count(count.Touched), Page.Count(count.Broken));
        }

        page.Table(table);
    }

    static void WriteBroken(Page page, IReadOnlyList<ImpactItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        page.Heading("To edit, or to let move");
        foreach (var group in ImpactWords.GroupsOf(items))
        {
            var change = group.First().Change;
            page.Paragraph(SafeText.Line($"{ImpactWords.NameOf(change)} → {ImpactWords.InsteadOf(change)}"), indent: 2, hanging: 4, tone: Tone.Strong);
            var why = string.Join("; ", change.Steps.Concat(change.Details));
            page.Paragraph(SafeText.Line($"{ImpactWords.TextOf(change)}{(why.Length == 0 ? "" : $": {why}")}"), indent: 4, hanging: 2);
            var places = group.ToList();
            foreach (var item in places.Take(PlacesMax))
            {
                page.Paragraph(SafeText.Line($"{ImpactWords.PlaceOf(item.Used)}  {ImpactWords.NameOf(item.Used.Area)}: {item.Used.Subject}"), indent: 6, hanging: 2, tone: Tone.Quiet);
            }

            if (places.Count > PlacesMax)
            {
                page.Paragraph($"… and {Page.Count(places.Count - PlacesMax)} more (see --json)", indent: 6, tone: Tone.Quiet);
            }
        }
    }

    static void WriteLooks(Page page, IReadOnlyList<ImpactItem> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        page.Heading("Worth a look: same id, other content");
        var groups = ImpactWords.GroupsOf(items).ToList();
        foreach (var group in groups.Take(LooksMax))
        {
            var change = group.First().Change;
            var areas = group.CountBy(static i => i.Used.Area).OrderBy(static a => a.Key).Select(static a => $"{ImpactWords.NameOf(a.Key)} {Page.Count(a.Value)}");
            page.Paragraph(SafeText.Line($"{ImpactWords.NameOf(change)}: {string.Join("; ", change.Details.DefaultIfEmpty(ImpactWords.TextOf(change)))} [{string.Join(", ", areas)}]"), indent: 2, hanging: 4);
        }

        if (groups.Count > LooksMax)
        {
            page.Paragraph($"… and {Page.Count(groups.Count - LooksMax)} more (see --json or --markdown)", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteRest(Page page, ReleaseImpact impact)
    {
        if (impact.Unknown.Count > 0)
        {
            page.Heading("Known to neither release");
            page.Paragraph(SafeText.Line(string.Join(", ", impact.Unknown.Take(LooksMax).Select(static u => u.Count > 1 ? $"{u.Reference} ({u.Count} times)" : u.Reference))
                + (impact.Unknown.Count > LooksMax ? $" … and {Page.Count(impact.Unknown.Count - LooksMax)} more" : "")), indent: 2);
        }

        var left = impact.Files.Where(static f => !f.IsRecognised).ToList();
        if (left.Count > 0)
        {
            page.Heading($"{Page.Count(left.Count, "file")} not recognised");
            foreach (var file in left.Take(FilesMax))
            {
                page.Paragraph(SafeText.Line($"{file.Document}: {file.What}"), indent: 2, hanging: 2);
            }

            if (left.Count > FilesMax)
            {
                page.Paragraph($"… and {Page.Count(left.Count - FilesMax)} more (see --json)", indent: 2, tone: Tone.Quiet);
            }
        }

        page.Blank();
        page.Paragraph(SafeText.Line(impact.Items.Count == 0
            ? $"Nothing that you have is touched: merlon release use {impact.To} changes no reference."
            : $"merlon release use {impact.To} moves the journal's evidence along; rules, layers and files stay yours to edit."));
    }
}
