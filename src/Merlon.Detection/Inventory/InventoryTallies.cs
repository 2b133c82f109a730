using System.Text;
using Merlon.Logs;

namespace Merlon.Inventory;

public sealed partial class InventoryBuilder
{
    /// <summary>Earliest and latest time.</summary>
    struct TimeSpanSeen
    {
        public DateTimeOffset? First;
        public DateTimeOffset? Last;

        public void Add(DateTimeOffset? time)
        {
            if (time is { } at)
            {
                First = First is { } first && first <= at ? first : at;
                Last = Last is { } last && last >= at ? last : at;
            }
        }

        public void Add(TimeSpanSeen other)
        {
            Add(other.First);
            Add(other.Last);
        }
    }

    sealed class SourceTally(string id, string pipeline, IReadOnlyList<string> selectors, IReadOnlyList<string> values, LogFormat format, IReadOnlyList<string> logSources)
    {
        readonly string[] selected = [.. values];

        const int NameCharsKept = 256;

        readonly Dictionary<string, FieldTally> fields = new(StringComparer.Ordinal);
        readonly SortedSet<string> providers = new(StringComparer.Ordinal);
        readonly Dictionary<string, long> hosts = new(StringComparer.OrdinalIgnoreCase);
        readonly Dictionary<long, long> hours = [];
        readonly Dictionary<(string Field, string Value), long> eventNames = [];
        readonly SortedSet<string> arrivalPairs = new(StringComparer.Ordinal);
        ArrivalsSeen arrivals = ArrivalsSeen.None;
        TimeSpanSeen span;

        public long Records { get; set; }

        public string Id => id;

        public SourceTally Empty() => new(id, pipeline, selectors, selected, format, logSources);

        // Of spellings that differ in case the ordinally first is shown, whatever the order of the records.
        public void Spell(string[] other)
        {
            for (var i = 0; i < selected.Length; i++)
            {
                if (string.CompareOrdinal(other[i], selected[i]) < 0)
                {
                    selected[i] = other[i];
                }
            }
        }

        public void Fill(LogEvent record, InventoryBuilder owner)
        {
            var byName = fields.GetAlternateLookup<ReadOnlySpan<char>>();
            Span<char> letters = stackalloc char[NameCharsKept];
            for (var i = 0; i < record.Count; i++)
            {
                var name = NameOf(record, i, letters, owner);
                if (!byName.TryGetValue(name, out var field))
                {
                    if (fields.Count >= owner.limits.FieldsMax || owner.allFields >= owner.limits.AllFieldsMax)
                    {
                        owner.Overflow("fields", 1);
                        continue;
                    }

                    owner.allFields++;
                    byName[name] = field = new FieldTally();
                }

                field.Add(Records, record.KindOf(i) != LogValueKind.Null && record.ValueOf(i) is not ([] or [(byte)'-']));
            }
        }

        // Field names repeat in every record: they become a string once.
        static ReadOnlySpan<char> NameOf(LogEvent record, int index, Span<char> letters, InventoryBuilder owner)
        {
            var utf8 = record.NameOf(index);
            return utf8.Length <= letters.Length ? letters[..Encoding.UTF8.GetChars(utf8, letters)] : owner.Cut(record.NameText(index));
        }

        public void At(DateTimeOffset? time, InventoryBuilder owner)
        {
            span.Add(time);
            if (time is { } at)
            {
                AddHour(at.UtcTicks / TimeSpan.TicksPerHour, 1, owner);
            }
        }

        public void Measure(LogEvent record, RecordMeasures measures, InventoryBuilder owner)
        {
            foreach (var (field, value) in measures.NamesOf(record))
            {
                AddName((field, owner.Cut(value)), 1, owner);
            }

            if (measures.DelayOf(record) is { } arrival)
            {
                arrivals = arrivals.With(arrival.Delay);
                arrivalPairs.Add(arrival.Pair);
            }
        }

        public void From(string provider, InventoryLimits limits)
        {
            if (provider.Length > 0 && providers.Count < limits.HostsMax)
            {
                providers.Add(provider);
            }
        }

        /// <summary>Counts a record of a host; true where it is the first.</summary>
        public bool Seen(string host, InventoryBuilder owner, long count = 1)
        {
            var isNew = !hosts.TryGetValue(host, out var so);
            if (isNew && owner.allSourceHosts >= owner.limits.SourceHostsMax)
            {
                owner.Overflow("hosts of sources", count);
                return false;
            }

            owner.allSourceHosts += isNew ? 1 : 0;
            hosts[host] = so + count;
            return isNew;
        }

        public void Add(SourceTally other, InventoryBuilder owner)
        {
            Records += other.Records;
            Spell(other.selected);
            span.Add(other.span);
            foreach (var provider in other.providers)
            {
                From(provider, owner.limits);
            }

            foreach (var (host, count) in other.hosts)
            {
                Seen(host, owner, count);
            }

            foreach (var (hour, count) in other.hours)
            {
                AddHour(hour, count, owner);
            }

            foreach (var (name, count) in other.eventNames)
            {
                AddName(name, count, owner);
            }

            arrivals = arrivals.With(other.arrivals);
            arrivalPairs.UnionWith(other.arrivalPairs);
            foreach (var (name, theirs) in other.fields)
            {
                if (fields.TryGetValue(name, out var ours))
                {
                    ours.Add(theirs);
                }
                else if (fields.Count < owner.limits.FieldsMax && owner.allFields < owner.limits.AllFieldsMax)
                {
                    owner.allFields++;
                    fields.Add(name, theirs);
                }
                else
                {
                    owner.Overflow("fields", theirs.Present);
                }
            }
        }

        public LogSourceSeen ToSeen(IReadOnlyDictionary<string, HostTally> names) => new()
        {
            Pipeline = pipeline,
            Selectors = selectors,
            Values = selected,
            Format = format,
            LogSources = logSources,
            Providers = [.. providers],
            Records = Records,
            Hosts = [.. hosts.Select(h => KeyValuePair.Create(names.GetValueOrDefault(h.Key)?.Name ?? h.Key, h.Value)).OrderBy(static h => h.Key, StringComparer.Ordinal)],
            First = span.First,
            Last = span.Last,
            Hours =
            [
                .. hours.OrderBy(static h => h.Key)
                    .Select(static h => KeyValuePair.Create(new DateTimeOffset(h.Key * TimeSpan.TicksPerHour, TimeSpan.Zero), h.Value)),
            ],
            Fields = [.. fields.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => new FieldSeen(f.Key, f.Value.Present, f.Value.Filled))],
            Names =
            [
                .. eventNames.OrderBy(static n => n.Key.Field, StringComparer.Ordinal).ThenBy(static n => n.Key.Value, StringComparer.Ordinal)
                    .Select(static n => new NameSeen(n.Key.Field, n.Key.Value, n.Value)),
            ],
            Arrivals = arrivals with { Fields = [.. arrivalPairs] },
        };

        void AddName((string Field, string Value) name, long count, InventoryBuilder owner)
        {
            if (eventNames.TryGetValue(name, out var so))
            {
                eventNames[name] = so + count;
            }
            else if (eventNames.Count < owner.limits.NamesMax && owner.allNames < owner.limits.AllNamesMax)
            {
                owner.allNames++;
                eventNames.Add(name, count);
            }
            else
            {
                owner.Overflow("names", count);
            }
        }

        void AddHour(long hour, long count, InventoryBuilder owner)
        {
            if (hours.TryGetValue(hour, out var so))
            {
                hours[hour] = so + count;
            }
            else if (owner.allHours < owner.limits.HoursMax)
            {
                owner.allHours++;
                hours.Add(hour, count);
            }
            else
            {
                owner.Overflow("hours", count);
            }
        }
    }

    /// <summary>Counts records, not values: a field may have several values in one record.</summary>
    sealed class FieldTally
    {
        long lastPresent;
        long lastFilled;

        public long Present { get; private set; }

        public long Filled { get; private set; }

        public void Add(long record, bool isFilled)
        {
            if (lastPresent != record)
            {
                lastPresent = record;
                Present++;
            }

            if (isFilled && lastFilled != record)
            {
                lastFilled = record;
                Filled++;
            }
        }

        public void Add(FieldTally other)
        {
            Present += other.Present;
            Filled += other.Filled;
        }
    }

    sealed class HostTally(string name)
    {
        public TimeSpanSeen Span;

        public string Name { get; private set; } = name;

        public void Spell(string other) => Name = string.CompareOrdinal(other, Name) < 0 ? other : Name;

        public long Records { get; set; }

        public HashSet<string> Sources { get; } = new(StringComparer.Ordinal);

        public void Add(HostTally other)
        {
            Spell(other.Name);
            Records += other.Records;
            Span.Add(other.Span);
            Sources.UnionWith(other.Sources);
        }
    }

    readonly record struct LogonKey(string Account, string Origin, string Host, string Type);

    sealed class LogonTally(LogonKey key)
    {
        public TimeSpanSeen Span;

        public LogonKey Key { get; private set; } = key;

        public void Spell(LogonKey other) => Key = string.CompareOrdinal(other.ToString(), Key.ToString()) < 0 ? other : Key;

        public long Succeeded { get; private set; }

        public long Failed { get; private set; }

        public void Add(long succeeded, long failed, DateTimeOffset? time)
        {
            Succeeded += succeeded;
            Failed += failed;
            Span.Add(time);
        }

        public void Add(LogonTally other)
        {
            Spell(other.Key);
            Succeeded += other.Succeeded;
            Failed += other.Failed;
            Span.Add(other.Span);
        }
    }

    sealed class ValueTally
    {
        public string Text { get; private set; } = "";

        public long Records { get; private set; }

        public DateTimeOffset? First { get; private set; }

        public string Host { get; private set; } = "";

        // Of several records of one time the ordinally first text and host, so that the order of the records does not matter.
        public void Add(string text, long records, DateTimeOffset? time, string host)
        {
            var isFirst = Records == 0
                || Earliness(time).CompareTo(Earliness(First)) is var order && (order < 0 || order == 0 && string.CompareOrdinal($"{text}\0{host}", $"{Text}\0{Host}") < 0);
            Records += records;
            if (isFirst)
            {
                (Text, First, Host) = (text, time, host);
            }
        }

        public void Add(ValueTally other) => Add(other.Text, other.Records, other.First, other.Host);

        static DateTimeOffset Earliness(DateTimeOffset? time) => time ?? DateTimeOffset.MaxValue;
    }
}
