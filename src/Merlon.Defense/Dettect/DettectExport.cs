using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>An administration file to be written.</summary>
/// <param name="Name">File name without a folder.</param>
/// <param name="Kind">What it administrates.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Root">Its content.</param>
/// <param name="ImportedFrom">The file that it continues, or null.</param>
/// <param name="Added">Entries that Merlon added.</param>
/// <param name="Kept">Entries that stand as they were imported.</param>
public sealed record DettectExportFile(string Name, DettectFileKind Kind, string Domain, YamlNode.Mapping Root, string? ImportedFrom, int Added, int Kept)
{
    /// <summary>Remarks of the file that it continues.</summary>
    public DettectComments Comments { get; init; } = DettectComments.None;

    /// <summary>The text to write, lines ended by a line feed.</summary>
    public string Text => DettectYaml.Write(Root, Comments);
}

/// <summary>
/// An assessment as administration files that DeTT&amp;CT reads. What was imported stays as it was; Merlon adds what it knows beyond
/// it, and to a score a new entry of its logbook only where a later test says otherwise.
/// </summary>
public static class DettectExport
{
    const int PlacesMax = 10;

    /// <summary>A data source, technique and group file for each domain of the organisation that the release has.</summary>
    public static IReadOnlyList<DettectExportFile> Of(GapAssessment assessment)
    {
        var files = new List<DettectExportFile>();
        foreach (var domain in assessment.Organisation.Domains.Where(d => assessment.Context.Release.Domains.Contains(d, StringComparer.Ordinal)))
        {
            var writer = new DettectExportWriter(assessment, domain);
            files.Add(writer.DataSources());
            files.Add(writer.Techniques(files[^1]));
            files.Add(writer.Groups());
        }

        return files;
    }

    /// <summary>Where a detection lives: titles of the strongest rules, as DeTT&amp;CT's <c>location</c>.</summary>
    internal static IReadOnlyList<string> PlacesOf(ScopeCoverage coverage, GapAssessment assessment)
        => [.. coverage.EvidenceIds.Select(id => assessment.Evidence.GetValueOrDefault(id)).OfType<Evidence>()
            .Where(static e => e is { Kind: EvidenceKind.Rule, Axis: Axis.Detection })
            .Select(static e => e.Source).Distinct(StringComparer.Ordinal).Take(PlacesMax)];
}

/// <summary>Writes the files of one domain.</summary>
sealed class DettectExportWriter
{
    readonly GapAssessment assessment;
    readonly string domain;
    readonly Scope[] scopes;
    readonly string[] platforms;
    readonly DettectDataSources? sources;
    readonly DettectTechniques? techniques;
    readonly DettectGroups? groups;

    public DettectExportWriter(GapAssessment assessment, string domain)
    {
        this.assessment = assessment;
        this.domain = domain;
        var ofDomain = assessment.Context.Release.Techniques.Where(t => t.IsLive && t.Domains.Contains(domain, StringComparer.Ordinal)).SelectMany(static t => t.Platforms).ToHashSet(StringComparer.OrdinalIgnoreCase);
        scopes = [.. assessment.Organisation.Scopes.Select(s => s with { Platforms = [.. s.Platforms.Where(ofDomain.Contains)] }).Where(static s => s.Platforms.Count > 0)];
        platforms = [.. assessment.Organisation.Platforms.Where(ofDomain.Contains)];
        var files = assessment.Organisation.DettectFiles.Select(static f => f.File).Where(f => string.Equals(f.Domain, domain, StringComparison.Ordinal)).ToArray();
        sources = files.OfType<DettectDataSources>().FirstOrDefault();
        techniques = files.OfType<DettectTechniques>().FirstOrDefault();
        groups = files.OfType<DettectGroups>().FirstOrDefault();
    }

    AttackRelease Release => assessment.Context.Release;

    public DettectExportFile DataSources()
    {
        var root = sources is null ? Head(DettectFileKind.DataSources, DettectDataSources.FormatVersion).With("systems", DettectNodes.List([])).With("data_sources", DettectNodes.List([])) : DettectUpgrade.Of(sources);
        foreach (var scope in scopes.Where(s => SystemOf(s.Name, sources) is null))
        {
            root = Append(root, "systems", DettectNodes.Map(("applicable_to", DettectNodes.Text(scope.Name)), ("platform", DettectNodes.Texts(scope.Platforms))));
        }

        var known = (sources?.Sources ?? []).Select(static s => DettectWords.NameOf(s.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = 0;
        foreach (var component in Release.All<DataComponent>().Where(c => c.IsLive && c.Domains.Contains(domain, StringComparer.Ordinal) && !known.Contains(c.Name)).OrderBy(static c => c.Name, StringComparer.Ordinal).ThenBy(static c => c.StixId, StringComparer.Ordinal))
        {
            var details = scopes.Select(scope => DetailsOf(component, scope)).OfType<YamlNode>().ToList();
            if (details.Count > 0 && known.Add(component.Name))
            {
                root = Append(root, "data_sources", DettectNodes.Map(("data_source_name", DettectNodes.Text(component.Name)), ("data_source", DettectNodes.List(details))));
                added++;
            }
        }

        return new DettectExportFile(NameOf("data-sources"), DettectFileKind.DataSources, domain, root, sources?.Document, added, sources?.Sources.Count ?? 0) { Comments = sources?.Comments ?? DettectComments.None };
    }

    /// <summary>What the scope's own log sources say of a component; nothing when none carries it.</summary>
    YamlNode.Mapping? DetailsOf(DataComponent component, Scope scope)
    {
        var carriers = assessment.Organisation.LogSources.Where(s => s.Document is null && s.IsCollectedIn(scope) && Carries(s, component)).OrderByDescending(static s => s.DeviceShare).ThenBy(static s => s.KeyOf(), StringComparer.Ordinal).ToArray();
        if (carriers.Length == 0)
        {
            return null;
        }

        return DettectNodes.Map(
            ("applicable_to", DettectNodes.Texts([SystemOf(scope.Name, sources) ?? scope.Name])),
            ("date_registered", DettectNodes.Date(assessment.AsOf)),
            ("date_connected", DettectNodes.Date(carriers[0].Since)),
            ("products", DettectNodes.Texts(carriers.Select(static s => s.Kind?.Title ?? s.Source).Distinct(StringComparer.Ordinal))),
            ("available_for_data_analytics", DettectNodes.Flag(true)),
            ("comment", DettectNodes.Text("from the organisation's log sources; dimensions that nobody measured are 0")),
            ("data_quality", DettectNodes.Map(
                ("device_completeness", DettectNodes.Number(DettectSuggestion.StepOf(carriers[0].DeviceShare))), ("data_field_completeness", DettectNodes.Number(0)),
                ("timeliness", DettectNodes.Number(0)), ("consistency", DettectNodes.Number(0)), ("retention", DettectNodes.Number(0)))));
    }

    static bool Carries(CollectedLogSource source, DataComponent component)
        => (source.Kind?.Components ?? []).Any(c => string.Equals(c.Name, component.Name, StringComparison.OrdinalIgnoreCase) && source.HasEvent(c.EventIds))
            || component.LogSources.Any(l => source.AttackNames.Contains(l.Name, StringComparer.OrdinalIgnoreCase) && source.HasEvent(LogChannel.EventIdsOf(l.Channel)));

    public DettectExportFile Techniques(DettectExportFile exported)
    {
        var root = techniques is null
            ? Head(DettectFileKind.Techniques, DettectTechniques.FormatVersion).With("platform", DettectNodes.Texts(platforms)).With("techniques", DettectNodes.List([]))
            : DettectUpgrade.Of(techniques);
        var visible = VisibilityOf(exported);
        var (added, kept) = (0, 0);
        root = root.With("techniques", DettectNodes.List(root.ItemsOf("techniques").Select(item =>
        {
            kept++;
            return item is YamlNode.Mapping technique && Changed(technique) is { } changed ? changed : item;
        })));
        var known = (techniques?.Techniques ?? []).SelectMany(t => DettectLayers.Resolve(t.Id, Release)).Select(static t => t.TechniqueId).ToHashSet();
        foreach (var coverage in assessment.Coverage.Techniques.Where(c => c.Technique.Domains.Contains(domain, StringComparer.Ordinal) && !known.Contains(c.Technique.TechniqueId)))
        {
            if (TechniqueOf(coverage, visible.GetValueOrDefault(coverage.Technique.TechniqueId)) is { } entry)
            {
                root = Append(root, "techniques", entry);
                added++;
            }
        }

        return new DettectExportFile(NameOf("techniques"), DettectFileKind.Techniques, domain, root, techniques?.Document, added, kept) { Comments = techniques?.Comments ?? DettectComments.None };
    }

    Dictionary<TechniqueId, DettectTechniqueVisibility> VisibilityOf(DettectExportFile exported)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(DettectYaml.Write(exported.Root));
        return DettectReader.Read(text, exported.Name, ReadLimits.Default).Value is DettectDataSources read
            ? DettectVisibility.Of(read, Release, DettectTables.None).Techniques.ToDictionary(static t => t.Technique.TechniqueId)
            : [];
    }

    YamlNode.Mapping? TechniqueOf(TechniqueCoverage coverage, DettectTechniqueVisibility? visible)
    {
        var seen = (visible?.Systems ?? []).Where(static s => s.Score > 0).ToList();
        var detected = coverage.Scopes.Select(s => (Scope: s, Score: DettectSuggestion.DetectionOf(s, DettectSuggestion.TestOf(s, assessment)))).Where(static d => d.Score >= 0).ToList();
        if (seen.Count == 0 && detected.Count == 0)
        {
            return null;
        }

        return DettectNodes.Map(
            ("technique_id", DettectNodes.Text(coverage.Technique.Id)),
            ("technique_name", DettectNodes.Text(coverage.Technique.Name)),
            ("detection", DettectNodes.List(detected.Count == 0 ? [Detection([DettectFile.All], [], "", null, -1, "")] : detected.Select(d => Detected(d.Scope, d.Score)))),
            ("visibility", DettectNodes.List(seen.Count == 0 ? [Visibility([DettectFile.All], 0)] : seen.GroupBy(static s => s.Score).OrderByDescending(static g => g.Key)
                .Select(g => Visibility([.. g.Select(static s => s.System)], g.Key)))));
    }

    YamlNode.Mapping Detected(ScopeCoverage scope, int score)
        => Detection(
            [scope.Scope.Length == 0 ? DettectFile.All : SystemOf(scope.Scope, sources) ?? scope.Scope], DettectExport.PlacesOf(scope, assessment), "",
            assessment.AsOf, score, string.Create(CultureInfo.InvariantCulture, $"suggested by Merlon: detection {scope.Detection:0.00}"));

    static YamlNode.Mapping Detection(IReadOnlyList<string> applicableTo, IReadOnlyList<string> places, string comment, DateOnly? date, int score, string scoreComment) => DettectNodes.Map(
        ("applicable_to", DettectNodes.Texts(applicableTo)), ("location", DettectNodes.Texts(places)), ("comment", DettectNodes.Text(comment)),
        ("score_logbook", DettectNodes.List([DettectNodes.Map(("date", DettectNodes.Date(date)), ("score", DettectNodes.Number(score)), ("comment", DettectNodes.Text(scoreComment)))])));

    YamlNode.Mapping Visibility(IReadOnlyList<string> applicableTo, int score) => DettectNodes.Map(
        ("applicable_to", DettectNodes.Texts(applicableTo)), ("comment", DettectNodes.Text("")),
        ("score_logbook", DettectNodes.List([DettectNodes.Map(
            ("date", DettectNodes.Date(assessment.AsOf)), ("score", DettectNodes.Number(score)), ("comment", DettectNodes.Text("")), ("auto_generated", DettectNodes.Flag(true)))])));

    /// <summary>An imported technique with a new entry where a later test says otherwise; null where nothing changed.</summary>
    YamlNode.Mapping? Changed(YamlNode.Mapping technique)
    {
        if (!technique.TryFind("technique_id", out var id) || id is not YamlNode.Scalar text || DettectLayers.Resolve(text.Text.Trim(), Release) is not [var live])
        {
            return null;
        }

        var coverage = assessment.Coverage.Of(live);
        var isChanged = false;
        var changed = technique.Changed("detection", one =>
        {
            var read = DettectReader.ObjectOf(one, text.Text);
            if (read is null || Said(read, coverage) is not { } said)
            {
                return one;
            }

            isChanged = true;
            return one.With("score_logbook", DettectNodes.List([said, .. one.ItemsOf("score_logbook")]));
        });
        return isChanged ? changed : null;
    }

    /// <summary>What a test after the latest score says, where it says something else; of several scopes the worst.</summary>
    YamlNode.Mapping? Said(DettectScoreObject one, TechniqueCoverage coverage)
    {
        var reference = assessment.Organisation.DettectFiles.FirstOrDefault(f => ReferenceEquals(f.File, techniques))?.Reference;
        int? worst = null;
        Evidence? by = null;
        foreach (var scope in coverage.Scopes.Where(s => reference is not null && one.ApplicableTo.Any(system => DettectImport.ScopesOf(system, reference, assessment.Organisation) is { } named && (named.Count == 0 || named.Contains(s.Scope, StringComparer.Ordinal)))))
        {
            if (DettectSuggestion.TestOf(scope, assessment) is { Date: { } day } test && (one.Latest?.Date is not { } before || day > before))
            {
                var score = DettectSuggestion.DetectionOf(scope, test);
                (worst, by) = worst is null || score < worst ? (score, test) : (worst, by);
            }
        }

        var latest = one.Latest?.Score ?? -1;
        return worst is { } found && by is not null && (found > 0) != (latest > 0)
            ? DettectNodes.Map(("date", DettectNodes.Date(by.Date)), ("score", DettectNodes.Number(found)), ("comment", DettectNodes.Text($"{by.Statement} (Merlon)")))
            : null;
    }

    public DettectExportFile Groups()
    {
        var root = groups?.Root ?? Head(DettectFileKind.Groups, DettectGroups.FormatVersion).Without("name").With("platform", DettectNodes.Texts(platforms)).With("groups", DettectNodes.List([]));
        var known = (groups?.Groups ?? []).Select(static g => g.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = 0;
        foreach (var group in assessment.Profile.Groups.Where(static g => g.IsNamed && g.Relevance > 0).Select(static g => g.Group).Where(g => !known.Contains(g.Name) && !known.Contains(g.Id) && !g.Aliases.Any(known.Contains)))
        {
            var ids = Release.TechniquesOf(group).Where(u => u.Technique.Domains.Contains(domain, StringComparer.Ordinal)).Select(static u => u.Technique).OrderBy(static t => t.TechniqueId).Select(static t => t.Id).ToList();
            if (ids.Count > 0)
            {
                root = Append(root, "groups", DettectNodes.Map(
                    ("group_name", DettectNodes.Text(group.Name)), ("campaign", DettectNodes.Text("")), ("technique_id", DettectNodes.Texts(ids)),
                    ("software_id", DettectNodes.Texts(Release.SoftwareOf(group).Select(static s => s.Software.Id))), ("enabled", DettectNodes.Flag(true))));
                added++;
            }
        }

        return new DettectExportFile(NameOf("groups"), DettectFileKind.Groups, domain, root, groups?.Document, added, groups?.Groups.Count ?? 0) { Comments = groups?.Comments ?? DettectComments.None };
    }

    /// <summary>What an imported file calls a scope, or null.</summary>
    string? SystemOf(string scope, DettectDataSources? file)
    {
        var reference = assessment.Organisation.DettectFiles.FirstOrDefault(f => ReferenceEquals(f.File, file))?.Reference;
        return file is null || reference is null ? null
            : file.Systems.FirstOrDefault(s => DettectImport.ScopesOf(s.Name, reference, assessment.Organisation) is { } named && (named.Contains(scope, StringComparer.Ordinal) || named.Count == 0))?.Name;
    }

    YamlNode.Mapping Head(DettectFileKind kind, string version) => DettectNodes.Map(
        ("version", DettectNodes.Plain(version)), ("file_type", DettectNodes.Text(DettectReader.WordOf(kind))), ("name", DettectNodes.Text(assessment.Organisation.Name)), ("domain", DettectNodes.Text(domain)));

    static YamlNode.Mapping Append(YamlNode.Mapping root, string key, YamlNode entry) => root.With(key, DettectNodes.List([.. root.ItemsOf(key), entry]));

    string NameOf(string what) => $"{what}-{domain}.yaml";
}
