using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma.Explaining;
using Merlon.Sigma.Matching;

namespace Merlon.Sigma.Testing;

/// <summary>Runs one test of a rule over the records that a reader gives.</summary>
/// <param name="rule">The rule, filters joined.</param>
/// <param name="pipelines">By which records are recognised.</param>
public sealed class RuleTrial(SigmaRule rule, PipelineSet pipelines)
{
    /// <summary>Runs a test; the reader is read to its end and not disposed.</summary>
    /// <param name="test">What has to come out.</param>
    /// <param name="reader">The records.</param>
    /// <param name="data">Name of the file that they come from.</param>
    public RuleTestResult Run(RuleTest test, LogReader reader, string data)
    {
        if (rule.Refusal is { } refusal)
        {
            return Result(test, data, RuleTestOutcome.NotRun, 0, 0, $"the rule cannot be evaluated: {refusal.Message}", account: null);
        }

        // An event of ours has only the fields that matter: it is of the rule's log source, whatever its shape.
        var forced = test is RuleTest.Sample ? Pipeline.Of(rule.LogSource) : null;
        var matcher = new NaiveMatcher([rule], pipelines);
        LogEvent record = new();
        List<int> matches = [];
        var hits = 0L;
        RuleAccount? nearest = null;
        while (reader.Read(record))
        {
            if (forced is null)
            {
                matcher.Match(record, matches);
            }
            else
            {
                matcher.Match(record, PipelineSet.RouteOf(forced, [.. forced.Selectors.Select(name => FieldLookup.FirstText(record, forced, name) ?? "")]), matches);
            }

            hits += matches.Count;
            var account = RuleAccount.Of(rule, record, pipelines, forced);
            if (nearest is null || account.Nearness > nearest.Nearness)
            {
                nearest = account;
            }
        }

        var (outcome, message) = Judge(test, hits, reader.Records);
        return Result(test, data, outcome, hits, reader.Records, message, outcome is RuleTestOutcome.Failed ? nearest : null);
    }

    /// <summary>A test that could not be run, and why.</summary>
    public RuleTestResult NotRun(RuleTest test, string data, string message) => Result(test, data, RuleTestOutcome.NotRun, 0, 0, message, account: null);

    static (RuleTestOutcome Outcome, string Message) Judge(RuleTest test, long hits, long records)
    {
        if (records == 0)
        {
            return (RuleTestOutcome.NotRun, "there is no record in it that could be read");
        }

        switch (test)
        {
            case RuleTest.Sample { HasToFire: true }:
                return hits > 0 ? (RuleTestOutcome.Passed, "") : (RuleTestOutcome.Failed, "the rule has to fire, and does not");
            case RuleTest.Sample:
                return hits == 0 ? (RuleTestOutcome.Passed, "") : (RuleTestOutcome.Failed, "the rule must not fire, and does");
            case RuleTest.Recording recording:
                var wanted = recording.Count ?? 1;
                return hits < wanted ? (RuleTestOutcome.Failed, FormattableString.Invariant($"the rule has to fire {Times(wanted)}, and fires {Times(hits)} on {records:N0} {(records == 1 ? "record" : "records")}"))
                    : recording.Count is not null && hits > wanted ? (RuleTestOutcome.FiredMore, FormattableString.Invariant($"the rule is expected to fire {Times(wanted)}, and fires {Times(hits)}"))
                    : (RuleTestOutcome.Passed, "");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    static string Times(long count) => count switch { 0 => "never", 1 => "once", _ => FormattableString.Invariant($"{count:N0} times") };

    RuleTestResult Result(RuleTest test, string data, RuleTestOutcome outcome, long hits, long records, string message, RuleAccount? account)
        => new(rule, test, data, outcome, hits, records, message, account);
}
