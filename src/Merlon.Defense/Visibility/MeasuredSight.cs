using Merlon.Assessment;
using Merlon.Inventory;
using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Visibility;

/// <summary>
/// What an organisation's telemetry shows, scope by scope: which log sources, on how many devices, with which fields, until when.
/// Whose host is whose scope is decided by the patterns of the scopes, else by the scope that the telemetry is declared for.
/// </summary>
public sealed class MeasuredSight
{
    readonly Dictionary<string, List<SeenPart>> byScope = new(StringComparer.Ordinal);
    readonly Dictionary<string, DeviceNames> devices = new(StringComparer.Ordinal);
    readonly Dictionary<(SigmaLogSource, string), SourceSight?> known = [];
    readonly Dictionary<string, Scope> scopes = new(StringComparer.Ordinal);

    MeasuredSight()
    {
    }

    /// <summary>Nothing was looked through.</summary>
    public static MeasuredSight None { get; } = new();

    /// <summary>True when no telemetry was looked through.</summary>
    public bool IsEmpty => Telemetry.Count == 0;

    /// <summary>What was looked through, in the order given.</summary>
    public IReadOnlyList<TelemetryInventory> Telemetry { get; private init; } = [];

    /// <summary>The day to speak of, or null for any.</summary>
    public DateOnly? AsOf { get; private init; }

    /// <summary>Hosts that belong to no scope, ordinally: their records count nowhere.</summary>
    public IReadOnlyList<string> Homeless { get; private set; } = [];

    /// <summary>Sorts what telemetry holds by scope.</summary>
    /// <param name="telemetry">Inventories, all made with <paramref name="pipelines"/>.</param>
    /// <param name="organisation">Whose scopes they are sorted by.</param>
    /// <param name="pipelines">How records were recognised.</param>
    /// <param name="asOf">The day to speak of, or null for any: sources whose first record is later are not there yet.</param>
    public static MeasuredSight Of(IReadOnlyList<TelemetryInventory> telemetry, Organisation organisation, PipelineSet pipelines, DateOnly? asOf = null)
    {
        if (telemetry.Count == 0)
        {
            return None;
        }

        var sight = new MeasuredSight { Telemetry = telemetry, AsOf = asOf };
        foreach (var scope in organisation.Scopes)
        {
            sight.scopes.TryAdd(scope.Name, scope);
        }

        var homeless = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var router = new HostRouter(organisation.Scopes);
        foreach (var entry in telemetry)
        {
            foreach (var seen in entry.Inventory.Sources)
            {
                if (pipelines.Find(seen.Pipeline) is { } pipeline && !(asOf is { } day && seen.First is { } first && DateOnly.FromDateTime(first.UtcDateTime) > day))
                {
                    sight.Add(entry, seen, pipeline, router, homeless);
                }
            }
        }

        sight.Homeless = [.. homeless];
        return sight;
    }

    /// <summary>
    /// What feeds a rule's log source in a scope; null where nothing does. The parts that the rule names must be the records' own, as
    /// when the rule is run.
    /// </summary>
    /// <param name="logSource">Of a rule.</param>
    /// <param name="scope">Name of a scope.</param>
    public SourceSight? SightOf(SigmaLogSource logSource, string scope)
    {
        lock (known)
        {
            if (!known.TryGetValue((logSource, scope), out var sight))
            {
                known.Add((logSource, scope), sight = Find(logSource, scope));
            }

            return sight;
        }
    }

    /// <summary>Platforms of a catalogue's log sources of which anything was seen, ordinally.</summary>
    public IReadOnlyList<string> PlatformsSeen(LogSourceCatalogue catalogue) =>
    [
        .. byScope.SelectMany(pair => SeenSource.Of(pair.Key, pair.Value, catalogue, VisibilityFacts.BuiltIn)).SelectMany(static s => s.Kind?.Platforms ?? [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>What is of a scope, in the order found.</summary>
    internal IReadOnlyList<SeenPart> PartsOf(string scope) => byScope.GetValueOrDefault(scope) ?? [];

    /// <summary>
    /// The day of which parts speak: that of their telemetry where it says one, else of the latest record, at most the day to speak of;
    /// null where nothing says.
    /// </summary>
    internal DateOnly? DayOf(IEnumerable<SeenPart> parts)
    {
        var day = parts.Max(p => Telemetry.Where(t => string.Equals(t.Place, p.Place, StringComparison.Ordinal)).Max(static t => t.AsOf)
            ?? (p.Seen.Last is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : null));
        return day > AsOf ? AsOf : day;
    }

    /// <summary>True when parts are so old that what is declared says more of today.</summary>
    internal bool IsStale(IEnumerable<SeenPart> parts) => AsOf is { } asOf && DayOf(parts) is { } day && asOf.DayNumber - day.DayNumber > MeasuredVoices.FreshDaysMax;

    /// <summary>Devices that send the parts, of those that the scope has.</summary>
    internal DeviceSight DevicesOf(string scope, IEnumerable<SeenPart> parts)
    {
        var own = parts.ToArray();
        var hosts = own.SelectMany(static p => p.Hosts).ToHashSet(StringComparer.OrdinalIgnoreCase).Count;
        if (hosts == 0)
        {
            return new DeviceSight(0, 0, IsDeclared: false); // cloud and network records name no device
        }

        if (scopes.TryGetValue(scope, out var declared) && DeclaredDevices.Of(declared) is { } count)
        {
            return new DeviceSight(hosts, count, IsDeclared: true);
        }

        // Of the devices that nobody counted at least those exist that send anything of the same kind.
        var isWindows = own.Any(static p => p.Pipeline.IsWindows);
        var like = PartsOf(scope).Where(p => p.Pipeline.IsWindows == isWindows).SelectMany(static p => p.Hosts).ToHashSet(StringComparer.OrdinalIgnoreCase).Count;
        return new DeviceSight(hosts, Math.Max(hosts, like), IsDeclared: false);
    }

    SourceSight? Find(SigmaLogSource logSource, string scope)
    {
        var feeding = new List<SeenClaim>();
        foreach (var part in PartsOf(scope))
        {
            if (part.Route.Claims.FirstOrDefault(c => c.Feeds(logSource)) is { } claim)
            {
                feeding.Add(new SeenClaim(part, claim));
            }
        }

        return feeding.Count == 0 ? null : new SourceSight(scope, feeding, DevicesOf(scope, feeding.Select(static f => f.Part)));
    }

    void Add(TelemetryInventory entry, LogSourceSeen seen, Pipeline pipeline, HostRouter router, SortedSet<string> homeless)
    {
        var route = PipelineSet.RouteOf(pipeline, seen.Values);
        var hostless = seen.Records - seen.Hosts.Sum(static h => h.Value);
        foreach (var scope in scopes.Values)
        {
            var own = seen.Hosts.Where(h => router.IsOf(h.Key, scope, entry.Scopes)).ToArray();
            var isFor = entry.Scopes.Count == 0 || entry.Scopes.Contains(scope.Name, StringComparer.Ordinal);
            var records = own.Sum(static h => h.Value) + (isFor ? hostless : 0);
            if (records > 0)
            {
                if (!byScope.TryGetValue(scope.Name, out var parts))
                {
                    byScope.Add(scope.Name, parts = []);
                    devices.Add(scope.Name, new DeviceNames());
                }

                parts.Add(new SeenPart(entry.Place, pipeline, route, seen, VisibilityFacts.HasDevices(pipeline) ? devices[scope.Name].Of(own.Select(static h => h.Key)) : [], records));
            }
        }

        homeless.UnionWith(seen.Hosts.Select(static h => h.Key).Where(h => !scopes.Values.Any(s => router.IsOf(h, s, entry.Scopes))));
    }
}
