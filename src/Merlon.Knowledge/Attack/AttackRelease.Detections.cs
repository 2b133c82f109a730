using System.Diagnostics.CodeAnalysis;

namespace Merlon.Attack;

/// <summary>
/// What shows a technique: strategies, analytics, data components, log sources (from v18), data components by <c>detects</c>
/// (before). In both directions; live only, the object that is asked for included.
/// </summary>
public sealed partial class AttackRelease
{
    /// <summary>Detection strategies of a technique, each once, by id (from v18; empty before).</summary>
    public IReadOnlyList<DetectionStrategy> DetectionStrategiesOf(Technique technique) => SourcesOf<DetectionStrategy>(technique, RelationshipTypes.Detects);

    /// <summary>Detection strategies that an analytic belongs to, by id; published ones have exactly one.</summary>
    public IReadOnlyList<DetectionStrategy> DetectionStrategiesOf(Analytic analytic)
        => TryLive(analytic, out var here) ? detections.Value.StrategiesOf(here) : [];

    /// <summary>Analytics of a detection strategy, each once, by id.</summary>
    public IReadOnlyList<Analytic> AnalyticsOf(DetectionStrategy strategy)
    {
        var found = new List<Analytic>();
        if (TryLive(strategy, out var here) && here is DetectionStrategy own)
        {
            AddLive(found, own.AnalyticRefs);
        }

        return Ordered(found);
    }

    /// <summary>Analytics that read a data component, each once, by id.</summary>
    public IReadOnlyList<Analytic> AnalyticsOf(DataComponent component) => TryLive(component, out var here) ? detections.Value.AnalyticsOf(here) : [];

    /// <summary>Analytics that read a log source, each once, by id.</summary>
    /// <param name="logSource">Its name such as <c>WinEventLog:Sysmon</c>, letter case ignored.</param>
    /// <param name="channel">Its channel exactly as published, or null for any.</param>
    public IReadOnlyList<Analytic> AnalyticsOfLogSource(string logSource, string? channel)
    {
        var readers = detections.Value.AnalyticsOf(logSource);
        return channel is null ? readers : readers.FindAll(analytic => Reads(analytic, logSource, channel));
    }

    /// <summary>Techniques that a detection strategy shows, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(DetectionStrategy strategy) => TargetsOf<Technique>(strategy, RelationshipTypes.Detects);

    /// <summary>Techniques that an analytic shows through its strategies, each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(Analytic analytic)
    {
        var found = new List<Technique>();
        AddTechniques(found, analytic);
        return Ordered(found);
    }

    /// <summary>Techniques that a data component shows, through analytics that read it (from v18) or by its own statement (before), each once, by id.</summary>
    public IReadOnlyList<Technique> TechniquesOf(DataComponent component)
    {
        var found = TargetsOf<Technique>(component, RelationshipTypes.Detects);
        foreach (var analytic in AnalyticsOf(component))
        {
            AddTechniques(found, analytic);
        }

        return Ordered(found);
    }

    /// <summary>Techniques that the analytics of a log source show, each once, by id.</summary>
    /// <param name="logSource">Its name, letter case ignored.</param>
    /// <param name="channel">Its channel exactly as published, or null for any.</param>
    public IReadOnlyList<Technique> TechniquesOfLogSource(string logSource, string? channel)
    {
        var found = new List<Technique>();
        foreach (var analytic in AnalyticsOfLogSource(logSource, channel))
        {
            AddTechniques(found, analytic);
        }

        return Ordered(found);
    }

    /// <summary>Log sources that the analytics of a technique read, each once, by name, channel and component.</summary>
    public IReadOnlyList<LogSourceReference> LogSourcesOf(Technique technique)
    {
        var found = new List<LogSourceReference>();
        foreach (var analytic in AnalyticsOf(technique))
        {
            found.AddRange(analytic.LogSources);
        }

        found.Sort(CompareLogSources);
        var kept = 0;
        for (var i = 0; i < found.Count; i++)
        {
            if (kept == 0 || CompareLogSources(found[kept - 1], found[i]) != 0)
            {
                found[kept++] = found[i];
            }
        }

        found.RemoveRange(kept, found.Count - kept);
        return found;
    }

    /// <summary>Data components that an analytic reads, each once, by id.</summary>
    public IReadOnlyList<DataComponent> DataComponentsOf(Analytic analytic)
    {
        var found = new List<DataComponent>();
        if (TryLive(analytic, out var here) && here is Analytic own)
        {
            AddComponents(found, own);
        }

        return Ordered(found);
    }

    /// <summary>Data components of a data source, by id (until v17; empty from v18, whose data sources are dead).</summary>
    public IReadOnlyList<DataComponent> DataComponentsOf(DataSource source) => TryLive(source, out var here) ? detections.Value.ComponentsOf(here) : [];

    /// <summary>Finds the live data source that a live component belongs to (until v17).</summary>
    public bool TryFindSourceOf(DataComponent component, [NotNullWhen(true)] out DataSource? source)
    {
        source = TryLive(component, out var here) && here is DataComponent own && TryFindStix(own.DataSourceRef, out var found)
            ? found as DataSource
            : null;
        source = source is { IsLive: true } ? source : null;
        return source is not null;
    }

    static bool Reads(Analytic analytic, string logSource, string channel)
    {
        foreach (var reference in analytic.LogSources)
        {
            if (string.Equals(reference.LogSource.Name, logSource, StringComparison.OrdinalIgnoreCase)
                && string.Equals(reference.LogSource.Channel, channel, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    static int CompareLogSources(LogSourceReference left, LogSourceReference right)
    {
        var byName = string.CompareOrdinal(left.LogSource.Name, right.LogSource.Name);
        var byChannel = byName != 0 ? byName : string.CompareOrdinal(left.LogSource.Channel, right.LogSource.Channel);
        return byChannel != 0 ? byChannel : string.CompareOrdinal(left.DataComponentRef, right.DataComponentRef);
    }

    void AddTechniques(List<Technique> found, Analytic analytic)
    {
        foreach (var strategy in DetectionStrategiesOf(analytic))
        {
            foreach (var relation in From(strategy))
            {
                if (relation is { Target: Technique shown, IsLive: true } && relation.Is(RelationshipTypes.Detects))
                {
                    found.Add(shown);
                }
            }
        }
    }

    void AddComponents(List<DataComponent> found, Analytic analytic)
    {
        foreach (var reference in analytic.LogSources)
        {
            if (TryFindStix(reference.DataComponentRef, out var referenced) && referenced is DataComponent { IsLive: true } component)
            {
                found.Add(component);
            }
        }
    }

    /// <summary>The object as it stands here, when it is live.</summary>
    bool TryLive(AttackObject sought, [NotNullWhen(true)] out AttackObject? here) => TryHere(sought, out here) && here.IsLive;

    /// <summary>The object as it stands here, found by its STIX id where another release's is given.</summary>
    bool TryHere(AttackObject sought, [NotNullWhen(true)] out AttackObject? here)
    {
        here = index.TryHere(sought);
        return here is not null;
    }
}
