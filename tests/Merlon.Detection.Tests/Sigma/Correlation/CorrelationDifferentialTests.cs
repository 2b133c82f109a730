using FsCheck;
using FsCheck.Fluent;
using Merlon.Sigma.Correlation;

namespace Merlon.Detection.Tests.Sigma.Correlation;

/// <summary>The engine against brute force, over random events that come out of order as far as is allowed.</summary>
public sealed class CorrelationDifferentialTests
{
    const int LatenessSeconds = 15;

    [Theory]
    [InlineData("event_count", "gte: 3")]
    [InlineData("event_count", "gt: 1.5")]
    [InlineData("event_count", "gte: 2, lt: 4")]
    [InlineData("event_count", "lte: 2")]
    [InlineData("event_count", "eq: 3")]
    [InlineData("event_count", "neq: 2")]
    [InlineData("value_count", "gte: 3")]
    [InlineData("value_count", "gt: 1, lte: 3")]
    [InlineData("value_count", "lt: 2")]
    [InlineData("value_sum", "gt: 6")]
    [InlineData("value_sum", "lt: 0")]
    [InlineData("value_avg", "gte: 2")]
    [InlineData("value_percentile", "gt: 3, percentile: 80")]
    [InlineData("value_percentile", "lte: 1, percentile: 33.4")]
    [InlineData("value_median", "gt: 1")]
    [InlineData("temporal", "")]
    [InlineData("temporal", "gte: 2")]
    [InlineData("temporal", "eq: 1")]
    [InlineData("temporal_ordered", "")]
    [InlineData("temporal_ordered", "gte: 2")]
    public void Engine_and_brute_force_agree(string type, string condition)
    {
        var field = type.StartsWith("value_", StringComparison.Ordinal) ? ", field: v" : "";
        Compare(type, condition.Length == 0 ? "" : $"condition: {{{condition}{field}}}", [0, 1, 2]);
    }

    [Fact]
    public void Engine_and_brute_force_agree_on_extended_conditions()
        => Compare("temporal", "condition: a and not b", [0, 1]);

    [Fact]
    public void Engine_and_brute_force_agree_where_a_rule_is_listed_twice()
        => Compare("temporal_ordered", "", [0, 1, 0]);

    static void Compare(string type, string condition, int[] order)
    {
        var events = from rule in Gen.Choose(0, 3)
                     from gap in Gen.Choose(0, 9)
                     from jitter in Gen.Choose(0, LatenessSeconds)
                     from g in Gen.Elements("x", "x", "y", null)
                     from v in Gen.Elements("1", "2", "3", "5", "-4", "z", null)
                     select (rule, gap, jitter, g, v);
        Prop.ForAll(Gen.ListOf(events).ToArbitrary(), stream =>
        {
            foreach (var isGrouped in (bool[])[true, false])
            {
                Check(type, condition, order, isGrouped, stream);
            }
        }).Check(Cases.Quick.WithMaxTest(150).WithEndSize(60));
    }

    static void Check(string type, string condition, int[] order, bool isGrouped, IEnumerable<(int Rule, int Gap, int Jitter, string? G, string? V)> stream)
    {
        var rules = CorrelationTexts.Rules("a", "b", "c", "d");
        var correlation = CorrelationTexts.Read($$"""
            title: C
            correlation:
                type: {{type}}
                rules: [{{string.Join(", ", order.Select(i => rules[i].Name))}}]
                timespan: 20s
                {{(isGrouped ? "group-by: [g]" : "")}}
                {{condition}}
            """);
        correlation.Refusal.ShouldBeNull();

        // Each event arrives up to its jitter after it happened; what arrives at one time keeps its order.
        var now = 100;
        var happened = stream.Select((e, i) => (Event: new OracleEvent(e.Rule, now += e.Gap, e.G, e.V, i), Arrives: now + e.Jitter)).ToList();
        var arriving = happened.OrderBy(static e => e.Arrives).Select(static (e, i) => e.Event with { Reference = i }).ToList();

        var set = CorrelationSet.Compile([correlation], rules);
        set.Refused.ShouldBeEmpty();
        var engine = new CorrelationEngine(set, new CorrelationOptions { Lateness = TimeSpan.FromSeconds(LatenessSeconds) });
        List<CorrelationMatch> matches = [];
        foreach (var e in arriving)
        {
            engine.Push(CorrelationTexts.Event(set, e.Rule, e.Time, ("g", e.Group), ("v", e.Value)) with { Reference = e.Reference }, matches);
        }

        engine.Finish(matches);
        engine.Tally.Late.ShouldBe(0);
        matches.Select(static m => FormattableString.Invariant($"{m.To.ToUnixTimeSeconds()} {m.Group.Select(static g => g.Value).FirstOrDefault("")} {m.Value:0.########} {string.Join(',', m.Events.Select(static e => e.Reference))}"))
            .Order(StringComparer.Ordinal).ShouldBe(SlidingWindowOracle.Run(correlation, order, arriving, isGrouped));
    }
}
