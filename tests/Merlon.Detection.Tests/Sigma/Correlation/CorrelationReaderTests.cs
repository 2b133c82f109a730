using System.Text;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma.Correlation;

/// <summary>Correlations as text.</summary>
public sealed class CorrelationReaderTests
{
    [Fact]
    public void A_correlation_is_read_with_everything_that_it_says()
    {
        var correlation = CorrelationTexts.Read("""
            title: Many targets of one source
            id: 0F1C9A3E-6B1D-4E60-9E53-0C8C5C6B7A11
            name: many_targets
            status: Test
            level: HIGH
            tags:
                - attack.t1110
            correlation:
                type: value_count
                rules:
                    - failed_logon
                    - 929a690e-bef0-4204-a928-ef5e620d6fcc
                group-by:
                    - source
                    - Computer
                timespan: 1h
                aliases:
                    source:
                        failed_logon: IpAddress
                        929a690e-bef0-4204-a928-ef5e620d6fcc: SourceIp
                condition:
                    field: TargetUserName
                    gte: 10
                    lt: 100
                generate: true
            """);
        correlation.Refusal.ShouldBeNull();
        (correlation.Title, correlation.Id, correlation.Name, correlation.Status, correlation.Level)
            .ShouldBe(("Many targets of one source", "0f1c9a3e-6b1d-4e60-9e53-0c8c5c6b7a11", "many_targets", "test", "high"));
        correlation.Tags.Single().Text.ShouldBe("attack.t1110");
        correlation.Type.ShouldBe("value_count");
        correlation.Rules.ShouldBe(["failed_logon", "929a690e-bef0-4204-a928-ef5e620d6fcc"]);
        correlation.GroupBy.ShouldBe(["source", "Computer"]);
        correlation.TimeSpan.ShouldBe(TimeSpan.FromHours(1));
        correlation.Aliases["source"]["failed_logon"].ShouldBe("IpAddress");
        correlation.Fields.ShouldBe(["TargetUserName"]);
        correlation.Thresholds.ShouldBe([new(SigmaOperator.GreaterOrEqual, 10), new(SigmaOperator.Less, 100)]);
        correlation.IsGenerating.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7_200)]
    [InlineData("7d", 604_800)]
    [InlineData("2w", 1_209_600)]
    [InlineData("1M", 2_629_746)]
    [InlineData("1y", 31_556_952)]
    [InlineData("1000y", 31_556_952_000)]
    [InlineData("1001y", 0)]
    [InlineData("0s", 0)]
    [InlineData("5", 0)]
    [InlineData("m", 0)]
    [InlineData("1.5h", 0)]
    [InlineData("-5m", 0)]
    [InlineData("5 m", 0)]
    [InlineData("99999999999999999999s", 0)]
    public void Time_spans_have_a_unit(string text, long seconds)
    {
        var correlation = CorrelationTexts.Read($"title: C\ncorrelation: {{type: event_count, rules: a, timespan: {text}, condition: {{gte: 2}}}}");
        correlation.TimeSpan.TotalSeconds.ShouldBe(seconds);
        correlation.Refusal?.Code.ShouldBe("SIGMA068");
        (correlation.Refusal is null).ShouldBe(seconds > 0);
    }

    [Theory]
    [InlineData("type: event_count, rules: [a], timespan: 5m", "SIGMA065")] // nothing to compare with
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: {}", "SIGMA065")]
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: {gte: many}", "SIGMA065")]
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: {above: 5}", "SIGMA065")]
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: a and b", "SIGMA065")]
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: {gt: 1000000}", "SIGMA047")]
    [InlineData("type: event_count, rules: [a], timespan: 5m, condition: {gte: 1000000}", "")]
    [InlineData("type: event_count, rules: [a], condition: {gte: 5}", "SIGMA068")]
    [InlineData("type: event_count, timespan: 5m, condition: {gte: 5}", "SIGMA063")]
    [InlineData("type: event_count, rules: [], timespan: 5m, condition: {gte: 5}", "SIGMA063")]
    [InlineData("rules: [a], timespan: 5m, condition: {gte: 5}", "SIGMA064")]
    [InlineData("type: event_cuont, rules: [a], timespan: 5m, condition: {gte: 5}", "SIGMA064")]
    [InlineData("type: value_count, rules: [a], timespan: 5m, condition: {gte: 5}", "SIGMA065")]
    [InlineData("type: value_count, rules: [a], timespan: 5m, condition: {gte: 5, field: [x, y]}", "")]
    [InlineData("type: value_sum, rules: [a], timespan: 5m, condition: {gte: 5, field: [x, y]}", "SIGMA065")]
    [InlineData("type: value_percentile, rules: [a], timespan: 5m, condition: {gte: 5, field: x, percentile: 101}", "SIGMA065")]
    [InlineData("type: value_percentile, rules: [a], timespan: 5m, condition: {gte: 5, field: x, percentile: 100}", "")]
    [InlineData("type: temporal, rules: [a, b], timespan: 5m", "")]
    [InlineData("type: temporal, rules: [a, b], timespan: 5m, condition: a and not b", "")]
    [InlineData("type: temporal, rules: [a, b], timespan: 5m, condition: a and c", "SIGMA046")]
    [InlineData("type: temporal, rules: [a, b], timespan: 5m, condition: a and", "SIGMA045")]
    [InlineData("type: temporal_ordered, rules: [a, b], timespan: 5m, condition: a and b", "SIGMA065")]
    [InlineData("type: temporal, rules: [a], timespan: 5m, aliases: x", "SIGMA066")]
    [InlineData("type: temporal, rules: [a], timespan: 5m, aliases: {x: y}", "SIGMA066")]
    public void What_cannot_be_meant_is_refused(string body, string code)
        => (CorrelationTexts.Read($"title: C\ncorrelation: {{{body}}}").Refusal?.Code ?? "").ShouldBe(code);

    [Theory]
    [InlineData("temporal", 256, true)]
    [InlineData("temporal", 257, false)]
    [InlineData("temporal_ordered", 32, true)]
    [InlineData("temporal_ordered", 33, false)]
    public void The_number_of_rules_is_bounded(string type, int rules, bool isRead)
        => (CorrelationTexts.Read($"title: C\ncorrelation: {{type: {type}, timespan: 5m, rules: [{string.Join(", ", Enumerable.Range(0, rules).Select(static i => $"r{i}"))}]}}").Refusal?.Code is "SIGMA047").ShouldBe(!isRead);

    [Fact]
    public void Timeframe_is_taken_for_timespan_with_a_note()
    {
        var parsed = SigmaReader.ReadContent("title: C\ncorrelation: {type: temporal, rules: [a, b], timeframe: 5m}"u8.ToArray(), "c.yml", SigmaReadOptions.Default);
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA067"]);
        parsed.Value.ShouldNotBeNull().Correlations.Single().TimeSpan.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Rules_and_what_counts_them_stand_in_one_file()
    {
        var parsed = SigmaReader.ReadContent(
            Encoding.UTF8.GetBytes("""
                title: R
                name: r
                logsource: {product: test}
                detection: {s: {A: 1}, condition: s}
                ---
                title: C
                correlation: {type: event_count, rules: [r], timespan: 5m, condition: {gte: 5}}
                ---
                title: F
                logsource: {product: test}
                filter: {rules: [r], s: {B: 2}, condition: not s}
                ---
                title: broken
                correlation: [x]
                ---
                correlation: {type: temporal}
                """),
            "m.yml", SigmaReadOptions.Default);
        var content = parsed.Value.ShouldNotBeNull();
        (content.Rules.Count, content.Correlations.Count, content.Filters.Count).ShouldBe((1, 1, 1));
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["SIGMA062", "SIGMA010"]);
        var both = SigmaContent.Merge([content, content, SigmaContent.Empty]);
        (both.Rules.Count, both.Correlations.Count, both.Filters.Count).ShouldBe((2, 2, 2));
    }
}
