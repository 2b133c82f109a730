using System.Globalization;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Pipelines;

namespace Merlon.Assessment;

/// <summary>
/// What logs that were looked through would show of each technique: the log sources and event ids that an inventory found,
/// held against the release's analytics exactly as declared ones are (<see cref="EvidenceKind.LogSource"/>), as if every device
/// sent them: an inventory cannot know the devices that sent nothing.
/// </summary>
public static class InventoryEvidence
{
    /// <summary>With which the source of a statement begins that an inventory made once.</summary>
    public const string RecordedPrefix = "inventory:";

    /// <summary>Statements of kind <see cref="EvidenceKind.Inventory"/>, ordered as an assessment's, each with the day of the latest record behind it.</summary>
    /// <param name="inventory">What the logs hold.</param>
    /// <param name="pipelines">The pipelines with which it was made.</param>
    /// <param name="context">Release and catalogue of log sources.</param>
    /// <param name="logs">What was looked through, as people find it again.</param>
    /// <param name="scope">Scope that the logs are of; empty for the whole organisation.</param>
    /// <param name="day">Day for sources whose records have no time.</param>
    public static IReadOnlyList<Evidence> Of(
        LogInventory inventory, PipelineSet pipelines, OrganisationContext context, string logs, string scope, DateOnly day)
    {
        var found = Find(inventory, pipelines, context.LogSources);
        string[] platforms = [.. context.Release.Techniques.SelectMany(static t => t.Platforms).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        string[] names = [.. OrganisationWords.LogSourceNames(context.Release).Values.Order(StringComparer.Ordinal)];
        var seen = new Organisation
        {
            Document = logs,
            Name = logs,
            Sectors = [],
            Domains = [.. context.Release.Techniques.SelectMany(static t => t.Domains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Platforms = platforms,
            Scopes = [new Scope(scope, 1, platforms)],
            LogSources = [.. found.Select(f => f.AsCollected(names))],
            Costs = CostTableDefaults.Table,
        };
        var sink = new EvidenceSink(seen, context.Release);
        VisibilityEvidence.Add(seen, context, sink);
        var bySource = found.ToDictionary(static f => $"log-source:{f.Kind.Id}", StringComparer.Ordinal);
        return [.. sink.ToList().Select(statement => Restate(statement, bySource[statement.Source], scope, logs, day))];
    }

    static Evidence Restate(Evidence statement, FoundSource source, string scope, string logs, DateOnly day)
    {
        var hosts = source.Hosts.Count == 1 ? "1 host" : string.Create(CultureInfo.InvariantCulture, $"{source.Hosts.Count:N0} hosts");
        var restated = statement with
        {
            Id = "",
            Kind = EvidenceKind.Inventory,
            Scope = scope,
            Date = source.Last is { } last ? DateOnly.FromDateTime(last.UtcDateTime) : day,
            Source = $"{RecordedPrefix}{source.Kind.Id}",
            Place = logs,
            Statement = string.Create(CultureInfo.InvariantCulture, $"{statement.Statement}; {source.Records:N0} records of {hosts} were found in {logs}"),
        };
        return restated with { Id = EvidenceId.Of(restated) };
    }

    // Of a claim the service is asked for where it has one, for a category that several sources feed would be credited to each.
    static List<FoundSource> Find(LogInventory inventory, PipelineSet pipelines, LogSourceCatalogue catalogue)
    {
        var found = new SortedDictionary<string, FoundSource>(StringComparer.Ordinal);
        foreach (var seen in inventory.Sources)
        {
            if (pipelines.Find(seen.Pipeline) is not { } pipeline)
            {
                continue;
            }

            var sources = PipelineSet.RouteOf(pipeline, seen.Values).Claims.Select(static c => c.Source.Service.Length > 0 ? c.Source with { Category = "" } : c.Source)
                .Where(static s => s.Category.Length > 0 || s.Service.Length > 0).Distinct();
            foreach (var need in sources.SelectMany(catalogue.Feeding).DistinctBy(static n => n.Kind.Id, StringComparer.Ordinal))
            {
                if (!found.TryGetValue(need.Kind.Id, out var source))
                {
                    found.Add(need.Kind.Id, source = new FoundSource(need.Kind));
                }

                source.Add(seen);
            }
        }

        return [.. found.Values];
    }

    /// <summary>An entry of the catalogue of which records were found.</summary>
    sealed class FoundSource(LogSourceKind kind)
    {
        readonly SortedSet<int> eventIds = [];
        bool hasOtherRecords;

        public LogSourceKind Kind { get; } = kind;

        public HashSet<string> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

        public long Records { get; private set; }

        public DateTimeOffset? Last { get; private set; }

        public void Add(LogSourceSeen seen)
        {
            Records += seen.Records;
            Hosts.UnionWith(seen.Hosts.Select(static h => h.Key));
            Last = Last is null || seen.Last > Last ? seen.Last ?? Last : Last;
            var at = Array.IndexOf([.. seen.Selectors], "EventID");
            if (at >= 0 && int.TryParse(seen.Values[at], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                eventIds.Add(id);
            }
            else
            {
                hasOtherRecords = true;
            }
        }

        public CollectedLogSource AsCollected(string[] attackNames) => new(
            Kind.Id, Kind, [.. attackNames.Where(Kind.HasAttackName)], hasOtherRecords ? [] : [.. eventIds], [], DeviceShare: 1, Since: null, Owner: "", SourceLocation.Whole);
    }
}
