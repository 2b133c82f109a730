using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>
/// An object as one bundle has it. It becomes an <see cref="AttackObject"/> when it is known in which other bundles it stands
/// and whose version is the newest.
/// </summary>
sealed class StixObject
{
    public required string Type { get; init; }
    public required string StixId { get; init; }
    public required ObjectFacts Facts { get; init; }
    public required int Place { get; init; }
    public TechniqueId TechniqueId { get; init; }
    public bool IsSubTechnique { get; init; }
    public TacticPhase[] Phases { get; init; } = [];
    public string Shortname { get; init; } = "";
    public string[] References { get; init; } = [];
    public string DataSourceRef { get; init; } = "";
    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }
    public LogSource[] LogSources { get; init; } = [];
    public LogSourceReference[] LogSourceReferences { get; init; } = [];
    public MutableElement[] MutableElements { get; init; } = [];

    /// <summary>The object as the release has it.</summary>
    /// <param name="domains">Domains in whose bundles it stands.</param>
    public AttackObject ToAttackObject(IReadOnlyList<string> domains)
    {
        var facts = Facts with { Domains = domains };
        return Type switch
        {
            StixTypes.Technique => new Technique(facts, TechniqueId, IsSubTechnique, Phases),
            StixTypes.Tactic => new Tactic(facts, Shortname),
            StixTypes.Matrix => new Matrix(facts, References),
            StixTypes.Group => new Group(facts),
            StixTypes.Campaign => new Campaign(facts, FirstSeen, LastSeen),
            StixTypes.Malware => new Software(facts, isTool: false),
            StixTypes.Tool => new Software(facts, isTool: true),
            StixTypes.Mitigation => new Mitigation(facts, References),
            StixTypes.Asset => new Asset(facts, References),
            StixTypes.DataSource => new DataSource(facts),
            StixTypes.DataComponent => new DataComponent(facts, DataSourceRef, LogSources),
            StixTypes.DetectionStrategy => new DetectionStrategy(facts, References),
            StixTypes.Analytic => new Analytic(facts, LogSourceReferences, MutableElements),
            _ => throw new System.Diagnostics.UnreachableException(Type),
        };
    }
}

/// <summary>A relationship as one bundle has it; ids are resolved when all objects are known.</summary>
/// <param name="Id">STIX id, undecoded, without quotes.</param>
/// <param name="SourceRef">STIX id of the source.</param>
/// <param name="TargetRef">STIX id of the target.</param>
/// <param name="Place">Index in the bundle's <c>objects</c>.</param>
/// <param name="Facts">Everything else.</param>
readonly record struct StixRelationship(
    ReadOnlyMemory<byte> Id, string SourceRef, string TargetRef, int Place, RelationshipFacts Facts);
