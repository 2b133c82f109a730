using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Visibility;

/// <summary>One scope's telemetry, asked reference by reference.</summary>
sealed class ScopeSight
{
    readonly MeasuredSight sight;
    readonly VisibilityFacts facts;
    readonly QualityMeter meter;
    readonly Dictionary<(string Name, string Channel, string Component, string Platform), ReferenceSight> known = [];
    readonly Dictionary<string, DataQuality> qualities = new(StringComparer.Ordinal);

    public ScopeSight(Scope scope, MeasuredSight sight, Organisation organisation, LogSourceCatalogue catalogue)
    {
        this.sight = sight;
        facts = VisibilityFacts.BuiltIn;
        meter = new QualityMeter(sight, organisation, facts);
        Scope = scope;
        Sources = SeenSource.Of(scope.Name, sight.PartsOf(scope.Name), catalogue, facts);
    }

    public Scope Scope { get; }

    /// <summary>Log sources that were seen, by key.</summary>
    public IReadOnlyList<SeenSource> Sources { get; }

    public DataQuality QualityOf(SeenSource source)
    {
        if (!qualities.TryGetValue(source.Key, out var quality))
        {
            qualities.Add(source.Key, quality = meter.Of(source));
        }

        return quality;
    }

    public DeviceSight DevicesOf(SeenSource source) => sight.DevicesOf(Scope.Name, source.Parts);

    public FieldMeasure? FieldsOf(SeenSource source) => meter.FieldsOf(source.Parts);

    /// <summary>What the scope shows of a reference: the log source that shows it best, ties by key.</summary>
    public ReferenceSight Meet(string name, string channel, string component, string platform)
    {
        if (!known.TryGetValue((name, channel, component, platform), out var best))
        {
            var need = NeedOf(name, channel);
            best = Nothing(need, component, platform, $"no record of {(name.Length > 0 ? name : component)} was found");
            foreach (var source in Sources)
            {
                if (Meet(source, name, channel, component, platform) is { } met && (met.Value > best.Value || met.Value >= best.Value && met.Verdict > best.Verdict))
                {
                    best = met;
                }
            }

            known.Add((name, channel, component, platform), best);
        }

        return best;
    }

    /// <summary>What one log source shows of a reference; null where it has nothing to do with it.</summary>
    public ReferenceSight? Meet(SeenSource source, string name, string channel, string component, string platform)
    {
        var need = NeedOf(name, channel);
        ReferenceSight? best = null;
        if (name.Length > 0)
        {
            var own = source.Of(name, facts);
            foreach (var alternative in need.Alternatives)
            {
                var records = alternative.Kinds.Count == 0 ? own : alternative.Kinds.Contains(source.Key, StringComparer.Ordinal) ? source.All : [];
                best = Better(best, MeetAlternative(source, records, need, alternative, component, platform));
            }

            if (need.Alternatives.Count == 0 && own.Count > 0)
            {
                best = Sight(source, own, need, component, platform, ReferenceVerdict.CannotTell, "nobody reads this text as a kind of record");
            }
        }

        return Better(best, ByComponent(source, need, component, platform));
    }

    ChannelNeed NeedOf(string name, string channel)
        => name.Length == 0 ? new ChannelNeed("", "", ChannelReading.Whole, [ChannelAlternative.Any]) : facts.Words.Of(name, channel);

    ReferenceSight? MeetAlternative(
        SeenSource source, IReadOnlyList<SeenSource.SeenRecords> records, ChannelNeed need, ChannelAlternative wanted, string component, string platform)
    {
        if (records.Count == 0)
        {
            return null;
        }

        SeenSource.SeenRecords[] met = [.. records.Where(r => r.Meets(wanted))];
        if (met.Length > 0)
        {
            return Sight(source, met, need, component, platform, ReferenceVerdict.Met, $"{string.Join(", ", met.Select(static r => r.Part.Seen.Label).Distinct(StringComparer.Ordinal).Take(LabelsMax))} found");
        }

        if (GroupOf(source.Key, records, wanted) is { } group)
        {
            var says = group.IsAlways ? $"{source.Key} is collected, which always records {wanted.Wanted}" : $"{wanted.Wanted} was not seen, but records of \"{group.Name}\" were, which are switched on together";
            return Sight(source, records, need, component, platform, ReferenceVerdict.MetByGroup, says);
        }

        var isNameOnly = wanted.Events.Count > 0 && wanted.Selectors.Count + wanted.EventIds.Count == 0;
        if (isNameOnly && !records.Any(static r => r.HasNames))
        {
            return Sight(source, records, need, component, platform, ReferenceVerdict.CannotTell, "the records do not name their events");
        }

        var total = records.Sum(static r => r.Part.Records);
        return Sight(
            source, records, need, component, platform, ReferenceVerdict.NotMet,
            string.Create(CultureInfo.InvariantCulture, $"{wanted.Wanted} is not among the {total:N0} records of {source.Key}: not collected, or it did not happen"));
    }

    const int LabelsMax = 4;

    EventGroup? GroupOf(string key, IReadOnlyList<SeenSource.SeenRecords> records, ChannelAlternative wanted) => facts.GroupsOf(key).FirstOrDefault(group =>
        wanted.EventIds.Any(group.Has) && (group.IsAlways || records.Any(r => r.EventId is { } id && group.Has(id)))
        || wanted.Events.Any(group.Has) && records.Any(r => r.Names.Any(group.Has)));

    ReferenceSight? ByComponent(SeenSource source, ChannelNeed need, string component, string platform)
    {
        if (component.Length == 0 || source.Kind is not { } kind || kind.Platforms.Count > 0 && !kind.Platforms.Contains(platform, StringComparer.OrdinalIgnoreCase)
            || kind.Components.FirstOrDefault(c => string.Equals(c.Name, component, StringComparison.OrdinalIgnoreCase)) is not { } carried)
        {
            return null;
        }

        SeenSource.SeenRecords[] records = [.. source.All.Where(r => carried.EventIds.Count == 0 || r.EventId is { } id && carried.EventIds.Contains(id))];
        return records.Length == 0 ? null
            : Sight(source, records, need, component, platform, ReferenceVerdict.MetByComponent, $"{source.Key} carries {component}");
    }

    ReferenceSight Sight(
        SeenSource source, IReadOnlyList<SeenSource.SeenRecords> records, ChannelNeed need, string component, string platform, ReferenceVerdict verdict, string reason) => new()
        {
            Need = need,
            Component = component,
            Platform = platform,
            Verdict = verdict,
            Source = source.Key,
            Records = records.Sum(static r => r.Part.Records),
            Reason = reason,
            Devices = DevicesOf(source),
            Fields = verdict is ReferenceVerdict.Met or ReferenceVerdict.MetByComponent ? meter.FieldsOf(records.Select(static r => r.Part)) : null,
            QualityFactor = QualityOf(source).Factor,
        };

    static ReferenceSight Nothing(ChannelNeed need, string component, string platform, string reason) => new()
    {
        Need = need,
        Component = component,
        Platform = platform,
        Verdict = ReferenceVerdict.NotSeen,
        Source = "",
        Records = 0,
        Reason = reason,
        Devices = new DeviceSight(0, 0, IsDeclared: false),
        Fields = null,
        QualityFactor = 1,
    };

    static ReferenceSight? Better(ReferenceSight? one, ReferenceSight? other)
        => one is null ? other : other is null ? one : other.Value > one.Value || other.Value >= one.Value && other.Verdict > one.Verdict ? other : one;
}
