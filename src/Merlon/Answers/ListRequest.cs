using Merlon.Attack;
using Merlon.Search;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Which objects of a kind are listed: every filter has to hold; of one with several values, one.</summary>
sealed record ListRequest
{
    /// <summary>Kinds of objects that a listed one may have to relate to.</summary>
    public static IReadOnlyList<string> RelatedKinds { get; } =
        ["technique", "group", "software", "campaign", "mitigation", "asset", "data-component", "data-source", "detection-strategy", "analytic"];

    /// <summary>Domains such as <c>ics-attack</c> or <c>ics</c>.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>Platforms as published.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Tactics by id, name or shortname.</summary>
    public IReadOnlyList<string> Tactics { get; init; } = [];

    /// <summary>Objects by a kind of <see cref="RelatedKinds"/>: ids, names or aliases.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Related { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Log sources; <c>WinEventLog</c> means all of <c>WinEventLog:…</c>.</summary>
    public IReadOnlyList<string> LogSources { get; init; } = [];

    /// <summary>Words, as a search finds them; null for any.</summary>
    public string? Text { get; init; }

    /// <summary>Changed on this day or later (UTC).</summary>
    public DateOnly? ChangedAfter { get; init; }

    /// <summary>Created on this day or later (UTC).</summary>
    public DateOnly? CreatedAfter { get; init; }

    /// <summary>Used by no group.</summary>
    public bool IsUnused { get; init; }

    /// <summary>Sub-techniques only.</summary>
    public bool IsSubTechnique { get; init; }

    /// <summary>No sub-techniques.</summary>
    public bool IsNoSubTechnique { get; init; }

    /// <summary>Without detection strategy or data component.</summary>
    public bool IsWithoutDetection { get; init; }

    /// <summary>Only what no live one addresses.</summary>
    public bool IsWithoutMitigation { get; init; }

    /// <summary>Revoked and deprecated objects too.</summary>
    public bool IncludesDead { get; init; }

    /// <summary>The list; null when a value was refused, of which <paramref name="read"/> was told.</summary>
    /// <param name="release">The release.</param>
    /// <param name="indexed">The release with its index; needed for <see cref="Text"/> only.</param>
    /// <param name="kind">What is listed.</param>
    /// <param name="read">Says what values mean.</param>
    public ObjectListing? Of(AttackRelease release, IndexedRelease? indexed, ObjectKind kind, ObjectFilter read)
    {
        if (FiltersIn(release, indexed, kind, read) is not { } filters)
        {
            return null;
        }

        List<AttackObject> all = [.. release.Objects.Where(found => kind.Holds(found) && (found.IsLive || IncludesDead))];
        return new ObjectListing(release, kind, IncludesDead, all, filters, ListFilter.Pass(all, filters));
    }

    List<ListFilter>? FiltersIn(AttackRelease release, IndexedRelease? indexed, ObjectKind kind, ObjectFilter read)
    {
        List<ListFilter> filters = [];
        if (RefuseMisplaced(release, kind, read))
        {
            return null;
        }

        if (Domains.Count > 0 && read.Domains("--domain", Domains) is var inDomains)
        {
            filters.Add(new("--domain", found => found.Domains.Any(inDomains.Contains)));
        }

        if (Platforms.Count > 0 && read.Platforms("--platform", Platforms) is var onPlatforms)
        {
            filters.Add(new("--platform", found => found.Platforms.Any(onPlatforms.Contains)));
        }

        if (Tactics.Count > 0)
        {
            filters.Add(ListFilter.Related("--tactic", release, read.Tactics("--tactic", Tactics)));
        }

        foreach (var related in RelatedKinds.Where(Related.ContainsKey))
        {
            filters.Add(ListFilter.Related("--" + related, release, Objects(read, related, Related[related])));
        }

        if (LogSources.Count > 0)
        {
            var known = release.All<Analytic>().SelectMany(static analytic => analytic.LogSources).Select(static reference => reference.LogSource.Name)
                .Concat(release.All<DataComponent>().SelectMany(static component => component.LogSources).Select(static source => source.Name));
            var meant = read.Words(
                "--log-source", LogSources, known.Distinct(StringComparer.Ordinal),
                static (name, value) => ObjectFilter.Same(name, value) || name.StartsWith(value + ":", StringComparison.OrdinalIgnoreCase), "log source");
            filters.Add(ListFilter.OfLogSources("--log-source", release, meant));
        }

        AddFlags(release, indexed, filters);
        return read.IsWhole ? filters : null;
    }

    void AddFlags(AttackRelease release, IndexedRelease? indexed, List<ListFilter> filters)
    {
        if (Text is { } words && indexed is not null)
        {
            filters.Add(new("--text", indexed.Find(words, SearchFilter.None with { IncludesDead = IncludesDead }).ToHashSet().Contains));
        }

        if (ChangedAfter is { } changed)
        {
            filters.Add(ListFilter.Since("--changed-after", changed, static found => found.Modified));
        }

        if (CreatedAfter is { } created)
        {
            filters.Add(ListFilter.Since("--created-after", created, static found => found.Created));
        }

        if (IsUnused)
        {
            filters.Add(ListFilter.Unused("--unused", release));
        }

        if (IsSubTechnique)
        {
            filters.Add(new("--sub-techniques", static found => found is Technique { IsSubTechnique: true }));
        }

        if (IsNoSubTechnique)
        {
            filters.Add(new("--no-sub-techniques", static found => found is Technique { IsSubTechnique: false }));
        }

        if (IsWithoutDetection)
        {
            filters.Add(ListFilter.WithoutDetection("--without-detection", release));
        }

        if (IsWithoutMitigation)
        {
            filters.Add(ListFilter.WithoutMitigation("--without-mitigation", release));
        }
    }

    static IReadOnlyList<AttackObject> Objects(ObjectFilter read, string kind, IReadOnlyList<string> values)
    {
        var option = "--" + kind;
        return kind switch
        {
            "technique" => read.Objects<Technique>(option, values, "technique"),
            "group" => read.Objects<Group>(option, values, "group"),
            "software" => read.Objects<Software>(option, values, "software"),
            "campaign" => read.Objects<Campaign>(option, values, "campaign"),
            "mitigation" => read.Objects<Mitigation>(option, values, "mitigation"),
            "asset" => read.Objects<Asset>(option, values, "asset"),
            "data-component" => read.Objects<DataComponent>(option, values, "data component"),
            "data-source" => read.Objects<DataSource>(option, values, "data source"),
            "detection-strategy" => read.Objects<DetectionStrategy>(option, values, "detection strategy"),
            _ => read.Objects<Analytic>(option, values, "analytic"),
        };
    }

    // A filter that no object of the kind can pass is a mistake, not an empty list.
    bool RefuseMisplaced(AttackRelease release, ObjectKind kind, ObjectFilter read)
    {
        if (kind.Name is not ("technique" or "sub-technique") && OfTechniquesOnly() is { } misplaced)
        {
            read.Refuse($"{misplaced} is of techniques, not of {kind.Plural}", $"Try: merlon list techniques {misplaced}");
            return true;
        }

        if (IsSubTechnique && IsNoSubTechnique)
        {
            read.Refuse("--sub-techniques and --no-sub-techniques leave nothing");
            return true;
        }

        if (Platforms.Count > 0 && !release.Objects.Any(found => kind.Holds(found) && found.Platforms.Count > 0))
        {
            read.Refuse($"{kind.Plural} have no platforms in ATT&CK {release.Version}");
            return true;
        }

        return false;
    }

    string? OfTechniquesOnly() => IsSubTechnique ? "--sub-techniques" : IsNoSubTechnique ? "--no-sub-techniques"
        : IsWithoutDetection ? "--without-detection" : IsWithoutMitigation ? "--without-mitigation" : null;
}
