using System.Globalization;
using Merlon.Documents;
using Merlon.Sigma.Correlation;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>Everything that a hunt found: exact counts, and the findings that were kept.</summary>
public sealed record HuntSummary
{
    /// <summary>Rules and correlations that matched at least once: gravest first, then by hits, then by key.</summary>
    public required IReadOnlyList<RuleTally> Rules { get; init; }

    /// <summary>Hosts with matches, the gravest first, bounded; the empty name stands for records that name none.</summary>
    public required IReadOnlyList<HostTally> Hosts { get; init; }

    /// <summary>Rules and correlations that were evaluated.</summary>
    public required int RulesEvaluated { get; init; }

    /// <summary>Rules, correlations and filters that cannot be evaluated.</summary>
    public required IReadOnlyList<RefusedRule> Refused { get; init; }

    /// <summary>Files in the order read, bounded.</summary>
    public required IReadOnlyList<FileTally> Files { get; init; }

    /// <summary>All files together, those beyond the bound too.</summary>
    public required HuntTotals Totals { get; init; }

    /// <summary>The findings that were kept, in the order found.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What correlations took, left out and forgot; null where there is none.</summary>
    public CorrelationTally? Correlations { get; init; }

    /// <summary>What each rule cost, slowest first; empty unless it was asked for.</summary>
    public IReadOnlyList<RuleCost> Profile { get; init; } = [];

    /// <summary>What a person has to know of the counts: what correlations could not take, what a full baseline refused.</summary>
    /// <param name="query">What was asked.</param>
    public IReadOnlyList<Diagnostic> Remarks(FindingQuery query)
    {
        var log = new DiagnosticLog("hunt", ReadLimits.Default);
        if (Correlations is { } tally)
        {
            Remark(tally.Untimed, "have no time");
            Remark(tally.Late + tally.Future, "came too late, or from the future");
            Remark(tally.Incomplete, "lack a field by which it groups or that it counts");
            Remark(tally.Hurried, "could not wait for their order, since too many waited");
            Remark(tally.GroupsForgotten + tally.EventsForgotten, "were forgotten before their time was over: a correlation may have missed something");
        }

        if (query.Learning is { Refused: > 0 } full)
        {
            log.Warn("HUNT031", SourceLocation.Whole, string.Create(CultureInfo.InvariantCulture, $"the baseline is full: {full.Refused:N0} findings were not learnt"));
        }

        return log.ToList();

        void Remark(long count, string what)
        {
            if (count > 0)
            {
                log.Warn("HUNT030", SourceLocation.Whole, string.Create(CultureInfo.InvariantCulture, $"{count:N0} events that correlations count {what}"));
            }
        }
    }
}

/// <summary>Counts over everything that was read.</summary>
public sealed record HuntTotals
{
    /// <summary>Files that were read, as far as they went.</summary>
    public long Files { get; init; }

    /// <summary>Records read.</summary>
    public long Records { get; init; }

    /// <summary>Records, lines or chunks that could not be read.</summary>
    public long Failed { get; init; }

    /// <summary>Records that no pipeline knows, or whose log source no rule reads.</summary>
    public long Unrouted { get; init; }

    /// <summary>Bytes read, decompressed.</summary>
    public long Bytes { get; init; }

    /// <summary>Matches of rules and fulfilments of correlations, each.</summary>
    public long Hits { get; init; }

    /// <summary>Findings after repetitions were joined and what is normal was left out.</summary>
    public long Findings { get; init; }

    /// <summary>Matches that were joined to an earlier finding.</summary>
    public long Repetitions { get; init; }

    /// <summary>Matches that the baseline calls normal.</summary>
    public long Normal { get; init; }

    /// <summary>Matches that lie outside the time asked for, or have no time where one was asked for.</summary>
    public long OutOfTime { get; init; }

    /// <summary>Findings that were not kept, for there were more than asked for.</summary>
    public long NotKept { get; init; }

    /// <summary>Earliest match (UTC), or null.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Latest match (UTC), or null.</summary>
    public DateTimeOffset? Last { get; init; }
}

/// <summary>What a rule cost.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Evaluations">How often its condition was followed; most records are told apart before.</param>
/// <param name="Hits">How often it matched.</param>
/// <param name="Elapsed">Time spent, as far as it can be told apart.</param>
public sealed record RuleCost(HuntedRule Rule, long Evaluations, long Hits, TimeSpan Elapsed);
