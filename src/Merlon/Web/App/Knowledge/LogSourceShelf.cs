using Merlon.Attack;

namespace Merlon.Web.App.Knowledge;

/// <summary>A log source as ATT&amp;CK names it, with who asks for it.</summary>
/// <param name="Name">Such as <c>WinEventLog:Security</c>.</param>
/// <param name="Channels">What is asked of it, each once, with the analytics that ask.</param>
/// <param name="Components">Data components that it carries.</param>
/// <param name="Analytics">Live analytics that read it.</param>
/// <param name="Techniques">Techniques that they show.</param>
sealed record NamedLogSource(
    string Name, IReadOnlyList<(string Channel, IReadOnlyList<Analytic> Analytics)> Channels, IReadOnlyList<DataComponent> Components, IReadOnlyList<Analytic> Analytics, IReadOnlyList<Technique> Techniques)
{
    /// <summary>Every log source that live analytics or components of a release name, by name.</summary>
    public static IReadOnlyList<NamedLogSource> AllOf(AttackRelease release)
    {
        var asked = release.All<Analytic>().Where(static analytic => analytic.IsLive)
            .SelectMany(static analytic => analytic.LogSources.Select(reference => (reference.LogSource.Name, reference.LogSource.Channel, reference.DataComponentRef, Analytic: analytic)));
        var carried = release.All<DataComponent>().Where(static component => component.IsLive)
            .SelectMany(static component => component.LogSources.Select(source => (source.Name, source.Channel, Component: component)));
        var components = carried.ToLookup(static one => one.Name, StringComparer.Ordinal);
        var readers = asked.ToLookup(static one => one.Name, StringComparer.Ordinal);
        return
        [
            .. readers.Select(static one => one.Key).Concat(components.Select(static one => one.Key)).Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase).ThenBy(static name => name, StringComparer.Ordinal)
                .Select(name => new NamedLogSource(
                    name,
                    [
                        .. readers[name].Select(static one => (one.Channel, Analytic: (Analytic?)one.Analytic)).Concat(components[name].Select(static one => (one.Channel, Analytic: (Analytic?)null)))
                            .GroupBy(static one => one.Channel, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal)
                            .Select(static group => (group.Key, (IReadOnlyList<Analytic>)[.. group.Select(static one => one.Analytic).OfType<Analytic>().Distinct().OrderBy(static one => one.Id, StringComparer.Ordinal)])),
                    ],
                    [
                        .. components[name].Select(static one => one.Component)
                            .Concat(readers[name].Select(one => release.TryFindStix(one.DataComponentRef, out var found) ? found : null).OfType<DataComponent>())
                            .Distinct().OrderBy(static one => one.Id, StringComparer.Ordinal),
                    ],
                    [.. readers[name].Select(static one => one.Analytic).Distinct().OrderBy(static one => one.Id, StringComparer.Ordinal)],
                    [.. readers[name].SelectMany(one => release.TechniquesOf(one.Analytic)).Distinct().OrderBy(static one => one.Id, StringComparer.Ordinal)])),
        ];
    }
}
