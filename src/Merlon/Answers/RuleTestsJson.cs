using System.Runtime.CompilerServices;
using System.Text.Json;
using Merlon.Sigma;
using Merlon.Sigma.Testing;
using Merlon.Workspaces.Exchange;

namespace Merlon.Answers;

/// <summary>Tests of rules as JSON: every run and how it ended. A test with several runs counts as its worst.</summary>
static class RuleTestsJson
{
    static readonly IEqualityComparer<(SigmaRule Rule, RuleTest Test)> Same = EqualityComparer<(SigmaRule Rule, RuleTest Test)>.Create(
        static (a, b) => ReferenceEquals(a.Rule, b.Rule) && ReferenceEquals(a.Test, b.Test),
        static pair => RuntimeHelpers.GetHashCode(pair.Test));

    /// <summary>How each test ended: the worst of its runs.</summary>
    public static IReadOnlyList<RuleTestOutcome> OutcomesOf(IReadOnlyList<RuleTestResult> results)
        => [.. results.GroupBy(static result => (result.Rule, result.Test), Same).Select(static runs => runs.Max(static run => run.Outcome))];

    /// <summary>True for a test that did what it should, perhaps more.</summary>
    public static bool IsPassed(RuleTestOutcome outcome) => outcome is RuleTestOutcome.Passed or RuleTestOutcome.FiredMore;

    /// <summary>Writes all of them.</summary>
    public static void Write(Utf8JsonWriter json, RuleTestReport report)
    {
        var tests = OutcomesOf(report.Results);
        json.WriteStartObject();
        json.WriteNumber("rules", report.Rules);
        json.WriteNumber("untested", report.Untested);
        json.WriteNumber("tests", tests.Count);
        json.WriteNumber("passed", tests.Count(IsPassed));
        json.WriteObjects("results", report.Results, result =>
        {
            json.WriteString("rule", result.Rule.Id);
            json.WriteString("title", result.Rule.Title);
            json.WriteString("document", result.Rule.Document);
            json.WriteString("test", result.Test.Name);
            json.WriteString("data", result.Data);
            json.WriteString("outcome", NameOf(result.Outcome));
            json.WriteNumber("hits", result.Hits);
            json.WriteNumber("records", result.Records);
            json.WriteText("message", result.Message);
            if (result.Account is { } account)
            {
                json.WriteStartObject("nearest");
                RuleAccountJson.Write(json, account);
                json.WriteEndObject();
            }
        });
        DiagnosticJson.Write(json, "diagnostics", report.Diagnostics);
        json.WriteEndObject();
    }

    /// <summary>An outcome for people and programs.</summary>
    public static string NameOf(RuleTestOutcome outcome) => outcome switch
    {
        RuleTestOutcome.Passed => "passed",
        RuleTestOutcome.FiredMore => "fired more",
        RuleTestOutcome.Failed => "failed",
        _ => "not run",
    };
}
