using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Merlon.Sigma;

/// <summary>The words that the Sigma rules specification 2.1.0 (2025-08-02) fixes.</summary>
static class SigmaVocabulary
{
    /// <summary>Longest title that the specification allows, in characters.</summary>
    public const int TitleCharsMax = 256;

    /// <summary>Keys of a rule; authors may add others.</summary>
    public static FrozenSet<string> RuleKeys { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "title", "id", "name", "related", "taxonomy", "status", "description", "license", "author", "references", "date",
        "modified", "logsource", "detection", "fields", "falsepositives", "level", "tags", "scope");

    /// <summary>What a <c>logsource</c> may say.</summary>
    public static FrozenSet<string> LogSourceKeys { get; } = FrozenSet.Create(
        StringComparer.Ordinal, "category", "product", "service", "definition");

    /// <summary>How far a rule has come, best first.</summary>
    public static ImmutableArray<string> Statuses { get; } = ["stable", "test", "experimental", "deprecated", "unsupported"];

    /// <summary>How much a hit matters, least first.</summary>
    public static ImmutableArray<string> Levels { get; } = ["informational", "low", "medium", "high", "critical"];
}
