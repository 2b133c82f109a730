using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>A kind of object that an organisation writes: as files and commands name it, and as STIX does.</summary>
/// <param name="Name">One of them: <c>data-component</c>.</param>
/// <param name="Key">Many of them, as a key of the source file: <c>data_components</c>.</param>
/// <param name="Type">STIX type; software is <c>malware</c> unless it says that it is a tool.</param>
/// <param name="Letters">Letters of its ids: <c>T</c>, <c>DET</c>; empty for kinds without ids.</param>
public sealed record OwnKind(string Name, string Key, string Type, string Letters)
{
    /// <summary>Every kind, in the order in which a file is read: what others refer to comes first.</summary>
    public static IReadOnlyList<OwnKind> All { get; } =
    [
        new("tactic", "tactics", StixTypes.Tactic, "TA"),
        new("technique", "techniques", StixTypes.Technique, "T"),
        new("group", "groups", StixTypes.Group, "G"),
        new("software", "software", StixTypes.Malware, "S"),
        new("campaign", "campaigns", StixTypes.Campaign, "C"),
        new("mitigation", "mitigations", StixTypes.Mitigation, "M"),
        new("asset", "assets", StixTypes.Asset, "A"),
        new("data-component", "data_components", StixTypes.DataComponent, "DC"),
        new("analytic", "analytics", StixTypes.Analytic, "AN"),
        new("detection-strategy", "detection_strategies", StixTypes.DetectionStrategy, "DET"),
    ];

    /// <summary>Finds a kind by its name or its key, letter case ignored.</summary>
    public static OwnKind? Find(string word) => All.FirstOrDefault(kind =>
        string.Equals(kind.Name, word, StringComparison.OrdinalIgnoreCase)
        || string.Equals(kind.Key.Replace('_', '-'), word.Replace('_', '-'), StringComparison.OrdinalIgnoreCase));

    /// <summary>The kind of a STIX type; null for relationships, notes and what is not an organisation's to write.</summary>
    public static OwnKind? OfType(string type)
        => All.FirstOrDefault(kind => string.Equals(kind.Type, type is StixTypes.Tool ? StixTypes.Malware : type, StringComparison.Ordinal));
}
