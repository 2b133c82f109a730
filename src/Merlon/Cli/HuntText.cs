using System.Globalization;
using Merlon.Hunting;
using Merlon.Web.Hunts;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>A hunt for people: what was read, what was found, grouped.</summary>
static class HuntText
{
    /// <summary>Rows of a group's table; the rest is counted.</summary>
    const int RowsMax = 50;

    /// <summary>Columns of a bar of the frequency over time.</summary>
    const int BarColumns = 40;

    /// <summary>Most stretches of time in the frequency over time.</summary>
    const int StretchesMax = 48;

    public static void Write(Page page, HuntReport report, string group, bool isProfiling)
    {
        WriteSummary(page, report);
        if (report.Summary.Rules.Count > 0)
        {
            switch (group)
            {
                case "host":
                    WriteHosts(page, report);
                    break;
                case "technique":
                    WriteTechniques(page, report);
                    break;
                case "time":
                    WriteTimes(page, report);
                    break;
                default:
                    WriteRules(page, report);
                    break;
            }
        }

        WriteTrouble(page, report);
        if (isProfiling)
        {
            WriteProfile(page, report.Summary.Profile);
        }

        if (report.Story is { } story)
        {
            StoryText.Write(page, story, report.Knowledge.Zone);
        }
    }

    static void WriteSummary(Page page, HuntReport report)
    {
        var totals = report.Summary.Totals;
        var evaluated = Page.Count(report.Summary.RulesEvaluated, "rule");
        page.Title(totals.Findings == 0
            ? $"Nothing found: {evaluated} over {Page.Count(totals.Records, "record")} of {Page.Count(totals.Files, "file")}"
            : $"{Page.Count(totals.Findings, "finding")} of {Page.Count(report.Summary.Rules.Count, "rule")}: {evaluated} over {Page.Count(totals.Records, "record")} of {Page.Count(totals.Files, "file")}");
        List<string> parts = [];
        if (totals.Hits > 0)
        {
            parts.Add($"{Page.Count(totals.Hits, "match").Replace("matchs", "matches", StringComparison.Ordinal)}");
        }

        Add(totals.Repetitions, "joined as repetitions");
        Add(totals.Normal, "normal by the baseline");
        Add(totals.OutOfTime, "outside the time asked for");
        if (totals.First is not null)
        {
            parts.Add($"{HuntTime.Span(totals.First, totals.Last)}");
        }

        if (parts.Count > 0)
        {
            page.Paragraph(string.Join("; ", parts), indent: 2);
        }

        if (totals.Failed + totals.Unrouted > 0)
        {
            page.Paragraph($"{Page.Count(totals.Failed, "record")} could not be read; {Page.Count(totals.Unrouted)} that no rule reads", indent: 2, tone: Tone.Quiet);
        }

        if (totals.NotKept > 0)
        {
            page.Paragraph($"{Page.Count(totals.NotKept, "finding")} of lesser level were counted, but not kept (--limit)", indent: 2, tone: Tone.Warning);
        }

        if (report.Learnt is { } learnt)
        {
            page.Paragraph($"The baseline now has {Page.Count(learnt, "entry").Replace("entrys", "entries", StringComparison.Ordinal)}", indent: 2);
        }

        if (report.Recorded is { } recorded)
        {
            page.Paragraph($"The journal took {Page.Count(recorded.Stated, "statement")} ({Page.Count(recorded.Unchanged)} it had)", indent: 2);
        }

        void Add(long count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{Page.Count(count)} {what}");
            }
        }
    }

    static void WriteRules(Page page, HuntReport report)
    {
        page.Heading("Rules");
        var table = new TextTable
        {
            Columns = [new("level"), new("matches", IsNumber: true), new("findings", IsNumber: true), new("hosts", IsNumber: true), new("techniques", IsFlexible: true), new("rule", IsFlexible: true)],
        };
        foreach (var tally in report.Summary.Rules.Take(RowsMax))
        {
            table.Add(
                page.Toned(HuntWords.ToneOf(tally.Rule.Gravity), SafeText.Line(HuntWords.LevelOf(tally.Rule.Level))), Page.Count(tally.Hits), tally.Rule.IsShown ? Page.Count(tally.Findings) : "-",
                Page.Count(tally.Hosts), string.Join(" ", report.Knowledge.TagsOf(tally.Rule).Techniques.Select(static technique => technique.Id)), SafeText.Line(tally.Rule.Title));
        }

        page.Table(table);
        WriteRest(page, report.Summary.Rules.Count);
    }

    static void WriteHosts(Page page, HuntReport report)
    {
        page.Heading("Hosts");
        var table = new TextTable { Columns = [new("host", IsFlexible: true), new("matches", IsNumber: true), new("rules", IsNumber: true), new("gravest"), new("first (UTC)"), new("last (UTC)")] };
        foreach (var host in report.Summary.Hosts.Take(RowsMax))
        {
            table.Add(
                host.Host.Length == 0 ? "(none named)" : SafeText.Line(host.Host), Page.Count(host.Hits), Page.Count(host.Rules.Count),
                page.Toned(HuntWords.ToneOf(host.Gravity), host.Gravity == 0 ? "-" : HuntWords.Levels[host.Gravity - 1]), HuntTime.UtcShort(host.First), HuntTime.UtcShort(host.Last));
        }

        page.Table(table);
        WriteRest(page, report.Summary.Hosts.Count);
    }

    static void WriteTechniques(Page page, HuntReport report)
    {
        page.Heading("Techniques");
        var table = new TextTable { Columns = [new("technique"), new("name", IsFlexible: true), new("matches", IsNumber: true), new("rules", IsNumber: true)] };
        foreach (var one in report.Techniques.Take(RowsMax))
        {
            table.Add(one.Technique.Id, SafeText.Line(one.Technique.Name), Page.Count(one.Hits), Page.Count(one.Rules.Count));
        }

        page.Table(table);
        WriteRest(page, report.Techniques.Count);
        if (report.Summary.Rules.Count(tally => tally.Rule.IsShown && report.Knowledge.TagsOf(tally.Rule).Techniques.Count == 0) is > 0 and var without)
        {
            page.Paragraph($"{Page.Count(without, "rule")} with matches {(without == 1 ? "names" : "name")} no technique", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteTimes(Page page, HuntReport report)
    {
        page.Heading("Frequency over time");
        var stretches = TimeStretch.Of(report.Summary.Findings, StretchesMax);
        var most = stretches.Count == 0 ? 1 : Math.Max(1, stretches.Max(static stretch => stretch.Findings));
        var table = new TextTable { Columns = [new("from (UTC)"), new("local"), new("findings", IsNumber: true), new("")] };
        foreach (var stretch in stretches)
        {
            table.Add(HuntTime.UtcShort(stretch.From), HuntTime.Local(stretch.From, report.Knowledge.Zone), Page.Count(stretch.Findings), new string('#', (int)Math.Ceiling((double)stretch.Findings * BarColumns / most)));
        }

        page.Table(table);
        if (report.Summary.Findings.Count(static finding => finding.Time is null) is > 0 and var timeless)
        {
            page.Paragraph($"{Page.Count(timeless, "finding")} without a time", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteRest(Page page, int count)
    {
        if (count > RowsMax)
        {
            page.Paragraph($"… and {Page.Count(count - RowsMax)} more (--json has all)", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteTrouble(Page page, HuntReport report)
    {
        if (report.Summary.Refused.Count > 0)
        {
            page.Blank();
            page.Paragraph($"{Page.Count(report.Summary.Refused.Count, "rule")} cannot be evaluated: "
                + string.Join("; ", report.Summary.Refused.CountBy(static refused => refused.Refusal.Code).OrderByDescending(static pair => pair.Value).Select(pair => $"{pair.Key} ×{Page.Count(pair.Value)} ({SafeText.Line(report.Summary.Refused.First(refused => refused.Refusal.Code == pair.Key).Refusal.Message)})")), tone: Tone.Quiet);
        }

        if (report.Unresolved.Count > 0)
        {
            page.Blank();
            page.Paragraph($"{Page.Count(report.Unresolved.Count, "tag")} of these rules {(report.Unresolved.Count == 1 ? "is" : "are")} not of ATT&CK {report.Knowledge.Release.Version} as written: "
                + SafeText.Line(string.Join(", ", report.Unresolved.Take(8).Select(static tag => tag.MovedTo.Count == 0 ? tag.Tag : $"{tag.Tag} → {string.Join(" ", tag.MovedTo)}"))) + (report.Unresolved.Count > 8 ? " …" : ""), tone: Tone.Quiet);
        }
    }

    static void WriteProfile(Page page, IReadOnlyList<RuleCost> profile)
    {
        page.Heading("What rules cost, slowest first");
        var all = Math.Max(1e-9, profile.Sum(static one => one.Elapsed.TotalMilliseconds));
        var table = new TextTable { Columns = [new("ms", IsNumber: true), new("share", IsNumber: true), new("evaluated", IsNumber: true), new("matches", IsNumber: true), new("rule", IsFlexible: true)] };
        foreach (var one in profile.Take(RowsMax))
        {
            table.Add(
                one.Elapsed.TotalMilliseconds.ToString("N1", CultureInfo.InvariantCulture), Page.Percent(one.Elapsed.TotalMilliseconds / all), Page.Count(one.Evaluations), Page.Count(one.Hits),
                SafeText.Line(one.Rule.Title));
        }

        page.Table(table);
        WriteRest(page, profile.Count);
    }
}
