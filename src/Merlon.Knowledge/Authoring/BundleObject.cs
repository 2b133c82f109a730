using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>What the rules between objects need of one object, once its own fields were looked at.</summary>
sealed class BundleObject
{
    public BundleObject(int index, StixValue.Mapping fields)
    {
        Index = index;
        Offset = fields.Offset;
        Type = fields.TextOf("type");
        StixId = fields.TextOf("id");
        Name = fields.TextOf("name");
        AttackId = OwnEntry.AttackIdOf(fields);
        IsRevoked = fields.FlagOf("revoked");
        IsLive = !IsRevoked && !fields.FlagOf("x_mitre_deprecated");
        IsSub = fields.FlagOf("x_mitre_is_subtechnique");
        Modified = fields.TextOf("modified") is { Length: > 0 } modified ? modified : fields.TextOf("created");
        Domains = fields.TextsOf("x_mitre_domains");
        Platforms = fields.TextsOf("x_mitre_platforms");
        Shortname = fields.TextOf("x_mitre_shortname");
        RelationshipType = fields.TextOf("relationship_type");
        Source = fields.TextOf("source_ref");
        Target = fields.TextOf("target_ref");
        Phases = [.. fields.ItemsOf("kill_chain_phases").OfType<StixValue.Mapping>().Select(static phase => new TacticPhase(phase.TextOf("kill_chain_name"), phase.TextOf("phase_name")))];
        LogSources = Type is StixTypes.DataComponent ? [.. fields.ItemsOf("x_mitre_log_sources").OfType<StixValue.Mapping>().Select(LogSourceOf)] : [];
        LogReferences = Type is StixTypes.Analytic ? [.. fields.ItemsOf("x_mitre_log_source_references").Select(static (item, i) => (item as StixValue.Mapping, i))] : [];
        References = FindReferences(fields);
    }

    public int Index { get; }
    public int Offset { get; }
    public string Type { get; }
    public string StixId { get; }
    public string Name { get; }
    public string AttackId { get; }
    public bool IsRevoked { get; }
    public bool IsLive { get; }
    public bool IsSub { get; }
    public string Modified { get; }
    public IReadOnlyList<string> Domains { get; }
    public string Shortname { get; }
    public string RelationshipType { get; }
    public string Source { get; }
    public string Target { get; }
    public IReadOnlyList<TacticPhase> Phases { get; }
    public IReadOnlyList<LogSource> LogSources { get; }
    public IReadOnlyList<(StixValue.Mapping? Fields, int Place)> LogReferences { get; }
    public IReadOnlyList<BundleReference> References { get; }
    public IReadOnlyList<string> Platforms { get; }

    /// <summary>What a collection lists, with the place of each entry.</summary>
    public IReadOnlyList<(string Reference, string Modified, int Offset, int Place)> Contents { get; set; } = [];
    public string Path => $"$.objects[{Index}]";

    /// <summary>As messages name it.</summary>
    public override string ToString() => AttackId.Length > 0 ? $"{AttackId} {Name}" : Name.Length > 0 ? Name : StixId;

    static LogSource LogSourceOf(StixValue.Mapping source) => new(source.TextOf("name"), source.TextOf("channel"));

    static List<BundleReference> FindReferences(StixValue.Mapping fields)
    {
        var found = new List<BundleReference>();
        foreach (var (key, value) in fields.Entries)
        {
            switch (value)
            {
                case StixValue.Text { Value.Length: > 0 } text when key.EndsWith("_ref", StringComparison.Ordinal):
                    found.Add(new BundleReference(key, key, text.Value, text.Offset));
                    break;
                case StixValue.Sequence list when key.EndsWith("_refs", StringComparison.Ordinal):
                    found.AddRange(list.Items.Select((item, i) => item is StixValue.Text { Value.Length: > 0 } one ? new BundleReference(key, $"{key}[{i}]", one.Value, one.Offset) : null).OfType<BundleReference>());
                    break;
                case StixValue.Sequence list when key is "x_mitre_log_source_references":
                    found.AddRange(list.Items.Select((item, i) => item is StixValue.Mapping source && source.Find("x_mitre_data_component_ref") is StixValue.Text { Value.Length: > 0 } one
                        ? new BundleReference("x_mitre_data_component_ref", $"{key}[{i}].x_mitre_data_component_ref", one.Value, one.Offset) : null).OfType<BundleReference>());
                    break;
                default:
                    break;
            }
        }

        return found;
    }
}

/// <summary>A reference to another object by its STIX id.</summary>
/// <param name="Field">Field that says what it means.</param>
/// <param name="Path">Path below the object.</param>
/// <param name="StixId">What it refers to.</param>
/// <param name="Offset">Where it stands.</param>
sealed record BundleReference(string Field, string Path, string StixId, int Offset);
