using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma.Correlation;

/// <summary>An event of a test: of which rule, when (seconds), and its two fields.</summary>
/// <param name="Rule">Index of the rule.</param>
/// <param name="Time">Seconds since the beginning.</param>
/// <param name="Group">Field g, or null where it is missing.</param>
/// <param name="Value">Field v, or null where it is missing.</param>
/// <param name="Reference">Which event.</param>
readonly record struct OracleEvent(int Rule, int Time, string? Group, string? Value, int Reference);

/// <summary>
/// Correlations by brute force: for each event the whole window is gathered anew from all events and measured from nothing.
/// Written from docs/design/correlations.md, sharing nothing with the engine but the vocabulary.
/// </summary>
static class SlidingWindowOracle
{
    /// <summary>Each match as "time group value references".</summary>
    public static List<string> Run(SigmaCorrelation correlation, int[] rules, IEnumerable<OracleEvent> unordered, bool isGrouped)
    {
        List<string> matches = [];
        var events = unordered.OrderBy(static e => e.Time).ThenBy(static e => e.Reference).Where(e => Counts(correlation, rules, e, isGrouped)).ToList();
        var seconds = (int)correlation.TimeSpan.TotalSeconds;
        foreach (var group in events.GroupBy(e => isGrouped ? e.Group! : "", StringComparer.Ordinal))
        {
            var of = group.ToList();
            var isArmed = true;
            for (var i = 0; i < of.Count; i++)
            {
                var before = of.Take(i).Where(e => of[i].Time - e.Time <= seconds).ToList();
                isArmed |= before.Count == 0 || !Holds(correlation, rules, before);
                List<OracleEvent> window = [.. before, of[i]];
                if (isArmed && Holds(correlation, rules, window))
                {
                    isArmed = false;
                    var value = Measure(correlation, rules, window)!.Value;
                    var from = correlation.Type is "temporal_ordered" ? LatestChain(rules, window, (int)value) : window[0].Time;
                    matches.Add(FormattableString.Invariant($"{of[i].Time} {group.Key} {value:0.########} {string.Join(',', window.Where(e => e.Time >= from).Select(static e => e.Reference))}"));
                }
            }
        }

        return [.. matches.Order(StringComparer.Ordinal)];
    }

    static bool Counts(SigmaCorrelation correlation, int[] rules, OracleEvent e, bool isGrouped)
        => rules.Contains(e.Rule)
            && (!isGrouped || e.Group is not null)
            && (!correlation.Type.StartsWith("value_", StringComparison.Ordinal) || e.Value is not null && (correlation.Type is "value_count" || int.TryParse(e.Value, System.Globalization.CultureInfo.InvariantCulture, out _)));

    static bool Holds(SigmaCorrelation correlation, int[] rules, List<OracleEvent> window)
    {
        if (correlation.ExtendedCondition is not null)
        {
            // The only one that the tests use: a and not b.
            return window.Exists(e => e.Rule == rules[0]) && !window.Exists(e => e.Rule == rules[1]);
        }

        var measure = Measure(correlation, rules, window);
        return measure is { } value && (correlation.Thresholds.IsEmpty
            ? value == rules.Length
            : correlation.Thresholds.All(t => t.Key switch
            {
                SigmaOperator.Equal => value == t.Value,
                SigmaOperator.NotEqual => value != t.Value,
                SigmaOperator.Greater => value > t.Value,
                SigmaOperator.GreaterOrEqual => value >= t.Value,
                SigmaOperator.Less => value < t.Value,
                _ => value <= t.Value,
            }));
    }

    static decimal? Measure(SigmaCorrelation correlation, int[] rules, List<OracleEvent> window)
    {
        var numbers = correlation.Type is "value_sum" or "value_avg" or "value_percentile" or "value_median"
            ? window.Select(static e => decimal.Parse(e.Value!, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList() : [];
        return correlation.Type switch
        {
            "event_count" => window.Count,
            "value_count" => window.Select(static e => e.Value).Distinct(StringComparer.Ordinal).Count(),
            "value_sum" => numbers.Sum(),
            "value_avg" => numbers.Average(),
            "value_percentile" => numbers.First(n => numbers.Count(m => m <= n) * 100 >= correlation.Percentile * numbers.Count),
            "value_median" => (numbers[(numbers.Count - 1) / 2] + numbers[numbers.Count / 2]) / 2,
            "temporal" => rules.Distinct().Count(rule => window.Exists(e => e.Rule == rule)),
            _ => Enumerable.Range(1, rules.Length).LastOrDefault(length => HasChain(rules, window, length)),
        };
    }

    // A choice of events in order whose rules are a choice of the listed ones in order, tried one after the other.
    static bool HasChain(int[] rules, List<OracleEvent> window, int length, int fromEvent = 0, int fromRule = 0)
    {
        if (length == 0)
        {
            return true;
        }

        for (var e = fromEvent; e < window.Count; e++)
        {
            for (var r = fromRule; r < rules.Length; r++)
            {
                if (window[e].Rule == rules[r] && HasChain(rules, window, length - 1, e + 1, r + 1))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Time of the first event of the chain that begins last.
    static int LatestChain(int[] rules, List<OracleEvent> window, int length)
        => Enumerable.Range(0, window.Count).Where(i => HasChain(rules, window[i..], length)).Max(i => window[i].Time);
}
