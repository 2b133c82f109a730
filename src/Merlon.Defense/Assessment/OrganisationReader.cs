using System.Globalization;
using Merlon.Documents;
using Merlon.Intelligence;

namespace Merlon.Assessment;

/// <summary>Turns the tree of an organisation file into an <see cref="Organisation"/>, references resolved; whatever it leaves out it says.</summary>
sealed partial class OrganisationReader
{
    const string WholeScopeName = "organisation";

    readonly DiagnosticLog log;
    readonly OrganisationContext context;
    readonly OrganisationWords words;
    readonly DateOnly? asOf;
    IReadOnlyList<Scope> scopes = [];
    IReadOnlyList<string> domains = [];
    IReadOnlyList<string> platforms = [];

    public OrganisationReader(DiagnosticLog log, OrganisationContext context, DateOnly? asOf)
    {
        this.log = log;
        this.context = context;
        this.asOf = asOf;
        words = new OrganisationWords(log, context);
    }

    /// <summary>The organisation, or null without a name or in a format that this version does not know.</summary>
    public Organisation? Read(YamlNode.Mapping root)
    {
        var file = new OrganisationFields(root, "", OrganisationKeys.Root, log);
        var isKnownFormat = IsKnownFormat(file);
        var name = file.Text("name");
        if (name is null)
        {
            log.Error("ORG002", file.LocationOf("name"), "the organisation has no name", excerpt: null, "add a line such as name: Harbor Bank");
        }

        if (name is null || !isKnownFormat)
        {
            return null;
        }

        domains = Domains(file);
        ReadPlatformsAndScopes(file);
        var sectors = Resolved(file.Words("sectors"), words.Sector);
        var groups = Groups(file);
        if (sectors.Count == 0 && groups.Count == 0)
        {
            log.Warn(
                "ORG031", file.LocationOf("sectors"), "neither a sector nor a group is named, so every group counts alike", excerpt: null,
                "name the sectors that you work in");
        }

        var costs = file.Mapping("costs");
        var maturity = Maturity(file);
        return new Organisation
        {
            Document = log.Document,
            Name = name,
            Sectors = sectors,
            Regions = Resolved(file.Words("regions"), words.Region),
            Domains = domains,
            Platforms = platforms,
            Scopes = scopes,
            Groups = groups,
            LogSources = LogSources(file),
            Mitigations = Mitigations(file),
            Controls = Controls(file),
            Rules = Rules(file),
            Tests = Tests(file),
            Telemetry = Telemetry(file),
            RetentionDays = Days(file),
            Budget = file.Number("budget", 0, OrganisationLimits.AmountMax),
            Mappings = MappingsOf(root, log),
            DettectReferences = Dettect(file),
            MaturityAnswers = maturity.Answers,
            MaturityReferences = maturity.References,
            Worth = Worth(file),
            Costs = WithRoles(costs is null ? CostTable.Default : Costs(costs), file),
            Planning = Planning(file),
            Measures = OwnMeasures(file),
        };
    }

    bool IsKnownFormat(OrganisationFields file)
    {
        var version = file.Text("merlon");
        if (version is null)
        {
            log.Warn("ORG003", file.LocationOf("merlon"), "the format version is missing; the file is read as version 1", excerpt: null, "add merlon: 1 at the top");
            return true;
        }

        if (string.Equals(version, OrganisationFile.FormatVersion.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            return true;
        }

        log.Error(
            "ORG003", file.LocationOf("merlon"), $"the format version {OrganisationFields.Quoted(version)} is not known; this Merlon reads version {OrganisationFile.FormatVersion}",
            excerpt: null, "update Merlon, or write merlon: 1");
        return false;
    }

    IReadOnlyList<string> Domains(OrganisationFields file)
    {
        var named = Resolved(file.Words("domains"), words.Domain);
        if (named.Count > 0)
        {
            return named;
        }

        const string usual = "enterprise-attack";
        return context.Release.Domains.Contains(usual, StringComparer.Ordinal) ? [usual] : context.Release.Domains;
    }

    void ReadPlatformsAndScopes(OrganisationFields file)
    {
        words.UseDomains(domains);
        var named = Resolved(file.Words("platforms"), words.Platform);
        var written = ReadScopes(file, named);
        platforms = named.Count > 0 ? Union(named, written)
            : written.Count > 0 && written.All(static s => s.Platforms.Count > 0) ? Union([], written)
            : words.PlatformsOfDomains;
        foreach (var domain in domains.Where(d => !words.PlatformsOf(d).Any(p => platforms.Contains(p, StringComparer.Ordinal))))
        {
            log.Warn(
                "ORG029", file.LocationOf("platforms"), $"no platform of {domain} is listed, so none of its techniques is assessed", excerpt: null,
                $"its platforms are {string.Join(", ", words.PlatformsOf(domain))}");
        }

        scopes = Normalised(written, file);
    }

    List<Scope> ReadScopes(OrganisationFields file, List<string> named)
    {
        var read = new List<Scope>();
        foreach (var entry in file.Entries("scopes", OrganisationKeys.Scope, OrganisationLimits.ScopesMax))
        {
            if (entry.RequiredText("name", "a scope") is not { } name)
            {
                continue;
            }

            if (read.Exists(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                log.Warn("ORG025", entry.LocationOf("name"), $"the scope {name} is there already; this one was left out");
                continue;
            }

            var own = Resolved(entry.Words("platforms"), words.Platform);
            if (own.Count == 0 && entry.Has("platforms"))
            {
                log.Warn("ORG030", entry.LocationOf("platforms"), $"none of the platforms of {name} is known, so the scope was left out");
                continue;
            }

            if (named.Count > 0)
            {
                foreach (var platform in own.Except(named, StringComparer.Ordinal))
                {
                    log.Note("ORG034", entry.LocationOf("platforms"), $"{platform} is not among the organisation's platforms; it was added to them");
                }
            }

            var weight = entry.Has("weight") ? entry.Number("weight", 0, OrganisationLimits.WeightMax) : 1;
            read.Add(new Scope(name, (double)(weight ?? 1), own) { Devices = Devices(entry), Hosts = [.. entry.Words("hosts").Select(static w => w.Text)] });
        }

        return read;
    }

    Scope[] Normalised(List<Scope> written, OrganisationFields file)
    {
        if (written.Count == 0)
        {
            return [new Scope(WholeScopeName, 1, platforms)];
        }

        var total = written.Sum(static s => s.Weight);
        if (total <= 0)
        {
            log.Warn("ORG033", file.LocationOf("scopes"), "every scope has weight 0; they count alike instead");
        }

        return [.. written.Select(s => s with
        {
            Weight = total <= 0 ? 1.0 / written.Count : s.Weight / total,
            Platforms = s.Platforms.Count == 0 ? platforms : s.Platforms,
        })];
    }

    List<NamedGroup> Groups(OrganisationFields file)
    {
        var groups = new List<NamedGroup>();
        foreach (var entry in file.Entries("groups", OrganisationKeys.Group, OrganisationLimits.GroupsMax))
        {
            if (entry.RequiredText("group", "a group of interest") is not { } word
                || words.Group(new OrganisationWord(word, entry.LocationOf("group"))) is not { } group)
            {
                continue;
            }

            if (groups.Exists(g => ReferenceEquals(g.Group, group)))
            {
                log.Warn("ORG025", entry.LocationOf("group"), $"{group} is there already; this entry was left out");
                continue;
            }

            var weight = entry.Has("weight") ? entry.Number("weight", 0, 1) : 1;
            groups.Add(new NamedGroup(group, (double)(weight ?? 1), entry.Text("reason") ?? "") { Location = entry.LocationOf("group") });
        }

        return groups;
    }

    static List<string> Resolved(IReadOnlyList<OrganisationWord> written, Func<OrganisationWord, string?> resolve)
    {
        var resolved = new List<string>();
        foreach (var word in written)
        {
            if (resolve(word) is { } known && !resolved.Contains(known, StringComparer.Ordinal))
            {
                resolved.Add(known);
            }
        }

        return resolved;
    }

    static List<string> Union(List<string> named, List<Scope> written)
        => [.. named.Concat(written.SelectMany(static s => s.Platforms)).Distinct(StringComparer.Ordinal)];
}
