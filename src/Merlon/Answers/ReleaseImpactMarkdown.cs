using System.Globalization;
using System.Text;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>What a change of release means, as a Markdown list to work through; foreign text cannot become markup.</summary>
static class ReleaseImpactMarkdown
{
    public static string Of(ReleaseImpact impact)
    {
        var text = new StringBuilder();
        Line(text, $"# ATT&CK {Safe(impact.From)} → {Safe(impact.To)}");
        Line(text, "");
        Line(text, "| what | references | touched | to edit |");
        Line(text, "|---|---:|---:|---:|");
        foreach (var count in impact.Counts)
        {
            Line(text, string.Create(CultureInfo.InvariantCulture, $"| {ImpactWords.PluralOf(count.Area)} | {count.References} | {count.Touched} | {count.Broken} |"));
        }

        Section(text, "To edit, or to let move", [.. impact.Items.Where(static i => i.Change.IsBroken)], isTask: true);
        Section(text, "Worth a look: same id, other content", [.. impact.Items.Where(static i => !i.Change.IsBroken)], isTask: false);
        if (impact.Unknown.Count > 0)
        {
            Line(text, "");
            Line(text, "## Known to neither release");
            Line(text, "");
            foreach (var unknown in impact.Unknown)
            {
                Line(text, string.Create(CultureInfo.InvariantCulture, $"- {Safe(unknown.Reference)} ({unknown.Count})"));
            }
        }

        var left = impact.Files.Where(static f => !f.IsRecognised).ToList();
        if (left.Count > 0)
        {
            Line(text, "");
            Line(text, "## Not recognised");
            Line(text, "");
            foreach (var file in left)
            {
                Line(text, $"- {Safe(file.Document)}: {Safe(file.What)}");
            }
        }

        return text.ToString();
    }

    static void Section(StringBuilder text, string title, IReadOnlyList<ImpactItem> items, bool isTask)
    {
        if (items.Count == 0)
        {
            return;
        }

        Line(text, "");
        Line(text, $"## {title}");
        foreach (var group in ImpactWords.GroupsOf(items))
        {
            var change = group.First().Change;
            Line(text, "");
            Line(text, isTask ? $"### {Safe(ImpactWords.NameOf(change))} → {Safe(ImpactWords.InsteadOf(change))}" : $"### {Safe(ImpactWords.NameOf(change))}");
            Line(text, "");
            Line(text, $"{Safe(string.Join("; ", change.Steps.Concat(change.Details).Prepend(ImpactWords.TextOf(change))))}");
            Line(text, "");
            foreach (var item in group)
            {
                Line(text, $"- {(isTask ? "[ ] " : "")}{ImpactWords.NameOf(item.Used.Area)}: {Safe(ImpactWords.PlaceOf(item.Used))} ({Safe(item.Used.Subject)})");
            }
        }
    }

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    static string Safe(string foreign)
    {
        var safe = new StringBuilder(foreign.Length + 8);
        foreach (var c in SafeText.Line(foreign))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '&')
            {
                safe.Append('\\');
            }

            safe.Append(c);
        }

        return safe.ToString();
    }
}
