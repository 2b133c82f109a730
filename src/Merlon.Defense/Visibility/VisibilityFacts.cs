using System.Collections.Frozen;
using System.Globalization;
using Merlon.Facts;
using Merlon.Pipelines;

namespace Merlon.Visibility;

/// <summary>The reviewed tables by which records are matched to what analytics ask for.</summary>
sealed class VisibilityFacts
{
    static readonly Lazy<VisibilityFacts> Shared = new(static () => new VisibilityFacts());

    /// <summary>Built-in pipelines whose records name an account, a tenant or a client where others name the device that wrote them.</summary>
    static readonly FrozenSet<string> WithoutDevices = new[]
    {
        "cloudtrail", "azure", "entra-risk", "entra-graph", "entra-signin", "m365", "m365-cloud-apps", "gcp", "google-workspace", "okta", "onelogin", "github", "bitbucket", "kubernetes", "zeek", "access-log",
        "w3c", "opencanary",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    readonly FrozenDictionary<string, string[]> channels;
    readonly FrozenDictionary<string, string> systemCalls;
    readonly FrozenDictionary<string, string[][]> neededFields;
    readonly PipelineSource[] pipelineSources;
    readonly ILookup<string, EventGroup> groups;

    VisibilityFacts()
    {
        channels = FactsTable.OpenBuiltIn("windows-channels.tsv", 2).Rows.ToFrozenDictionary(static r => r[0], static r => FactsTable.Split(r[1], ';'), StringComparer.OrdinalIgnoreCase);
        systemCalls = FactsTable.OpenBuiltIn("linux-syscalls.tsv", 2).Rows.ToFrozenDictionary(static r => r[0], static r => r[1], StringComparer.Ordinal);
        neededFields = FactsTable.OpenBuiltIn("needed-fields.tsv", 2).Rows
            .ToFrozenDictionary(static r => r[0], static r => FactsTable.Split(r[1], ' ').Select(static f => f.Split('|')).ToArray(), StringComparer.OrdinalIgnoreCase);
        pipelineSources = [.. FactsTable.OpenBuiltIn("pipeline-sources.tsv", 4).Rows.Select(static r => new PipelineSource(r[0], FactsTable.Split(r[1], ','), FactsTable.Split(r[2], ';'), r[3]))];
        groups = FactsTable.OpenBuiltIn("event-groups.tsv", 4).Rows.Select(static r => new EventGroup(r)).ToLookup(static g => g.Kind, StringComparer.Ordinal);
    }

    /// <summary>The tables that the library carries.</summary>
    public static VisibilityFacts BuiltIn => Shared.Value;

    /// <summary>True where the hosts that the pipeline's records name are the devices that wrote them.</summary>
    public static bool HasDevices(Pipeline pipeline) => !WithoutDevices.Contains(pipeline.Name);

    /// <summary>Reads channel texts.</summary>
    public ChannelWords Words { get; } = ChannelWords.OpenBuiltIn();

    /// <summary>Windows channels that an ATT&amp;CK log-source name means, or null where it means none.</summary>
    public IReadOnlyList<string>? ChannelsOf(string name)
    {
        const string prefix = "WinEventLog:";
        return channels.TryGetValue(name, out var listed) ? listed
            : name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? [name[prefix.Length..]]
            : null;
    }

    /// <summary>Name of an event as channels write it: system calls by name instead of number, in lower case.</summary>
    public string EventNameOf(string field, string value) => field switch
    {
        "arch+syscall" => systemCalls.GetValueOrDefault(value, value),
        "SYSCALL" or "syscall" => value.ToLowerInvariant(),
        _ => value,
    };

    /// <summary>Catalogue ids that the records of a pipeline are of by the table, and what they count as; null where their claims say it.</summary>
    public PipelineSource? SourceOf(Pipeline pipeline, IReadOnlyList<string> selectors) => Array.Find(
        pipelineSources,
        s => string.Equals(s.Pipeline, pipeline.Name, StringComparison.OrdinalIgnoreCase) && (s.Selectors is ["*"] || s.Selectors.Any(v => selectors.Contains(v, StringComparer.OrdinalIgnoreCase))));

    /// <summary>Groups of events of a catalogue's log source that are switched on together.</summary>
    public IEnumerable<EventGroup> GroupsOf(string kind) => groups[kind];

    /// <summary>Fields that judgement needs of a part's records, each as alternatives; none where the table does not say.</summary>
    public IReadOnlyList<string[]> NeededFieldsOf(SeenPart part)
    {
        var keys = part.Route.Claims.Where(static c => c.Source.Category.Length > 0).Select(static c => $"category/{c.Source.Category}")
            .Concat(part.Route.Claims.Where(static c => c.Source.Service.Length > 0).SelectMany(c => part.Seen.Values.Select(v => $"{c.Source.Service}/{v}")))
            .Concat(part.Seen.Values.Append("*").Select(v => $"{part.Pipeline.Name}/{v}"));
        foreach (var key in keys)
        {
            if (neededFields.TryGetValue(key, out var fields))
            {
                return fields;
            }
        }

        return [];
    }
}

/// <summary>A line of Facts/pipeline-sources.tsv.</summary>
sealed record PipelineSource(string Pipeline, IReadOnlyList<string> Selectors, IReadOnlyList<string> Kinds, string CountsAs);

/// <summary>Events of one log source that are switched on together: a line of Facts/event-groups.tsv.</summary>
sealed class EventGroup
{
    const string AllBut = "*-";
    const string AlwaysName = "always";

    readonly FrozenSet<int> ids;
    readonly string[]? otherNames;

    public EventGroup(string[] row)
    {
        Kind = row[0];
        Name = row[1];
        ids = FactsTable.Split(row[2], ',').SelectMany(RangeOf).ToFrozenSet();
        otherNames = row[3].StartsWith(AllBut, StringComparison.Ordinal) ? FactsTable.Split(row[3][AllBut.Length..], ',') : null;
    }

    public string Kind { get; }

    public string Name { get; }

    /// <summary>True when any record of the log source shows that they would be recorded.</summary>
    public bool IsAlways => string.Equals(Name, AlwaysName, StringComparison.Ordinal);

    public bool Has(int eventId) => ids.Contains(eventId);

    /// <summary>True for a name of an event, not for a prefix of several.</summary>
    public bool Has(string eventName) => otherNames is not null && !eventName.EndsWith('*') && !otherNames.Contains(eventName, StringComparer.OrdinalIgnoreCase);

    static IEnumerable<int> RangeOf(string text)
    {
        var ends = Array.ConvertAll(text.Split('-'), static end => int.Parse(end, CultureInfo.InvariantCulture));
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
