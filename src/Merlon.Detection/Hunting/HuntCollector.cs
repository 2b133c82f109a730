using Merlon.Pipelines;
using Merlon.Sigma.Correlation;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// Makes findings of what a hunt matches: counts every match, asks the baseline, joins repetitions, hands findings on and keeps
/// the gravest. Memory is bounded by the query, whatever the logs.
/// </summary>
public sealed class HuntCollector : IHuntSink
{
    readonly RuleSet rules;
    readonly FindingQuery query;
    readonly HuntedRule[] hunted;
    readonly HuntCorrelation? correlation;
    readonly CorrelationSet correlations;
    readonly FindingReader reader = new();
    readonly MarkedFields marked = new();
    readonly KeptFindings kept;
    readonly Deduplication? deduplication;
    readonly List<FileTally> files = [];
    readonly Dictionary<HuntedRule, Tally> byRule = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, HostTally> hosts = new(StringComparer.OrdinalIgnoreCase);
    DateTimeOffset? first, last;
    HuntTotals read = new();
    IReadOnlyList<RuleCost> costs = [];
    long hits, findings, normal, outOfTime;

    /// <summary>Begins a collection.</summary>
    /// <param name="rules">The compiled rules; matches name them by their index.</param>
    /// <param name="selected">Rules and correlations that were asked for.</param>
    /// <param name="query">What becomes of findings.</param>
    public HuntCollector(RuleSet rules, SelectedRules selected, FindingQuery query)
    {
        this.rules = rules;
        this.query = query;
        correlations = CorrelationSet.Compile(selected.Content.Correlations, rules.Rules);
        correlation = correlations.Correlations.Count == 0 ? null : new HuntCorrelation(correlations, rules.Rules, selected, query.Lateness, TakeCorrelated);
        hunted = [.. rules.Rules.Select((rule, i) => HuntedRule.Of(rule, selected.Shown.Contains(RulePlace.Of(rule)) && correlations.IsFinding(i)))];
        kept = new KeptFindings(Math.Clamp(query.FindingsMax, 0, HuntLimits.FindingsMax));
        deduplication = query.RepetitionSpan is { } span ? new Deduplication(span, query.IsImmediate, Settle) : null;
    }

    /// <inheritdoc/>
    public void OnMatch(in RecordMatch match)
    {
        var time = RecordFacts.TimeOf(match.Record, match.Route.Pipeline);
        var indexes = match.RuleIndexes.Span;
        if (!query.Covers(time))
        {
            outOfTime += indexes.Length;
            return;
        }

        Finding? common = null;
        marked.Begin(match.Record, match.Route);
        foreach (var index in indexes)
        {
            var rule = hunted[index];
            common ??= reader.Read(match, rule);
            Count(rule, common);
            correlation?.Add(index, match.Record, match.Route, common);
            if (rule.IsShown)
            {
                Take(FindingReader.With(common, rule, marked.Of(rules.Rules[index])));
            }
        }
    }

    /// <inheritdoc/>
    public void OnFile(FileTally file)
    {
        read = read with
        {
            Files = read.Files + 1,
            Records = read.Records + file.Records,
            Failed = read.Failed + file.Failed,
            Unrouted = read.Unrouted + file.Unrouted,
            Bytes = read.Bytes + file.Bytes,
        };
        if (files.Count < HuntLimits.FileTalliesMax)
        {
            files.Add(file);
        }
    }

    /// <inheritdoc/>
    public void OnProfile(RuleProfile profile)
        => costs =
        [
            .. hunted.Select((rule, i) => new RuleCost(rule, profile.EvaluationsOf(i), profile.MatchesOf(i), profile.TimeOf(i)))
                .Where(static cost => cost.Evaluations + cost.Hits > 0)
                .OrderByDescending(static cost => cost.Elapsed)
                .ThenByDescending(static cost => cost.Evaluations)
                .ThenBy(static cost => cost.Rule.Key, StringComparer.Ordinal),
        ];

    /// <summary>Ends the collection: settles what still waits, and sums up.</summary>
    public HuntSummary Complete()
    {
        correlation?.Complete();
        deduplication?.Complete();
        return new HuntSummary
        {
            Rules =
            [
                .. byRule.Values.Select(static tally => tally.ToPublic())
                    .OrderByDescending(static tally => tally.Rule.Gravity)
                    .ThenByDescending(static tally => tally.Hits)
                    .ThenBy(static tally => tally.Rule.Key, StringComparer.Ordinal),
            ],
            Hosts = [.. hosts.Values.OrderByDescending(static host => host.Gravity).ThenByDescending(static host => host.Hits).ThenBy(static host => host.Host, StringComparer.Ordinal)],
            RulesEvaluated = rules.Rules.Count + correlations.Correlations.Count,
            Refused = [.. rules.Refused, .. correlations.Refused.Where(one => !rules.Refused.Contains(one))],
            Correlations = correlation?.Tally,
            Files = files,
            Totals = read with
            {
                Hits = hits, Findings = findings, Normal = normal, OutOfTime = outOfTime, Repetitions = deduplication?.Repetitions ?? 0,
                NotKept = kept.Dropped, First = first, Last = last,
            },
            Findings = kept.ToList(),
            Profile = costs,
        };
    }

    void Count(HuntedRule rule, Finding common)
    {
        if (!byRule.TryGetValue(rule, out var tally))
        {
            byRule.Add(rule, tally = new Tally(rule));
        }

        hits++;
        tally.Hits++;
        if (common.Time is { } time)
        {
            tally.See(time);
            first = first is { } known && known <= time ? known : time;
            last = last is { } latest && latest >= time ? latest : time;
        }

        tally.See(common.Host);
        if (!hosts.TryGetValue(common.Host, out var host) && hosts.Count < HuntLimits.HostTalliesMax)
        {
            hosts.Add(common.Host, host = new HostTally(common.Host));
        }

        host?.See(rule, common.Time);
    }

    void TakeCorrelated(Finding finding, bool isFinding)
    {
        Count(finding.Rule, finding);
        if (isFinding && finding.Rule.IsShown)
        {
            Take(finding);
        }
    }

    void Take(Finding finding)
    {
        if (query.Learning is { } learning)
        {
            learning.Learn(finding);
        }

        if (query.Baseline is { } baseline && baseline.IsNormal(finding))
        {
            byRule[finding.Rule].Normal++;
            normal++;
            return;
        }

        if (deduplication is null)
        {
            Settle(finding);
        }
        else
        {
            deduplication.Add(finding);
        }
    }

    void Settle(Finding finding)
    {
        byRule[finding.Rule].Findings++;
        findings++;
        kept.Add(finding);
        query.OnFinding?.Invoke(finding);
    }

    sealed class Tally(HuntedRule rule)
    {
        readonly HashSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
        DateTimeOffset? first, last;

        public long Hits { get; set; }

        public long Findings { get; set; }

        public long Normal { get; set; }

        public void See(DateTimeOffset time)
        {
            first = first is { } known && known <= time ? known : time;
            last = last is { } latest && latest >= time ? latest : time;
        }

        public void See(string host)
        {
            if (host.Length > 0 && hosts.Count < HuntLimits.TallyHostsMax)
            {
                hosts.Add(host);
            }
        }

        public RuleTally ToPublic() => new()
        {
            Rule = rule,
            Hits = Hits,
            Findings = Findings,
            Normal = Normal,
            First = first,
            Last = last,
            Hosts = hosts.Count,
        };
    }
}
