using Merlon.Attack;
using Merlon.Documents;

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
    public required BundleContents Bundle { get; init; }

    /// <summary>Bundles that it stands in, one bit each.</summary>
    public ulong Domains { get; set; }

    /// <summary>Where it stands: <c>$.objects[17]</c>.</summary>
    public SourceLocation Location => new(0, 0, $"$.objects[{Place}]");

    public TechniqueId TechniqueId { get; init; }
    public bool IsSubTechnique { get; init; }
    public TacticPhase[]? Phases { get; init; }
    public string Shortname { get; init; } = "";
    public string[] References { get; init; } = [];
    public string DataSourceRef { get; init; } = "";
    public DateTimeOffset? FirstSeen { get; init; }
    public DateTimeOffset? LastSeen { get; init; }
    public LogSource[]? LogSources { get; init; }
    public LogSourceReference[]? LogSourceReferences { get; init; }

    /// <summary>The object as the release has it.</summary>
    /// <param name="domains">Domains in whose bundles it stands.</param>
    /// <param name="origin">Where it comes from.</param>
    public AttackObject ToAttackObject(IReadOnlyList<string> domains, ObjectOrigin origin = ObjectOrigin.Published)
    {
        var facts = origin == ObjectOrigin.Published ? Facts : Facts with { Origin = origin };
        facts.Domains = domains;
        return Type switch
        {
            StixTypes.Technique => new Technique(facts, TechniqueId, IsSubTechnique, Phases ?? []),
            StixTypes.Tactic => new Tactic(facts, Shortname),
            StixTypes.Matrix => new Matrix(facts, References),
            StixTypes.Group => new Group(facts),
            StixTypes.Campaign => new Campaign(facts, FirstSeen, LastSeen),
            StixTypes.Malware => new Software(facts, isTool: false),
            StixTypes.Tool => new Software(facts, isTool: true),
            StixTypes.Mitigation => new Mitigation(facts, References),
            StixTypes.Asset => new Asset(facts, References),
            StixTypes.DataSource => new DataSource(facts),
            StixTypes.DataComponent => new DataComponent(facts, DataSourceRef, LogSources ?? []),
            StixTypes.DetectionStrategy => new DetectionStrategy(facts, References),
            StixTypes.Analytic => new Analytic(facts, LogSourceReferences ?? [], elements: []),
            _ => throw new System.Diagnostics.UnreachableException(Type),
        };
    }
}

/// <summary>A relationship as one bundle has it; ids are resolved when all objects are known.</summary>
/// <param name="id">STIX id, undecoded, without quotes.</param>
/// <param name="sourceRef">STIX id of the source.</param>
/// <param name="targetRef">STIX id of the target.</param>
/// <param name="place">Index in the bundle's <c>objects</c>.</param>
/// <param name="facts">Everything else.</param>
/// <param name="bundle">The bundle.</param>
sealed class StixRelationship(ReadOnlyMemory<byte> id, string sourceRef, string targetRef, int place, RelationshipFacts facts, BundleContents bundle)
{
    public ReadOnlyMemory<byte> Id => id;
    public string SourceRef => sourceRef;
    public string TargetRef => targetRef;
    public RelationshipFacts Facts => facts;
    public BundleContents Bundle => bundle;

    /// <summary>Bundles that it stands in, one bit each.</summary>
    public ulong Domains { get; set; }

    /// <summary>Where it stands: <c>$.objects[17]</c>.</summary>
    public SourceLocation Location => At("");

    /// <summary>Where a field of it stands.</summary>
    public SourceLocation At(string field) => new(0, 0, $"$.objects[{place}]{field}");
}
