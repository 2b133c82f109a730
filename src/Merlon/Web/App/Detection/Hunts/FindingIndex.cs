using System.Text;
using System.Text.Json;
using Merlon.Hunting;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>
/// Where each finding of a file stands, and what lists are filtered and drawn by: 48 bytes a finding, so that a page of a hundred thousand comes at once and the file stays on the disk.
/// </summary>
sealed class FindingIndex
{
    /// <summary>Longest line of a finding, in bytes.</summary>
    public const int FindingBytesMax = 4 * 1024 * 1024;

    const int BufferBytes = 1024 * 1024;

    readonly string path;
    readonly FindingRow[] rows;
    readonly int[] byTime;

    FindingIndex(string path, List<FindingRow> found, List<FindingRule> rules, List<string> hosts)
    {
        this.path = path;
        rows = [.. found];
        Rules = rules;
        Hosts = hosts;
        byTime = [.. Enumerable.Range(0, rows.Length)];
        Array.Sort(byTime, (a, b) => rows[a].Time.CompareTo(rows[b].Time) is not 0 and var order ? order : a.CompareTo(b));
    }

    /// <summary>How many findings.</summary>
    public int Count => rows.Length;

    /// <summary>Rules with findings.</summary>
    public IReadOnlyList<FindingRule> Rules { get; }

    /// <summary>Hosts with findings; the empty name for records without one.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <summary>What is known of a finding without reading it.</summary>
    /// <param name="number">From 1.</param>
    public FindingRow RowOf(int number) => rows[number - 1];

    /// <summary>Reads a file of findings through once.</summary>
    public static FindingIndex Read(string path)
    {
        List<FindingRow> found = [];
        List<FindingRule> rules = [];
        List<string> hosts = [];
        var ruleNumbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var hostNumbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (offset, line) in Lines(path))
        {
            using var document = JsonDocument.Parse(line);
            var one = document.RootElement;
            var rule = FindingReading.RuleOf(one.GetProperty("rule"));
            if (!ruleNumbers.TryGetValue(rule.Key, out var ruleNumber))
            {
                ruleNumbers.Add(rule.Key, ruleNumber = rules.Count);
                rules.Add(new FindingRule(rule.Key, rule.Title, rule.Level, rule.Gravity, StoredHunt.Texts(one, "techniques")));
            }

            var host = StoredHunt.Text(one, "host");
            if (!hostNumbers.TryGetValue(host, out var hostNumber))
            {
                hostNumbers.Add(host, hostNumber = hosts.Count);
                hosts.Add(host);
            }

            found.Add(new FindingRow(offset, line.Length, StoredHunt.Time(one, "time")?.UtcTicks ?? long.MaxValue, ruleNumber, hostNumber, Math.Max(1, StoredHunt.Number(one, "count"))));
        }

        return new FindingIndex(path, found, rules, hosts);
    }

    /// <summary>Numbers (from 1) of the findings that a filter lets through, in its order.</summary>
    public IReadOnlyList<int> Find(FindingFilter filter)
    {
        var rule = filter.Rule.Length == 0 ? -1 : IndexOf(Rules.Select(static one => one.Key), filter.Rule);
        var host = filter.Host is null ? -1 : IndexOf(Hosts, filter.Host);
        if (rule == int.MinValue || host == int.MinValue)
        {
            return [];
        }

        var isRule = Rules.Select(one => (filter.Technique.Length == 0 || one.Techniques.Any(id => IsOrIsBelow(id, filter.Technique))) && one.Gravity >= filter.GravityMin).ToArray();
        var (from, to) = (filter.From?.UtcTicks ?? long.MinValue, filter.To?.UtcTicks ?? long.MaxValue);
        var isTimed = filter.From is not null || filter.To is not null;
        List<int> found = [];
        foreach (var i in byTime)
        {
            ref readonly var row = ref rows[i];
            if ((rule < 0 || row.Rule == rule) && (host < 0 || row.Host == host) && isRule[row.Rule] && row.Time >= from && (row.Time < to || !isTimed))
            {
                found.Add(i + 1);
            }
        }

        if (filter.Text.Length > 0)
        {
            found = WithText(found, filter.Text);
        }

        return filter.IsGravestFirst ? [.. found.OrderByDescending(number => Rules[rows[number - 1].Rule].Gravity)] : found;
    }

    /// <summary>Findings by number, in the order asked for.</summary>
    public IEnumerable<Finding> Load(IEnumerable<int> numbers)
    {
        var rules = new Dictionary<string, HuntedRule>(StringComparer.Ordinal);
        foreach (var line in LinesOf(numbers))
        {
            using var document = JsonDocument.Parse(line);
            yield return FindingReading.Read(document.RootElement, rules);
        }
    }

    /// <summary>Lines by number, as they stand in the file.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> LinesOf(IEnumerable<int> numbers)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes / 16);
        foreach (var number in numbers)
        {
            var row = rows[number - 1];
            var line = new byte[row.Length];
            file.Position = row.Offset;
            file.ReadExactly(line);
            yield return line;
        }
    }

    /// <summary>Findings of one host around one of them, in order of time, at most so many before and after.</summary>
    public IReadOnlyList<int> Around(int number, int most)
    {
        var host = rows[number - 1].Host;
        var same = byTime.Where(i => rows[i].Host == host).ToList();
        var at = same.IndexOf(number - 1);
        return [.. same.Skip(Math.Max(0, at - most)).Take(Math.Min(at, most) + 1 + most).Select(static i => i + 1)];
    }

    /// <summary>Stretches of time with the findings of some numbers.</summary>
    public IReadOnlyList<TimeStretch> Stretches(IEnumerable<int> numbers, int most)
        => TimeStretch.OfTimes([.. numbers.Select(number => rows[number - 1]).Where(static row => row.Time != long.MaxValue).Select(row => (row.Time, Rules[row.Rule].Gravity))], most);

    /// <summary>Which of some rules matched on each host.</summary>
    public ILookup<string, HuntedRule> RulesByHost(IEnumerable<HuntedRule> of)
    {
        var byKey = of.DistinctBy(static rule => rule.Key, StringComparer.Ordinal).ToDictionary(static rule => rule.Key, StringComparer.Ordinal);
        return rows.Select(static row => (row.Host, row.Rule)).Distinct().Where(pair => byKey.ContainsKey(Rules[pair.Rule].Key))
            .ToLookup(pair => Hosts[pair.Host], pair => byKey[Rules[pair.Rule].Key], StringComparer.Ordinal);
    }

    List<int> WithText(List<int> numbers, string text)
    {
        // As it stands in the file, where a backslash is two.
        var needle = JsonText.Line(json => json.WriteStringValue(text))[1..^1];
        List<int> found = [];
        var i = 0;
        foreach (var line in LinesOf(numbers))
        {
            if (Encoding.UTF8.GetString(line.Span).Contains(needle, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(numbers[i]);
            }

            i++;
        }

        return found;
    }

    static IEnumerable<(long Offset, ReadOnlyMemory<byte> Line)> Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);
        var buffer = new byte[BufferBytes];
        var (filled, offset) = (0, 0L);
        while (true)
        {
            var read = file.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            var begin = 0;
            for (int end; (end = buffer.AsSpan(begin, filled - begin).IndexOf((byte)'\n')) >= 0; begin += end + 1)
            {
                yield return (offset + begin, buffer.AsMemory(begin, end));
            }

            buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
            filled -= begin;
            offset += begin;
            if (read == 0)
            {
                yield break;
            }

            if (filled == buffer.Length)
            {
                if (buffer.Length >= FindingBytesMax)
                {
                    throw new InvalidDataException("a finding is longer than findings can be: the hunt's file is damaged");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    static int IndexOf(IEnumerable<string> all, string wanted)
        => all.Select(static (one, i) => (one, i)).Where(pair => string.Equals(pair.one, wanted, StringComparison.Ordinal)).Select(static pair => pair.i).DefaultIfEmpty(int.MinValue).First();

    static bool IsOrIsBelow(string id, string wanted) => id.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (id.Length == wanted.Length || id[wanted.Length] == '.');
}

/// <summary>A finding as lists need it.</summary>
/// <param name="Offset">Where its line begins.</param>
/// <param name="Length">Bytes of its line.</param>
/// <param name="Time">UTC in ticks; <see cref="long.MaxValue"/> where it has none.</param>
/// <param name="Rule">Which of the rules.</param>
/// <param name="Host">Which of the hosts.</param>
/// <param name="Count">Matches that it stands for.</param>
readonly record struct FindingRow(long Offset, int Length, long Time, int Rule, int Host, long Count);

/// <summary>A rule with findings.</summary>
/// <param name="Key">What tells it from others.</param>
/// <param name="Title">Foreign text.</param>
/// <param name="Level">As written.</param>
/// <param name="Gravity">0 to 5.</param>
/// <param name="Techniques">Ids that its tags stand for.</param>
sealed record FindingRule(string Key, string Title, string Level, int Gravity, IReadOnlyList<string> Techniques);

/// <summary>Which findings to list.</summary>
sealed record FindingFilter
{
    /// <summary>Longest text that is looked for, in characters.</summary>
    public const int TextCharsMax = 200;

    /// <summary>Key of a rule, or empty.</summary>
    public string Rule { get; init; } = "";

    /// <summary>A host (empty: records that name none), or null for any.</summary>
    public string? Host { get; init; }

    /// <summary>A technique, its sub-techniques too, or empty.</summary>
    public string Technique { get; init; } = "";

    /// <summary>Least gravity, 0 to 5.</summary>
    public int GravityMin { get; init; }

    /// <summary>Earliest time, or null.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First time that is too late, or null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Text that must occur in the finding, whatever its case, or empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>True for the gravest first, else by time.</summary>
    public bool IsGravestFirst { get; init; }

    /// <summary>True where everything is let through.</summary>
    public bool IsEmpty => this with { IsGravestFirst = false } == new FindingFilter();
}
