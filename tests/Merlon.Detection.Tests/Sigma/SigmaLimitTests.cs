using Merlon.Detection.Tests.Sigma.Correlation;
using Merlon.Detection.Tests.Sigma.Matching;
using Merlon.Sigma.Correlation;

namespace Merlon.Detection.Tests.Sigma;

/// <summary>Limits of rules and correlations that no other test reaches: at each and one past it.</summary>
public sealed class SigmaLimitTests
{
    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "SIGMA047")]
    public void Texts_that_placeholders_make_of_one_value(int values, string code)
    {
        Dictionary<string, IReadOnlyList<string>> placeholders = new(StringComparer.Ordinal)
        {
            ["a"] = [.. Enumerable.Range(0, 100).Select(static i => $"a{i}")],
            ["b"] = [.. Enumerable.Range(0, values).Select(static i => $"b{i}")],
        };
        (SmallRules.Rule("{s: {A|expand: '%a%-%b%'}, condition: s}", placeholders).Refusal?.Code ?? "").ShouldBe(code);
    }

    [Theory]
    [InlineData(10_000, "")]
    [InlineData(10_001, "SIGMA044")]
    public void Length_of_a_regular_expression(int length, string code)
        => SmallRules.RefusalOf($"{{A|re: {new string('a', length)}}}").ShouldBe(code);

    [Theory]
    [InlineData("a{2001}", "")]
    [InlineData("a{2002}", "SIGMA044")]
    [InlineData("(?:ab){5,401}", "")] // 400 more of four characters and the group
    [InlineData("(?:ab){5,402}", "SIGMA044")]
    [InlineData("a{99999999999}", "SIGMA044")]
    [InlineData("((((a{20}){20}){20}){20}){20}", "SIGMA044")]
    [InlineData(@"a\{2001\}", "")]
    public void Parts_of_a_regular_expression(string expression, string code)
        => SmallRules.RefusalOf($"{{A|re: '{expression}'}}").ShouldBe(code);

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public void Length_of_a_value_by_which_a_correlation_groups(int length, bool isWhole)
    {
        var match = Matches(new CorrelationOptions(), "timespan: 60s, group-by: [g], condition: {gte: 2}", 2, new string('g', length)).Single();
        (match.Group.Single().Value.Length == length).ShouldBe(isWhole);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void Events_that_a_match_lists(int events, bool isWhole)
    {
        var match = Matches(new CorrelationOptions { EventsListedMax = 3 }, $"timespan: 60s, condition: {{gte: {events}}}", events, "g").Single();
        (match.Events.Count, match.IsWhole).ShouldBe((3, isWhole));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(4, 0)]
    public void Events_that_a_group_remembers(int most, int matches)
        => Matches(new CorrelationOptions { GroupEventsMax = most }, "timespan: 60s, condition: {gte: 5, lt: 6}", 5, "g").Count.ShouldBe(matches);

    [Theory]
    [InlineData(10, 1)] // five times and five events that are listed
    [InlineData(4, 0)]
    public void Events_that_a_correlation_remembers(int most, int matches)
        => Matches(new CorrelationOptions { EventsMax = most }, "timespan: 60s, condition: {gte: 5, lt: 6}", 5, "g").Count.ShouldBe(matches);

    static List<CorrelationMatch> Matches(CorrelationOptions options, string body, int events, string group)
    {
        var set = CorrelationSet.Compile([CorrelationTexts.Read($"title: C\ncorrelation: {{type: event_count, rules: [a], {body}}}")], CorrelationTexts.Rules("a"));
        var engine = new CorrelationEngine(set, options);
        List<CorrelationMatch> matches = [];
        for (var i = 0; i < events; i++)
        {
            engine.Push(CorrelationTexts.Event(set, 0, i, ("g", group)), matches);
        }

        engine.Finish(matches);
        return matches;
    }
}
