using System.Text;

namespace Merlon.Stix;

/// <summary>Fields of STIX objects that Merlon reads; every other field is passed over.</summary>
enum StixField
{
    // One string.
    Type, Id, Name, Description, Created, Modified, RelationshipType, SourceRef, TargetRef, Version, Shortname, FirstSeen,
    LastSeen, DataSourceRef,

    // true or false.
    Revoked, Deprecated, IsSubTechnique,

    // A list of strings.
    Aliases, SoftwareAliases, Platforms, Domains, Contributors, TacticRefs, AnalyticRefs, Labels, Sectors,

    // A list of objects.
    ExternalReferences, KillChainPhases, LogSources, LogSourceReferences, MutableElements,
}

/// <summary>The names of the fields, as the STIX and ATT&amp;CK specifications write them.</summary>
static class StixFieldNames
{
    static readonly string[] Names =
    [
        "type", "id", "name", "description", "created", "modified", "relationship_type", "source_ref", "target_ref",
        "x_mitre_version", "x_mitre_shortname", "first_seen", "last_seen", "x_mitre_data_source_ref",
        "revoked", "x_mitre_deprecated", "x_mitre_is_subtechnique",
        "aliases", "x_mitre_aliases", "x_mitre_platforms", "x_mitre_domains", "x_mitre_contributors", "tactic_refs",
        "x_mitre_analytic_refs", "labels", "x_mitre_sectors",
        "external_references", "kill_chain_phases", "x_mitre_log_sources", "x_mitre_log_source_references",
        "x_mitre_mutable_elements",
    ];

    public const int Count = (int)StixField.MutableElements + 1;
    public const StixField LastString = StixField.DataSourceRef;
    public const StixField LastFlag = StixField.IsSubTechnique;
    public const StixField LastList = StixField.Sectors;

    public static string Of(StixField field) => Names[(int)field];

    /// <summary>A new table from names to fields; each read makes its own, so that there is no shared state.</summary>
    public static Utf8Table<StixField> Table()
    {
        var table = new Utf8Table<StixField>();
        for (var i = 0; i < Names.Length; i++)
        {
            table.GetOrAdd(Encoding.UTF8.GetBytes(Names[i]), out _) = (StixField)i;
        }

        return table;
    }
}
