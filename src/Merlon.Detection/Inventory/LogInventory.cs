using Merlon.Logs;

namespace Merlon.Inventory;

/// <summary>What logs hold, whatever any rule makes of it: sources, fields, hosts, times, and what could not be read.</summary>
public sealed record LogInventory
{
    /// <summary>Records in all.</summary>
    public long Records { get; init; }

    /// <summary>Records, lines or chunks that could not be read.</summary>
    public long Failed { get; init; }

    /// <summary>Records that no pipeline knows: no rule can read them.</summary>
    public long Unknown { get; init; }

    /// <summary>Records whose time is missing or cannot be read; they are in no span and no frequency.</summary>
    public long Timeless { get; init; }

    /// <summary>Sources, most records first.</summary>
    public IReadOnlyList<LogSourceSeen> Sources { get; init; } = [];

    /// <summary>Hosts by name, ordinally.</summary>
    public IReadOnlyList<HostSeen> Hosts { get; init; } = [];

    /// <summary>Logons by account, origin and type, most first.</summary>
    public IReadOnlyList<LogonSeen> Logons { get; init; } = [];

    /// <summary>Values of the fields that were asked for, earliest first.</summary>
    public IReadOnlyList<ValueSeen> FirstSeen { get; init; } = [];

    /// <summary>
    /// What was counted together since a bound was reached (docs/limits.md): such as <c>sources</c>, <c>fields</c>, and how many
    /// records fell to it. Counts of records stay exact.
    /// </summary>
    public IReadOnlyDictionary<string, long> Overflow { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}

/// <summary>Records of one pipeline that agree in their selectors, such as channel and event id.</summary>
public sealed record LogSourceSeen
{
    /// <summary>Name of the pipeline; empty where none knows the records.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Names of what tells the sources of the pipeline apart: <c>Channel</c>, <c>EventID</c>.</summary>
    public required IReadOnlyList<string> Selectors { get; init; }

    /// <summary>Values of these; empty where the records lack one.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>How the files write the records.</summary>
    public required LogFormat Format { get; init; }

    /// <summary>Sigma log sources that the records are of, as <c>windows/process_creation/sysmon</c>, ordinally.</summary>
    public IReadOnlyList<string> LogSources { get; init; } = [];

    /// <summary>Providers, ordinally; none where the records name none.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>How many records the source has.</summary>
    public long Records { get; init; }

    /// <summary>Records by host, ordinally; a record without one is not in it.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Hosts { get; init; } = [];

    /// <summary>Earliest time, or null.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Latest time, or null.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Hours (UTC) that have records, ascending, and how many.</summary>
    public IReadOnlyList<KeyValuePair<DateTimeOffset, long>> Hours { get; init; } = [];

    /// <summary>Fields by the record's own names, ordinally.</summary>
    public IReadOnlyList<FieldSeen> Fields { get; init; } = [];

    /// <summary>Values of the fields that name the event (Facts/event-names.tsv), ordinally; only where they were asked for.</summary>
    public IReadOnlyList<NameSeen> Names { get; init; } = [];

    /// <summary>How long records took to arrive; only where that was asked for and they say so.</summary>
    public ArrivalsSeen Arrivals { get; init; } = ArrivalsSeen.None;

    /// <summary>Values in a line: <c>Security 4624</c>.</summary>
    public string Label => string.Join(' ', Values.Where(static v => v.Length > 0)) is { Length: > 0 } label ? label : Pipeline.Length > 0 ? Pipeline : "(not recognised)";

    /// <summary>Times without records inside the span of the source that are at least as long as given, in order.</summary>
    /// <param name="shortest">Shortest time that counts, in whole hours, 1 or more.</param>
    public IEnumerable<TimeGap> GapsOf(int shortest)
    {
        for (var i = 1; i < Hours.Count; i++)
        {
            var begin = Hours[i - 1].Key.AddHours(1);
            if (Hours[i].Key - begin >= TimeSpan.FromHours(shortest))
            {
                yield return new TimeGap(begin, Hours[i].Key);
            }
        }
    }
}

/// <summary>A time without records.</summary>
/// <param name="From">The first hour without.</param>
/// <param name="Until">The first hour with records again.</param>
public readonly record struct TimeGap(DateTimeOffset From, DateTimeOffset Until);

/// <summary>A field of a source.</summary>
/// <param name="Name">As the records name it, nested names joined by points.</param>
/// <param name="Present">Records that have it.</param>
/// <param name="Filled">Records in which a value of it is neither empty, <c>-</c> nor null.</param>
public sealed record FieldSeen(string Name, long Present, long Filled);

/// <summary>A name of an event, such as CloudTrail's <c>eventName</c>.</summary>
/// <param name="Field">Field that holds it; several joined by <c>+</c> were read together, their values joined by a space.</param>
/// <param name="Value">Its value.</param>
/// <param name="Records">Records with it.</param>
public sealed record NameSeen(string Field, string Value, long Records);

/// <summary>How long records took from their event to their arrival, for those that say both.</summary>
/// <param name="Early">Records that arrived more than a minute before they happened: a clock is wrong.</param>
/// <param name="Exact">Records whose two times are the same: one was copied from the other.</param>
/// <param name="Minute">Further ones within a minute, either way.</param>
/// <param name="Hour">Further ones within an hour.</param>
/// <param name="Day">Further ones within a day.</param>
/// <param name="Later">Later ones.</param>
public sealed record ArrivalsSeen(long Early, long Exact, long Minute, long Hour, long Day, long Later)
{
    /// <summary>No record says.</summary>
    public static ArrivalsSeen None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Which fields said it, such as <c>EventTime to EventReceivedTime</c>, ordinally.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Records that say both times.</summary>
    public long Records => Early + Exact + Minute + Hour + Day + Later;

    internal ArrivalsSeen With(TimeSpan delay) => delay == TimeSpan.Zero ? this with { Exact = Exact + 1 }
        : delay < -TimeSpan.FromMinutes(1) ? this with { Early = Early + 1 }
        : delay <= TimeSpan.FromMinutes(1) ? this with { Minute = Minute + 1 }
        : delay <= TimeSpan.FromHours(1) ? this with { Hour = Hour + 1 }
        : delay <= TimeSpan.FromDays(1) ? this with { Day = Day + 1 }
        : this with { Later = Later + 1 };

    internal ArrivalsSeen With(ArrivalsSeen other)
        => new(Early + other.Early, Exact + other.Exact, Minute + other.Minute, Hour + other.Hour, Day + other.Day, Later + other.Later);
}

/// <summary>A host.</summary>
/// <param name="Name">As records name it.</param>
/// <param name="Records">Records.</param>
/// <param name="Sources">How many sources it has records of.</param>
/// <param name="First">Earliest time, or null.</param>
/// <param name="Last">Latest time, or null.</param>
public sealed record HostSeen(string Name, long Records, int Sources, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>Logons of one account from one origin.</summary>
/// <param name="Account">Domain and name.</param>
/// <param name="Origin">Address or workstation; empty where not said.</param>
/// <param name="Host">Where to.</param>
/// <param name="Type">Windows' logon type with its name, or the protocol.</param>
/// <param name="Succeeded">Successful logons.</param>
/// <param name="Failed">Failed ones.</param>
/// <param name="First">Earliest time, or null.</param>
/// <param name="Last">Latest time, or null.</param>
public sealed record LogonSeen(
    string Account, string Origin, string Host, string Type, long Succeeded, long Failed, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>A value of a field and when it was first there.</summary>
/// <param name="Field">The field as it was asked for.</param>
/// <param name="Value">Its value; of those that differ in case only the first.</param>
/// <param name="Records">Records with it.</param>
/// <param name="First">Earliest time, or null.</param>
/// <param name="Host">Host of the earliest record.</param>
public sealed record ValueSeen(string Field, string Value, long Records, DateTimeOffset? First, string Host);
