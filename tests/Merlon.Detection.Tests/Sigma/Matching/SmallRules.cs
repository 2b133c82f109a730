using System.Text;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Rules and records in one line each, for tests of what they mean together.</summary>
static class SmallRules
{
    /// <summary>A pipeline that takes any JSON object for a record of product "test".</summary>
    public static Pipeline Plain { get; } = new()
    {
        Name = "plain", Title = "Any JSON", Formats = [LogFormat.Json], Cases = [new PipelineCase([], new LogSourceClaim(new SigmaLogSource("test", "", "")))],
    };

    /// <summary>The rule of a detection in flow style: <c>{s: {A: 1}, condition: s}</c>.</summary>
    public static SigmaRule Rule(string detection, IReadOnlyDictionary<string, IReadOnlyList<string>>? placeholders = null)
    {
        var options = placeholders is null ? SigmaReadOptions.Default : new SigmaReadOptions { Placeholders = placeholders };
        var parsed = SigmaReader.ReadContent(Encoding.UTF8.GetBytes($"title: T\nlogsource: {{product: test}}\ndetection: {detection}\n"), "r.yml", options);
        return parsed.Value.ShouldNotBeNull(string.Join(", ", parsed.Diagnostics)).Rules.ShouldHaveSingleItem(string.Join(", ", parsed.Diagnostics));
    }

    /// <summary>Whether a selection matches a record.</summary>
    public static bool IsMatch(string selection, string json) => IsMatch(Rule($"{{s: {selection}, condition: s}}"), json);

    /// <summary>Whether a rule matches a record; the naive matcher is asked, and the fast one must agree.</summary>
    public static bool IsMatch(SigmaRule rule, string json) => IsMatch(rule, json, new PipelineSet([Plain]));

    /// <summary>As <see cref="IsMatch(SigmaRule, string)"/>, with other pipelines.</summary>
    public static bool IsMatch(SigmaRule rule, string json, PipelineSet pipelines)
    {
        rule.Refusal.ShouldBeNull(rule.Refusal?.Message);
        List<int> matches = [];
        var record = JsonRecords.Of(json);
        new NaiveMatcher([rule], pipelines).Match(record, matches);
        var fast = new RuleMatcher(RuleSet.Compile(new SigmaContent([rule], [], []), pipelines));
        fast.Match(record).ToArray().ShouldBe(matches);
        fast.Match(record).ToArray().ShouldBe(matches); // now from memory
        return matches.Count > 0;
    }

    /// <summary>The code with which a selection is refused.</summary>
    public static string RefusalOf(string selection) => Rule($"{{s: {selection}, condition: s}}").Refusal?.Code ?? "";
}
