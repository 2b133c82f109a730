using Merlon.Attack;

namespace Merlon.Pages;

/// <summary>Detection, and what an object consists of.</summary>
static partial class PageSections
{
    /// <summary>Label of an entry that is a log source.</summary>
    public const string LogSource = "Log source";

    const string MutableElement = "To be tuned";

    static IEnumerable<PageSection> DetectionOf(PageWriting writing, Technique technique)
    {
        var release = writing.Release;
        List<PageEntry> strategies =
        [
            .. release.DetectionStrategiesOf(technique).Select(strategy => new PageEntry(strategy)
            {
                Text = writing.Text(strategy.Description, strategy.Citations),
                Children = AnalyticsOf(writing, strategy),
            }),
        ];
        yield return new("detection_strategies", Part: null, "Detection strategy", strategies);
        yield return new("analytics", Part: null, "Analytics", [.. strategies.SelectMany(static strategy => strategy.Children)]) { IsForMachines = true };
        yield return new("data_components", Part: null, "Data components", [.. release.DataComponentsOf(technique).Select(component => Detecting(writing, component, technique))]);
        var detection = technique.Published.IsEmpty ? "" : technique.Detection;
        if (detection.Length > 0)
        {
            yield return new("detection", Part: null, "Detection", []) { Text = writing.Text(detection, technique.Citations) };
        }
    }

    // Until v17 a component said itself how it shows a technique.
    static PageEntry Detecting(PageWriting writing, DataComponent component, Technique technique)
    {
        var statement = writing.Release.LiveFrom(component, RelationshipTypes.Detects).FirstOrDefault(r => r.Target == technique);
        return new PageEntry(component)
        {
            Statement = statement,
            Text = writing.Text(statement),
            Fact = writing.Release.TryFindSourceOf(component, out var source) ? source.ToString() : "",
        };
    }

    static IEnumerable<PageSection> OfStrategy(PageWriting writing, DetectionStrategy strategy)
    {
        yield return new("analytics", Part: null, "Analytics", AnalyticsOf(writing, strategy));
        yield return Statements(writing, "techniques", "Detects techniques", writing.Release.LiveFrom(strategy, RelationshipTypes.Detects), static r => r.Target);
    }

    static IEnumerable<PageSection> OfAnalytic(PageWriting writing, Analytic analytic)
    {
        yield return Objects("detection_strategies", "Detection strategy", writing.Release.DetectionStrategiesOf(analytic));
        yield return Objects("techniques", "Detects", writing.Release.TechniquesOf(analytic));
    }

    static IReadOnlyList<PageEntry> AnalyticsOf(PageWriting writing, DetectionStrategy strategy) =>
        [.. writing.Release.AnalyticsOf(strategy).Select(analytic => new PageEntry(analytic)
        {
            Text = writing.Text(analytic.Description, analytic.Citations),
            Fact = string.Join(", ", analytic.Platforms),
            Children = [.. LogSources(writing, analytic), .. MutableElements(writing, analytic)],
        })];

    static IEnumerable<PageSection> OfDataComponent(PageWriting writing, DataComponent component)
    {
        var release = writing.Release;
        if (release.TryFindSourceOf(component, out var source))
        {
            yield return Objects("data_sources", "Data source", [source]);
        }

        yield return Objects("analytics", "Analytics that read it", release.AnalyticsOf(component));
        var stated = release.LiveFrom(component, RelationshipTypes.Detects).Where(static r => r.Target is Technique).ToLookup(static r => r.Target);
        yield return new(
            "techniques", Part: null, "Detects techniques",
            [
                .. release.TechniquesOf(component).Select(technique => stated[technique].FirstOrDefault() is { } statement
                    ? Entry(writing, technique, statement)
                    : new PageEntry(technique)),
            ]);
    }

    /// <summary>What belongs to an object itself, live or dead: it is no statement about another one.</summary>
    static IEnumerable<PageSection> Parts(PageWriting writing, AttackObject found)
    {
        var release = writing.Release;
        switch (found)
        {
            case Matrix matrix:
                yield return new("tactics", Part: null, "Tactics", [.. matrix.TacticRefs.Select(id => release.TryFindStix(id, out var tactic) ? tactic : null).OfType<Tactic>().Select(static tactic => new PageEntry(tactic))]);
                break;
            case DataSource source:
                yield return Objects("data_components", "Data components", release.All<DataComponent>().Where(component => string.Equals(component.DataSourceRef, source.StixId, StringComparison.Ordinal)));
                break;
            case DataComponent { LogSources.Count: > 0 } component:
                yield return new("log_sources", Part: null, "Log sources", [.. component.LogSources.Select(static log => new PageEntry(Object: null, log.Name) { Fact = log.Channel, Label = LogSource })]) { IsListed = true };
                break;
            case Analytic analytic:
                yield return new("log_sources", Part: null, "Log sources", [.. LogSources(writing, analytic)]) { IsListed = true };
                yield return new("mutable_elements", Part: null, "Mutable elements", [.. MutableElements(writing, analytic)]) { IsListed = true };
                break;
            case Asset asset:
                var related = asset.Published.IsEmpty ? [] : asset.RelatedAssets;
                yield return new(
                    "related_assets", Part: null, "Related assets",
                    [
                        .. related.Select(one => new PageEntry(Object: null, one.Name)
                        {
                            Fact = string.Join(", ", one.Sectors),
                            Text = writing.Text(one.Description, asset.Citations),
                        }),
                    ]) { IsListed = true };
                break;
            default:
                break;
        }
    }

    static IEnumerable<PageEntry> LogSources(PageWriting writing, Analytic analytic) => analytic.LogSources.Select(reference => new PageEntry(
        writing.Release.TryFindStix(reference.DataComponentRef, out var component) ? component : null, reference.LogSource.Name) { Fact = reference.LogSource.Channel, Label = LogSource });

    static IEnumerable<PageEntry> MutableElements(PageWriting writing, Analytic analytic) => analytic.MutableElements.Select(element => new PageEntry(Object: null, element.Field)
    {
        Text = writing.Text(element.Description, analytic.Citations),
        Label = MutableElement,
    });
}
