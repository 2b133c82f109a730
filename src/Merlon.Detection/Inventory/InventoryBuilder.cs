using System.Collections.Frozen;
using System.Text;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Inventory;

/// <summary>
/// Counts records into a <see cref="LogInventory"/>, in memory that <see cref="InventoryLimits"/> bounds. Not for several
/// threads; the order of the records does not matter, and several builders add up by <see cref="Add(InventoryBuilder)"/>.
/// </summary>
/// <param name="pipelines">How records are recognised.</param>
/// <param name="firstSeenFields">Fields, as rules name them, whose values are kept with the time of the first.</param>
/// <param name="limits">What is kept apart.</param>
public sealed partial class InventoryBuilder(PipelineSet pipelines, IReadOnlyList<string> firstSeenFields, InventoryLimits limits)
{
    readonly InventoryLimits limits = limits;
    readonly Dictionary<string, SourceTally> sources = new(StringComparer.Ordinal);
    readonly Dictionary<string, HostTally> hosts = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, LogonTally> logons = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<(string Field, string Value), ValueTally> values = new(ValueKeys.Instance);
    readonly SortedDictionary<string, long> overflow = new(StringComparer.Ordinal);
    readonly StringBuilder key = new();
    RecordShapes? shapes;
    long records;
    long failed;
    long unknown;
    long timeless;
    int allFields;
    int allHours;
    int allSourceHosts;
    int allNames;

    /// <summary>Pipeline that every record is read with, or null to recognise each.</summary>
    public Pipeline? Pipeline { get; init; }

    /// <summary>True to count event names and delays of arrival too (<see cref="LogSourceSeen.Names"/>, <see cref="LogSourceSeen.Arrivals"/>).</summary>
    public bool IsMeasuring { get; init; }

    /// <summary>Counts what a reader could not read.</summary>
    public void AddFailed(long count) => failed += count;

    /// <summary>Counts a record.</summary>
    public void Add(LogEvent record)
    {
        records++;
        var shape = (shapes ??= new RecordShapes(pipelines, Pipeline, firstSeenFields, IsMeasuring)).Of(record);
        if (shape.Pipeline is not { } pipeline)
        {
            unknown++;
            timeless++;
            SourceOf(record, pipeline: null, [])?.Fill(record, this);
            return;
        }

        var selected = shape.SelectorsOf(record);
        for (var i = 0; i < selected.Length; i++)
        {
            selected[i] = Cut(selected[i]);
        }

        var time = shape.TimeOf(record);
        if (time is null)
        {
            timeless++;
        }

        var source = SourceOf(record, pipeline, selected);
        var host = Cut(shape.HostOf(record));
        source?.Fill(record, this);
        source?.At(time, this);
        source?.From(Cut(shape.ProviderOf(record)), limits);
        source?.Measure(record, shape.Measures, this);
        AddHost(host, source, time);
        AddValues(record, shape, time, host);
        if (pipeline.IsWindows && LogonEvent.Of(record, pipeline, selected) is { } logon)
        {
            AddLogon(logon, host, time);
        }
    }

    /// <summary>Adds what another builder counted; both had the same parameters.</summary>
    public void Add(InventoryBuilder other)
    {
        records += other.records;
        failed += other.failed;
        unknown += other.unknown;
        timeless += other.timeless;
        foreach (var (name, count) in other.overflow)
        {
            Overflow(name, count);
        }

        foreach (var (id, theirs) in other.sources)
        {
            if (Find(sources, id, limits.SourcesMax, "sources", () => theirs.Empty(), theirs.Records) is { } ours)
            {
                ours.Add(theirs, this);
            }
        }

        foreach (var (name, theirs) in other.hosts)
        {
            Find(hosts, name, limits.HostsMax, "hosts", () => new HostTally(name), theirs.Records)?.Add(theirs);
        }

        foreach (var (id, theirs) in other.logons)
        {
            Find(logons, id, limits.LogonsMax, "logons", () => new LogonTally(theirs.Key), theirs.Succeeded + theirs.Failed)?.Add(theirs);
        }

        foreach (var (id, theirs) in other.values)
        {
            Find(values, id, limits.ValuesMax, "values", static () => new ValueTally(), theirs.Records)?.Add(theirs);
        }
    }

    /// <summary>What was counted so far.</summary>
    public LogInventory Build() => new()
    {
        Records = records,
        Failed = failed,
        Unknown = unknown,
        Timeless = timeless,
        Sources =
        [
            .. sources.OrderByDescending(static s => s.Value.Records).ThenBy(static s => s.Key, StringComparer.Ordinal).Select(s => s.Value.ToSeen(hosts)),
        ],
        Hosts =
        [
            .. hosts.Values.OrderBy(static h => h.Name, StringComparer.Ordinal)
                .Select(static h => new HostSeen(h.Name, h.Records, h.Sources.Count, h.Span.First, h.Span.Last)),
        ],
        Logons =
        [
            .. logons.Values.OrderByDescending(static l => l.Succeeded + l.Failed).ThenBy(static l => l.Key.ToString(), StringComparer.Ordinal)
                .Select(static l => new LogonSeen(l.Key.Account, l.Key.Origin, l.Key.Host, l.Key.Type, l.Succeeded, l.Failed, l.Span.First, l.Span.Last)),
        ],
        FirstSeen =
        [
            .. values.Select(static v => new ValueSeen(v.Key.Field, v.Value.Text, v.Value.Records, v.Value.First, v.Value.Host))
                .OrderBy(static v => v.First ?? DateTimeOffset.MaxValue).ThenBy(static v => v.Field, StringComparer.Ordinal).ThenBy(static v => v.Value, StringComparer.Ordinal),
        ],
        Overflow = overflow.ToFrozenDictionary(StringComparer.Ordinal),
    };

    SourceTally? SourceOf(LogEvent record, Pipeline? pipeline, string[] selected)
    {
        key.Clear().Append(pipeline?.Name).Append('\0').Append((int)record.Format);
        foreach (var value in selected)
        {
            key.Append('\0').Append(value.ToUpperInvariant());
        }

        var id = key.ToString();
        var source = Find(
            sources, id, limits.SourcesMax, "sources",
            () => new SourceTally(id, pipeline?.Name ?? "", pipeline?.Selectors ?? [], selected, record.Format, LogSourcesOf(pipeline, selected)));
        if (source is not null)
        {
            source.Records++;
            source.Spell(selected);
        }

        return source;
    }

    static string[] LogSourcesOf(Pipeline? pipeline, string[] selected)
        => pipeline is null ? []
        : [.. PipelineSet.RouteOf(pipeline, selected).Claims.Select(static c => c.Source.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    void AddHost(string host, SourceTally? source, DateTimeOffset? time)
    {
        if (host.Length == 0 || Find(hosts, host, limits.HostsMax, "hosts", () => new HostTally(host)) is not { } tally)
        {
            return;
        }

        tally.Spell(host);
        tally.Records++;
        tally.Span.Add(time);
        if (source is not null && source.Seen(host, this))
        {
            tally.Sources.Add(source.Id);
        }
    }

    void AddValues(LogEvent record, RecordShape shape, DateTimeOffset? time, string host)
    {
        for (var field = 0; field < firstSeenFields.Count; field++)
        {
            foreach (var index in shape.ValuesOf(field))
            {
                var text = Cut(record.ValueText(index));
                if (text.Length > 0 && record.KindOf(index) is not (LogValueKind.Null or LogValueKind.Structure))
                {
                    Find(values, (firstSeenFields[field], text), limits.ValuesMax, "values", static () => new ValueTally())?.Add(text, 1, time, host);
                }
            }
        }
    }

    void AddLogon(LogonEvent logon, string host, DateTimeOffset? time)
    {
        var id = new LogonKey(Cut(logon.Account), Cut(logon.Origin), host, logon.Type);
        if (Find(logons, id.ToString(), limits.LogonsMax, "logons", () => new LogonTally(id)) is { } tally)
        {
            tally.Spell(id);
            tally.Add(logon.IsSuccess ? 1 : 0, logon.IsSuccess ? 0 : 1, time);
        }
    }

    TValue? Find<TKey, TValue>(Dictionary<TKey, TValue> tallies, TKey id, int max, string what, Func<TValue> create, long weight = 1)
        where TKey : notnull
        where TValue : class
    {
        if (tallies.TryGetValue(id, out var tally))
        {
            return tally;
        }

        if (tallies.Count >= max)
        {
            Overflow(what, weight);
            return null;
        }

        tallies.Add(id, tally = create());
        return tally;
    }

    void Overflow(string what, long count) => overflow[what] = overflow.GetValueOrDefault(what) + count;

    string Cut(string text) => text.Length <= limits.TextCharsMax ? text : text[..limits.TextCharsMax];

    sealed class ValueKeys : IEqualityComparer<(string Field, string Value)>
    {
        public static ValueKeys Instance { get; } = new();

        public bool Equals((string Field, string Value) x, (string Field, string Value) y)
            => string.Equals(x.Field, y.Field, StringComparison.Ordinal) && string.Equals(x.Value, y.Value, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string Field, string Value) obj)
            => HashCode.Combine(obj.Field, StringComparer.OrdinalIgnoreCase.GetHashCode(obj.Value));
    }
}
