namespace Merlon.Attack;

/// <summary>STIX types of ATT&amp;CK.</summary>
static class StixTypes
{
    public const string Relationship = "relationship";
    public const string Collection = "x-mitre-collection";
    public const string Technique = "attack-pattern";
    public const string Tactic = "x-mitre-tactic";
    public const string Matrix = "x-mitre-matrix";
    public const string Group = "intrusion-set";
    public const string Campaign = "campaign";
    public const string Malware = "malware";
    public const string Tool = "tool";
    public const string Mitigation = "course-of-action";
    public const string Asset = "x-mitre-asset";
    public const string DataSource = "x-mitre-data-source";
    public const string DataComponent = "x-mitre-data-component";
    public const string DetectionStrategy = "x-mitre-detection-strategy";
    public const string Analytic = "x-mitre-analytic";

    /// <summary>True for the types that become objects of a release.</summary>
    public static bool IsObject(string type) => type is Technique or Tactic or Matrix or Group or Campaign or Malware or Tool
        or Mitigation or Asset or DataSource or DataComponent or DetectionStrategy or Analytic;

    /// <summary>True for types that every published bundle has and no release needs.</summary>
    public static bool IsHousekeeping(string type) => type is "identity" or "marking-definition" or "note" or Collection;
}
