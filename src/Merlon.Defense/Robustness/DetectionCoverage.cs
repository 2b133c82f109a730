using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Sigma;

namespace Merlon.Robustness;

/// <summary>
/// What detects each technique, and what would still detect it if any one rule or any one log source fell away: docs/design/robustness.md,
/// "What hangs on what". It speaks of claims: tests prove a day, and do not keep a technique covered once what they proved is gone.
/// </summary>
public sealed record DetectionCoverage
{
    /// <summary>A rule is spare when no technique loses this much detection with it, 0..1: half a point of a hundred.</summary>
    public const double SpareBelow = 0.005;

    /// <summary>Share of its detection that a technique may lose with one thing; more makes that a single point of failure, 0..1.</summary>
    public const double LossMax = 0.5;

    /// <summary>Techniques of the profile, and others that a rule detects: the weightiest first, ties by id.</summary>
    public required IReadOnlyList<TechniqueDetection> Techniques { get; init; }

    /// <summary>Collected log sources, the one with the greatest loss first.</summary>
    public required IReadOnlyList<LogSourceDependence> LogSources { get; init; }

    /// <summary>Deployed rules, the one with the greatest loss first; those that say nothing last.</summary>
    public required IReadOnlyList<RuleDependence> Rules { get; init; }

    /// <summary>0..1: claimed detection over the profile, Σ weight × detection / Σ weight.</summary>
    public required double Detection { get; init; }

    /// <summary>Works out what hangs on what.</summary>
    public static DetectionCoverage Of(GapAssessment assessment)
    {
        ArgumentNullException.ThrowIfNull(assessment);
        return new DetectionLosses(assessment).Find();
    }
}

/// <summary>What detects a technique.</summary>
/// <param name="Technique">The technique.</param>
/// <param name="Weight">0..1 from the threat profile.</param>
/// <param name="Detection">0..1: claimed detection, scopes weighted.</param>
/// <param name="Rules">Rules that speak for it, the greatest loss first.</param>
/// <param name="LogSources">Log sources that feed them, the greatest loss first.</param>
public sealed record TechniqueDetection(
    Technique Technique, double Weight, double Detection, IReadOnlyList<DetectionLoss> Rules, IReadOnlyList<DetectionLoss> LogSources)
{
    /// <summary>0..1: what is left when the one rule or log source falls away on which most hangs.</summary>
    public double WorstLeft => Rules.Concat(LogSources).Select(static loss => loss.Left).Append(Detection).Min();

    /// <summary>True when there is a rule without which nothing is left, or less than half.</summary>
    public bool HangsOnRule => Detection > 0 && Rules.Any(IsSinglePoint);

    /// <summary>True when there is a log source without which nothing is left, or less than half.</summary>
    public bool HangsOnLogSource => Detection > 0 && LogSources.Any(IsSinglePoint);

    /// <summary>Rules and log sources without which nothing is left, or less than half; the greatest loss first.</summary>
    public IEnumerable<DetectionLoss> SinglePoints => Rules.Concat(LogSources).Where(loss => Detection > 0 && IsSinglePoint(loss))
        .OrderBy(static loss => loss.Left).ThenBy(static loss => loss.Key, StringComparer.Ordinal);

    bool IsSinglePoint(DetectionLoss loss) => loss.Left < Detection * DetectionCoverage.LossMax;
}

/// <summary>What is left of a technique's detection without one thing.</summary>
/// <param name="Key">A rule's key (<c>rule:windows/process_creation:…</c>) or a log source's (<c>sysmon</c>).</param>
/// <param name="Name">The rule's title, or the log source's.</param>
/// <param name="Left">0..1.</param>
public sealed record DetectionLoss(string Key, string Name, double Left);

/// <summary>What hangs on a log source.</summary>
/// <param name="Key">Such as <c>sysmon</c>.</param>
/// <param name="Name">Its title.</param>
/// <param name="Lost">0..1: weighted detection that is lost when it goes quiet.</param>
/// <param name="Techniques">Techniques that lose something.</param>
/// <param name="Blinded">Of them those that nothing would detect any more.</param>
/// <param name="Rules">Rules that would fall silent, or count less.</param>
public sealed record LogSourceDependence(string Key, string Name, double Lost, int Techniques, int Blinded, int Rules);

/// <summary>What hangs on a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Key">Its key in the evidence.</param>
/// <param name="Lost">0..1: weighted detection that is lost with it.</param>
/// <param name="Techniques">Techniques for which it speaks; 0 for a rule that says nothing.</param>
/// <param name="SinglePointFor">Of them those of which nothing is left without it, or less than half.</param>
/// <param name="MostLost">0..1: the greatest loss of one technique.</param>
public sealed record RuleDependence(SigmaRule Rule, string Key, double Lost, int Techniques, int SinglePointFor, double MostLost)
{
    /// <summary>True for a rule that speaks, and without which no technique is noticeably worse.</summary>
    public bool IsSpare => Techniques > 0 && MostLost < DetectionCoverage.SpareBelow;

    /// <summary>True for a rule that makes no statement: not tagged, not fed, or of a status that does not count.</summary>
    public bool IsSilent => Techniques == 0;
}
