namespace Merlon.Attack;

/// <summary>
/// One object of a release, as published. The family is closed: every kind that ATT&amp;CK has up to v18 is a type below.
/// Reference identity within a release; compare across releases by <see cref="StixId"/>.
/// </summary>
public abstract class AttackObject
{
    private protected AttackObject(ObjectFacts facts) => Facts = facts;

    internal ObjectFacts Facts { get; }

    /// <summary>Place among the objects of its release, written once by the release's index: spares a look-up by STIX id.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>STIX id such as <c>attack-pattern--…</c>; the identity over releases.</summary>
    public string StixId => Facts.StixId;

    /// <summary>ATT&amp;CK id such as <c>T1059.001</c>, <c>G0016</c>, <c>DET0001</c>; empty where the object has none (a matrix has the domain's name).</summary>
    public string Id => Facts.Id;

    /// <summary>Name as published.</summary>
    public string Name => Facts.Name;

    /// <summary>Other names, the name itself left out, in published order; empty for kinds that have none.</summary>
    public IReadOnlyList<string> Aliases => Facts.Aliases;

    /// <summary>Domains in whose bundles the object stands, ordinally sorted: <c>enterprise-attack</c> …</summary>
    public IReadOnlyList<string> Domains => Facts.Domains;

    /// <summary>Platforms as published and in published order; empty where the object has none.</summary>
    public IReadOnlyList<string> Platforms => Facts.Platforms;

    /// <summary>Object version such as <c>2.1</c>; empty where the object has none.</summary>
    public string Version => Facts.Version;

    /// <summary>When the object was created (UTC).</summary>
    public DateTimeOffset Created => Facts.Created;

    /// <summary>When the object was last modified (UTC).</summary>
    public DateTimeOffset Modified => Facts.Modified;

    /// <summary>True when the object was replaced; see <see cref="AttackRelease.Lineage"/>.</summary>
    public bool IsRevoked => Facts.IsRevoked;

    /// <summary>True when the object was withdrawn without a replacement.</summary>
    public bool IsDeprecated => Facts.IsDeprecated;

    /// <summary>True when neither revoked nor deprecated.</summary>
    public bool IsLive => !IsRevoked && !IsDeprecated;

    /// <summary>Whether the object is as published, changed by the organisation, or its own.</summary>
    public ObjectOrigin Origin => Facts.Origin;

    /// <summary>Page on attack.mitre.org; empty where the object has none.</summary>
    public string Url => Facts.Url;

    /// <summary>Description in ATT&amp;CK's Markdown; empty where there is none or the release is the built-in pack. Decoded at each call.</summary>
    public string Description => Facts.Description.ToString();

    /// <summary>Cited sources, the ATT&amp;CK id's own reference left out. Decoded at each call.</summary>
    public IReadOnlyList<Citation> Citations => Facts.Citations.ToList();

    /// <summary>Contributors as published; none in the built-in pack. Read at each call.</summary>
    public IReadOnlyList<string> Contributors => Published.Texts("x_mitre_contributors");

    /// <summary>
    /// Cited sources that speak of one of the object's <see cref="Aliases"/>: references whose source name is the alias, in the
    /// aliases' order (groups, software, campaigns; an alias without one is left out). Read at each call; without any in the built-in pack.
    /// </summary>
    public IReadOnlyList<AliasCitation> AliasCitations => AliasCitation.Of(this);

    /// <summary>STIX id of the identity that created the object (see <see cref="AttackRelease.TryFindOther"/>); empty where not published and in the built-in pack.</summary>
    public string CreatedByRef => Published.Text("created_by_ref");

    /// <summary>STIX id of the identity that modified the object last; empty where not published and in the built-in pack.</summary>
    public string ModifiedByRef => Published.Text("x_mitre_modified_by_ref");

    /// <summary>Every field as published, those that have no member of their own here among them; without any in the built-in pack.</summary>
    public PublishedFields Published => new(Facts.Json);

    /// <summary>The same object for another release, which gives it a place of its own.</summary>
    internal AttackObject Copy()
    {
        var copy = (AttackObject)MemberwiseClone();
        copy.Place = -1;
        return copy;
    }

    /// <summary>Id and name, as people write them.</summary>
    public override string ToString() => Id.Length == 0 || Id == Name ? Name : $"{Id} {Name}";
}

/// <summary>A technique or sub-technique (<c>attack-pattern</c>).</summary>
public sealed class Technique : AttackObject
{
    internal Technique(ObjectFacts facts, TechniqueId techniqueId, bool isSubTechnique, IReadOnlyList<TacticPhase> phases)
        : base(facts)
    {
        TechniqueId = techniqueId;
        IsSubTechnique = isSubTechnique;
        Phases = phases;
    }

    /// <summary>The id as a value.</summary>
    public TechniqueId TechniqueId { get; }

    /// <summary>As published in <c>x_mitre_is_subtechnique</c>.</summary>
    public bool IsSubTechnique { get; }

    /// <summary>Kill-chain phases in published order: which tactics of which domain.</summary>
    public IReadOnlyList<TacticPhase> Phases { get; }

    /// <summary>How to detect it, in ATT&amp;CK's Markdown (until v17); read at each call, as all fields below, and empty in the built-in pack.</summary>
    public string Detection => Published.Text("x_mitre_detection");

    /// <summary>What it does to a system, such as <c>Availability</c> (tactic Impact).</summary>
    public IReadOnlyList<string> ImpactTypes => Published.Texts("x_mitre_impact_type");

    /// <summary>True where it can run something on a remote system.</summary>
    public bool SupportsRemote => Published.Flag("x_mitre_remote_support");

    /// <summary>Whether it needs access to the device, such as <c>Post-Adversary Device Access</c> (Mobile).</summary>
    public IReadOnlyList<string> TacticTypes => Published.Texts("x_mitre_tactic_type");

    /// <summary>Permissions that it needs, such as <c>User</c> (until v16).</summary>
    public IReadOnlyList<string> PermissionsRequired => Published.Texts("x_mitre_permissions_required");

    /// <summary>Permissions that it leads to, such as <c>root</c> (until v16).</summary>
    public IReadOnlyList<string> EffectivePermissions => Published.Texts("x_mitre_effective_permissions");

    /// <summary>What the system has to have, free text (until v16).</summary>
    public IReadOnlyList<string> SystemRequirements => Published.Texts("x_mitre_system_requirements");

    /// <summary>True where it needs the network (until v16).</summary>
    public bool RequiresNetwork => Published.Flag("x_mitre_network_requirements");

    /// <summary>Defences that it gets around, such as <c>Application control</c> (until v16).</summary>
    public IReadOnlyList<string> DefensesBypassed => Published.Texts("x_mitre_defense_bypassed");

    /// <summary>Where it can be seen, as <c>Source: Component</c> (until v17).</summary>
    public IReadOnlyList<string> DataSources => Published.Texts("x_mitre_data_sources");

    /// <summary>Ids of the attack patterns of CAPEC that it refers to, such as <c>CAPEC-163</c>.</summary>
    public IReadOnlyList<string> CapecIds
    {
        get
        {
            var published = Published;
            if (published.Json.Span.IndexOf("\"capec\""u8) < 0)
            {
                return []; // as nearly all
            }

            return [.. published.Objects("external_references")
                .Where(static reference => string.Equals(reference.Text("source_name"), "capec", StringComparison.Ordinal))
                .Select(static reference => reference.Text("external_id")).Where(static id => id.Length > 0)];
        }
    }
}

/// <summary>A kill-chain phase of a technique.</summary>
/// <param name="KillChain">Such as <c>mitre-attack</c> or <c>mitre-ics-attack</c>.</param>
/// <param name="Shortname">The tactic's shortname such as <c>initial-access</c>.</param>
public readonly record struct TacticPhase(string KillChain, string Shortname);

/// <summary>A tactic (<c>x-mitre-tactic</c>).</summary>
public sealed class Tactic : AttackObject
{
    internal Tactic(ObjectFacts facts, string shortname) : base(facts) => Shortname = shortname;

    /// <summary>Such as <c>initial-access</c>.</summary>
    public string Shortname { get; }
}

/// <summary>A matrix (<c>x-mitre-matrix</c>): the order of a domain's tactics.</summary>
public sealed class Matrix : AttackObject
{
    internal Matrix(ObjectFacts facts, IReadOnlyList<string> tacticRefs) : base(facts) => TacticRefs = tacticRefs;

    /// <summary>STIX ids of the tactics in column order.</summary>
    public IReadOnlyList<string> TacticRefs { get; }
}

/// <summary>A group (<c>intrusion-set</c>).</summary>
public sealed class Group : AttackObject
{
    internal Group(ObjectFacts facts) : base(facts) { }
}

/// <summary>A campaign.</summary>
public sealed class Campaign : AttackObject
{
    internal Campaign(ObjectFacts facts, DateTimeOffset? firstSeen, DateTimeOffset? lastSeen)
        : base(facts)
    {
        FirstSeen = firstSeen;
        LastSeen = lastSeen;
    }

    /// <summary>First seen (UTC), or null where not published.</summary>
    public DateTimeOffset? FirstSeen { get; }

    /// <summary>Last seen (UTC), or null where not published.</summary>
    public DateTimeOffset? LastSeen { get; }

    /// <summary>Who says when it was first seen, in ATT&amp;CK's markup <c>(Citation: …)</c>; empty in the built-in pack.</summary>
    public string FirstSeenCitation => Published.Text("x_mitre_first_seen_citation");

    /// <summary>Who says when it was last seen, in ATT&amp;CK's markup <c>(Citation: …)</c>; empty in the built-in pack.</summary>
    public string LastSeenCitation => Published.Text("x_mitre_last_seen_citation");
}

/// <summary>Malware or a tool.</summary>
public sealed class Software : AttackObject
{
    internal Software(ObjectFacts facts, bool isTool) : base(facts) => IsTool = isTool;

    /// <summary>True for STIX type <c>tool</c>, false for <c>malware</c>.</summary>
    public bool IsTool { get; }
}

/// <summary>A mitigation (<c>course-of-action</c>).</summary>
public sealed class Mitigation : AttackObject
{
    internal Mitigation(ObjectFacts facts, IReadOnlyList<string> labels) : base(facts) => Labels = labels;

    /// <summary>Standards' labels such as <c>NIST SP 800-53 Rev. 5 - AC-3</c> (ICS).</summary>
    public IReadOnlyList<string> Labels { get; }
}

/// <summary>An asset of ICS (<c>x-mitre-asset</c>).</summary>
public sealed class Asset : AttackObject
{
    internal Asset(ObjectFacts facts, IReadOnlyList<string> sectors) : base(facts) => Sectors = sectors;

    /// <summary>Sectors as published.</summary>
    public IReadOnlyList<string> Sectors { get; }

    /// <summary>Names that sectors use for such an asset; empty in the built-in pack.</summary>
    public IReadOnlyList<RelatedAsset> RelatedAssets
        => [.. Published.Objects("x_mitre_related_assets")
            .Select(static related => new RelatedAsset(related.Text("name"), related.Texts("related_asset_sectors"), related.Text("description")))];
}

/// <summary>Another name of an asset, as some sectors use it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Sectors">Sectors that use it, as published.</param>
/// <param name="Description">What it is, in ATT&amp;CK's Markdown; empty where not published.</param>
public sealed record RelatedAsset(string Name, IReadOnlyList<string> Sectors, string Description);

/// <summary>A data source (<c>x-mitre-data-source</c>); deprecated as a whole in v18.</summary>
public sealed class DataSource : AttackObject
{
    internal DataSource(ObjectFacts facts) : base(facts) { }

    /// <summary>Where it is collected, such as <c>Host</c> or <c>Network</c>; empty in the built-in pack.</summary>
    public IReadOnlyList<string> CollectionLayers => Published.Texts("x_mitre_collection_layers");
}

/// <summary>A data component (<c>x-mitre-data-component</c>).</summary>
public sealed class DataComponent : AttackObject
{
    internal DataComponent(ObjectFacts facts, string dataSourceRef, IReadOnlyList<LogSource> logSources)
        : base(facts)
    {
        DataSourceRef = dataSourceRef;
        LogSources = logSources;
    }

    /// <summary>STIX id of the data source that it belongs to (until v17); empty from v18 on.</summary>
    public string DataSourceRef { get; }

    /// <summary>Log sources that carry it (from v18).</summary>
    public IReadOnlyList<LogSource> LogSources { get; }
}

/// <summary>A log source as ATT&amp;CK names it.</summary>
/// <param name="Name">Such as <c>WinEventLog:Sysmon</c> or <c>auditd:SYSCALL</c>.</param>
/// <param name="Channel">Free text such as <c>EventCode=4103, 4104</c>.</param>
public readonly record struct LogSource(string Name, string Channel);

/// <summary>A detection strategy (<c>x-mitre-detection-strategy</c>, from v18).</summary>
public sealed class DetectionStrategy : AttackObject
{
    internal DetectionStrategy(ObjectFacts facts, IReadOnlyList<string> analyticRefs) : base(facts) => AnalyticRefs = analyticRefs;

    /// <summary>STIX ids of its analytics.</summary>
    public IReadOnlyList<string> AnalyticRefs { get; }
}

/// <summary>An analytic (<c>x-mitre-analytic</c>, from v18): one platform, and the log sources that it reads.</summary>
public sealed class Analytic : AttackObject
{
    readonly IReadOnlyList<MutableElement> elements;

    /// <summary>Makes one.</summary>
    /// <param name="facts">What every object has.</param>
    /// <param name="logSources">In published order.</param>
    /// <param name="elements">Used where nothing was published: the fields of a pack, without descriptions.</param>
    internal Analytic(ObjectFacts facts, IReadOnlyList<LogSourceReference> logSources, IReadOnlyList<MutableElement> elements)
        : base(facts)
    {
        LogSources = logSources;
        this.elements = elements;
    }

    /// <summary>Log sources that it reads, in published order.</summary>
    public IReadOnlyList<LogSourceReference> LogSources { get; }

    /// <summary>What an organisation tunes, read at each call; descriptions are empty in the built-in pack.</summary>
    public IReadOnlyList<MutableElement> MutableElements
    {
        get
        {
            var published = Published;
            if (published.IsEmpty)
            {
                return elements;
            }

            var stated = published.Objects("x_mitre_mutable_elements");
            var made = new MutableElement[stated.Count];
            for (var i = 0; i < made.Length; i++)
            {
                made[i] = new MutableElement(stated[i].Text("field"), stated[i].Text("description"));
            }

            return made;
        }
    }
}

/// <summary>A log source that an analytic reads.</summary>
/// <param name="DataComponentRef">STIX id of the data component.</param>
/// <param name="LogSource">Name and channel.</param>
public readonly record struct LogSourceReference(string DataComponentRef, LogSource LogSource);

/// <summary>A field of an analytic that an organisation tunes.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Description">What it is for.</param>
public sealed record MutableElement(string Field, string Description);

/// <summary>A cited source.</summary>
/// <param name="SourceName">Its name, as <c>(Citation: …)</c> uses it.</param>
/// <param name="Description">Bibliographic text; empty in the built-in pack.</param>
/// <param name="Url">Its address; empty where it has none. Not checked: treat as hostile.</param>
public sealed record Citation(string SourceName, string Description, string Url);
