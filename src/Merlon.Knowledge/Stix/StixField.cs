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

    static readonly byte[][] Utf8 = Array.ConvertAll(Names, Encoding.UTF8.GetBytes);

    /// <summary>Fields by the length of their name.</summary>
    static readonly StixField[][] ByLength = GroupedByLength();

    public const int Count = (int)StixField.MutableElements + 1;
    public const StixField LastString = StixField.DataSourceRef;
    public const StixField LastFlag = StixField.IsSubTechnique;
    public const StixField LastList = StixField.Sectors;

    public static string Of(StixField field) => Names[(int)field];

    /// <summary>Finds a field by its name.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out StixField field)
    {
        field = default;
        if (name.Length < ByLength.Length)
        {
            foreach (var candidate in ByLength[name.Length])
            {
                if (name.SequenceEqual(Utf8[(int)candidate]))
                {
                    field = candidate;
                    return true;
                }
            }
        }

        return false;
    }

    static StixField[][] GroupedByLength()
    {
        var longest = 0;
        foreach (var name in Utf8)
        {
            longest = Math.Max(longest, name.Length);
        }

        var groups = new StixField[longest + 1][];
        for (var length = 0; length < groups.Length; length++)
        {
            var names = Array.FindAll(Utf8, name => name.Length == length);
            groups[length] = new StixField[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                groups[length][i] = (StixField)Array.IndexOf(Utf8, names[i]);
            }
        }

        return groups;
    }
}
