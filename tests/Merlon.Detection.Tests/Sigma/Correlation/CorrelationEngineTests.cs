using Merlon.Detection.Tests.Sigma.Matching;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Correlation;

namespace Merlon.Detection.Tests.Sigma.Correlation;

/// <summary>What correlations find, kind by kind, and what bounds them.</summary>
public sealed class CorrelationEngineTests
{
    static readonly IReadOnlyList<SigmaRule> Rules = CorrelationTexts.Rules("failed", "success", "scan");

    [Fact]
    public void Failed_logons_are_counted_by_host_in_a_sliding_window()
    {
        // Half of them fall into one five minutes by the clock, half into the next: buckets would miss it.
        Run("type: event_count, rules: [failed], group-by: [host], timespan: 5m, condition: {gte: 4}",
            (0, 250, "h1", ""), (0, 260, "h2", ""), (0, 290, "h1", ""), (0, 310, "h1", ""), (0, 400, "h1", ""))
            .ShouldBe(["400 h1 4 250,290,310,400"]);
    }

    [Fact]
    public void A_burst_fires_once_and_the_next_one_again()
        => Run("type: event_count, rules: [failed], timespan: 10s, condition: {gte: 2}",
            (0, 10, "", ""), (0, 11, "", ""), (0, 12, "", ""), (0, 13, "", ""), (0, 100, "", ""), (0, 101, "", ""))
            .ShouldBe(["11  2 10,11", "101  2 100,101"]);

    [Fact]
    public void Both_ends_of_the_time_span_belong_to_the_window()
    {
        Run("type: event_count, rules: [failed], timespan: 10s, condition: {gte: 2}", (0, 10, "", ""), (0, 20, "", "")).Count.ShouldBe(1);
        Run("type: event_count, rules: [failed], timespan: 10s, condition: {gte: 2}", (0, 10, "", ""), (0, 21, "", "")).ShouldBeEmpty();
    }

    [Fact]
    public void Different_users_of_one_source_are_counted()
        => Run("type: value_count, rules: [failed], group-by: [host], timespan: 1h, condition: {field: user, gte: 3}",
            (0, 1, "h", "a"), (0, 2, "h", "a"), (0, 3, "h", "b"), (0, 4, "g", "c"), (0, 5, "h", "B"))
            .ShouldBe(["5 h 3 1,2,3,5"]); // values are compared as they are: b and B are two

    [Fact]
    public void Several_fields_are_counted_as_one()
        => Run("type: value_count, rules: [failed], timespan: 1h, condition: {field: [host, user], gte: 3}",
            (0, 1, "h", "a"), (0, 2, "ha", ""), (0, 3, "", "ha"), (0, 4, "h", "a"))
            .ShouldBe(["3  3 1,2,3"]);

    [Fact]
    public void Rules_that_are_seen_together_in_any_order()
        => Run("type: temporal, rules: [scan, failed, success], group-by: [host], timespan: 10m",
            (1, 10, "h", ""), (2, 20, "h", ""), (0, 30, "g", ""), (0, 40, "h", ""))
            .ShouldBe(["40 h 3 10,20,40"]);

    [Fact]
    public void Rules_that_are_seen_in_order()
    {
        const string Ordered = "type: temporal_ordered, rules: [failed, success], group-by: [host], timespan: 10m";
        Run(Ordered, (1, 10, "h", ""), (0, 20, "h", "")).ShouldBeEmpty();
        Run(Ordered, (0, 5, "h", ""), (1, 10, "h", ""), (0, 20, "h", "")).ShouldBe(["10 h 2 5,10"]);
        Run(Ordered, (0, 5, "h", ""), (1, 606, "h", "")).ShouldBeEmpty();
    }

    [Fact]
    public void One_rule_and_not_another()
    {
        const string Extended = "type: temporal, rules: [success, failed], group-by: [host], timespan: 60s, condition: success and not failed";
        Run(Extended, (1, 10, "h", ""), (0, 20, "h", "")).ShouldBeEmpty();
        Run(Extended, (1, 10, "h", ""), (0, 71, "h", "")).ShouldBe(["71 h 1 71"]);
    }

    [Theory]
    [InlineData("value_sum", "", "gte: 60", "4  60 1,2,3,4")]
    [InlineData("value_avg", "", "lt: 14, gt: 12", "")]
    [InlineData("value_avg", "", "lte: 15", "1  10 1")]
    [InlineData("value_median", "", "eq: 15", "2  15 1,2")]
    [InlineData("value_percentile", ", percentile: 90", "gte: 20", "2  20 1,2")]
    public void Numbers_are_added_up(string type, string extra, string condition, string expected)
        => string.Join(";", Run($"type: {type}, rules: [failed], timespan: 1h, condition: {{field: user, {condition}{extra}}}",
            (0, 1, "", "10"), (0, 2, "", "20"), (0, 3, "", "15"), (0, 4, "", "15"), (0, 5, "", "text"))).ShouldBe(expected);

    [Fact]
    public void Aliases_join_rules_that_call_a_field_differently()
    {
        var correlation = CorrelationTexts.Read("title: C\ncorrelation: {type: temporal, rules: [failed, success], group-by: [source], timespan: 5m, aliases: {source: {failed: IpAddress, success: src_ip}}}");
        var set = CorrelationSet.Compile([correlation], Rules);
        set.FieldsOf(0).ShouldBe(["IpAddress"]);
        set.FieldsOf(1).ShouldBe(["src_ip"]);
        List<CorrelationMatch> matches = [];
        var engine = new CorrelationEngine(set, new CorrelationOptions());
        engine.Push(CorrelationTexts.Event(set, 0, 10, ("IpAddress", "10.0.0.1"), ("src_ip", "x")), matches);
        engine.Push(CorrelationTexts.Event(set, 1, 20, ("src_ip", "10.0.0.1")), matches);
        engine.Finish(matches);
        matches.Single().Group.ShouldBe([new("source", "10.0.0.1")]);
    }

    [Fact]
    public void A_correlation_counts_the_matches_of_another()
    {
        var set = Set(
            "title: many failures\nname: many\ncorrelation: {type: event_count, rules: [failed], group-by: [host, user], timespan: 60s, condition: {gte: 2}}",
            "title: then success\nlevel: high\ncorrelation: {type: temporal_ordered, rules: [many, success], group-by: [host], timespan: 10m}");
        var matches = Run(set, new CorrelationOptions(), out _, (0, 1, "h", "u"), (0, 2, "h", "u"), (1, 30, "h", "v"));
        matches.Select(static m => (m.Correlation.Title, m.IsFinding)).ShouldBe([("many failures", false), ("then success", true)]);
        matches[1].Events.Select(static e => (e.RuleIndex, e.CorrelationIndex, e.Reference)).ShouldBe([(-1, 0, matches[0].Number), (1, -1, 30)]);
        (matches[1].From.ToUnixTimeSeconds(), matches[1].To.ToUnixTimeSeconds()).ShouldBe((2, 30));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", generate: false", false)]
    [InlineData(", generate: true", true)]
    public void Rules_that_are_counted_are_findings_of_their_own_only_where_it_is_said(string generate, bool isFinding)
    {
        var set = Set($"title: C\ncorrelation: {{type: event_count, rules: [failed], timespan: 60s, condition: {{gte: 2}}{generate}}}");
        set.IsFinding(0).ShouldBe(isFinding);
        set.IsFinding(1).ShouldBeTrue();
        (set.Reads(0), set.Reads(1)).ShouldBe((true, false));
    }

    [Theory]
    [InlineData("SIGMA070", "title: C\ncorrelation: {type: temporal, rules: [failed, nobody], timespan: 5m}")]
    [InlineData("SIGMA071", "title: C\nname: c\ncorrelation: {type: temporal, rules: [failed, c], timespan: 5m}")]
    [InlineData("SIGMA071 SIGMA071", "title: C\nname: c\ncorrelation: {type: temporal, rules: [d], timespan: 5m}", "title: D\nname: d\ncorrelation: {type: temporal, rules: [c], timespan: 5m}")]
    [InlineData("SIGMA070 SIGMA070", "title: C\nname: c\ncorrelation: {type: temporal, rules: [nobody], timespan: 5m}", "title: D\nname: d\ncorrelation: {type: temporal, rules: [c], timespan: 5m}")]
    [InlineData("SIGMA072", "title: C\nname: c\ncorrelation: {type: temporal, rules: [failed], group-by: [x], timespan: 5m}", "title: D\ncorrelation: {type: temporal, rules: [c], group-by: [y], timespan: 5m}")]
    public void What_names_nothing_or_itself_is_refused(string codes, params string[] texts)
        => string.Join(' ', Set(texts).Refused.Select(static r => r.Refusal.Code)).ShouldBe(codes);

    [Theory]
    [InlineData(16, 0)]
    [InlineData(17, 1)]
    public void Chains_are_bounded(int length, int refused)
        => Set([.. Enumerable.Range(0, length).Select(static i => $"title: C{i}\nname: c{i}\ncorrelation: {{type: temporal, rules: [{(i == 0 ? "failed" : $"c{i - 1}")}], timespan: 5m}}")]).Refused.Count.ShouldBe(refused);

    [Fact]
    public void Rules_are_named_by_id_in_any_case()
    {
        IReadOnlyList<SigmaRule> rules = [Rules[0] with { Id = "929a690e-bef0-4204-a928-ef5e620d6fcc", Name = "" }];
        CorrelationSet.Compile([CorrelationTexts.Read("title: C\ncorrelation: {type: temporal, rules: [929A690E-BEF0-4204-A928-EF5E620D6FCC], timespan: 5m}")], rules)
            .Refused.ShouldBeEmpty();
    }

    [Fact]
    public void What_comes_late_is_put_in_its_place_as_far_as_is_allowed_and_counted_past_it()
    {
        var set = Set("title: C\ncorrelation: {type: temporal_ordered, rules: [failed, success], timespan: 60s}");
        var options = new CorrelationOptions { Lateness = TimeSpan.FromSeconds(10) };
        Run(set, options, out var tally, (1, 20, "", ""), (0, 10, "", ""), (2, 100, "", "")).Count.ShouldBe(1);
        tally.Late.ShouldBe(0);
        Run(set, options, out tally, (1, 20, "", ""), (0, 9, "", ""), (2, 100, "", "")).ShouldBeEmpty();
        tally.Late.ShouldBe(1);
        Run(set, new CorrelationOptions(), out tally, (1, 2_000, "", ""), (0, 1_990, "", "")).Count.ShouldBe(1); // files: any order
        tally.Late.ShouldBe(0);
    }

    [Fact]
    public void An_event_from_the_future_does_not_make_the_others_late()
    {
        var set = Set("title: C\ncorrelation: {type: event_count, rules: [failed], timespan: 60s, condition: {gte: 2}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions { Lateness = TimeSpan.FromSeconds(10) }) { Now = DateTimeOffset.FromUnixTimeSeconds(100) };
        List<CorrelationMatch> matches = [];
        engine.Push(CorrelationTexts.Event(set, 0, 90), matches);
        engine.Push(CorrelationTexts.Event(set, 0, 2_000_000_000), matches);
        engine.Push(CorrelationTexts.Event(set, 0, 95), matches);
        engine.Push(CorrelationTexts.Event(set, 0, 96) with { Time = null }, matches);
        engine.Finish(matches);
        matches.Count.ShouldBe(1);
        (engine.Tally.Future, engine.Tally.Late, engine.Tally.Untimed, engine.Tally.Events).ShouldBe((1, 0, 1, 4));
    }

    [Fact]
    public void Too_many_that_wait_go_on_and_are_counted()
    {
        var set = Set("title: C\ncorrelation: {type: event_count, rules: [failed], timespan: 60s, condition: {gte: 3}}");
        var options = new CorrelationOptions { PendingEventsMax = 2 };
        Run(set, options, out var tally, (0, 10, "", ""), (0, 20, "", ""), (0, 30, "", "")).Count.ShouldBe(1);
        (tally.Hurried, tally.Late).ShouldBe((1, 0));
        Run(set, options, out tally, (0, 10, "", ""), (0, 20, "", ""), (0, 30, "", ""), (0, 5, "", "")).Count.ShouldBe(1);
        (tally.Hurried, tally.Late).ShouldBe((1, 1));
    }

    [Fact]
    public void An_event_without_a_field_that_is_needed_is_left_out_and_counted()
    {
        var set = Set("title: C\ncorrelation: {type: event_count, rules: [failed], group-by: [host], timespan: 60s, condition: {gte: 1}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions());
        List<CorrelationMatch> matches = [];
        engine.Push(CorrelationTexts.Event(set, 0, 10, ("host", null)), matches);
        engine.Finish(matches);
        matches.ShouldBeEmpty();
        engine.Tally.Incomplete.ShouldBe(1);
    }

    [Fact]
    public void Millions_of_groups_are_bounded_and_what_is_forgotten_is_counted()
    {
        var set = Set("title: C\ncorrelation: {type: event_count, rules: [failed], group-by: [host], timespan: 1y, condition: {gte: 2}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions { GroupsMax = 100, Lateness = TimeSpan.Zero });
        List<CorrelationMatch> matches = [];
        for (var i = 0; i < 10_000; i++)
        {
            engine.Push(CorrelationTexts.Event(set, 0, i, ("host", $"h{i}")), matches);
        }

        engine.Tally.GroupsForgotten.ShouldBe(9_900);
        engine.Push(CorrelationTexts.Event(set, 0, 10_000, ("host", "h9950")), matches); // still remembered
        engine.Push(CorrelationTexts.Event(set, 0, 10_001, ("host", "h50")), matches); // not any more
        matches.Single().Group.Single().Value.ShouldBe("h9950");
    }

    [Fact]
    public void One_hot_group_is_bounded_and_still_counted_right_where_the_condition_allows()
    {
        var set = Set(
            "title: enough\ncorrelation: {type: event_count, rules: [failed], timespan: 1y, condition: {gte: 5}}",
            "title: range\ncorrelation: {type: event_count, rules: [failed], timespan: 1y, condition: {gte: 5000, lt: 6000}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions { GroupEventsMax = 1_000, EventsListedMax = 3, Lateness = TimeSpan.Zero });
        List<CorrelationMatch> matches = [];
        for (var i = 0; i < 10_000; i++)
        {
            engine.Push(CorrelationTexts.Event(set, 0, i), matches);
        }

        matches.Single().Correlation.Title.ShouldBe("enough"); // the other would need more than it may remember
        (matches[0].Value, matches[0].Events.Count, matches[0].IsWhole).ShouldBe((5, 3, false));
        engine.Tally.EventsForgotten.ShouldBe(9_000);
    }

    [Fact]
    public void All_groups_together_are_bounded()
    {
        var set = Set("title: C\ncorrelation: {type: value_count, rules: [failed], group-by: [host], timespan: 1y, condition: {field: user, lt: 1}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions { EventsMax = 50, EventsListedMax = 1, Lateness = TimeSpan.Zero });
        List<CorrelationMatch> matches = [];
        for (var i = 0; i < 1_000; i++)
        {
            engine.Push(CorrelationTexts.Event(set, 0, i, ("host", $"h{i % 7}"), ("user", $"u{i}")), matches);
        }

        engine.Tally.EventsForgotten.ShouldBeGreaterThan(900);
    }

    [Fact]
    public void A_long_value_is_kept_as_its_beginning_and_its_hash()
    {
        var set = Set("title: C\ncorrelation: {type: event_count, rules: [failed], group-by: [host], timespan: 60s, condition: {gte: 2}}");
        var engine = new CorrelationEngine(set, new CorrelationOptions());
        List<CorrelationMatch> matches = [];
        var text = new string('x', 100_000);
        engine.Push(CorrelationTexts.Event(set, 0, 1, ("host", text + "1")), matches);
        engine.Push(CorrelationTexts.Event(set, 0, 2, ("host", text + "2")), matches);
        engine.Push(CorrelationTexts.Event(set, 0, 3, ("host", text + "1")), matches);
        engine.Finish(matches);
        matches.Single().Group.Single().Value.Length.ShouldBeLessThan(200);
        matches.Single().Events.Select(static e => e.Reference).ShouldBe([1, 3]);
    }

    [Fact]
    public void Values_are_those_of_the_record_as_its_route_names_them()
    {
        var rule = SmallRules.Rule("{s: {A: 1}, condition: s}") with { Name = "r" };
        var set = CorrelationSet.Compile([CorrelationTexts.Read("title: C\ncorrelation: {type: temporal, rules: [r], group-by: [a.b, n, m], timespan: 5m}")], [rule]);
        var record = JsonRecords.Of("""{"A":1,"a":{"b":7},"n":null}""");
        var route = new PipelineSet([SmallRules.Plain]).RouteOf(record).ShouldNotBeNull();
        set.EventOf(0, record, route, time: null, reference: 5).Values.ShouldBe(["7", null, null]);
    }

    static CorrelationSet Set(params string[] texts) => CorrelationSet.Compile([.. texts.Select(CorrelationTexts.Read)], Rules);

    // Events as (position among the correlation's rules, seconds, host, user).
    static List<string> Run(string correlation, params (int Position, int Seconds, string Host, string User)[] events)
    {
        var read = CorrelationTexts.Read($"title: C\ncorrelation: {{{correlation}}}");
        var set = CorrelationSet.Compile([read], Rules);
        set.Refused.ShouldBeEmpty();
        var names = Rules.Select(static r => r.Name).ToList();
        return [.. Run(set, new CorrelationOptions(), out _, [.. events.Select(e => (names.IndexOf(read.Rules[e.Position]), e.Seconds, e.Host, e.User))])
            .Select(static m => FormattableString.Invariant($"{m.To.ToUnixTimeSeconds()} {m.Group.Select(static g => g.Value).FirstOrDefault("")} {m.Value:0.##} {string.Join(',', m.Events.Select(static e => e.Reference))}"))];
    }

    static List<CorrelationMatch> Run(CorrelationSet set, CorrelationOptions options, out CorrelationTally tally, params (int Rule, int Seconds, string Host, string User)[] events)
    {
        var engine = new CorrelationEngine(set, options);
        List<CorrelationMatch> matches = [];
        foreach (var (rule, seconds, host, user) in events)
        {
            engine.Push(CorrelationTexts.Event(set, rule, seconds, ("host", host), ("user", user)), matches);
        }

        engine.Finish(matches);
        tally = engine.Tally;
        return matches;
    }
}
