namespace Merlon.Sigma.Correlation;

/// <summary>A match of a rule, as correlations take it.</summary>
/// <param name="Time">When it happened, or null where that is not known.</param>
/// <param name="RuleIndex">Which rule matched: index into the rules that the <see cref="CorrelationSet"/> was made for.</param>
/// <param name="Values">Values of <see cref="CorrelationSet.FieldsOf"/>, in that order; null for a field that is missing.</param>
/// <param name="Reference">What the caller knows the record by; handed back as it is.</param>
public readonly record struct CorrelationEvent(DateTimeOffset? Time, int RuleIndex, IReadOnlyList<string?> Values, long Reference);

/// <summary>An event that belongs to a match: of a rule, or a match of another correlation.</summary>
/// <param name="Time">When.</param>
/// <param name="RuleIndex">The rule, or -1.</param>
/// <param name="CorrelationIndex">The correlation, or -1.</param>
/// <param name="Reference">Of a rule's event what the caller knows the record by; of a correlation's <see cref="CorrelationMatch.Number"/>.</param>
public readonly record struct CorrelatedEvent(DateTimeOffset Time, int RuleIndex, int CorrelationIndex, long Reference);

/// <summary>A correlation whose condition has come true.</summary>
/// <param name="Correlation">Which.</param>
/// <param name="CorrelationIndex">Its index in <see cref="CorrelationSet.Correlations"/>.</param>
/// <param name="Number">Number of the match, from 1, over all correlations.</param>
/// <param name="From">Time of its first event.</param>
/// <param name="To">Time of its last event, the one with which the condition came true.</param>
/// <param name="Group">Fields or aliases by which it groups, with their values.</param>
/// <param name="Value">The count, sum, average or percentile; of a temporal correlation how many rules were seen.</param>
/// <param name="Events">Its events in order.</param>
/// <param name="IsWhole">False where <paramref name="Events"/> has only the last of them.</param>
/// <param name="IsFinding">False where it only feeds other correlations (<c>generate</c>).</param>
public sealed record CorrelationMatch(
    SigmaCorrelation Correlation, int CorrelationIndex, long Number, DateTimeOffset From, DateTimeOffset To,
    IReadOnlyList<KeyValuePair<string, string>> Group, decimal Value, IReadOnlyList<CorrelatedEvent> Events, bool IsWhole, bool IsFinding);
