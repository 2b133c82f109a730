using System.Collections.Frozen;
using System.Globalization;
using Merlon.Attack;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>That rules fired on telemetry recorded for techniques: made by a hunt, read by the next assessment.</summary>
public static class ReplayEvidence
{
    const string SourcePrefix = "replay:";

    /// <summary>The statement that a rule fired on telemetry recorded for a technique.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="technique">The technique that the telemetry shows.</param>
    /// <param name="hits">Records that the rule matched, 1 or more.</param>
    /// <param name="telemetry">What was replayed, such as a file's name.</param>
    /// <param name="day">Day of the replay.</param>
    /// <param name="release">Release that the technique belongs to.</param>
    public static Evidence Of(SigmaRule rule, Technique technique, long hits, string telemetry, DateOnly day, AttackRelease release)
    {
        var evidence = new Evidence
        {
            Id = "",
            Kind = EvidenceKind.Replay,
            Axis = Axis.Detection,
            Technique = technique.TechniqueId,
            TechniqueAsWritten = technique.Id,
            Scope = "",
            Date = day,
            Strength = 1,
            Source = SourceOf(rule),
            Place = telemetry,
            Statement = string.Create(CultureInfo.InvariantCulture, $"rule \"{rule.Title}\" fired {hits:N0} times on telemetry recorded for {technique.Id}: {telemetry}"),
            Release = release.Version,
        };
        return evidence with { Id = EvidenceId.Of(evidence) };
    }

    /// <summary>The rules, each with the techniques for which statements in force say that it fired, and with what they say of its noise.</summary>
    public static IReadOnlyList<UsedRule> Mark(IReadOnlyList<UsedRule> rules, IReadOnlyList<Evidence> inForce)
    {
        var validated = inForce.Where(static e => e.Kind == EvidenceKind.Replay && e.Source.StartsWith(SourcePrefix, StringComparison.Ordinal))
            .GroupBy(static e => e.Source, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Select(static e => e.Technique).ToFrozenSet(), StringComparer.Ordinal);
        IReadOnlyList<UsedRule> marked = validated.Count == 0 ? rules
            : [.. rules.Select(used => validated.TryGetValue(SourceOf(used.Rule), out var techniques) ? used with { ValidatedFor = techniques } : used)];
        return QuietEvidence.Mark(marked, inForce);
    }

    static string SourceOf(SigmaRule rule) => SourcePrefix + RuleEvidence.SourceOf(rule);
}
