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

    /// <summary>Correlation that all rules were seen.</summary>
    public const string Temporal = "temporal";

    /// <summary>Correlation that all rules were seen in the order listed.</summary>
    public const string TemporalOrdered = "temporal_ordered";

    /// <summary>Correlation of how many values a field has.</summary>
    public const string ValueCount = "value_count";

    /// <summary>Most rules of a <see cref="TemporalOrdered"/> correlation: the work for an event grows with their square.</summary>
    public const int OrderedRulesMax = 32;

    /// <summary>Types of correlations (Sigma 2.1, correlation rules); the median is pySigma's.</summary>
    public static ImmutableArray<string> CorrelationTypes { get; } =
        ["event_count", ValueCount, Temporal, TemporalOrdered, "value_sum", "value_avg", "value_percentile", "value_median"];

    /// <summary>Reads <c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>, <c>eq</c> or <c>neq</c>.</summary>
    public static bool TryReadOperator(string text, out SigmaOperator comparison)
    {
        (comparison, var isKnown) = text switch
        {
            "gt" => (SigmaOperator.Greater, true),
            "gte" => (SigmaOperator.GreaterOrEqual, true),
            "lt" => (SigmaOperator.Less, true),
            "lte" => (SigmaOperator.LessOrEqual, true),
            "eq" => (SigmaOperator.Equal, true),
            "neq" => (SigmaOperator.NotEqual, true),
            _ => (SigmaOperator.Equal, false),
        };
        return isKnown;
    }

    /// <summary>
    /// Reads a number with a unit: <c>s</c>, <c>m</c> (minutes), <c>h</c>, <c>d</c>, <c>w</c>, <c>M</c> (months of 2,629,746 s),
    /// <c>y</c> (years of 31,556,952 s); false for anything else, also for zero and past a thousand years.
    /// </summary>
    public static bool TryReadTimeSpan(ReadOnlySpan<char> text, out TimeSpan span)
    {
        span = default;
        text = text.Trim();
        if (text.Length < 2 || !long.TryParse(text[..^1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        const long MostSeconds = 1_000L * 31_556_952;
        var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, 'w' => 604_800, 'M' => 2_629_746, 'y' => 31_556_952, _ => 0 };
        if (unit == 0 || count == 0 || count > MostSeconds / unit)
        {
            return false;
        }

        span = TimeSpan.FromSeconds(count * unit);
        return true;
    }
}
