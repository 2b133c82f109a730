using System.Collections.Frozen;
using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Visibility;

/// <summary>A log source of the catalogue (or a Windows channel that it does not know) with what is of it in one scope's telemetry.</summary>
sealed class SeenSource
{
    const string EventIdSelector = "EventID";
    const string ChannelSelector = "Channel";

    readonly SeenRecords[] records;

    public SeenSource(string key, LogSourceKind? kind, string scope, IReadOnlyList<SeenPart> parts, VisibilityFacts facts)
    {
        Key = key;
        Kind = kind;
        Scope = scope;
        Parts = parts;
        records = [.. parts.Select(p => new SeenRecords(p, facts))];
        EventIds = records.Select(static r => r.EventId).OfType<int>().ToFrozenSet();
        Last = parts.Max(static p => p.Seen.Last);
        First = parts.Min(static p => p.Seen.First);
        Records = parts.Sum(static p => p.Records);
    }

    /// <summary>Catalogue id, or the channel.</summary>
    public string Key { get; }

    public LogSourceKind? Kind { get; }

    public string Scope { get; }

    public IReadOnlyList<SeenPart> Parts { get; }

    public long Records { get; }

    public FrozenSet<int> EventIds { get; }

    /// <summary>True where some records have no event id, so that the ids alone do not say what is collected.</summary>
    public bool HasOthers => Array.Exists(records, static r => r.EventId is null);

    public DateTimeOffset? First { get; }

    public DateTimeOffset? Last { get; }

    /// <summary>Records that a log-source name of ATT&amp;CK means: those of its channels, or all where it means this log source.</summary>
    public IReadOnlyList<SeenRecords> Of(string name, VisibilityFacts facts)
    {
        if (facts.ChannelsOf(name) is { } channels)
        {
            // "Microsoft-Windows-SMBServer" means every log of that provider
            return Array.FindAll(records, r => r.Channel.Length > 0 && channels.Any(c => string.Equals(c, r.Channel, StringComparison.OrdinalIgnoreCase)
                || !c.Contains('/', StringComparison.Ordinal) && r.Channel.StartsWith(c + "/", StringComparison.OrdinalIgnoreCase)));
        }

        return Kind is not null && Kind.HasAttackName(name) ? records : [];
    }

    /// <summary>All records.</summary>
    public IReadOnlyList<SeenRecords> All => records;

    /// <summary>Sorts the parts of a scope by log source, by key.</summary>
    public static IReadOnlyList<SeenSource> Of(string scope, IReadOnlyList<SeenPart> parts, LogSourceCatalogue catalogue, VisibilityFacts facts)
    {
        var byKey = new SortedDictionary<string, (LogSourceKind? Kind, List<SeenPart> Parts)>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var (key, kind) in KeysOf(part, catalogue, facts))
            {
                if (!byKey.TryGetValue(key, out var found))
                {
                    byKey.Add(key, found = (kind, []));
                }

                found.Parts.Add(part);
            }
        }

        return [.. byKey.Select(pair => new SeenSource(pair.Key, pair.Value.Kind, scope, pair.Value.Parts, facts))];
    }

    // Of a claim the service is asked for where it has one, for a category that several sources feed would be credited to each.
    static IEnumerable<(string Key, LogSourceKind? Kind)> KeysOf(SeenPart part, LogSourceCatalogue catalogue, VisibilityFacts facts)
    {
        if (facts.SourceOf(part.Pipeline, part.Seen.Values) is { } listed)
        {
            return listed.Kinds.Select(id => (id, catalogue.Kinds.FirstOrDefault(k => string.Equals(k.Id, id, StringComparison.Ordinal))));
        }

        var kinds = part.Route.Claims.Select(static c => c.Source.Service.Length > 0 ? c.Source with { Category = "" } : c.Source)
            .Where(static s => s.Category.Length > 0 || s.Service.Length > 0).Distinct()
            .SelectMany(catalogue.Feeding).Select(static n => n.Kind).DistinctBy(static k => k.Id, StringComparer.Ordinal).ToArray();
        if (kinds.Length > 0)
        {
            return kinds.Select(static k => (k.Id, (LogSourceKind?)k));
        }

        var channel = ValueOf(part, ChannelSelector);
        if (channel.Length == 0)
        {
            return [];
        }

        var kind = catalogue.TryFind($"WinEventLog:{channel}", out var found) ? found : null;
        return [(kind?.Id ?? channel, kind)];
    }

    static string ValueOf(SeenPart part, string selector)
    {
        for (var i = 0; i < part.Seen.Selectors.Count; i++)
        {
            if (string.Equals(part.Seen.Selectors[i], selector, StringComparison.Ordinal))
            {
                return part.Seen.Values[i];
            }
        }

        return "";
    }

    /// <summary>A part with what its records are.</summary>
    public sealed class SeenRecords
    {
        readonly FrozenSet<string> selectors;
        readonly string[] names;

        public SeenRecords(SeenPart part, VisibilityFacts facts)
        {
            Part = part;
            Channel = ValueOf(part, ChannelSelector);
            EventId = int.TryParse(ValueOf(part, EventIdSelector), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
            var countsAs = facts.SourceOf(part.Pipeline, part.Seen.Values)?.CountsAs ?? "";
            selectors = part.Seen.Values.Append(countsAs).Where(static v => v.Length > 0).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
            names = [.. part.Seen.Names.Select(n => facts.EventNameOf(n.Field, n.Value)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        }

        public SeenPart Part { get; }

        public string Channel { get; }

        public int? EventId { get; }

        public bool HasNames => names.Length > 0;

        public IReadOnlyList<string> Names => names;

        /// <summary>True when the records are, or hold, any of what is asked for.</summary>
        public bool Meets(ChannelAlternative wanted) => wanted.IsAny
            || EventId is { } id && wanted.EventIds.Contains(id)
            || wanted.Selectors.Any(selectors.Contains)
            || wanted.Events.Any(name => Array.Exists(names, seen => IsNamed(seen, name)));

        // gcp: "v1.compute.instances.setMetadata" is the method of what people call compute.instances.setMetadata
        static bool IsNamed(string seen, string name) => name.EndsWith('*')
            ? seen.AsSpan().StartsWith(name.AsSpan(0, name.Length - 1), StringComparison.OrdinalIgnoreCase)
            : string.Equals(seen, name, StringComparison.OrdinalIgnoreCase)
                || name.Contains('.', StringComparison.Ordinal) && seen.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
    }
}
