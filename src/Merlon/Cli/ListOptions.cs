using System.CommandLine;
using Merlon.Attack;
using Merlon.Search;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>The options by which <c>merlon list</c> is told what to list.</summary>
sealed class ListOptions
{
    const string TechniquesOnly = "techniques";

    static readonly string[] RelationNames =
        ["--technique", "--group", "--software", "--campaign", "--mitigation", "--asset", "--data-component", "--data-source", "--detection-strategy", "--analytic"];

    readonly Option<string[]> domains = OptionReading.Texts("--domain", "Of this domain, such as ics-attack or ics. Filters all have to hold; of one that is repeated, one.", "DOMAIN");
    readonly Option<string[]> platforms = OptionReading.Texts("--platform", "Of this platform.", "PLATFORM");
    readonly Option<string[]> tactics = OptionReading.Texts("--tactic", "Of this tactic, by id or name.", "TACTIC");
    readonly Option<string[]> logSources = OptionReading.Texts("--log-source", "Seen by this log source; WinEventLog means all of WinEventLog:….", "NAME");
    readonly List<(Option<string[]> Option, string Kind)> relations = [];
    readonly Option<string?> text = OptionReading.Text("--text", "Has all these words, as merlon search finds them.", "WORDS");
    readonly Option<DateOnly?> changedAfter = OptionReading.Day("--changed-after", "Changed on this day or later (UTC).");
    readonly Option<DateOnly?> createdAfter = OptionReading.Day("--created-after", "Created on this day or later (UTC).");
    readonly Option<bool> unused = Flag("--unused", "Techniques and software that no group uses, directly or through an attributed campaign; of other kinds what has no technique.");
    readonly Option<bool> subTechniques = Flag("--sub-techniques", "Sub-techniques only.");
    readonly Option<bool> noSubTechniques = Flag("--no-sub-techniques", "Techniques that are no sub-techniques.");
    readonly Option<bool> withoutDetection = Flag("--without-detection", "Techniques without detection strategy or data component.");
    readonly Option<bool> withoutMitigation = Flag("--without-mitigation", "Techniques without mitigation.");
    readonly Option<bool> includeDead = Flag("--include-dead", "Revoked and deprecated objects too.");

    /// <summary>Adds them to a command.</summary>
    public ListOptions(Command command)
    {
        foreach (var name in RelationNames)
        {
            var kind = name[2..];
            relations.Add((OptionReading.Texts(name, $"Related to this {kind.Replace('-', ' ')}, by id, name or alias.", "NAME"), kind));
        }

        foreach (var option in (Option[])[domains, platforms, tactics, .. relations.Select(static relation => relation.Option), logSources, text, changedAfter, createdAfter,
            unused, subTechniques, noSubTechniques, withoutDetection, withoutMitigation, includeDead])
        {
            command.Add(option);
        }
    }

    public bool IncludesDead(ParseResult parse) => parse.GetValue(includeDead);

    /// <summary>Whether the words of the release are asked for.</summary>
    public bool NeedsIndex(ParseResult parse) => parse.GetValue(text) is not null;

    /// <summary>The first option that a list of pairs does not take, or null.</summary>
    public string? NotOfPairs(ParseResult parse)
    {
        Option[] taken = [domains, relations[0].Option, relations[1].Option];
        Option[] all = [domains, platforms, tactics, .. relations.Select(static relation => relation.Option), logSources, text, changedAfter, createdAfter,
            unused, subTechniques, noSubTechniques, withoutDetection, withoutMitigation, includeDead];
        return all.Except(taken).FirstOrDefault(option => parse.GetResult(option) is { Implicit: false })?.Name;
    }

    /// <summary>The domains, techniques and groups that were given, for a list of pairs; null when one was refused.</summary>
    public (IReadOnlyList<string> Domains, IReadOnlyList<Technique> Techniques, IReadOnlyList<Group> Groups)? PairsIn(ParseResult parse, Terminal terminal, AttackRelease release)
    {
        var read = new ObjectFilter(terminal, release);
        var found = (
            read.Domains("--domain", parse.GetValue(domains) ?? []),
            read.Objects<Technique>("--technique", parse.GetValue(relations[0].Option) ?? [], "technique"),
            read.Objects<Group>("--group", parse.GetValue(relations[1].Option) ?? [], "group"));
        return read.IsWhole ? found : null;
    }

    /// <summary>The filters that were given, or null when one was refused.</summary>
    public IReadOnlyList<ListFilter>? FiltersIn(ParseResult parse, Terminal terminal, AttackRelease release, IndexedRelease? indexed, ObjectKind kind)
    {
        var read = new ObjectFilter(terminal, release);
        List<ListFilter> filters = [];
        if (RefuseMisplaced(parse, terminal, release, kind))
        {
            return null;
        }

        if (Given(parse, domains) is { } domain && read.Domains("--domain", domain) is var inDomains)
        {
            filters.Add(new("--domain", found => found.Domains.Any(inDomains.Contains)));
        }

        if (Given(parse, platforms) is { } platform && read.Platforms("--platform", platform) is var onPlatforms)
        {
            filters.Add(new("--platform", found => found.Platforms.Any(onPlatforms.Contains)));
        }

        if (Given(parse, tactics) is { } tactic)
        {
            filters.Add(ListFilter.Related("--tactic", release, read.Tactics("--tactic", tactic)));
        }

        foreach (var (option, _) in relations.Where(relation => Given(parse, relation.Option) is not null))
        {
            filters.Add(ListFilter.Related(option.Name, release, Objects(read, option.Name, parse.GetValue(option) ?? [])));
        }

        if (Given(parse, logSources) is { } sources)
        {
            var known = release.All<Analytic>().SelectMany(static analytic => analytic.LogSources).Select(static reference => reference.LogSource.Name)
                .Concat(release.All<DataComponent>().SelectMany(static component => component.LogSources).Select(static source => source.Name));
            var meant = read.Words(
                "--log-source", sources, known.Distinct(StringComparer.Ordinal),
                static (name, value) => ObjectFilter.Same(name, value) || name.StartsWith(value + ":", StringComparison.OrdinalIgnoreCase), "log source");
            filters.Add(ListFilter.OfLogSources("--log-source", release, meant));
        }

        AddFlags(parse, release, indexed, filters);
        return read.IsWhole ? filters : null;
    }

    void AddFlags(ParseResult parse, AttackRelease release, IndexedRelease? indexed, List<ListFilter> filters)
    {
        if (parse.GetValue(text) is { } words && indexed is not null)
        {
            filters.Add(new("--text", indexed.Find(words, SearchFilter.None with { IncludesDead = IncludesDead(parse) }).ToHashSet().Contains));
        }

        if (parse.GetValue(changedAfter) is { } changed)
        {
            filters.Add(ListFilter.Since("--changed-after", changed, static found => found.Modified));
        }

        if (parse.GetValue(createdAfter) is { } created)
        {
            filters.Add(ListFilter.Since("--created-after", created, static found => found.Created));
        }

        if (parse.GetValue(unused))
        {
            filters.Add(ListFilter.Unused("--unused", release));
        }

        if (parse.GetValue(subTechniques))
        {
            filters.Add(new("--sub-techniques", static found => found is Technique { IsSubTechnique: true }));
        }

        if (parse.GetValue(noSubTechniques))
        {
            filters.Add(new("--no-sub-techniques", static found => found is Technique { IsSubTechnique: false }));
        }

        if (parse.GetValue(withoutDetection))
        {
            filters.Add(ListFilter.WithoutDetection("--without-detection", release));
        }

        if (parse.GetValue(withoutMitigation))
        {
            filters.Add(ListFilter.WithoutMitigation("--without-mitigation", release));
        }
    }

    static IReadOnlyList<AttackObject> Objects(ObjectFilter read, string option, string[] values) => option switch
    {
        "--technique" => read.Objects<Technique>(option, values, "technique"),
        "--group" => read.Objects<Group>(option, values, "group"),
        "--software" => read.Objects<Software>(option, values, "software"),
        "--campaign" => read.Objects<Campaign>(option, values, "campaign"),
        "--mitigation" => read.Objects<Mitigation>(option, values, "mitigation"),
        "--asset" => read.Objects<Asset>(option, values, "asset"),
        "--data-component" => read.Objects<DataComponent>(option, values, "data component"),
        "--data-source" => read.Objects<DataSource>(option, values, "data source"),
        "--detection-strategy" => read.Objects<DetectionStrategy>(option, values, "detection strategy"),
        _ => read.Objects<Analytic>(option, values, "analytic"),
    };

    // A filter that no object of the kind can pass is a mistake, not an empty list.
    bool RefuseMisplaced(ParseResult parse, Terminal terminal, AttackRelease release, ObjectKind kind)
    {
        var isTechniques = kind.Name is "technique" or "sub-technique";
        foreach (var option in (Option<bool>[])[subTechniques, noSubTechniques, withoutDetection, withoutMitigation])
        {
            if (parse.GetValue(option) && !isTechniques)
            {
                Failure.Refuse(terminal, $"{option.Name} is of techniques, not of {kind.Plural}", $"Try: merlon list {TechniquesOnly} {option.Name}");
                return true;
            }
        }

        if (parse.GetValue(subTechniques) && parse.GetValue(noSubTechniques))
        {
            Failure.Refuse(terminal, "--sub-techniques and --no-sub-techniques leave nothing");
            return true;
        }

        if (Given(parse, platforms) is not null && !release.Objects.Any(found => kind.Holds(found) && found.Platforms.Count > 0))
        {
            Failure.Refuse(terminal, $"{kind.Plural} have no platforms in ATT&CK {release.Version}");
            return true;
        }

        return false;
    }

    static string[]? Given(ParseResult parse, Option<string[]> option) => parse.GetValue(option) is { Length: > 0 } values ? values : null;

    static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
