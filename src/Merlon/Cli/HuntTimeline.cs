using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>Findings in order of time for people, one paragraph each, the values that matched marked.</summary>
static class HuntTimeline
{
    /// <summary>Fields that are shown of a finding besides those that matched.</summary>
    const int OtherFieldsShown = 4;

    /// <summary>Longest value on a line, in columns.</summary>
    const int ValueColumns = 300;

    public static void Write(Page page, HuntReport report)
    {
        page.Heading($"Timeline ({report.Knowledge.Zone.Id}; UTC behind)");
        foreach (var finding in InOrder(report.Summary.Findings))
        {
            Write(page, finding, report.Knowledge);
        }
    }

    /// <summary>Findings by time, those without one last; of one time by file, record and rule.</summary>
    public static IEnumerable<Finding> InOrder(IEnumerable<Finding> findings) => findings
        .OrderBy(static finding => finding.Time ?? DateTimeOffset.MaxValue)
        .ThenBy(static finding => finding.Document, StringComparer.Ordinal)
        .ThenBy(static finding => finding.Record)
        .ThenBy(static finding => finding.Rule.Key, StringComparer.Ordinal);

    /// <summary>Writes one finding.</summary>
    public static void Write(Page page, Finding finding, HuntKnowledge knowledge)
    {
        var time = finding.Time is null ? "(no time)" : $"{HuntTime.Local(finding.Time, knowledge.Zone)}  {HuntTime.Utc(finding.Time)}";
        var level = page.Toned(HuntWords.ToneOf(finding.Rule.Gravity), SafeText.Line(HuntWords.LevelOf(finding.Rule.Level)));
        page.Line($"{page.Toned(Tone.Quiet, time)}  {level}  {page.Toned(Tone.Strong, SafeText.Line(finding.Rule.Title))}");
        var techniques = string.Join(" ", knowledge.TagsOf(finding.Rule).Techniques.Select(static technique => technique.Id));
        var repeated = finding.Count > 1 ? $"{Page.Count(finding.Count)} times until {HuntTime.UtcShort(finding.LastTime)} UTC" : "";
        var who = string.Join("  ", new[] { finding.Host, finding.User, finding.Session.Length > 0 ? $"session {finding.Session}" : "", techniques, repeated }.Where(static part => part.Length > 0));
        if (who.Length > 0)
        {
            page.Paragraph(SafeText.Line(who), indent: 4, hanging: 2);
        }

        page.Paragraph(SafeText.Line($"{finding.Document} record {finding.Record}"), indent: 4, hanging: 2, tone: Tone.Quiet);
        foreach (var field in finding.Fields.Where(static one => one.IsMarked))
        {
            page.Paragraph($"* {SafeText.Line(field.Name)}: {Columns.Cut(SafeText.Line(field.Value), ValueColumns)}", indent: 4, hanging: 4, tone: Tone.Accent);
        }

        foreach (var field in finding.Fields.Where(static one => !one.IsMarked).Take(OtherFieldsShown))
        {
            page.Paragraph($"  {SafeText.Line(field.Name)}: {Columns.Cut(SafeText.Line(field.Value), ValueColumns)}", indent: 4, hanging: 4);
        }

        foreach (var one in finding.Events)
        {
            page.Paragraph($"- {HuntTime.Utc(one.Time)}  {SafeText.Line(one.Rule)}  ({SafeText.Line(one.Document)} record {one.Record})", indent: 4, hanging: 4);
        }

        page.Blank();
    }
}
