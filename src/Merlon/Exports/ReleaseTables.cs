using Merlon.Attack;

namespace Merlon.Exports;

/// <summary>
/// The tables of a release, with the names and columns that users of ATT&amp;CK's own spreadsheets know (mitreattack-python's
/// attackToExcel). Texts are as published, citations too: the table of citations has their names. Live objects only.
/// </summary>
static class ReleaseTables
{
    static readonly TableField[] Base =
        [new("ID", 11), new("STIX ID", 20), new("name", 36), new("description", 60, Wraps: true), new("url", 28), new("created", 11), new("last modified", 11), new("domain", 18), new("version", 8)];

    /// <summary>Every table that has rows, in the order of a workbook.</summary>
    public static IEnumerable<ReleaseTable> Of(ExportScope chosen)
    {
        var scope = chosen.Live;
        return new[]
        {
            Techniques(scope), Simple<Tactic>(scope, "tactics", new("shortname", 18), static tactic => tactic.Shortname), Software(scope), Groups(scope), Campaigns(scope),
            Assets(scope), Mitigations(scope), DataSources(scope), DataComponents(scope), Strategies(scope), Analytics(scope), LogSources(scope), MutableElements(scope),
            Relationships("relationships", scope.Relationships.Where(static relation => !relation.Is(RelationshipTypes.SubTechniqueOf))), Citations(scope),
        }.Where(static table => table.Rows.Any());
    }

    /// <summary>Statements, one a row.</summary>
    public static ReleaseTable Relationships(string name, IEnumerable<Relationship> relationships) => new(
        name,
        [
            new("source ID", 11), new("source name", 30), new("source ref", 20), new("source type", 14), new("mapping type", 14), new("target ID", 11), new("target name", 30),
            new("target ref", 20), new("target type", 14), new("mapping description", 70, Wraps: true), new("STIX ID", 20), new("created", 11), new("last modified", 11),
        ],
        relationships.Select(static IReadOnlyList<TableCell> (relation) =>
        [
            relation.Source.Id, relation.Source.Name, relation.Source.StixId, FamilyOf(relation.Source), relation.Type, relation.Target.Id, relation.Target.Name, relation.Target.StixId,
            FamilyOf(relation.Target), relation.Description, relation.StixId, TableCell.Of(relation.Created), TableCell.Of(relation.Modified),
        ]));

    /// <summary>Sources of objects and statements, each name once, by name.</summary>
    public static ReleaseTable Citations(string name, IEnumerable<Citation> citations) => new(
        name, [new("reference", 36), new("citation", 80, Wraps: true), new("url", 60)],
        citations.Where(static citation => citation.Description.Length > 0 && !citation.Description.StartsWith("(Citation: ", StringComparison.Ordinal))
            .DistinctBy(static citation => citation.SourceName, StringComparer.Ordinal).OrderBy(static citation => citation.SourceName, StringComparer.Ordinal)
            .Select(static IReadOnlyList<TableCell> (citation) => [citation.SourceName, citation.Description, TableCell.Link(citation.Url)]));

    static ReleaseTable Citations(ExportScope scope)
        => Citations("citations", scope.Objects.SelectMany(static found => found.Citations).Concat(scope.Relationships.SelectMany(static relation => relation.Citations)));

    static ReleaseTable Techniques(ExportScope scope) => new(
        "techniques",
        [
            .. Base, new("tactics", 30), new("detection", 40, Wraps: true), new("platforms", 30), new("data sources", 30), new("is sub-technique", 9), new("sub-technique of", 11),
            new("contributors", 30), new("system requirements", 24), new("permissions required", 18), new("effective permissions", 18), new("defenses bypassed", 24), new("supports remote", 9),
            new("impact type", 14), new("CAPEC ID", 12), new("MTC ID", 12), new("tactic type", 18), new("relationship citations", 40),
        ],
        scope.All<Technique>().OrderBy(technique => NameOf(scope, technique), StringComparer.Ordinal).Select(technique => TechniqueRow(scope, technique)));

    static IReadOnlyList<TableCell> TechniqueRow(ExportScope scope, Technique technique)
    {
        var parent = scope.Release.ParentOf(technique);
        return
        [
            .. BaseOf(technique, NameOf(scope, technique)),
            TableCell.List(technique.Domains.SelectMany(domain => scope.Release.TacticsOf(technique, domain)).Select(static tactic => tactic.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            technique.Detection, Sorted(technique.Platforms), Sorted(technique.DataSources), TableCell.Flag(technique.IsSubTechnique), parent?.Id ?? "",
            Contributors(technique), Sorted(technique.SystemRequirements), Sorted(technique.PermissionsRequired), Sorted(technique.EffectivePermissions), Sorted(technique.DefensesBypassed),
            technique.SupportsRemote ? "TRUE" : "", Sorted(technique.ImpactTypes), TableCell.List(technique.CapecIds), MtcId(technique), Sorted(technique.TacticTypes), CitationsAbout(scope, technique),
        ];
    }

    // Sub-techniques stand under their parent when sorted.
    static string NameOf(ExportScope scope, Technique technique)
        => scope.Release.ParentOf(technique) is { } parent ? $"{parent.Name}: {technique.Name}" : technique.Name;

    static string MtcId(Technique technique) => technique.Published.Objects("external_references")
        .Where(static reference => reference.Text("source_name") == "NIST Mobile Threat Catalogue").Select(static reference => reference.Text("external_id")).FirstOrDefault() ?? "";

    static ReleaseTable Software(ExportScope scope) => new(
        "software", [.. Base, new("contributors", 30), new("platforms", 30), new("aliases", 30), new("type", 9), new("relationship citations", 40)],
        ByName(scope.All<Software>()).Select(IReadOnlyList<TableCell> (software) =>
            [.. BaseOf(software), Contributors(software), Sorted(software.Platforms), Sorted(software.Aliases), software.IsTool ? "tool" : "malware", CitationsAbout(scope, software)]));

    static ReleaseTable Groups(ExportScope scope) => new(
        "groups", [.. Base, new("contributors", 30), new("associated groups", 30), new("associated groups citations", 40), new("relationship citations", 40)],
        ByName(scope.All<Group>()).Select(IReadOnlyList<TableCell> (group) =>
            [.. BaseOf(group), Contributors(group), Sorted(group.Aliases), AliasCitations(group), CitationsAbout(scope, group)]));

    static ReleaseTable Campaigns(ExportScope scope) => new(
        "campaigns",
        [
            .. Base, new("contributors", 30), new("associated campaigns", 30), new("associated campaigns citations", 40), new("first seen", 11), new("first seen citation", 30),
            new("last seen", 11), new("last seen citation", 30), new("relationship citations", 40),
        ],
        ByName(scope.All<Campaign>()).Select(IReadOnlyList<TableCell> (campaign) =>
        [
            .. BaseOf(campaign), Contributors(campaign), Sorted(campaign.Aliases), AliasCitations(campaign), TableCell.Of(campaign.FirstSeen), campaign.FirstSeenCitation,
            TableCell.Of(campaign.LastSeen), campaign.LastSeenCitation, CitationsAbout(scope, campaign),
        ]));

    static ReleaseTable Assets(ExportScope scope) => new(
        "assets", [.. Base, new("platforms", 30), new("sectors", 30), new("related assets", 40), new("related assets sectors", 40), new("related assets description", 60, Wraps: true)],
        ByName(scope.All<Asset>()).Select(static IReadOnlyList<TableCell> (asset) =>
        [
            .. BaseOf(asset), Sorted(asset.Platforms), Sorted(asset.Sectors), TableCell.List(asset.RelatedAssets.Select(static related => related.Name)),
            TableCell.List(asset.RelatedAssets.Select(static related => string.Join(", ", related.Sectors)), "; "), TableCell.List(asset.RelatedAssets.Select(static related => related.Description), "\n"),
        ]));

    static ReleaseTable Mitigations(ExportScope scope) => new(
        "mitigations", [.. Base, new("standards", 40), new("relationship citations", 40)],
        ByName(scope.All<Mitigation>()).Select(IReadOnlyList<TableCell> (mitigation) => [.. BaseOf(mitigation), TableCell.List(mitigation.Labels, "; "), CitationsAbout(scope, mitigation)]));

    static ReleaseTable DataSources(ExportScope scope) => new(
        "datasources", [.. Base, new("contributors", 30), new("collection layers", 24), new("platforms", 30), new("type", 14)],
        scope.All<DataSource>().Select(static source => (Name: source.Name, Object: (AttackObject)source, Type: "datasource"))
            .Concat(scope.All<DataComponent>().Where(component => scope.Release.TryFindSourceOf(component, out _))
                .Select(component => (Name: scope.Release.TryFindSourceOf(component, out var source) ? $"{source.Name}: {component.Name}" : component.Name, Object: (AttackObject)component, Type: "datacomponent")))
            .OrderBy(static entry => entry.Name, StringComparer.Ordinal)
            .Select(static IReadOnlyList<TableCell> (entry) =>
                [.. BaseOf(entry.Object, entry.Name), Contributors(entry.Object), Sorted((entry.Object as DataSource)?.CollectionLayers ?? []), Sorted(entry.Object.Platforms), entry.Type]));

    static ReleaseTable DataComponents(ExportScope scope) => Simple<DataComponent>(
        scope, "datacomponents", new("log sources", 60, Wraps: true), static component => string.Join("\n", component.LogSources.Select(static log => log.Channel.Length == 0 ? log.Name : $"{log.Name}: {log.Channel}")));

    static ReleaseTable Strategies(ExportScope scope) => new(
        "detectionstrategies", [.. Base, new("techniques", 14), new("analytics", 30), new("analytic_refs", 40)],
        ByName(scope.All<DetectionStrategy>()).Select(IReadOnlyList<TableCell> (strategy) =>
        [
            .. BaseOf(strategy), TableCell.List(scope.Release.TechniquesOf(strategy).Select(static technique => technique.Id)),
            TableCell.List(scope.Release.AnalyticsOf(strategy).Select(static analytic => analytic.Id)), TableCell.List(strategy.AnalyticRefs, "; "),
        ]));

    static ReleaseTable Analytics(ExportScope scope) => new(
        "analytics", [.. Base, new("platforms", 16), new("detection strategy", 14), new("techniques", 14)],
        ByName(scope.All<Analytic>()).Select(IReadOnlyList<TableCell> (analytic) =>
        [
            .. BaseOf(analytic), Sorted(analytic.Platforms), TableCell.List(scope.Release.DetectionStrategiesOf(analytic).Select(static strategy => strategy.Id)),
            TableCell.List(scope.Release.TechniquesOf(analytic).Select(static technique => technique.Id)),
        ]));

    static ReleaseTable LogSources(ExportScope scope) => new(
        "log sources", [new("analytic ID", 11), new("platforms", 14), new("log source name", 30), new("channel", 60), new("data component ID", 11), new("data component name", 30), new("detection strategy", 14), new("techniques", 14)],
        scope.All<Analytic>().SelectMany(analytic => analytic.LogSources.Select(IReadOnlyList<TableCell> (reference) =>
        {
            var component = scope.Release.TryFindStix(reference.DataComponentRef, out var found) ? found : null;
            return
            [
                analytic.Id, Sorted(analytic.Platforms), reference.LogSource.Name, reference.LogSource.Channel, component?.Id ?? "", component?.Name ?? "",
                TableCell.List(scope.Release.DetectionStrategiesOf(analytic).Select(static strategy => strategy.Id)), TableCell.List(scope.Release.TechniquesOf(analytic).Select(static technique => technique.Id)),
            ];
        })));

    static ReleaseTable MutableElements(ExportScope scope) => new(
        "mutable elements", [new("analytic ID", 11), new("field", 30), new("description", 80, Wraps: true)],
        scope.All<Analytic>().SelectMany(static analytic => analytic.MutableElements.Select(IReadOnlyList<TableCell> (element) => [analytic.Id, element.Field, element.Description])));

    static ReleaseTable Simple<T>(ExportScope scope, string name, TableField more, Func<T, string> text) where T : AttackObject => new(
        name, [.. Base, more], ByName(scope.All<T>()).Select(IReadOnlyList<TableCell> (found) => [.. BaseOf(found), text(found)]));

    static IEnumerable<TableCell> BaseOf(AttackObject found, string? name = null)
        => [found.Id, found.StixId, name ?? found.Name, found.Description, TableCell.Link(found.Url), TableCell.Of(found.Created), TableCell.Of(found.Modified), TableCell.List(found.Domains), found.Version];

    static IEnumerable<T> ByName<T>(IEnumerable<T> objects) where T : AttackObject
        => objects.OrderBy(static found => found.Name, StringComparer.Ordinal).ThenBy(static found => found.StixId, StringComparer.Ordinal);

    static TableCell Sorted(IEnumerable<string> texts) => TableCell.List(texts.Order(StringComparer.Ordinal));

    static TableCell Contributors(AttackObject found) => TableCell.List(found.Contributors.Order(StringComparer.Ordinal), "; ");

    static TableCell AliasCitations(AttackObject found) => TableCell.List(found.AliasCitations.Select(static citation => citation.Text));

    static TableCell CitationsAbout(ExportScope scope, AttackObject found)
    {
        var names = scope.Release.From(found).Concat(scope.Release.To(found)).Where(static relation => relation.IsLive)
            .SelectMany(static relation => relation.Citations).Select(static citation => citation.SourceName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return TableCell.List(names.Select(static name => $"(Citation: {name})"), ",");
    }

    static string FamilyOf(AttackObject found) => found is Software ? "software" : ObjectKind.FamilyOf(found) switch
    {
        var plural when plural.EndsWith("ies", StringComparison.Ordinal) => $"{plural[..^3]}y",
        var plural => plural.TrimEnd('s'),
    };
}
