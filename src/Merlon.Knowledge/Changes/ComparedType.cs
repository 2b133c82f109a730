namespace Merlon.Changes;

/// <summary>A kind of object that releases are compared by, under the name that the field's change logs give it.</summary>
/// <param name="Key">Name in JSON and on the command line, such as <c>techniques</c>.</param>
/// <param name="Title">Name for people, such as <c>Data components</c>.</param>
/// <param name="StixTypes">STIX types that belong to it; an object may move from one to another and stay the same object.</param>
public sealed record ComparedType(string Key, string Title, IReadOnlyList<string> StixTypes)
{
    /// <summary>The ten types of ATT&amp;CK's change logs, in their order.</summary>
    public static IReadOnlyList<ComparedType> Catalogued { get; } =
    [
        new("techniques", "Techniques", [Attack.StixTypes.Technique]),
        new("software", "Software", [Attack.StixTypes.Malware, Attack.StixTypes.Tool]),
        new("groups", "Groups", [Attack.StixTypes.Group]),
        new("campaigns", "Campaigns", [Attack.StixTypes.Campaign]),
        new("assets", "Assets", [Attack.StixTypes.Asset]),
        new("mitigations", "Mitigations", [Attack.StixTypes.Mitigation]),
        new("datasources", "Data sources", [Attack.StixTypes.DataSource]),
        new("datacomponents", "Data components", [Attack.StixTypes.DataComponent]),
        new("detectionstrategies", "Detection strategies", [Attack.StixTypes.DetectionStrategy]),
        new("analytics", "Analytics", [Attack.StixTypes.Analytic]),
    ];

    /// <summary>What ATT&amp;CK's change logs leave out: the frame in which techniques stand.</summary>
    public static IReadOnlyList<ComparedType> Structural { get; } =
    [
        new("tactics", "Tactics", [Attack.StixTypes.Tactic]),
        new("matrices", "Matrices", [Attack.StixTypes.Matrix]),
    ];

    /// <summary>True for techniques and sub-techniques.</summary>
    public bool IsTechniques => StixTypes is [Attack.StixTypes.Technique];
}
