using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>The columns of a list by the kind of its objects: what all have, and what is asked of the kind.</summary>
sealed class ListColumns(AttackRelease release)
{
    /// <summary>The columns of a kind.</summary>
    public IReadOnlyList<ListColumn<AttackObject>> Of(ObjectKind kind) =>
    [
        new("id", "id", static found => found.Id, IsOnPage: true, WidthChars: 12),
        new("name", "name", static found => found.Name, IsOnPage: true, WidthChars: 40),
        new("stix_id", "STIX id", static found => found.StixId, WidthChars: 30),
        new("type", "type", static found => ObjectKind.NameOf(found), WidthChars: 14),
        .. OwnOf(kind),
        new("aliases", "aliases", static found => new ListValue.Several(found.Aliases), IsOnPage: kind.Name is "group" or "software" or "malware" or "tool" or "campaign", WidthChars: 30),
        new("domains", "domains", static found => new ListValue.Several(found.Domains), WidthChars: 20),
        new("platforms", "platforms", static found => new ListValue.Several(found.Platforms), IsOnPage: kind.Name is "technique" or "sub-technique" or "analytic" or "asset", WidthChars: 30),
        new("version", "version", static found => found.Version, WidthChars: 8),
        new("created", "created", static found => ListValue.Day.Of(found.Created), WidthChars: 11),
        new("modified", "changed", static found => ListValue.Day.Of(found.Modified), IsOnPage: true, WidthChars: 11),
        new("live", "live", static found => found.IsLive, WidthChars: 6),
        new("revoked", "revoked", static found => found.IsRevoked, WidthChars: 8),
        new("deprecated", "deprecated", static found => found.IsDeprecated, WidthChars: 10),
        new("url", "page", static found => new ListValue.Link(found.Url), WidthChars: 30),
    ];

    IEnumerable<ListColumn<AttackObject>> OwnOf(ObjectKind kind) => kind.Name switch
    {
        "technique" or "sub-technique" => OfTechniques(),
        "group" => [Techniques(), Count<Group>("software", group => release.SoftwareOf(group).Count), Count<Group>("campaigns", group => release.CampaignsOf(group).Count)],
        "campaign" =>
        [
            new("first_seen", "first seen", static found => ListValue.Day.Of((found as Campaign)?.FirstSeen), IsOnPage: true, WidthChars: 11),
            new("last_seen", "last seen", static found => ListValue.Day.Of((found as Campaign)?.LastSeen), WidthChars: 11),
            new("groups", "groups", found => Ids(found is Campaign campaign ? release.GroupsOf(campaign) : []), IsOnPage: true),
            Techniques(),
        ],
        "software" or "malware" or "tool" => [Techniques(), Count<Software>("groups", software => release.GroupsOf(software).Count)],
        "mitigation" => [Techniques(), new("labels", "labels", static found => new ListValue.Several((found as Mitigation)?.Labels ?? []), WidthChars: 30)],
        "tactic" => [new("shortname", "shortname", static found => (found as Tactic)?.Shortname ?? "", IsOnPage: true), Techniques()],
        "asset" => [Techniques(), new("sectors", "sectors", static found => new ListValue.Several((found as Asset)?.Sectors ?? []), IsOnPage: true)],
        "data-source" => [Count<DataSource>("data_components", source => release.DataComponentsOf(source).Count)],
        "data-component" =>
        [
            Techniques(), Count<DataComponent>("analytics", component => release.AnalyticsOf(component).Count),
            Count<DataComponent>("log_sources", static component => component.LogSources.Count),
            new("data_source", "data source", found => found is DataComponent component && release.TryFindSourceOf(component, out var source) ? source.Name : ""),
        ],
        "detection-strategy" =>
        [
            new("techniques", "techniques", found => Ids(ObjectReach.TechniquesOf(release, found)), IsOnPage: true),
            Count<DetectionStrategy>("analytics", strategy => release.AnalyticsOf(strategy).Count),
        ],
        "analytic" =>
        [
            new("techniques", "techniques", found => Ids(ObjectReach.TechniquesOf(release, found)), IsOnPage: true),
            new("log_sources", "log sources", static found => new ListValue.Several([.. ((found as Analytic)?.LogSources ?? []).Select(static source => source.LogSource.Name).Distinct(StringComparer.Ordinal)]), IsOnPage: true, WidthChars: 30),
        ],
        "matrix" => [Count<Matrix>("tactics", static matrix => matrix.TacticRefs.Count)],
        _ => [],
    };

    IEnumerable<ListColumn<AttackObject>> OfTechniques() =>
    [
        new("parent", "parent", found => found is Technique technique ? release.ParentOf(technique)?.Id ?? "" : "", WidthChars: 8),
        new("tactics", "tactics", found => new ListValue.Several(TacticsOf(found)), IsOnPage: true, WidthChars: 30),
        Count<Technique>("groups", technique => release.GroupsOf(technique).Count),
        Count<Technique>("software", technique => release.SoftwareOf(technique).Count, isOnPage: false),
        Count<Technique>("campaigns", technique => release.CampaignsOf(technique).Count, isOnPage: false),
        Count<Technique>("mitigations", technique => release.MitigationsOf(technique).Count, isOnPage: false),
        Count<Technique>("detection_strategies", technique => release.DetectionStrategiesOf(technique).Count, isOnPage: false),
        new("data_components", "data components", found => Ids(found is Technique technique ? release.DataComponentsOf(technique) : []), WidthChars: 24),
    ];

    List<string> TacticsOf(AttackObject found) => found is Technique technique
        ? [.. technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Select(static tactic => tactic.Name).Distinct(StringComparer.Ordinal)]
        : [];

    ListColumn<AttackObject> Techniques() => new("techniques", "techniques", found => ObjectReach.TechniquesOf(release, found).Count, IsOnPage: true, IsNumber: true, WidthChars: 10);

    static ListColumn<AttackObject> Count<T>(string key, Func<T, int> count, bool isOnPage = true) where T : AttackObject
        => new(key, key.Replace('_', ' '), found => found is T one ? count(one) : 0, isOnPage, IsNumber: true, WidthChars: 10);

    static ListValue.Several Ids(IEnumerable<AttackObject> objects) => new([.. objects.Select(static one => one.Id)]);
}
