using System.Globalization;
using Merlon.Attack;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>
/// How often rules fire on logs in which nothing happened: made by a hunt, read by the next assessment. A rule that cries every day is muted
/// or not looked at, so its claim shrinks: docs/design/robustness.md, "Noise".
/// </summary>
public static class QuietEvidence
{
    internal const string SourcePrefix = "quiet:";

    /// <summary>Alerts per host and day at which a rule counts half: one on a host in twenty days, fifty a day on a thousand hosts.</summary>
    public const double HalfRate = 0.05;

    /// <summary>Least that noise leaves of a rule, 0..1: what it found can still be looked up afterwards.</summary>
    public const double FactorMin = 0.1;

    /// <summary>0..1: what noise leaves of a rule's strength.</summary>
    /// <param name="alertsPerHostDay">Alerts on quiet logs per host and day, 0 or more.</param>
    public static double FactorOf(double alertsPerHostDay) => Math.Max(FactorMin, 1 / (1 + alertsPerHostDay / HalfRate));

    /// <summary>The statement that a rule fired so often on logs in which nothing happened.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="technique">A technique that it is tagged with; one statement is made for each.</param>
    /// <param name="hits">Records that it matched, 0 or more.</param>
    /// <param name="hostDays">How much log it is: hosts times days, above 0.</param>
    /// <param name="telemetry">What was hunted, such as a folder's name.</param>
    /// <param name="day">Day of the hunt.</param>
    /// <param name="release">Release that the technique belongs to.</param>
    public static Evidence Of(SigmaRule rule, Technique technique, long hits, double hostDays, string telemetry, DateOnly day, AttackRelease release)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hostDays);
        var rate = hits / hostDays;
        var evidence = new Evidence
        {
            Id = "",
            Kind = EvidenceKind.Replay,
            Axis = Axis.Detection,
            Technique = technique.TechniqueId,
            TechniqueAsWritten = technique.Id,
            Scope = "",
            Date = day,
            Strength = FactorOf(rate),
            Source = SourceOf(rule),
            Place = telemetry,
            Statement = string.Create(
                CultureInfo.InvariantCulture,
                $"rule \"{rule.Title}\" fired {hits:N0} times in {hostDays:0.##} host-days of quiet logs ({telemetry}): {rate:0.####} per host and day"),
            Release = release.Version,
        };
        return evidence with { Id = EvidenceId.Of(evidence) };
    }

    /// <summary>True when a statement is of a rule on quiet logs.</summary>
    public static bool Is(Evidence statement) => statement.Kind == EvidenceKind.Replay && statement.Source.StartsWith(SourcePrefix, StringComparison.Ordinal);

    /// <summary>The rules, each with what statements in force say of its noise.</summary>
    public static IReadOnlyList<UsedRule> Mark(IReadOnlyList<UsedRule> rules, IReadOnlyList<Evidence> inForce)
    {
        var bySource = new Dictionary<string, Evidence>(StringComparer.Ordinal);
        foreach (var statement in inForce.Where(Is).OrderBy(static e => e.Date).ThenBy(static e => e.Id, StringComparer.Ordinal))
        {
            bySource[statement.Source] = statement; // the latest
        }

        return bySource.Count == 0 ? rules
            : [.. rules.Select(used => bySource.TryGetValue(SourceOf(used.Rule), out var noise) ? used with { Quiet = noise } : used)];
    }

    /// <summary>The key of the statements about a rule.</summary>
    public static string SourceOf(SigmaRule rule) => SourcePrefix + RuleEvidence.SourceOf(rule);
}
