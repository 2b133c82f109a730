using Merlon.Sigma.Explaining;

namespace Merlon.Sigma.Testing;

/// <summary>How a test of a rule ended.</summary>
public enum RuleTestOutcome
{
    /// <summary>As it should.</summary>
    Passed,

    /// <summary>The rule fired, but more often than the test expects; SigmaHQ counts that as passed.</summary>
    FiredMore,

    /// <summary>The rule did not fire where it had to, or fired where it must not.</summary>
    Failed,

    /// <summary>It could not be run: no recording, no record in it, a format that is not read, or a rule that cannot be evaluated.</summary>
    NotRun,
}

/// <summary>A test that was run on one input.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Test">The test.</param>
/// <param name="Data">File that the records came from.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Hits">Records on which the rule fired.</param>
/// <param name="Records">Records that were tried.</param>
/// <param name="Message">Why it did not pass; else empty.</param>
/// <param name="Account">The record that tells most of why it did not pass, explained; or null.</param>
public sealed record RuleTestResult(
    SigmaRule Rule, RuleTest Test, string Data, RuleTestOutcome Outcome, long Hits, long Records, string Message, RuleAccount? Account);
