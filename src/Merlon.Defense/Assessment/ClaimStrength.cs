namespace Merlon.Assessment;

/// <summary>How much of an axis one claim gives alone, before decay: docs/design/coverage-model.md, "Where evidence comes from".</summary>
public static class ClaimStrength
{
    /// <summary>Factor for a reference that is met through its data component instead of its log source, 0..1: a component is coarser.</summary>
    public const double ByComponent = 0.5;

    /// <summary>Status of a rule that has proven itself; a rule that fired on telemetry recorded for its technique counts as one.</summary>
    internal const string StableStatus = "stable";

    const double MitigationEdge = 0.5;
    const double ControlEdge = 0.3;
    const double ControlHop = 0.5;

    /// <summary>Detection by one rule, 0..1.</summary>
    /// <param name="status">Sigma status, lower case; empty where not given.</param>
    /// <param name="level">Sigma level, lower case; empty where not given.</param>
    /// <param name="fedShare">0..1: share of devices whose logs reach the rule.</param>
    /// <param name="robustness">0..1: what its robustness leaves of it (docs/design/robustness.md).</param>
    /// <param name="quiet">0..1: what its alerts on quiet logs leave of it: a rule that cries every day is not looked at.</param>
    public static double OfRule(string status, string level, double fedShare, double robustness = 1, double quiet = 1)
        => OfStatus(status) * OfLevel(level) * fedShare * robustness * quiet;

    /// <summary>Prevention by one mitigation on a technique that it mitigates, 0..1.</summary>
    public static double OfMitigation(Degree degree) => GradeOf(degree) * MitigationEdge;

    /// <summary>Prevention by one control on a technique that it is mapped to, 0..1.</summary>
    /// <param name="degree">How far it is in place.</param>
    /// <param name="hops">Length of the chain of mappings, 1 or more.</param>
    public static double OfControl(Degree degree, int hops) => GradeOf(degree) * ControlEdge * Math.Pow(ControlHop, hops - 1);

    /// <summary>Grade of a degree, 0..1.</summary>
    public static double GradeOf(Degree degree) => degree switch
    {
        Degree.None => 0,
        Degree.Minimal => 0.25,
        Degree.Partial => 0.5,
        Degree.Significant => 0.9,
        _ => throw new ArgumentOutOfRangeException(nameof(degree), degree, "not a degree"),
    };

    // Sigma 2.1 rules specification, "Status".
    internal static double OfStatus(string status) => status switch
    {
        StableStatus => 1,
        "test" => 0.8,
        "experimental" => 0.5,
        "deprecated" or "unsupported" => 0,
        _ => 0.3,
    };

    // Sigma 2.1 rules specification, "Level". A published rule is written for one procedure; none shows a whole technique.
    internal static double OfLevel(string level) => level switch
    {
        "critical" => 0.5,
        "high" => 0.4,
        "medium" => 0.3,
        "low" => 0.15,
        "informational" => 0.05,
        _ => 0.2,
    };
}
