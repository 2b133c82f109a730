using Merlon.Inventory;
using Merlon.Pipelines;

namespace Merlon.Visibility;

/// <summary>What telemetry shows of the records that feed one log source in one scope.</summary>
public sealed class SourceSight
{
    readonly IReadOnlyList<SeenClaim> seen;

    internal SourceSight(string scope, IReadOnlyList<SeenClaim> seen, DeviceSight devices)
    {
        this.seen = seen;
        Scope = scope;
        Devices = devices;
        Records = seen.Sum(static s => s.Part.Records);
        First = seen.Min(static s => s.Part.Seen.First);
        Last = seen.Max(static s => s.Part.Seen.Last);
        Places = [.. seen.Select(static s => s.Part.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Sources = [.. seen.Select(static s => s.Part.Seen.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Name of the scope.</summary>
    public string Scope { get; }

    /// <summary>Records of the scope that feed the log source, 1 or more.</summary>
    public long Records { get; }

    /// <summary>On how many of the scope's devices it was seen.</summary>
    public DeviceSight Devices { get; }

    /// <summary>Earliest time, or null where no record has one.</summary>
    public DateTimeOffset? First { get; }

    /// <summary>Latest time, or null where no record has one.</summary>
    public DateTimeOffset? Last { get; }

    /// <summary>Telemetry in which it was found, ordinally.</summary>
    public IReadOnlyList<string> Places { get; }

    /// <summary>Labels of what was found, such as <c>Security 4688</c>, ordinally.</summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>
    /// How often records have a field that a rule names, under whichever name they keep it. Counted over every record of the
    /// sources behind it, also those of other scopes: an inventory counts fields by source, not by host.
    /// </summary>
    public FieldSight FieldOf(string field)
    {
        long records = 0, present = 0, filled = 0;
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (part, claim) in seen)
        {
            records += part.Seen.Records;
            if (part.FieldOf(claim, field) is { } found)
            {
                names.Add(found.Name);
                present += found.Present;
                filled += found.Filled;
            }
        }

        return new FieldSight(field, [.. names], records, present, filled);
    }
}

/// <summary>A field and how often records have it.</summary>
/// <param name="Field">As rules name it.</param>
/// <param name="RecordNames">As the records name it, ordinally; none where no record has it.</param>
/// <param name="Records">Records looked at.</param>
/// <param name="Present">Of them with the field.</param>
/// <param name="Filled">Of them with something in it.</param>
public sealed record FieldSight(string Field, IReadOnlyList<string> RecordNames, long Records, long Present, long Filled)
{
    /// <summary>0..1: share of records that have the field.</summary>
    public double PresentShare => Records == 0 ? 0 : (double)Present / Records;

    /// <summary>0..1: share of records with something in the field.</summary>
    public double FilledShare => Records == 0 ? 0 : (double)Filled / Records;
}

/// <summary>How many devices of a scope send something.</summary>
/// <param name="Seen">Hosts that sent it.</param>
/// <param name="Of">Hosts that there are: declared, or else all of the platform that sent anything; 0 where records name no host.</param>
/// <param name="IsDeclared">True where the organisation says how many devices there are: only then the share is a measured one.</param>
public sealed record DeviceSight(int Seen, int Of, bool IsDeclared)
{
    /// <summary>0..1; without a declared number an upper bound, because nobody sees a device that sends nothing.</summary>
    public double Share => Of == 0 ? 1 : Math.Min(1, (double)Seen / Of);
}

/// <summary>The part of an inventory's source that is of one scope.</summary>
sealed class SeenPart(string place, Pipeline pipeline, LogRoute route, LogSourceSeen seen, IReadOnlyList<string> hosts, long records)
{
    readonly Dictionary<string, FieldSeen> exact = ByName(seen, StringComparer.Ordinal);
    readonly Dictionary<string, FieldSeen> loose = ByName(seen, StringComparer.OrdinalIgnoreCase);

    public string Place { get; } = place;

    public Pipeline Pipeline { get; } = pipeline;

    public LogRoute Route { get; } = route;

    public LogSourceSeen Seen { get; } = seen;

    /// <summary>Hosts of the scope that sent it, as devices (<see cref="DeviceNames"/>).</summary>
    public IReadOnlyList<string> Hosts { get; } = hosts;

    public long Records { get; } = records;

    /// <summary>The field under the first of its names that any record has, or null.</summary>
    public FieldSeen? FieldOf(LogSourceClaim? claim, string field)
    {
        foreach (var names in (ReadOnlySpan<Dictionary<string, FieldSeen>>)[exact, loose])
        {
            foreach (var path in FieldLookup.CandidatesOf(Pipeline, claim, field))
            {
                if (names.TryGetValue(path, out var found) || path.Contains(".*.", StringComparison.Ordinal) && (found = Under(path)) is not null)
                {
                    return found;
                }
            }
        }

        return null;
    }

    FieldSeen? Under(string path)
    {
        var parts = path.Split(".*.", 2);
        return Seen.Fields.FirstOrDefault(f => f.Name.StartsWith(parts[0] + ".", StringComparison.OrdinalIgnoreCase) && f.Name.EndsWith("." + parts[1], StringComparison.OrdinalIgnoreCase));
    }

    static Dictionary<string, FieldSeen> ByName(LogSourceSeen seen, StringComparer comparer)
    {
        var byName = new Dictionary<string, FieldSeen>(seen.Fields.Count, comparer);
        foreach (var field in seen.Fields)
        {
            byName.TryAdd(comparer == StringComparer.Ordinal ? field.Name : field.Name.Replace(" ", "", StringComparison.Ordinal), field);
        }

        return byName;
    }
}

/// <summary>A part with the claim by which it feeds a log source.</summary>
readonly record struct SeenClaim(SeenPart Part, LogSourceClaim Claim);
