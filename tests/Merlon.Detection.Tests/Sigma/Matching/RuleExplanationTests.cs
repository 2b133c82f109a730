using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Sigma.Matching;

/// <summary>Why a rule matches, and why it does not.</summary>
public sealed class RuleExplanationTests
{
    const string Detection = "{s: {A: x, B|contains: [y, z]}, f: {C: q}, condition: s and not f}";

    [Fact]
    public void A_match_names_the_values_that_made_it()
    {
        var (explanation, record) = Explain(Detection, """{"A":"x","Other":"o","B":["no","a Z"],"C":"r"}""");
        explanation.IsMatch.ShouldBeTrue();
        explanation.MatchingFields().Select(i => $"{record.NameText(i)}={record.ValueText(i)}").ShouldBe(["A=x", "B=a Z"]);
    }

    [Fact]
    public void A_miss_says_which_part_does_not_hold_and_what_stands_there_instead()
    {
        var (explanation, record) = Explain(Detection, """{"A":"w","C":"q"}""");
        explanation.IsMatch.ShouldBeFalse();
        explanation.MatchingFields().ShouldBeEmpty();
        var and = explanation.Claims.Single().Expression.ShouldNotBeNull();
        var selection = and.Parts[0];
        (selection.Expression.ShouldBeOfType<SigmaExpression.Selection>().Name, selection.IsTrue).ShouldBe(("s", false));
        var items = selection.Parts.Single().Parts;
        (items[0].IsTrue, items[0].IsFieldMissing, record.ValueText(items[0].Compared.Single())).ShouldBe((false, false, "w"));
        items[1].Parts.ShouldAllBe(static value => value.IsFieldMissing && !value.IsTrue);
        var negation = and.Parts[1];
        (negation.IsTrue, negation.Parts.Single().IsTrue).ShouldBe((false, true));
    }

    [Fact]
    public void A_record_of_other_logs_is_no_claim_at_all()
    {
        var record = JsonRecords.Of("""{"A":"x"}""");
        var rule = SmallRules.Rule(Detection) with { LogSource = new SigmaLogSource("other", "", "") };
        var route = new PipelineSet([SmallRules.Plain]).RouteOf(record).ShouldNotBeNull();
        new NaiveMatcher([], new PipelineSet([])).Explain(rule, record, route).Claims.ShouldBeEmpty();
    }

    [Fact]
    public void Conditions_of_a_claim_that_are_not_met_are_named()
    {
        var claim = new LogSourceClaim(new SigmaLogSource("test", "", ""), System.Collections.Frozen.FrozenDictionary<string, string>.Empty, [new("T", "Create"), new("A", "X")]);
        var pipeline = SmallRules.Plain with { Cases = [new PipelineCase([], claim)] };
        var record = JsonRecords.Of("""{"A":"x","B":"y","T":"Delete"}""");
        var route = new PipelineSet([pipeline]).RouteOf(record).ShouldNotBeNull();
        var explanation = new NaiveMatcher([], new PipelineSet([])).Explain(SmallRules.Rule(Detection), record, route);
        explanation.IsMatch.ShouldBeFalse();
        explanation.Claims.Single().UnmetConditions.ShouldBe([new("T", "Create")]);
        explanation.Claims.Single().Expression.ShouldNotBeNull().IsTrue.ShouldBeTrue();
    }

    [Fact]
    public void An_expression_that_takes_too_long_is_no_match_and_is_counted()
    {
        var rule = SmallRules.Rule("{s: {A|re: '^(a+)+\\1$'}, condition: s}");
        var record = JsonRecords.Of($$"""{"A":"{{new string('a', 40)}}b"}""");
        var route = new PipelineSet([SmallRules.Plain]).RouteOf(record).ShouldNotBeNull();
        var matcher = new NaiveMatcher([rule], new PipelineSet([SmallRules.Plain]));
        matcher.IsMatch(rule, record, route).ShouldBeFalse();
        matcher.TimedOut.ShouldBe(1);
    }

    static (RuleExplanation Explanation, LogEvent Record) Explain(string detection, string json)
    {
        var record = JsonRecords.Of(json);
        var pipelines = new PipelineSet([SmallRules.Plain]);
        return (new NaiveMatcher([], pipelines).Explain(SmallRules.Rule(detection), record, pipelines.RouteOf(record).ShouldNotBeNull()), record);
    }
}
