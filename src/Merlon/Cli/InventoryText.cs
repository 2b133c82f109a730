using System.Globalization;
using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>Which parts of an inventory are shown.</summary>
/// <param name="Rows">Most rows of each list.</param>
/// <param name="GapHours">Shortest gap, in hours.</param>
/// <param name="HasLogons">Logons.</param>
/// <param name="HasFields">Fields of each source.</param>
/// <param name="HasFrequency">Records over time.</param>
sealed record InventoryView(int Rows, int GapHours, bool HasLogons, bool HasFields, bool HasFrequency);

/// <summary>An inventory as text for people.</summary>
sealed class InventoryText(Page page, InventoryReport report, InventoryView view)
{
    const int SparkColumns = 40, MissingNamedMax = 4;

    const string WindowsPrefix = "Microsoft-Windows-", OperationalSuffix = "/Operational";

    static readonly string[] AsciiLevels = [" ", ".", ":", "-", "=", "+", "*", "#", "@"];
    static readonly string[] BlockLevels = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

    LogInventory Inventory => report.Inventory;

    public void Write()
    {
        Summary();
        if (Inventory.Records == 0)
        {
            Trouble();
            return;
        }

        Sources();
        if (view.HasFields)
        {
            Fields();
        }

        Hosts();
        Gaps();
        if (view.HasFrequency)
        {
            Frequency();
        }

        if (view.HasLogons)
        {
            Logons();
        }

        FirstSeen();
        Rules();
        Trouble();
        Recorded();
    }

    void Summary()
    {
        var times = Inventory.Sources.Where(static s => s.First is not null).ToArray();
        var span = times.Length == 0 ? "no record has a time that can be read" : $"from {Moment(times.Min(static s => s.First))} to {Moment(times.Max(static s => s.Last))} UTC";
        page.Title($"{Page.Count(Inventory.Records, "record")} in {Page.Count(report.Files.Count, "file")}, {span}");
        if (Inventory.Unknown > 0)
        {
            page.Paragraph($"{Page.Count(Inventory.Unknown, "record")} of a shape that no pipeline knows: no rule reads them (--pipeline, --logsource)", tone: Tone.Warning);
        }

        if (Inventory.Timeless > Inventory.Unknown)
        {
            page.Paragraph($"{Page.Count(Inventory.Timeless - Inventory.Unknown, "record")} without a time that can be read: in no span and no gap", tone: Tone.Warning);
        }

        foreach (var (what, count) in Inventory.Overflow.OrderBy(static o => o.Key, StringComparer.Ordinal))
        {
            page.Paragraph($"too many {what}: {Page.Count(count)} were counted together (docs/limits.md)", tone: Tone.Warning);
        }
    }

    void Sources()
    {
        page.Heading("Sources");
        var table = new TextTable
        {
            Columns =
            [
                new("records", IsNumber: true), new("source", IsFlexible: true), new("event", IsNumber: true), new("log source", IsFlexible: true), new("pipeline"),
                new("hosts", IsNumber: true), new("fields", IsNumber: true), new("first"), new("last"),
            ],
        };
        foreach (var source in Inventory.Sources.Take(view.Rows))
        {
            var (name, eventId) = NameOf(source);
            table.Add(
                Page.Count(source.Records), SafeText.Line(name), SafeText.Line(eventId), string.Join(", ", source.LogSources.Where(l => IsNarrowest(l, source.LogSources))),
                source.Pipeline.Length > 0 ? SafeText.Line(source.Pipeline) : "-", Page.Count(source.Hosts.Count), Page.Count(source.Fields.Count), Day(source.First), Day(source.Last));
        }

        page.Table(table);
        More(Inventory.Sources.Count, "source");
    }

    // windows/sysmon says nothing beside windows/process_creation/sysmon
    static bool IsNarrowest(string logSource, IReadOnlyList<string> all)
        => !all.Any(other => other.Length > logSource.Length && other.EndsWith(logSource[logSource.LastIndexOf('/')..], StringComparison.Ordinal));

    // Channels begin and end alike: what tells them apart comes first.
    static (string Name, string EventId) NameOf(LogSourceSeen source)
    {
        if (source.Selectors is not ["Channel", "EventID"])
        {
            return (source.Label, "");
        }

        var channel = source.Values[0];
        channel = channel.StartsWith(WindowsPrefix, StringComparison.OrdinalIgnoreCase) ? channel[WindowsPrefix.Length..] : channel;
        channel = channel.EndsWith(OperationalSuffix, StringComparison.OrdinalIgnoreCase) ? channel[..^OperationalSuffix.Length] : channel;
        return (channel, source.Values[1]);
    }

    static string ShortName(LogSourceSeen source) => NameOf(source) is var (name, id) && id.Length > 0 ? $"{name} {id}" : source.Label;

    void Fields()
    {
        foreach (var source in Inventory.Sources.Take(view.Rows))
        {
            page.Heading($"Fields of {SafeText.Line(source.Label)}");
            var table = new TextTable { Columns = [new("field", IsFlexible: true), new("there", IsNumber: true), new("filled", IsNumber: true)] };
            foreach (var field in source.Fields)
            {
                table.Add(SafeText.Line(field.Name), Page.Percent((double)field.Present / source.Records), Page.Percent((double)field.Filled / source.Records));
            }

            page.Table(table);
        }
    }

    void Hosts()
    {
        if (Inventory.Hosts.Count == 0)
        {
            return;
        }

        page.Heading("Hosts");
        var table = new TextTable { Columns = [new("host", IsFlexible: true), new("records", IsNumber: true), new("sources", IsNumber: true), new("first"), new("last")] };
        foreach (var host in Inventory.Hosts.OrderByDescending(static h => h.Records).ThenBy(static h => h.Name, StringComparer.Ordinal).Take(view.Rows))
        {
            table.Add(SafeText.Line(host.Name), Page.Count(host.Records), Page.Count(host.Sources), Moment(host.First), Moment(host.Last));
        }

        page.Table(table);
        More(Inventory.Hosts.Count, "host");
    }

    void Gaps()
    {
        var gaps = Inventory.Sources.SelectMany(s => s.GapsOf(view.GapHours).Select(gap => (Source: s, Gap: gap)))
            .OrderByDescending(static g => g.Gap.Until - g.Gap.From).ThenBy(static g => g.Gap.From).ThenBy(static g => g.Source.Label, StringComparer.Ordinal).ToArray();
        if (gaps.Length == 0)
        {
            return;
        }

        page.Heading($"Times without records, {Page.Count(view.GapHours, "hour")} and longer");
        var table = new TextTable { Columns = [new("hours", IsNumber: true), new("from"), new("until"), new("source", IsFlexible: true)] };
        foreach (var (source, gap) in gaps.Take(view.Rows))
        {
            table.Add(Page.Count((long)(gap.Until - gap.From).TotalHours), Moment(gap.From), Moment(gap.Until), SafeText.Line(ShortName(source)));
        }

        page.Table(table);
        More(gaps.Length, "gap");
    }

    void Frequency()
    {
        var timed = Inventory.Sources.Where(static s => s.Hours.Count > 0).Take(view.Rows).ToArray();
        if (timed.Length == 0)
        {
            return;
        }

        var first = timed.Min(static s => s.Hours[0].Key);
        var last = timed.Max(static s => s.Hours[^1].Key).AddHours(1);
        var step = (last - first) / SparkColumns;
        page.Heading($"Records over time, {Moment(first)} to {Moment(last)}");
        var levels = page.UsesColour ? BlockLevels : AsciiLevels;
        var table = new TextTable { Columns = [new("source", IsFlexible: true), new(""), new("most in an hour", IsNumber: true)] };
        foreach (var source in timed)
        {
            var counts = new long[SparkColumns];
            foreach (var (hour, count) in source.Hours)
            {
                counts[Math.Min(SparkColumns - 1, (int)((hour - first) / step))] += count;
            }

            var most = counts.Max();
            table.Add(
                SafeText.Line(ShortName(source)), string.Concat(counts.Select(c => levels[c == 0 ? 0 : 1 + (int)((levels.Length - 2) * (double)c / most)])),
                Page.Count(source.Hours.Max(static h => h.Value)));
        }

        page.Table(table);
    }

    void Logons()
    {
        page.Heading("Logons");
        if (Inventory.Logons.Count == 0)
        {
            page.Paragraph("none in these logs (Security 4624, 4625, 4648, 4768, 4771, 4776; remote desktop 21, 25, 1149)", indent: 2);
            return;
        }

        var table = new TextTable
        {
            Columns =
            [
                new("account", IsFlexible: true), new("from", IsFlexible: true), new("to", IsFlexible: true), new("type"),
                new("succeeded", IsNumber: true), new("failed", IsNumber: true), new("first"), new("last"),
            ],
        };
        foreach (var logon in Inventory.Logons.Take(view.Rows))
        {
            table.Add(
                SafeText.Line(logon.Account), SafeText.Line(logon.Origin), SafeText.Line(logon.Host), SafeText.Line(logon.Type),
                Page.Count(logon.Succeeded), Page.Count(logon.Failed), Moment(logon.First), Moment(logon.Last));
        }

        page.Table(table);
        More(Inventory.Logons.Count, "kind");
    }

    void FirstSeen()
    {
        foreach (var field in Inventory.FirstSeen.GroupBy(static v => v.Field, StringComparer.Ordinal))
        {
            page.Heading($"First seen: {SafeText.Line(field.Key)}, newest first");
            var table = new TextTable { Columns = [new("first"), new("records", IsNumber: true), new("host"), new("value", IsFlexible: true)] };
            foreach (var value in field.Reverse().Take(view.Rows))
            {
                table.Add(Moment(value.First), Page.Count(value.Records), SafeText.Line(value.Host), SafeText.Line(value.Value));
            }

            page.Table(table);
            More(field.Count(), "value");
        }
    }

    void Rules()
    {
        if (report.Rules.Count == 0)
        {
            return;
        }

        var counts = report.Rules.CountBy(static r => r.Kind).ToDictionary();
        page.Heading($"Rules: {Page.Count(Of(RuleReachKind.CanFire))} of {Page.Count(report.Rules.Count)} could fire on these logs");
        page.Paragraph($"{Page.Count(Of(RuleReachKind.NoLogSource))} lack their log source, {Page.Count(Of(RuleReachKind.NoEvent))} their events, {Page.Count(Of(RuleReachKind.NoField))} a field; {Page.Count(Of(RuleReachKind.Refused))} cannot be evaluated", indent: 2);
        foreach (var (kind, title) in ((RuleReachKind, string)[])
            [(RuleReachKind.NoLogSource, "Log sources that are missing"), (RuleReachKind.NoEvent, "Events that are missing"), (RuleReachKind.NoField, "Fields that are missing"), (RuleReachKind.Refused, "Cannot be evaluated")])
        {
            var lacking = report.Rules.Where(r => r.Kind == kind).GroupBy(static r => Missing(r.Missing), StringComparer.Ordinal)
                .OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal).ToArray();
            if (lacking.Length == 0)
            {
                continue;
            }

            page.Heading(title);
            var table = new TextTable { Columns = [new("rules", IsNumber: true), new("what", IsFlexible: true), new("such as", IsFlexible: true)] };
            foreach (var group in lacking.Take(view.Rows))
            {
                table.Add(Page.Count(group.Count()), SafeText.Line(group.Key), SafeText.Line(group.First().Rule.Title));
            }

            page.Table(table);
            More(lacking.Length, "line");
        }

        long Of(RuleReachKind kind) => counts.GetValueOrDefault(kind);
    }

    static string Missing(IReadOnlyList<string> missing)
        => missing.Count == 0 ? "what it excludes is all that there is" : missing.Count <= MissingNamedMax ? string.Join(", ", missing) : $"{string.Join(", ", missing.Take(MissingNamedMax))} and {missing.Count - MissingNamedMax} more";

    void Trouble()
    {
        var failing = report.Files.Where(static f => f.Failed > 0 || f.Format == LogFormat.Unknown).ToArray();
        if (failing.Length == 0)
        {
            return;
        }

        page.Heading($"Not read: {Page.Count(Inventory.Failed, "record")}, {Page.Count(failing.Count(static f => f.Format == LogFormat.Unknown), "file")} of an unknown format");
        var table = new TextTable { Columns = [new("file", IsFlexible: true), new("format"), new("read", IsNumber: true), new("failed", IsNumber: true)] };
        foreach (var file in failing.Take(view.Rows))
        {
            table.Add(SafeText.Line(file.Document), AnswerWords.Of(file.Format), Page.Count(file.Records), Page.Count(file.Failed));
        }

        page.Table(table);
        More(failing.Length, "file");
    }

    void Recorded()
    {
        if (report.Recorded is { } recorded)
        {
            page.Blank();
            page.Paragraph($"{Page.Count(recorded.Stated, "statement")} about techniques went into the journal, {Page.Count(recorded.Withdrawn)} older ones were withdrawn, {Page.Count(recorded.Unchanged)} stood there already.");
        }
    }

    void More(int count, string noun)
    {
        if (count > view.Rows)
        {
            page.Paragraph($"… and {Page.Count(count - view.Rows, noun)} more (--rows, --json)", indent: 2, tone: Tone.Quiet);
        }
    }

    static string Moment(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "-";

    static string Day(DateTimeOffset? time) => time is { } at ? AnswerWords.Day(at) : "-";
}
