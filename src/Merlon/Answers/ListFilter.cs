using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>What a listed object has to pass: every filter, and of a filter with several values one.</summary>
/// <param name="Name">The option.</param>
/// <param name="Passes">Whether an object passes.</param>
sealed record ListFilter(string Name, Func<AttackObject, bool> Passes)
{
    /// <summary>Live objects of a kind that pass all of them, by id.</summary>
    public static List<AttackObject> Pass(IEnumerable<AttackObject> objects, IEnumerable<ListFilter> filters)
    {
        List<ListFilter> all = [.. filters];
        return [.. objects.Where(found => all.TrueForAll(filter => filter.Passes(found)))];
    }

    /// <summary>Which filter stands most in the way of an empty list, and how many there would be without it; null when no single one does.</summary>
    public static (string Name, int Count)? InTheWay(IReadOnlyList<AttackObject> objects, IReadOnlyList<ListFilter> filters)
    {
        (string Name, int Count)? most = null;
        foreach (var filter in filters)
        {
            var count = Pass(objects, filters.Where(other => !ReferenceEquals(other, filter))).Count;
            if (count > (most?.Count ?? 0))
            {
                most = (filter.Name, count);
            }
        }

        return most;
    }

    /// <summary>Passes what relates to one of the objects (<see cref="ObjectReach"/>).</summary>
    public static ListFilter Related(string name, AttackRelease release, IEnumerable<AttackObject> to)
    {
        List<Func<AttackObject, bool>> related = [.. to.Select(one => ObjectReach.Related(release, one))];
        return new ListFilter(name, found => related.Exists(isRelated => isRelated(found)));
    }

    /// <summary>Passes what a log source reaches: analytics that read it, components that carry it, and through the techniques that it shows anything else.</summary>
    public static ListFilter OfLogSources(string name, AttackRelease release, IReadOnlyList<string> logSources)
    {
        var sources = logSources.ToHashSet(StringComparer.Ordinal);
        List<Analytic> readers = [.. logSources.SelectMany(source => release.AnalyticsOfLogSource(source, channel: null)).Distinct()];
        var techniques = readers.SelectMany(release.TechniquesOf).ToHashSet();
        var strategies = readers.SelectMany(release.DetectionStrategiesOf).ToHashSet();
        return new ListFilter(name, found => found switch
        {
            Analytic analytic => readers.Contains(analytic),
            DetectionStrategy strategy => strategies.Contains(strategy),
            DataComponent component => component.LogSources.Any(source => sources.Contains(source.Name))
                || readers.Exists(analytic => analytic.LogSources.Any(reference => sources.Contains(reference.LogSource.Name) && string.Equals(reference.DataComponentRef, component.StixId, StringComparison.Ordinal))),
            _ => ObjectReach.TechniquesOf(release, found).Any(techniques.Contains),
        });
    }

    /// <summary>
    /// Passes techniques and software that no group uses, neither by its own statement nor through a campaign attributed to it;
    /// of other kinds what has to do with no technique, of matrices none.
    /// </summary>
    public static ListFilter Unused(string name, AttackRelease release) => new(name, found => found switch
    {
        Technique technique => release.GroupsOf(technique).Count == 0,
        Software software => release.GroupsOf(software).Count == 0,
        Matrix => false,
        _ => ObjectReach.TechniquesOf(release, found).Count == 0,
    });

    /// <summary>Passes techniques that no detection strategy shows and, until v17, no data component.</summary>
    public static ListFilter WithoutDetection(string name, AttackRelease release) => new(
        name, found => found is Technique technique && release.DetectionStrategiesOf(technique).Count == 0 && release.DataComponentsOf(technique).Count == 0);

    /// <summary>Passes techniques that no mitigation works against.</summary>
    public static ListFilter WithoutMitigation(string name, AttackRelease release) => new(
        name, found => found is Technique technique && release.MitigationsOf(technique).Count == 0);

    /// <summary>Passes what a moment puts on a day or later (UTC).</summary>
    public static ListFilter Since(string name, DateOnly day, Func<AttackObject, DateTimeOffset> moment)
        => new(name, found => DateOnly.FromDateTime(moment(found).UtcDateTime) >= day);
}
