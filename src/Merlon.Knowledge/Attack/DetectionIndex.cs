namespace Merlon.Attack;

/// <summary>
/// What refers to what in the detection model, backwards: published objects name what they use (strategy → analytic → data
/// component and log source, component → source), people ask the other way too. Live objects only; made when first asked for.
/// </summary>
sealed class DetectionIndex
{
    readonly Dictionary<AttackObject, List<DetectionStrategy>> strategies = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<AttackObject, List<Analytic>> analytics = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<AttackObject, List<DataComponent>> components = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, List<Analytic>> bySource = new(StringComparer.OrdinalIgnoreCase);

    public DetectionIndex(ReleaseIndex index)
    {
        foreach (var strategy in index.All<DetectionStrategy>())
        {
            if (!strategy.IsLive)
            {
                continue;
            }

            foreach (var reference in strategy.AnalyticRefs)
            {
                if (index.TryFindStix(reference, out var found) && found is Analytic { IsLive: true })
                {
                    Add(strategies, found, strategy);
                }
            }
        }

        foreach (var analytic in index.All<Analytic>())
        {
            if (analytic.IsLive)
            {
                Add(analytic, index);
            }
        }

        foreach (var component in index.All<DataComponent>())
        {
            if (component.IsLive && index.TryFindStix(component.DataSourceRef, out var found) && found is DataSource { IsLive: true })
            {
                Add(components, found, component);
            }
        }
    }

    /// <summary>Strategies of an analytic, by id.</summary>
    public List<DetectionStrategy> StrategiesOf(AttackObject analytic) => strategies.GetValueOrDefault(analytic) ?? [];

    /// <summary>Analytics that read a data component, by id.</summary>
    public List<Analytic> AnalyticsOf(AttackObject component) => analytics.GetValueOrDefault(component) ?? [];

    /// <summary>Analytics that read a log source of this name, by id, letter case ignored.</summary>
    public List<Analytic> AnalyticsOf(string logSource) => bySource.GetValueOrDefault(logSource) ?? [];

    /// <summary>Components of a data source, by id.</summary>
    public List<DataComponent> ComponentsOf(AttackObject source) => components.GetValueOrDefault(source) ?? [];

    void Add(Analytic analytic, ReleaseIndex index)
    {
        foreach (var reference in analytic.LogSources)
        {
            if (index.TryFindStix(reference.DataComponentRef, out var found) && found is DataComponent { IsLive: true })
            {
                Add(analytics, found, analytic);
            }

            if (!bySource.TryGetValue(reference.LogSource.Name, out var readers))
            {
                bySource.Add(reference.LogSource.Name, readers = []);
            }

            AddOnce(readers, analytic);
        }
    }

    static void Add<T>(Dictionary<AttackObject, List<T>> map, AttackObject key, T value) where T : AttackObject
    {
        if (!map.TryGetValue(key, out var values))
        {
            map.Add(key, values = []);
        }

        AddOnce(values, value);
    }

    // Values come in the release's order, one object's together: a repetition is always the last one.
    static void AddOnce<T>(List<T> values, T value) where T : AttackObject
    {
        if (values.Count == 0 || !ReferenceEquals(values[^1], value))
        {
            values.Add(value);
        }
    }
}
